"""Lists of services in scope read from CSV and saved pages: only what cannot be mistaken counts, and nothing is lost."""

import csv
import string
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import EvidencemapError, MappingError
from generator.mapping import load
from generator.mapping.importing import (
    Names,
    Origin,
    as_listing,
    as_yaml,
    compare,
    key,
    read_list,
    write_listing,
)
from generator.mapping.importing.columns import is_program
from generator.mapping.importing.marks import read_mark
from generator.mapping.importing.page import read_page
from generator.mapping.importing.pagelists import rows_of_page
from generator.mapping.importing.rows import MAX_NAME
from generator.model.catalog import Catalog, ListedService, Listing, ProgramListing, Service
from generator.model.imports import Imported
from generator.yamltext import Document, fill

DAY = date(2026, 11, 20)
NAV = "<header><ul>" + "<li>AWS Support</li>" * 6 + "</ul></header>"


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """What ships."""
    return load()


@pytest.fixture(scope="module")
def names(shipped: Catalog) -> Names:
    """Its names."""
    return Names(shipped.services.values())


def service(id_: str, name: str, *also: str, **fields: Any) -> Service:
    """A made-up service."""
    return Service(
        id=id_, name=name, also=also, model="managed", aws_manages="", customer_manages="", **fields
    )


SERVICES = {
    one.id: one
    for one in (
        service("ec2", "Amazon EC2", "Amazon Elastic Compute Cloud"),
        service("rds", "Amazon RDS and Amazon Aurora", "Amazon RDS", "Amazon Aurora"),
        service("glue", "AWS Glue"),
        service("lakeformation", "AWS Lake Formation"),
        service("elasticache", "Amazon ElastiCache"),
        service("sftp", "AWS Transfer", "File Transfer"),
        service("ftp", "Amazon Transfer"),
        service("ds", "AWS Directory Service"),
        service("chime", "Amazon Chime SDK"),
    )
}


def read(tmp_path: Path, text: str | bytes, program: str = "soc", known: Names | None = None) -> Any:
    """The rows of a file of this content."""
    path = tmp_path / "list"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_list(path, program, known or Names(SERVICES.values()), DAY)[0]


def imported(
    tmp_path: Path, text: str, program: str = "soc", services: Mapping[str, Service] = SERVICES, **fields: Any
) -> Imported:
    """The listing of a file of this content."""
    origin = {
        "as_of": DAY,
        "source": "https://example.com/",
        "file": "list",
        "sha256": "0" * 64,
        "complete": True,
    }
    found = read(tmp_path, text, program, Names(services.values()))
    return as_listing(found, services, Origin(program=program, **{**origin, **fields}))


def said(made: Imported) -> dict[str, str]:
    """Each service of a listing with what it says."""
    return {entry.service: entry.listed for entry in made.listing.entries if entry.service}


def table(*rows: tuple[str, str], head: str = "SOC 1,2,3", title: str = "Services in Scope") -> str:
    """A page as AWS's was: service, names that SDKs use, mark."""
    body = "".join(
        f"<tr><td><b><a href='/x'>{n}</a></b><br/></td><td>sdk</td><td>{m}</td></tr>" for n, m in rows
    )
    start = f"<tr><th>SE<b></b>RVICES / PROGRAMS</th><th>SDKs</th><th><a>{head}</a></th></tr>"
    return f"<!DOCTYPE html><html><head><title>{title}</title></head>{NAV}<table><tbody>{start}{body}</tbody></table>"


def bullets(*names_: str, title: str = "HIPAA Eligible Services Reference") -> str:
    """A page as AWS's HIPAA page was."""
    items = "".join(f"<li>\n {name}\n <br/></li>" for name in names_)
    return f"<!DOCTYPE html><html><title>{title}</title>{NAV}<h1>{title}</h1><ul>{items}</ul><footer>{NAV}</footer>"


# Names


