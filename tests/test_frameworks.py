"""What holds for each framework that ships: complete, split with a reason, sourced, and nothing proved by padding."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from generator.checks import all_checks
from generator.mapping import load
from generator.model.catalog import Catalog, Requirement
from generator.model.lines import options_of, uses
from generator.scope.applied import applied

DATA = Path(__file__).parent / "data"
CATALOG = load()
SHIPPED = ("pci-dss", "hipaa", "soc-2", "gdpr")
ROWS = [(f, r) for f in SHIPPED for r in CATALOG.frameworks[f].requirements]


def rows(framework: str) -> tuple[Requirement, ...]:
    """The requirements of a framework."""
    return CATALOG.frameworks[framework].requirements


def listed(framework: str) -> list[list[str]]:
    """The lines of a framework's id list: id, then what is said of it."""
    name = "hipaa_ids.txt" if framework == "hipaa" else f"ids/{framework}.txt"
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]


def row(framework: str, id_: str) -> Requirement:
    """One requirement."""
    return next(r for r in CATALOG.frameworks[framework].requirements if r.id == id_)


def checks(one: Requirement, catalog: Catalog = CATALOG) -> set[str]:
    """The checks under a requirement."""
    return {use.check for line in one.customer for use in uses(catalog, line)}


def requests(one: Requirement) -> set[str]:
    """The requests under a requirement."""
    named = {line.request for line in one.customer if line.request}
    return named | {
        r for line in one.customer if line.objective for r in CATALOG.objectives[line.objective].requests
    }


def who(one: Requirement) -> str:
    """Who carries a requirement."""
    return "shared" if one.aws and one.customer else "aws" if one.aws else "customer"


# Complete


@pytest.mark.parametrize("framework", SHIPPED)
def test_ids_are_those_of_the_publisher_both_ways(framework: str) -> None:
    """None is missing, none is made up, in the publisher's order within each family."""
    ids = [r.id for r in CATALOG.frameworks[framework].requirements]

    assert sorted(ids) == sorted(line[0] for line in listed(framework))
    assert len(set(ids)) == len(ids)


def test_frameworks_have_the_sizes_that_their_publishers_gave_them() -> None:
    """Counted apart from the lists."""
    assert {f: len(CATALOG.frameworks[f].requirements) for f in SHIPPED} == {
        "pci-dss": 280,
        "hipaa": 120,
        "soc-2": 61,
        "gdpr": 160,
    }


@pytest.mark.parametrize("framework", SHIPPED)
def test_a_framework_says_whose_it_is(framework: str) -> None:
    """Version, publisher, dates, licence of its text, where to get it, what is left out and why."""
    one = CATALOG.frameworks[framework]

    assert all((one.version, one.publisher, one.url.startswith("https://"), one.text_licence, one.obtain))
    assert one.effective
    assert one.reviewed
    assert one.not_covered
    assert {r.kind for r in one.requirements} <= set(one.kinds)


@pytest.mark.parametrize("framework", SHIPPED)
def test_every_requirement_is_whole(framework: str) -> None:
    """Words, a part, a source and the day of the last review; each customer part asks or checks something."""
    assert {r.id: f for r in rows(framework) if (f := list(_missing(r)))} == {}


def _missing(one: Requirement) -> Iterator[str]:
    wanted = {
        "title": one.title,
        "text": one.text,
        "a part": one.aws or one.customer,
        "a page": one.source and one.source.page.startswith("https://"),
        "a section": one.source and one.source.section,
        "a day of review": one.reviewed,
        "something that shows it": not one.customer or checks(one) or requests(one),
        "words of AWS's lines": all(line.statement for line in one.aws),
    }
    yield from (name for name, there in wanted.items() if not there)


@pytest.mark.parametrize("framework", SHIPPED)
def test_an_inherited_line_cites_a_report_that_attests(framework: str) -> None:
    """A responsibility summary divides, a bridge letter carries on; neither attests by itself."""
    for one in rows(framework):
        for line in one.aws:
            kinds = {CATALOG.families[f].kind for f in (*line.reports, *line.agreements)}
            assert kinds, one.id
            assert kinds <= {"report", "agreement"}, one.id
            assert line.kind == "shared" or "pci-responsibility" not in line.reports, one.id


