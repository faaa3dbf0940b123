"""The matrix for customers of the user's own: nothing assumed, nothing leaked, harmless in every file."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from golden import make
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from generator import pipeline
from generator.errors import MappingError
from generator.mapping import load
from generator.model.assessment import Assessment
from generator.model.catalog import Catalog, Outward
from generator.render.outward import Matrix, Offering, cut, files, matrix, offering, remarks
from generator.render.outward.skeleton import skeleton
from generator.render.outward.words import CARRIED, NOT_STATED
from generator.render.view import View
from generator.scope import default_scope, plan

OVERLAY = Path(__file__).parents[1] / "mappings" / "good" / "shares-requirements-outward"
DAY = date(2026, 12, 1)
PROVIDER = {"service_provider": ("yes",), "premises": ("no",), "outposts": ("no",)}
WAITS = "not stated yet: to be filled in by Acme"


@cache
def catalog(*, options: bool = True) -> Catalog:
    scope = replace(default_scope(("pci-dss",), DAY), options=PROVIDER if options else {})
    return plan(load(OVERLAY), scope, DAY).catalog


@cache
def assessed() -> Assessment:
    return make.assessed()


def made(
    framework: str = "pci-dss",
    *,
    organisation: str = "Acme",
    used: Offering | None = None,
    of: Catalog | None = None,
) -> Matrix:
    of = of or catalog()
    return matrix(of, of.frameworks[framework], organisation, DAY, version="1", offering=used)


def few(found: Matrix, *ids: str) -> Matrix:
    return replace(found, rows=tuple(row for row in found.rows if row.requirement in ids))


def texts(data: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(data))
    return [str(c.value) for ws in book for row in ws.iter_rows() for c in row if c.value is not None]


# who carries it, and what each does


def test_the_user_says_who_carries_it_and_the_mappings_what_aws_does_beneath() -> None:
    """Every word but NOT STATED comes from a line of the user's, joined with AWS's part where there is one."""
    rows = {row.requirement: row for row in made().rows}

    assert {id_: row.carried_by for id_, row in rows.items() if row.stated} == {
        "1.1.1": "us",
        "1.2.1": "all three",
        "1.2.2": "shared: AWS and us",
        "1.2.3": "shared: us and customer",
        "8.1.1": "customer",
        "8.2.1": "shared: AWS and customer",
        "9.2.1": "AWS",
        "9.5.1": "not applicable",
        "12.9.2": "us",
    }
    assert set(CARRIED) == {row.carried_by for row in rows.values()}
    assert rows["9.2.1"].us == "We run on AWS alone."
    assert rows["1.1.1"].customer == rows["8.1.1"].us == "nothing, as Acme states"
    assert (rows["9.5.1"].us, rows["9.5.1"].customer, rows["9.5.1"].aws) == ("–", "–", ())


def test_aws_alone_needs_a_mapping_that_says_so() -> None:
    """With premises of the user's own (the default), physical controls are shared: 'us' is then no 'AWS'."""
    rows = {row.requirement: row.carried_by for row in made(of=catalog(options=False)).rows}

    assert rows["9.2.1"] == "shared: AWS and us"


def test_what_nobody_stated_is_never_filled() -> None:
    """For each framework: without a line, the customer's column waits, and ours holds drafts that say so."""
    for id_ in catalog().frameworks:
        found = made(id_)
        silent = [row for row in found.rows if not row.stated]
        assert {row.customer for row in silent} == {row.us for row in silent} == {WAITS}, id_
        assert (
            found.unstated
            == len(silent)
            == len(found.rows) - sum(line.framework == id_ for line in catalog().outward.values())
        )
        assert found.counted()[NOT_STATED] == len(silent)
        assert sum(found.counted().values()) == len(found.rows)


def test_drafts_are_objectives_alone() -> None:
    """The lines' own statements and requests speak to whoever gathers evidence, not to a customer."""
    known = {" ".join(one.statement.split()) for one in catalog().objectives.values()}
    drafts = {re.sub(r"^\[[^\]]*\] ", "", text) for row in made().rows for text in row.drafts}

    assert len(drafts) > 50
    assert drafts <= known