def test_names_match_whatever_maker_case_brackets_and_marks_they_carry(names: Names) -> None:
    """As AWS's lists wrote them over the years."""
    for name, id_ in (
        ("Amazon Elastic Compute Cloud (Amazon EC2)", "ec2"),
        ("amazon  ec2\u00ae", "ec2"),
        ("Amazon\u00a0EC2\u2122", "ec2"),
        ("\u200bAmazon EC2*", "ec2"),
        ("ec2", "ec2"),
        ("Amazon Simple Storage Service (Amazon S3) [including S3 Transfer Acceleration]", "s3"),
        ("Amazon Relational Database Service (Amazon RDS) (includes Amazon Aurora)", "rds"),
        ("AWS Systems Manager (previously Amazon EC2 Systems Manager)", "ssm"),
        ("Amazon OpenSearch Service  [successor to Amazon Elasticsearch service]", "opensearch"),
        ("Amazon Elasticsearch Service", "opensearch"),
        ("AWS Single Sign-On", "iam-identity-center"),
        ("AWS SSO", "iam-identity-center"),
        ("Amazon Kinesis Data Firehose", "firehose"),
        ("AWS Transfer for SFTP", "transfer"),
        ("Amazon S3 Glacier", "glacier"),
        ("Amazon DocumentDB (with MongoDB compatibility)", "documentdb"),
        ("Amazon Elastic Container Service for Kubernetes", "eks"),
        ("Amazon QuickSight", "quicksight"),
        ("AWS Web Application Firewall (WAF)", "waf"),
        ("AWS Shield [Standard and Advanced]", "shield"),
    ):
        assert names.ids(name) == [id_], name


def test_names_of_other_services_and_of_parts_do_not_match(names: Names) -> None:
    """Chime's meetings are not its SDK, and what an id looks like is no name."""
    for name in (
        "Amazon Chime", "Amazon Pinpoint", "Amazon Macie Classic", "Amazon CodeGuru Reviewer", "AWS Cloud",
        "Amazon ElastiCache for Redis", "Amazon S3 on Outposts", "", "()", "AWS", "[Amazon EC2]",
    ):  # fmt: skip
        assert names.ids(name) == [], name


def test_no_name_that_ships_fits_two_services(shipped: Catalog, names: Names) -> None:
    """Else a row of AWS's lists would be matched to neither."""
    for one in shipped.services.values():
        assert [n for n in (one.id, one.name, *one.also) if names.ids(n) != [one.id]] == []
        assert len({key(n) for n in (one.name, *one.also)}) == 1 + len(one.also), (
            f"{one.id}: a name says nothing new"
        )


def test_the_names_of_the_old_public_copies_are_known(names: Names) -> None:
    """Of services that the mappings have: written as the pages of 2020 to 2022 did."""
    path = Path(__file__).parents[1] / "data" / "listed_names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) > 150
    assert [row for row in rows if names.ids(row["name"]) != [row["service"]]] == []


# Marks


def test_only_an_unmistakable_mark_is_listed() -> None:
    """Anything else is unknown, and told."""
    for mark in (
        "✓",
        "✔",
        "✅",
        " Yes ",
        "TRUE",
        "\u2714\ufe0f",
        "yes (listed as AWS Transfer for SFTP)",
        "✓ [excludes X]",
    ):
        assert read_mark(mark)[0] == "yes", mark
    for mark in ("", " ", "no", "Not listed", "✗", "–", "false", "no (yet)"):
        assert read_mark(mark)[0] == "no", mark
    for mark in (
        "x", "1", "✓*", "✓ ✓", "Joint Assessment", "✓ (joint assessment)", "yes (planned)", "yes, but", "yes/no", "JAB Review",
        "(same: yes)", "?", "n/a", "●", "image: without words", "yes (no longer)", "✓ image: warning", "(yes)", "yes ((yes))",
        "yes (until 2027)",
    ):  # fmt: skip
        listed, note = read_mark(mark)
        assert listed == "unknown", mark
        assert mark in note


def test_exclusions_beside_a_mark_are_kept() -> None:
    """They stand in the note."""
    assert read_mark("✓ [excludes Simple AD]") == ("yes", "excludes Simple AD")


def test_headings_of_like_programs_are_not_taken_for_one_another() -> None:
    """PCI 3DS and PIN are not PCI DSS."""
    for text, program in (
        ("SOC 1,2,3", "soc"), ("SOC", "soc"), ("PCI", "pci-dss"), ("PCI DSS", "pci-dss"), ("HIPAA BAA", "hipaa-eligible"),
        ("ISO and CSA STAR", "iso"), ("PCI DSS v4.0.1", "pci-dss"),
    ):  # fmt: skip
        assert is_program(text, program), text
    for text in ("PCI 3DS", "PCI PIN", "SOC 1", "SOC 3", "HITRUST", "ISO 9001", "FedRAMP", "", "Associated"):
        assert not any(
            is_program(text, program) for program in ("soc", "pci-dss", "hipaa-eligible", "iso")
        ), text