@pytest.mark.parametrize("framework", SHIPPED)
def test_words_are_plain(framework: str) -> None:
    """Finished sentences, short where they are ours; nothing that claims a result."""
    for one in rows(framework):
        said = [one.text, *(x.statement for x in (*one.aws, *one.customer))]
        for text in filter(None, said):
            assert len(text) < (1400 if text is one.text else 600), one.id
            assert text.rstrip()[-1] in ".?;:)\"'”", one.id
            assert not re.search(r"\b(compliant|TODO|TBD|FIXME|lorem)\b", text), one.id


# Split


def departures() -> dict[tuple[str, str], tuple[str, str, str]]:
    """(framework, id) -> first reading, ours, and why."""
    with (DATA / "split/departures.csv").open(encoding="utf-8", newline="") as file:
        return {
            (r["framework"], r["id"]): (r["theirs"], r["ours"], r["reason"]) for r in csv.DictReader(file)
        }


@pytest.mark.parametrize("framework", ["pci-dss", "soc-2", "gdpr"])
def test_the_split_differs_from_the_first_reading_only_with_a_reason(framework: str) -> None:
    """A reading of public sources, argued with row by row."""
    first = dict(csv.reader((DATA / f"split/{framework}.csv").read_text(encoding="utf-8").splitlines()))
    known = departures()
    told = {id_: (known[framework, id_][0], known[framework, id_][1]) for f, id_ in known if f == framework}
    found = {
        r.id: (first[r.id], who(r))
        for r in CATALOG.frameworks[framework].requirements
        if first[r.id] != who(r)
    }

    assert found == told
    assert all(reason for _, _, reason in known.values())


def test_processing_integrity_rests_on_no_aws_report() -> None:
    """AWS's SOC 2 report leaves that category out."""
    assert [r.id for r in CATALOG.frameworks["soc-2"].requirements if r.id.startswith("PI") and r.aws] == []


def test_physical_controls_are_aws_alone_only_where_nobody_else_has_a_site() -> None:
    """PCI DSS 9.2 and 9.3, and CC6.4: with premises or AWS hardware of one's own they are shared."""
    for framework, ids in (("pci-dss", r"9\.[23]\."), ("soc-2", r"CC6\.4")):
        for premises, outposts in product(("yes", "no"), repeat=2):
            catalog = chosen(premises=(premises,), outposts=(outposts,))
            for one in catalog.frameworks[framework].requirements:
                if re.match(ids, one.id) and who(row(framework, one.id)) == "shared":
                    alone = (premises, outposts) == ("no", "no")
                    site = [
                        line.when
                        for line in row(framework, one.id).customer
                        if line.when and line.when.options
                    ]
                    assert site, one.id
                    assert len(one.customer) < len(row(framework, one.id).customer) or not alone


def chosen(**answers: tuple[str, ...]) -> Catalog:
    """The mappings under some answers, the others by default."""
    defaults = {id_: option.default for id_, option in CATALOG.options.items()}
    return applied(CATALOG, {**defaults, **answers}, None)


@pytest.mark.parametrize("framework", SHIPPED)
def test_every_requirement_keeps_a_part_under_every_answer(framework: str) -> None:
    """An answer may take a line away; what is left of a requirement is never nothing by accident."""
    alone = replace(CATALOG, frameworks={framework: CATALOG.frameworks[framework]})
    names = options_of(alone, framework)
    defaults = {id_: option.default for id_, option in CATALOG.options.items()}
    for values in product(*(CATALOG.options[n].values for n in names)):
        answers = defaults | {n: (value,) for n, value in zip(names, values, strict=True)}
        gone = [out.why for out in applied(alone, answers, None).left_out]
        assert [why for why in gone if why.startswith("nothing of it")] == []


# Options


def test_service_provider_requirements_are_shown_to_service_providers_only() -> None:
    """Those that the id list marks, and no others."""
    marked = {line[0] for line in listed("pci-dss") if line[1:] == ["SP"]}
    shown = {r.id for r in chosen(service_provider=("yes",)).frameworks["pci-dss"].requirements}
    hidden = shown - {r.id for r in chosen(service_provider=("no",)).frameworks["pci-dss"].requirements}

    assert hidden == marked
    assert len(shown) == 280