def test_aws_names_its_reports_and_no_more() -> None:
    """A family's name; lines of different sources name each its own."""
    rows = {row.requirement: row for row in made("hipaa").rows}

    assert rows["164.308(a)(1)(ii)(B)"].named == ""
    assert (
        rows["164.308(a)(1)(ii)(B)"]
        .aws[0]
        .endswith("Named in: AWS SOC 2 Type 2 or AWS ISO/IEC 27001 certificate.")
    )
    assert any(row.named == "AWS Business Associate Addendum" for row in rows.values())
    assert all(row.aws or not row.named for row in rows.values())


# drafts, and what is stated whole


def test_a_matrix_with_rows_that_wait_is_a_draft_everywhere() -> None:
    """On stderr, in the title, at the foot, in the file's properties, at the top of the page."""
    found = few(made(), "1.1.1", "1.1.2", "1.2.6")
    done = files(found)
    book = load_workbook(io.BytesIO(done[".xlsx"]))

    assert remarks(found) == ("DRAFT: 2 of 3 rows not stated yet.",)
    assert (book.properties.title or "").startswith("DRAFT: ")
    assert book.properties.subject == "2 of 3 rows not stated yet"
    assert all(ws.oddFooter.left.text.startswith("DRAFT") for ws in book)
    assert str(book["Cover"]["B2"].value).startswith("DRAFT: ")
    assert "2 of 3 rows not stated yet" in str(book["Cover"]["B4"].value)
    assert done[".md"].decode().startswith("# DRAFT: ")
    assert done[".md"].decode().splitlines()[4] == (
        "> **DRAFT**: 2 of 3 rows not stated yet. It is not to be relied on before they are."
    )
    assert "DRAFT, to be looked over:" in done[".md"].decode()


def test_a_matrix_that_is_stated_whole_is_none() -> None:
    """Then nothing of it says DRAFT."""
    done = files(few(made(), "1.1.1", "1.2.1"))

    assert b"DRAFT" not in done[".md"]
    assert [text for text in texts(done[".xlsx"]) if "DRAFT" in text] == []
    assert load_workbook(io.BytesIO(done[".xlsx"])).properties.subject == "every row stated"


def test_what_is_left_out_is_named_with_its_reason() -> None:
    """On the last sheet, in the last section; a line of the user's on such a requirement is told of."""
    found = made(of=catalog(options=False))
    done = files(replace(found, rows=found.rows[:2]))

    assert [ws.title for ws in load_workbook(io.BytesIO(done[".xlsx"]))] == ["Cover", "Matrix", "Left out"]
    assert "12.9.2" in done[".md"].decode().partition("## What is left out")[2]
    assert found.strays == ("12.9.2",)
    assert any(text.startswith("25 requirements left out") for text in remarks(found))
    assert remarks(found)[-1] == "Left out although a line of yours speaks of them: 12.9.2"
    assert "Left out" not in [
        ws.title for ws in load_workbook(io.BytesIO(files(few(made(), "1.1.1"))[".xlsx"]))
    ]


# with a pack


@pytest.mark.parametrize("account", [0, 2])
def test_a_pack_leaves_out_the_lines_that_its_own_assessment_left_out(account: int) -> None:
    """Accounts with fewer services: the same lines as in the requirement rows, AWS's and our objectives."""
    planned = pipeline.plan_of(make.PACK, mappings=pipeline.INSTALLED)
    scope = replace(planned.scope, accounts=planned.scope.accounts[account : account + 1], reach={})
    judged = pipeline.judge(replace(planned, scope=scope), make.PACK)
    known = planned.catalog.objectives
    left = wrong = 0
    for framework in planned.catalog.frameworks.values():
        found = made(framework.id, of=planned.catalog, used=offering(judged, framework)).rows
        every = made(framework.id, of=planned.catalog).rows
        for row, whole, result in zip(found, every, judged.of(framework.id), strict=True):
            applies = {
                " ".join(known[line.objective].statement.split())
                for line in result.customer
                if line.applies and line.objective
            }
            drafts = {re.sub(r"^\[[^\]]*\] ", "", text) for text in row.drafts}
            wrong += (row.requirement, drafts) != (result.requirement, applies)
            wrong += len(row.aws) != len(result.aws)
            left += len(whole.drafts) - len(row.drafts) + len(whole.aws) - len(row.aws)

    assert wrong == 0
    assert left > 100