# CSV


def test_our_own_form_is_read(tmp_path: Path) -> None:
    """Name, listed, note; what it says of nothing known is kept without a service."""
    made = imported(tmp_path, "name,listed,note\nAmazon EC2,yes,hosts\nAWS Glue,no,\nAmazon Fresh,yes,\n")

    assert [(e.name, e.service, e.listed, e.note) for e in made.listing.entries] == [
        ("Amazon EC2", "ec2", "yes", "hosts"),
        ("AWS Glue", "glue", "no", ""),
        ("Amazon Fresh", "", "yes", ""),
    ]
    assert made.unknown == ("Amazon Fresh",)


def test_one_column_a_program_is_read_for_the_one_asked_for(tmp_path: Path) -> None:
    """As the public copies have them, with commas or semicolons; the columns passed over are told."""
    text = "prefix,service,SOC,PCI\nec2,Amazon EC2,yes,not listed\nglue,AWS Glue,not listed,yes\n"
    for body in (text, text.replace(",", ";"), "\ufeff" + text.replace("\n", "\r\n")):
        assert said(imported(tmp_path, body)) == {"ec2": "yes", "glue": "no"}
        assert said(imported(tmp_path, body, "pci-dss")) == {"ec2": "no", "glue": "yes"}

    assert imported(tmp_path, text).told == ("columns that were not read: prefix, PCI",)


def test_ids_may_be_given(tmp_path: Path) -> None:
    """Beside the name that the list has; an unknown one is refused."""
    made = imported(tmp_path, "service,name,listed\nds,Directory of ours,yes\n")
    assert said(made) == {"ds": "yes"}

    with pytest.raises(MappingError, match="no service 'sd'"):
        imported(tmp_path, "service,name,listed\nsd,Directory of ours,yes\n")


def test_csv_that_cannot_be_read_whole_is_refused(tmp_path: Path) -> None:
    """With the line and what is wrong with it; never half read."""
    for text, words in (
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("Amazon EC2\nAWS Glue\n", "No column holds names"),
        ("name\nAmazon EC2\n", "No column holds the marks of soc"),
        ("name,note\nAmazon EC2,x\n", "No column holds the marks of soc"),
        ("name,PCI\nAmazon EC2,yes\n", "No column holds the marks of soc"),
        ("name,listed,SOC\nAmazon EC2,yes,no\n", "Several columns could hold the marks"),
        ("name,SOC,SOC\nAmazon EC2,yes,no\n", "stand twice"),
        ("name,names,SOC\nAmazon EC2,x,no\n", "Several columns could hold names"),
        ("name,listed\nAmazon EC2,yes\nAWS Glue,yes,more\n", "line 3: 3 columns, the heading has 2"),
        ("name,listed\nAmazon EC2,yes\nAWS Glue\n", "line 3: 1 columns"),
        ("name,listed\nAmazon EC2,yes\nAmazon EC2,yes\n", "stands on line 2 too"),
        ("name,listed\n,yes\n", "line 2: no name"),
        (f"name,listed\n{'x' * (MAX_NAME + 1)},yes\n", "line 2: a name or a note of more"),
        ('name,listed\n"Amazon EC2,yes\n', "not CSV"),
        ("name,listed\nAmazon EC2,no\nAWS Glue,perhaps\n", "none of them marked as listed"),
        ("name,listed\n", "lists no service for soc: 0 rows"),
        ("name,listed\n" + "".join(f"s{n},yes\n" for n in range(5_001)), "more than 5,000 rows"),
    ):
        with pytest.raises(MappingError) as caught:
            read(tmp_path, text)
        assert words in " ".join((caught.value.message, *caught.value.faults)), text[:60]
        assert caught.value.hint