@pytest.mark.parametrize(
    ("categories", "number"),
    [(("security",), 33), (("security", "privacy"), 51), (("availability",), 36), (("security", "processing-integrity", "confidentiality"), 40)],
)  # fmt: skip
def test_categories_choose_the_criteria_and_security_always_applies(
    categories: tuple[str, ...], number: int
) -> None:
    """33 common criteria, 3 of availability, 2 of confidentiality, 5 of processing integrity, 18 of privacy."""
    assert len(chosen(categories=categories).frameworks["soc-2"].requirements) == number


def test_roles_choose_the_obligations() -> None:
    """A controller is not asked for what binds processors alone, nor the other way round."""
    ids = {
        role: {r.id for r in chosen(role=(role,)).frameworks["gdpr"].requirements}
        for role in ("controller", "processor", "both")
    }

    assert ids["both"] == ids["controller"] | ids["processor"]
    assert {"Art.30(2)", "Art.33(2)"} <= ids["processor"] - ids["controller"]
    assert {"Art.30(1)", "Art.33(1)", "Art.35(1)", "Art.13(1)"} <= ids["controller"] - ids["processor"]
    assert {"Art.32(1)(a)", "Art.28(3)"} <= ids["controller"] & ids["processor"]
    assert len(ids["both"]) == 160


def test_each_framework_asks_its_own_options() -> None:
    """And no other's."""
    assert {f: set(options_of(CATALOG, f)) for f in SHIPPED} == {
        "pci-dss": {"service_provider", "premises", "outposts", "decided"},
        "hipaa": {"premises", "outposts", "decided"},
        "soc-2": {"categories", "premises", "outposts", "decided"},
        "gdpr": {"role", "premises", "decided"},
    }


# Periodic


def test_periodic_requirements_of_pci_dss_have_their_timeframe() -> None:
    """A sample over the document: quarterly scans, half-yearly reviews, yearly tests, daily log reviews."""
    frames = {r.id: r.timeframe for r in CATALOG.frameworks["pci-dss"].requirements}

    assert {id_: frames[id_] for id_ in ("1.2.7", "7.2.4", "11.3.1", "11.3.2", "11.4.2", "12.1.2", "12.10.2")} == {
        "1.2.7": "every 6 months",
        "7.2.4": "every 6 months",
        "11.3.1": "every 3 months",
        "11.3.2": "every 3 months",
        "11.4.2": "every 12 months",
        "12.1.2": "every 12 months",
        "12.10.2": "every 12 months",
    }  # fmt: skip
    assert frames["10.4.1"] == "daily"


# Traps that a peer's files fell into

NO_CHECKS = {
    "pci-dss": [r"12\.1\.", r"12\.4\.", r"12\.6\.", r"\d+\.1\.[12]$", r"9\.1\.", r"9\.5\."],
    "soc-2": [r"CC1\.", r"CC2\.[23]", r"CC3\.[13]", r"CC9\.", r"P\d"],
    "gdpr": [r"Art\.(1[2-9]|2[0-2])", r"Art\.30", r"Art\.3[5-9]", r"Art\.4", r"Art\.7", r"Art\.8"],
}


@pytest.mark.parametrize("framework", NO_CHECKS)
def test_no_setting_proves_a_document_a_decision_or_an_organisation(framework: str) -> None:
    """Six IAM checks do not prove a structure, a trail is no register of processing."""
    padded = {
        r.id: sorted(checks(r))
        for r in CATALOG.frameworks[framework].requirements
        if any(re.match(p, r.id) for p in NO_CHECKS[framework]) and checks(r)
    }

    assert padded == {}


COPIES = re.compile(r"backup|point_in_time|versioning|multi_az|deletion|vault")