def test_a_service_that_nobody_could_look_for_leaves_nothing_out() -> None:
    """An empty account has only lines that hold for any service; an unread one keeps them all."""
    judged = assessed()
    framework = catalog().frameworks["pci-dss"]
    row = View(judged, framework).services[0]
    unread = replace(row, service="*", in_use="unknown")
    maybe = replace(row, service="ec2", name="Amazon EC2", model="infrastructure", in_use="unknown")
    lines: dict[str, int] = {}
    shown: dict[str, Counter[str]] = {}
    for name, services in {"none": (), "unread": (unread,), "maybe": (maybe,)}.items():
        found = made(used=offering(replace(judged, services=services), framework))
        lines[name] = sum(len(one.aws) + len(one.drafts) for one in found.rows)
        shown[name] = Counter(service for one in found.rows for service in one.services)

    assert lines["none"] < lines["maybe"] < lines["unread"]
    assert lines["unread"] == sum(len(one.aws) + len(one.drafts) for one in made().rows)
    assert set(shown["maybe"]) == {"Amazon EC2 (if used)"}
    assert shown["none"] == shown["unread"] == Counter()


def test_nothing_of_the_pack_leaks() -> None:
    """No account, resource, caller, evidence, reason, status or report found reaches a customer."""
    judged = assessed()
    found = made(used=offering(judged, catalog().frameworks["pci-dss"]))
    done = files(found)
    cells = texts(done[".xlsx"])
    told = done[".md"].decode() + "\n".join(cells)
    secrets = {a.id for a in judged.accounts} | set(judged.regions) | set(judged.callers)
    secrets |= {f.resource for f in judged.findings} | {e for f in judged.findings for e in f.evidence}
    names = {f.resource.rpartition("/")[2].rpartition(":")[2] for f in judged.findings}
    secrets |= {name for name in names if re.search(r"[-_0-9]", name)}  # others are plain words
    secrets |= {r.citation for one in judged.requirements for r in one.aws}
    secrets |= {r.reason for one in judged.requirements for r in (*one.aws, *one.customer)}
    secrets |= {r.row_key for r in judged.requirements}
    secrets |= {f.reason for f in judged.findings if len(f.reason) > 20}  # shorter ones are anybody's words
    secrets |= {r.id for r in judged.reports} | {one.evidence for one in judged.calls} | {"arn:aws"}
    secrets |= {one.request for one in judged.requests if "-" in one.request}
    secrets = {secret for secret in secrets if len(secret) > 5}

    assert len(secrets) > 1000
    assert sorted(secret for secret in secrets if secret in told) == []
    statuses = {
        "deviations",
        "no data",
        "evidence requested",
        "supported",
        "not occurring",
        "inherited",
        "report gap",
    }
    statuses |= {"no report", "service out of scope", "failed", "passed", "requested", "received"}
    assert statuses & {cell.strip() for cell in cells} == set()


def test_services_are_named_in_their_column_and_by_kind_on_the_front() -> None:
    """A line in brackets can be looked up."""
    found = made(used=offering(assessed(), catalog().frameworks["pci-dss"]))
    done = texts(files(few(found, "1.2.5"))[".xlsx"])

    assert "AWS services" in done
    assert done[done.index("Infrastructure services") + 1] == "Amazon EC2, Amazon Elastic Block Store"
    assert any(text.endswith("more (see the front page)") for text in done)


# files


def test_hostile_text_stays_text() -> None:
    """No formula, no HTML, no link, and no cell that ends a row, in either file."""
    nasty = "=1+1|<b>x</b>[a](http://e.example)`c`\n| new | row |\n# head"
    line = Outward(
        framework="pci-dss", requirement="1.2.1", carried_by="shared", us=nasty, customer=nasty, note=nasty
    )
    of = replace(catalog(), outward={**catalog().outward, line.id: line})
    odd = few(made(of=of, organisation=f"&D{nasty}"), "1.2.1", "1.2.2")
    odd = replace(odd, rows=(*odd.rows, *few(made(), "1.2.1").rows))
    done = files(odd)
    book = load_workbook(io.BytesIO(done[".xlsx"]))
    cells = [cell for ws in book for row in ws.iter_rows() for cell in row]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    started = [c for c in cells if isinstance(c.value, str) and c.value.startswith(("=", "@"))]
    assert len(started) >= 5
    assert all(cell.quotePrefix or cell.parent.title == "Cover" for cell in started)
    assert "&&D" in book["Matrix"].oddFooter.left.text
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(done[".md"].decode())
    assert "<script" not in html
    assert "<b>" not in html
    assert "<a " not in html
    widths = [len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]
    assert set(widths[-9:-6]) == {8}