def test_files_that_are_no_text_are_named(tmp_path: Path) -> None:
    """Packed, UTF-16, binary, Latin-1, missing, too large."""
    good = "name,listed\nAmazon EC2,yes\n"
    for raw, words in (
        (b"\x1f\x8b\x08rest", "a gzip file"),
        (b"PK\x03\x04rest", "a zip file or workbook"),
        (b"%PDF-1.7", "a PDF"),
        (good.encode("utf-16"), "UTF-16"),
        (good.encode() + b"\x00", "zero bytes"),
        (good.encode() + b"Caf\xe9,yes\n", "list:3: not UTF-8"),
        (b" " * 8_000_001, "larger than 8,000,000 bytes"),
    ):
        with pytest.raises(MappingError, match=words):
            read(tmp_path, raw)
    with pytest.raises(MappingError, match="cannot be read"):
        read_list(tmp_path / "nowhere", "soc", Names(()), DAY)
    with pytest.raises(MappingError, match="cannot be read"):
        read_list(tmp_path, "soc", Names(()), DAY)


# Matching


def test_rows_of_one_service_count_together(tmp_path: Path) -> None:
    """It is listed where each of them is; what each leaves out is kept, and each row too."""
    both = "name,listed,note\nAmazon RDS [MySQL only],yes,\nAmazon Aurora,{},\n"
    for mark, state in (("yes", "yes"), ("no", "unknown"), ("soon", "unknown")):
        made = imported(tmp_path, both.format(mark))
        first, second = made.listing.entries

        assert said(made) == {"rds": state}
        assert "MySQL only" in first.note
        assert (second.service, second.note.startswith("counted with rds")) == ("", True)
        assert any("2 rows for rds" in line for line in made.told)


def test_a_name_that_fits_two_services_is_matched_to_neither(tmp_path: Path) -> None:
    """Both are unknown, although the list is whole."""
    made = imported(tmp_path, "name,listed\nTransfer,yes\nAmazon EC2,yes\n")

    assert made.ambiguous == ("Transfer: sftp, ftp",)
    assert said(made) == {"ec2": "yes", "sftp": "unknown", "ftp": "unknown"}


def test_a_part_of_a_service_does_not_list_the_whole(tmp_path: Path) -> None:
    """Nor does it show that the service is out; the whole name beside it decides."""
    made = imported(tmp_path, "name,listed\nAmazon ElastiCache for Redis,yes\nAmazon EC2,yes\n")
    assert said(made)["elasticache"] == "unknown"
    assert made.unknown == ("Amazon ElastiCache for Redis",)

    made = imported(tmp_path, "name,listed\nAmazon ElastiCache for Redis,no\nAmazon EC2,yes\n")
    assert "elasticache" not in said(made)
    made = imported(
        tmp_path, "name,listed\nAmazon ElastiCache for Redis,yes\nAmazon ElastiCache,no\nAWS Glue,yes\n"
    )
    assert said(made)["elasticache"] == "no"


def test_what_a_row_says_it_includes_is_listed_with_it(tmp_path: Path) -> None:
    """By its whole name only, and not where the words take it back or the row is not listed."""
    for name, mark, state in (
        ("AWS Glue (including AWS Lake Formation)", "yes", "yes"),
        ("AWS Glue [includes X, and AWS Lake Formation]", "yes", "yes"),
        ("AWS Glue (including AWS Lake Formation)", "no", None),
        ("AWS Glue (excluding AWS Lake Formation)", "yes", None),
        ("AWS Glue (including X but not AWS Lake Formation)", "yes", None),
        ("AWS Glue (including parts of AWS Lake Formation)", "yes", None),
        ("AWS Glue and AWS Lake Formation", "yes", None),
    ):
        made = imported(tmp_path, f'name,listed\n"{name}",{mark}\nAmazon EC2,yes\n')
        assert said(made).get("lakeformation") == state, name


# Pages