@pytest.mark.parametrize(
    ("framework", "id_"), [("pci-dss", "3.2.1"), ("soc-2", "C1.2"), ("gdpr", "Art.5(1)(e)"), ("gdpr", "Art.17(1)")]
)  # fmt: skip
def test_more_copies_never_look_like_less_data(framework: str, id_: str) -> None:
    """Keeping to a minimum and disposing of are the opposite of backups."""
    assert [c for c in checks(row(framework, id_)) if COPIES.search(c)] == []


@pytest.mark.parametrize(
    ("framework", "id_", "wanted"),
    [
        ("pci-dss", "7.2.1", "iam.customer_policies_grant_no_full_admin"),
        ("pci-dss", "7.2.2", "iam.customer_policies_grant_no_full_admin"),
        ("pci-dss", "8.3.6", "iam.password_length"),
        ("pci-dss", "3.5.1", "ec2.ebs_encryption_by_default"),
        ("pci-dss", "10.5.1", "logs.log_groups_kept"),
        ("pci-dss", "4.2.1", "elbv2.listeners_use_tls"),
        ("soc-2", "CC6.1", "iam.customer_policies_grant_no_full_admin"),
        ("soc-2", "CC6.7", "s3.tls_only"),
        ("gdpr", "Art.32(1)(a)", "s3.default_encryption"),
    ],
)
def test_the_check_that_proves_it_stands_there(framework: str, id_: str, wanted: str) -> None:
    """Where a peer put another one, or none."""
    assert wanted in checks(row(framework, id_))


@pytest.mark.parametrize(
    ("framework", "id_", "wanted"),
    [
        ("pci-dss", "10.6.3", "time-synchronisation"),
        ("pci-dss", "5.3.4", "malware"),
        ("pci-dss", "11.6.1", ""),
        ("soc-2", "CC1.3", "organisation-structure"),
        ("soc-2", "CC8.1", "change"),
        ("soc-2", "CC9.2", "vendor"),
        ("gdpr", "Art.30(1)", "records"),
    ],
)
def test_people_are_asked_where_only_they_can_show_it(framework: str, id_: str, wanted: str) -> None:
    """By a request that speaks of the matter."""
    assert any(wanted in request for request in requests(row(framework, id_)))


def test_the_password_of_pci_dss_has_twelve_characters() -> None:
    """Its own threshold, as a parameter of the one check."""
    used = [u for line in row("pci-dss", "8.3.6").customer for u in uses(CATALOG, line)]

    assert {u.params.get("minimum") for u in used if u.check == "iam.password_length"} == {"12"}


# Objectives


def test_every_objective_serves_a_requirement() -> None:
    """One that nobody uses would be answered for nothing."""
    used = {line.objective for _, r in ROWS for line in r.customer}

    assert sorted(set(CATALOG.objectives) - used) == []


def test_every_check_serves_a_requirement() -> None:
    """A check that serves nothing is not run."""
    used = {c for _, r in ROWS for c in checks(r)}
    ours = {c.id for c in all_checks().values() if c.function.__module__.startswith("generator.checks.")}

    assert sorted(ours - used) == []


def test_an_objective_is_shared_by_frameworks() -> None:
    """Most duties are asked by more than one."""
    serves: dict[str, set[str]] = {}
    for framework, r in ROWS:
        for line in r.customer:
            serves.setdefault(line.objective, set()).add(framework)
    shared = [o for o in CATALOG.objectives if len(serves.get(o, ())) > 1]

    assert len(shared) / len(CATALOG.objectives) > 0.7


def test_published_ids_never_vanish() -> None:
    """Other people's spreadsheets hold them: a renamed entry names its old id under 'formerly'."""
    known = {f"requirement {f}:{i}" for f, r in ROWS for i in (r.id, *r.formerly)}
    for kind, entries in (
        ("objective", CATALOG.objectives),
        ("request", CATALOG.requests),
        ("service", CATALOG.services),
        ("report", CATALOG.families),
        ("option", CATALOG.options),
        ("check", all_checks()),
    ):
        known |= {f"{kind} {i}" for id_, e in entries.items() for i in (id_, *getattr(e, "formerly", ()))}
    published = (DATA / "published_ids.txt").read_text(encoding="utf-8").splitlines()

    assert sorted(set(published) - known) == []
    assert len(published) > 1000