def test_the_workbook_prints_on_a4_with_its_head_on_each_page() -> None:
    """Landscape, one page wide; the lines to sign are empty."""
    book = load_workbook(io.BytesIO(files(few(made(), "1.1.1"))[".xlsx"]))

    for ws in book:
        assert (ws.page_setup.paperSize, ws.page_setup.orientation, ws.page_setup.fitToWidth) == (
            9,
            "landscape",
            1,
        )
    assert book["Matrix"].print_title_rows == "$1:$1"
    cover = [[cell.value for cell in row] for row in book["Cover"].iter_rows()]
    signed = next(n for n, row in enumerate(cover) if "Signature" in row)
    assert [[v for v in row if v] for row in cover[signed + 1 : signed + 3]] == [
        ["For the provider"],
        ["For the customer"],
    ]


def test_the_words_of_an_assessor_are_not_used_and_the_texts_owner_is_heard() -> None:
    """In no framework; the licence and where AWS's own word overrides stand at the front."""
    for id_, framework in catalog().frameworks.items():
        page = files(replace(made(id_), left_out=()))[".md"].decode().replace("\\", "")
        assert not re.search(r"\bcompliant\b", page, re.IGNORECASE), id_
        assert " ".join(framework.text_licence.split()) in page
        assert (
            "AWS's own responsibility summary and reports, which come through AWS Artifact, override it"
            in page
        )


def test_the_same_matrix_gives_the_same_bytes() -> None:
    """Two that differ really differ."""
    found = few(made(), "1.1.1", "1.2.6")

    assert files(found) == files(found)
    assert files(found) != files(replace(found, day=date(2026, 12, 2)))


def test_a_row_that_paper_would_cut_is_named() -> None:
    """Excel's rows have a greatest height."""
    found = made()
    long = replace(found.rows[0], customer="You do this and that. " * 100)

    assert cut(found) == ()
    assert cut(replace(found, rows=(long, *found.rows[1:]))) == (long.requirement,)


# the skeleton


def test_the_skeleton_states_nothing_until_somebody_does(tmp_path: Path) -> None:
    """As it is written it loads and changes nothing; an entry taken as it is is refused; a filled one counts."""
    text = skeleton(made())
    folder = tmp_path / "outward"
    folder.mkdir()
    path = folder / "ours.yaml"
    path.write_text(text)
    assert yaml.safe_load(text) is None
    assert load(tmp_path).outward == {}

    bare = re.sub(r"(?m)^# ", "", text.partition("\n\n")[2])
    entries = yaml.safe_load(bare)
    silent = [row.requirement for row in made().rows if not row.stated]
    assert [entry["requirement"] for entry in entries] == silent
    assert (
        "## 1.1.1 Policies for network security controls (all entities)\n## Stated already: carried by us."
        in text
    )
    path.write_text(bare)
    with pytest.raises(MappingError) as told:
        load(tmp_path)
    assert len(told.value.faults) == len(silent)

    path.write_text(
        bare.replace("carried_by: to be stated", "carried_by: us").replace('us: ""', "us: We do.")
    )
    assert len(load(tmp_path).outward) == len(silent)


def test_no_text_of_the_mappings_ends_a_comment_of_the_skeleton() -> None:
    """A title of two lines would else state something."""
    one = few(made(), "1.2.6")
    row: Any = replace(one.rows[0], title="x\n- framework: pci-dss", aws=("a\u2028- b",), drafts=("c\r- d",))

    assert yaml.safe_load(skeleton(replace(one, rows=(row,), organisation="A\n- b: c"))) is None