def test_a_table_with_a_column_for_the_program_is_read(tmp_path: Path) -> None:
    """Marks as text or image; the rest of the page, and tables of other programs, are left alone."""
    page = table(
        ("Amazon Elastic Compute Cloud (Amazon EC2)", "\n ✓ "),
        ("AWS Glue", "<img src='x' alt='Checkmark'>"),
        ("Amazon ElastiCache", "<img src='y.png'>"),
        ("AWS Directory Service [excludes Simple AD]", "✓"),
        ("Amazon Chime SDK", "Joint Assessment"),
        ("AWS Lake Formation", ""),
        ("Amazon Fresh", "✓"),
    ) + table(("AWS Lake Formation", "✓"), head="IRAP PROTECTED")
    tabs = f"<ul><li>SOC<li>PCI</ul><ul><li><h4>SOC</h4><div>{page}</div></li></ul>"  # as AWS's page had them
    made = imported(tmp_path, tabs)

    assert said(made) == {
        "ec2": "yes", "glue": "yes", "elasticache": "unknown", "ds": "yes", "chime": "unknown", "lakeformation": "no",
    }  # fmt: skip
    notes = {entry.service: entry.note for entry in made.listing.entries}
    assert notes["ds"] == "excludes Simple AD"
    assert "Joint Assessment" in notes["chime"]
    assert "image" in notes["elasticache"]
    assert made.unknown == ("Amazon Fresh",)


def test_a_bulleted_page_is_read_with_its_exclusions(tmp_path: Path) -> None:
    """The frame of the page names services too, and is left out; brackets stay in the note."""
    page = bullets(
        "Amazon Elastic Compute Cloud (Amazon EC2)", "AWS Glue (including AWS Lake Formation)", "Amazon ElastiCache (Redis)",
        "AWS Directory Servizi [excluding Simple AD]", "AWS Directory Service [excluding Simple AD]", "Amazon Chime SDK",
    )  # fmt: skip
    made = imported(tmp_path, page, "hipaa-eligible")
    notes = {entry.service: entry.note for entry in made.listing.entries}

    assert said(made) == dict.fromkeys(("ec2", "glue", "elasticache", "ds", "chime", "lakeformation"), "yes")
    assert (notes["ds"], notes["elasticache"], notes["ec2"]) == ("excluding Simple AD", "Redis", "")
    assert made.unknown == ("AWS Directory Servizi [excluding Simple AD]",)


def test_a_page_of_names_and_namespaces_is_read_where_its_title_says_so(tmp_path: Path) -> None:
    """AWS's page on ISO had no marks: what stands in it is certified."""
    page = "<title>ISO Certified</title><table><tr><th>AWS Services</th><th>Namespaces*</th></tr>{}</table>"
    rows = "<tr><td>Amazon EC2</td><td>ec2</td></tr><tr><td>AWS Glue</td><td></td></tr>"

    assert said(imported(tmp_path, page.format(rows), "iso")) == {"ec2": "yes", "glue": "yes"}
    for text, program in ((page.format(rows), "soc"), (page.format(rows).replace("ISO", "Advisory"), "iso")):
        with pytest.raises(MappingError, match="No list of"):
            read(tmp_path, text, program)


def test_pages_that_are_not_recognised_or_not_whole_are_refused(tmp_path: Path) -> None:
    """In words, with nothing taken from them."""
    row = ("Amazon EC2", "✓")
    good = table(row, ("AWS Glue", "✓"))
    assert said(imported(tmp_path, good)) == {"ec2": "yes", "glue": "yes"}
    for text, words in (
        (table(row, head="PCI"), "No list of soc is recognised"),
        (bullets("Amazon EC2"), "No list of soc is recognised"),
        ("<html><script>draw()</script></html>", "0 tables, 0 lists"),
        (good.replace("</tbody></table>", ""), "breaks off within it"),
        (good[:-30], "breaks off"),
        (good.replace("<td>sdk</td>", "", 1), "2 cells under 3 headings"),
        (good.replace("<td>sdk", "<td rowspan=2>sdk", 1), "merged"),
        (good.replace("<td>sdk", "<td colspan=2>sdk", 1), "merged"),
        (good.replace("<td>sdk", "<td><table><tr><td>x</td></tr></table>", 1), "a table stands within it"),
        (good.replace("sdk", "<select>", 1), "breaks off within a script or a form"),
        (good.replace("sdk", "<!-- sdk", 1), "breaks off within a tag or a comment"),
        (table(row, ("Amazon EC2", "")), "stands twice with different marks"),
        (table(row, ("<img src='x' alt='AWS Glue'>", "✓")), "no name"),
        (table(row, ("x" * 400, "✓")), "no name, or one that is none"),
        (table(row, ("AWS Glue", "y" * 5_000)), "more than 4,000 characters"),
        (table(("Amazon EC2", ""), ("AWS Glue", "")), "none of them marked as listed"),
        (good.replace("<th>SDKs</th>", "<th>SOC</th>"), "several columns for soc"),
        (good + "<p>Last Updated: December 1, 2026</p>", "after --as-of"),
        ("<ul>" * 50 + good, "more than 40 deep"),
        ("<table>" * 50 + good, "more than 40 deep"),
        ("<![x" + good, "no HTML that can be read"),
        ("<table><tr>" + "<td>x" * 70, "more than 60 cells"),
        ("<ul>" + "<li>x" * 20_001, "more than 20,000 rows"),
        ("<table></table>" * 5_001, "more than 5,000 tables"),
    ):
        with pytest.raises(MappingError) as caught:
            read(tmp_path, text)
        assert words in caught.value.message, text[-80:]
    with pytest.raises(MappingError, match="No list of hipaa-eligible"):
        read(
            tmp_path,
            bullets("Amazon EC2", "AWS Glue", "Amazon RDS", "x", "y", title="What is new"),
            "hipaa-eligible",
        )


def test_what_looks_odd_in_a_page_is_told(tmp_path: Path) -> None:
    """An old copy, a row that stands twice, a list that was passed over, a heading of a group."""
    page = bullets(
        "Amazon EC2", "AWS Glue", "Amazon RDS", "Amazon ElastiCache", "AWS Lake Formation", "AWS Glue"
    )
    told = read(
        tmp_path, page + "<b>Last Updated: January 20, 2021</b><ul><li>Amazon EC2</ul>", "hipaa-eligible"
    ).told
    words = "\n".join(told)

    assert "last updated on 2021-01-20, 2,130 days before" in words
    assert "'AWS Glue' stands twice" in words
    assert "a list of 1 items that names 1 services was not read" in words
    grouped = (
        table(("Amazon EC2", "✓"))
        .replace("<tbody>", "<tbody>")
        .replace(
            "</tbody>", "<tr><td colspan=3>Analytics</td></tr><tr><td></td><td></td><td></td></tr></tbody>"
        )
    )
    assert said(imported(tmp_path, grouped)) == {"ec2": "yes"}


_PIECES = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td>", "</td>", "<td colspan=2>", "<th>", "<ul>", "</ul>", "<li>", "<script>", "</script>", "✓",
     "<!--", "-->", "<title>", "</title>", "HIPAA eligible", "Services", "SOC", "Amazon EC2", "AWS Glue", "&#xD800;", "&amp", "<", ">",
     '"', "<img alt='yes'>", "\x00", "<svg/>", "<![CDATA[", "]]>", "<nav>", "<i>"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=40).map("".join), st.sampled_from(["soc", "hipaa-eligible", "iso"]))
def test_no_page_ends_in_anything_but_rows_or_words(text: str, program: str) -> None:
    """Whatever the order of tags: rows that are whole, or the named error."""
    try:
        rows = rows_of_page(read_page(text), program, Names(SERVICES.values()), DAY).rows
    except EvidencemapError:
        return
    assert all(row.name and row.listed in ("yes", "no", "unknown") for row in rows)


_NAME = st.text(st.sampled_from(string.ascii_letters + " .-&()[]®\u00a0\u200b"), max_size=30)


@settings(max_examples=150)
@given(
    _NAME,
    st.sampled_from(["", "Amazon ", "AWS ", "aws\u00a0"]),
    st.sampled_from(["", " (X)", "®", " [a (b) c]", " ™"]),
)
def test_a_key_is_one_for_all_ways_to_write_a_name(name: str, maker: str, after: str) -> None:
    """Keys are stable: the key of a key is itself, unless a maker's name leads it."""
    plain = key(name)
    assert plain == plain.strip().casefold()
    if plain and "(" not in name and "[" not in name and ")" not in name and "]" not in name:
        assert key(f"{name.upper()}{after}") == plain
        if key(f"Amazon {plain}") == plain:
            assert key(f"{maker}{plain}{after}") in (plain, key(plain))


# Comparing


def known(id_: str, **listed: str) -> Service:
    """A service with one list of an earlier day for each program."""
    programs = tuple(
        ProgramListing(program=p.replace("_", "-"), listed=said_, as_of=date(2026, 6, 1), source="s")  # type: ignore[arg-type]
        for p, said_ in listed.items()
    )
    return service(id_, id_.upper(), programs=programs)


def listing(*entries: tuple[str, Any], complete: bool = True, **fields: Any) -> Listing:
    """A listing of these."""
    made = tuple(ListedService(name=id_.upper(), service=id_, listed=listed) for id_, listed in entries)
    base = {
        "id": f"soc-{DAY}",
        "program": "soc",
        "as_of": DAY,
        "source": "s",
        "complete": complete,
        "entries": made,
    }
    return Listing(**{**base, **fields})


def test_a_list_is_held_against_the_latest_one() -> None:
    """What came, what went, what stays, what the list does not name."""
    services = {
        s.id: s
        for s in (known("a", soc="yes"), known("b", soc="yes"), known("c", soc="no"), known("d"), known("e"))
    }
    change = compare(listing(("a", "yes"), ("c", "yes"), ("d", "unknown")), services)

    assert (change.still, change.gone, change.newly) == (("a",), ("b",), ("c",))
    assert (change.doubtful, change.out, change.lacks) == (("d",), ("e",), ("b", "e"))
    assert change.latest
    assert change.latest.as_of == date(2026, 6, 1)


def test_a_list_in_part_takes_nothing_away() -> None:
    """What it does not name stays; what it says is not listed goes."""
    services = {s.id: s for s in (known("a", soc="yes"), known("b", soc="yes"), known("c", soc="yes"))}
    change = compare(listing(("a", "no"), complete=False), services)

    assert (change.gone, change.still, change.out) == (("a",), (), ())


def test_a_list_that_lacks_most_of_what_was_listed_is_refused() -> None:
    """It is the wrong page, or read the wrong way."""
    services = {s.id: s for s in (known("a", soc="yes"), known("b", soc="yes"), known("c", soc="yes"))}

    with pytest.raises(MappingError, match="holds 1 as listed, 1 otherwise, and lacks 1"):
        compare(listing(("a", "yes"), ("b", "unknown")), services)
    assert compare(listing(("a", "yes"), ("b", "yes")), services).gone == ("c",)


# Writing

HOSTILE = (
    "no", "1.10", "=cmd|x", "a: b # c", "- d", "{e}", "[f]", "*g", "&h", "!i", "'j", '"k', "l\\", "ünï ✓", "%m", "@n", "`o", "~", "null",
    "2026-11-20", "<<", "| p", "> q", "? r", "\u2028s", "\x85t", "u\nv", "\tw", "\ud7ffx", "\U0001f600y", "z" * 500,
)  # fmt: skip


def test_a_listing_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """Whatever its names; a second writing changes nothing, a differing one is told and leaves it alone."""
    made = listing(source="file a: b", file="x #1.csv", sha256="0" * 64, entries=tuple(
        ListedService(name=name, note=name, listed="no") for name in HOSTILE
    ))  # fmt: skip
    path, new = write_listing(tmp_path / "overlay", made)
    document, faults = Document(path, "x"), []  # type: ignore[var-annotated]

    assert new
    assert path.relative_to(tmp_path / "overlay") == Path(f"listings/soc-{DAY}.yaml")
    assert (fill(document, list[Listing], faults), faults, document.faults) == ([made], [], [])
    assert write_listing(tmp_path / "overlay", made) == (path, False)
    before = path.read_bytes()
    with pytest.raises(MappingError, match="says something else"):
        write_listing(tmp_path / "overlay", listing())
    assert path.read_bytes() == before == as_yaml(made)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_written_list_is_what_the_services_stand_by(tmp_path: Path, shipped: Catalog) -> None:
    """Loaded with the overlay: the fresh list comes first, the old one stays behind it."""
    everything = "name,listed\n" + "".join(
        f'"{s.name}",{"no" if s.id == "s3" else "yes"}\n' for s in shipped.services.values()
    )
    made = imported(tmp_path, everything, services=shipped.services)
    write_listing(tmp_path / "overlay", made.listing)
    laid = load(tmp_path / "overlay")

    own = [p for p in laid.services["s3"].programs if p.program == "soc"]
    assert [(p.listed, str(p.as_of)) for p in own] == [("no", str(DAY)), ("yes", "2022-07-15")]
    assert {p.listed for s in laid.services.values() for p in s.programs[-1:] if s.id != "s3"} == {"yes"}
    assert len(made.listing.entries) == len(shipped.services)
