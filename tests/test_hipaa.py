"""The HIPAA mapping as content: what an assessor would strike out must not get in."""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from rows import each

HERE = Path(__file__).parent
MAPPINGS = HERE.parent / "mappings"
Row = dict[str, Any]


def read(path: Path) -> Any:
    """YAML with every scalar as text, as the loader reads it."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


FILES = sorted(
    (read(p) for p in (MAPPINGS / "frameworks/hipaa").glob("[!_]*.yaml")), key=lambda f: int(f["order"])
)
ROWS: list[Row] = [row for file in FILES for row in file["requirements"]]
BY_ID = {row["id"]: row for row in ROWS}
OBJECTIVES = {o["id"]: o for p in sorted((MAPPINGS / "objectives").glob("*.yaml")) for o in read(p)}
REQUESTS = {r["id"]: r for path in sorted((MAPPINGS / "requests").glob("*.yaml")) for r in read(path)}
FAMILIES = {f["id"]: f for f in read(MAPPINGS / "artifacts.yaml")}
LISTED = [
    line.split("\t")
    for line in (HERE / "data/hipaa_ids.txt").read_text(encoding="utf-8").splitlines()
    if line
]
SPLIT = dict(csv.reader((HERE / "data/hipaa_split.csv").read_text(encoding="utf-8").splitlines()))

# Where the mapping departs from the first reading of who carries a row, and why.
OWN_PREMISES = (
    "AWS's report covers AWS's data centres only. The rule speaks of every facility that houses a system with ePHI, and "
    "a customer has offices, network rooms, Outposts or Snow devices, or says in writing that it has none: so it is asked."
)
DEPARTURES = {
    "164.310(a)(1)": ("aws", "shared", OWN_PREMISES),
    "164.310(a)(2)(i)": ("aws", "shared", OWN_PREMISES),
    "164.310(a)(2)(ii)": ("aws", "shared", OWN_PREMISES),
    "164.310(a)(2)(iii)": (
        "aws", "shared", OWN_PREMISES + " It also holds control of access to software for testing and revision.",
    ),
    "164.310(a)(2)(iv)": ("aws", "shared", OWN_PREMISES),
}  # fmt: skip

# Rows that ask for a policy, decision, training, contract, notice or building: no setting on AWS has a part in them.
DOCUMENT_ROWS = (
    r"164\.306", r"164\.308\(a\)\(1\)\(i\)$", r"164\.308\(a\)\(1\)\(ii\)\([AC]\)", r"164\.308\(a\)\(2\)",
    r"164\.308\(a\)\(3\)\(ii\)\(C\)", r"164\.308\(a\)\(5\)\(i\)$", r"164\.308\(a\)\(5\)\(ii\)\(A\)",
    r"164\.308\(a\)\(6\)\(i\)$", r"164\.308\(a\)\(7\)\(ii\)\([DE]\)", r"164\.308\(b\)", r"164\.310\([abc]\)",
    r"164\.310\(d\)\(1\)", r"164\.310\(d\)\(2\)\((i|ii|iii)\)$", r"164\.312\(a\)\(2\)\(iii\)$", r"164\.314\(a\)",
    r"164\.314\(b\)\(2\)\((ii|iii|iv)\)", r"164\.316", r"164\.4", r"164\.50", r"164\.530\(c\)\(1\)",
)  # fmt: skip
# Rows that ask for a plan or procedure which settings help to carry out: the technical half, beside the request.
TECHNICAL_HALF = (
    r"164\.308\(a\)\(3\)\(i\)$", r"164\.308\(a\)\(3\)\(ii\)\([AB]\)", r"164\.308\(a\)\(4\)\(i\)$",
    r"164\.308\(a\)\(4\)\(ii\)\(A\)", r"164\.308\(a\)\(7\)\(i\)$", r"164\.308\(a\)\(7\)\(ii\)\([BC]\)",
    r"164\.308\(a\)\(8\)", r"164\.312\(a\)\(2\)\(ii\)$", r"164\.314\(b\)\(1\)", r"164\.314\(b\)\(2\)\(i\)$",
)  # fmt: skip
CONTRACT_ROWS = (r"164\.308\(b\)", r"164\.314\(a\)", r"164\.410", r"164\.502\(e\)", r"164\.504\(e\)")
SERVICE_AWARE = (
    "164.308(a)(1)(ii)(B)", "164.308(a)(7)(ii)(A)", "164.310(d)(2)(i)", "164.312(a)(1)", "164.312(a)(2)(iv)",
    "164.312(b)", "164.312(c)(1)", "164.312(e)(1)",
)  # fmt: skip


def who(row: Row) -> str:
    """Who carries a row, as the assessment reads it."""
    return "shared" if row.get("aws") and row.get("customer") else "aws" if row.get("aws") else "customer"


def checks(row: Row) -> list[str]:
    """Every check under a row."""
    own = [line["check"] for line in row.get("customer", []) if "check" in line]
    named = [
        c
        for line in row.get("customer", [])
        for c in OBJECTIVES.get(line.get("objective"), {}).get("checks", [])
    ]
    return own + [c if isinstance(c, str) else c["check"] for c in named]


def requests(line: Row) -> list[str]:
    """What a customer line asks a person for."""
    asked = OBJECTIVES.get(line.get("objective"), {}).get("requests", [])
    return [*([line["request"]] if "request" in line else []), *asked]


ASKED = {r for row in ROWS for line in row["customer"] for r in requests(line)}


def matching(patterns: tuple[str, ...]) -> list[str]:
    """Ids that one of the patterns begins."""
    return [i for i in BY_ID if any(re.match(p, i) for p in patterns)]


def test_every_provision_once_in_the_order_of_the_law() -> None:
    assert [row["id"] for row in ROWS] == [line[0] for line in LISTED]


def test_kinds_are_those_of_the_law() -> None:
    assert {i: row["kind"] for i, row in BY_ID.items()} == {line[0]: line[1] for line in LISTED}


def test_every_kind_is_explained() -> None:
    explained = set(read(MAPPINGS / "frameworks/hipaa/_framework.yaml")["kinds"])

    assert explained == {row["kind"] for row in ROWS}


@each(ROWS, lambda row: str(row.get("id", row))[:60])
def test_row_can_be_looked_up(row: Row) -> None:
    """Title, text, the eCFR page of its section, and the day on which a person read it."""
    section = row["id"].split("(")[0]

    assert all(row[field].strip() for field in ("title", "text"))
    assert row["source"]["section"] == row["id"]
    assert re.fullmatch(
        rf"https://www\.ecfr\.gov/current/.*/subpart-[CDE]/section-{section}", row["source"]["page"]
    )
    assert date.fromisoformat(row["reviewed"])


@each(ROWS, lambda row: str(row.get("id", row))[:60])
def test_split_is_the_first_reading_or_a_reasoned_departure(row: Row) -> None:
    wanted = SPLIT[row["id"]]
    if row["id"] in DEPARTURES:
        first, wanted, reason = DEPARTURES[row["id"]]
        assert (first, bool(reason)) == (SPLIT[row["id"]], True)

    assert who(row) == wanted


@each(ROWS, lambda row: str(row.get("id", row))[:60])
def test_aws_lines_cite_a_report_or_an_agreement(row: Row) -> None:
    for line in row.get("aws", []):
        cited = [*line.get("reports", []), *line.get("agreements", [])]
        assert cited
        assert {FAMILIES[f]["kind"] for f in line.get("reports", [])} <= {"report"}
        assert {FAMILIES[f]["kind"] for f in line.get("agreements", [])} <= {"agreement"}
        # Only buildings and media are carried by AWS alone, and only a report that tested them over time says so.
        if line.get("kind") == "inherited":
            assert (row["id"][:7], line.get("reports")) == ("164.310", ["soc-2"])


@each(ROWS, lambda row: str(row.get("id", row))[:60])
def test_each_part_has_a_line_whatever_services_run(row: Row) -> None:
    """Else the split would change with the services in use."""
    for part in ("aws", "customer"):
        lines = row.get(part, [])
        assert not lines or any("when" not in line for line in lines)


@each(ROWS, lambda row: str(row.get("id", row))[:60])
def test_customer_part_is_never_shown_by_checks_alone(row: Row) -> None:
    """HIPAA's rows speak of procedures: a person is always asked, whatever services run."""
    lines = row["customer"]

    assert any(requests(line) for line in lines if "when" not in line)
    for line in lines:
        assert len({"objective", "request", "check"} & set(line)) == 1


@each(matching(DOCUMENT_ROWS))
def test_no_check_proves_a_document(id_: str) -> None:
    """A plan is a document, training is people: no check may colour these rows."""
    assert checks(BY_ID[id_]) == []


def test_every_pattern_of_document_rows_finds_some() -> None:
    assert [p for p in DOCUMENT_ROWS if not matching((p,))] == []
    assert len(matching(DOCUMENT_ROWS)) + sum(bool(checks(row)) for row in ROWS) == len(ROWS)


@each(matching(TECHNICAL_HALF))
def test_a_setting_beside_a_document_says_what_it_shows(id_: str) -> None:
    """The request comes first and says that settings are no proof of it; each setting says why it stands there."""
    first, *others = BY_ID[id_]["customer"]
    beside = [line for line in others if OBJECTIVES.get(line.get("objective"), {}).get("checks")]

    assert requests(first)
    assert "when" not in first
    assert re.search(r"\b(settings below|no tool)\b", first["statement"])
    assert beside
    assert [line for line in beside if not line.get("statement")] == []


@each(ROWS, lambda row: str(row.get("id", row))[:60])
def test_an_objective_has_one_place_in_a_row(row: Row) -> None:
    """Twice the same would only look like more."""
    named = [line["objective"] for line in row["customer"] if "objective" in line]

    assert sorted(named) == sorted(set(named))


@each([i for i in BY_ID if i.startswith("164.310(a)")])
def test_own_sites_are_asked_about_where_there_are_some(id_: str) -> None:
    """Premises and AWS hardware of one's own add lines; without them a line is left that always holds."""
    options = [line["when"]["options"] for line in BY_ID[id_]["customer"] if "when" in line]

    assert options == [{"premises": ["yes"]}, {"outposts": ["yes"]}]
    assert [line for line in BY_ID[id_]["customer"] if "when" not in line]


def test_encryption_at_rest_proves_nothing_about_sending() -> None:
    """164.312(e) speaks of what is sent: stored volumes, databases and objects stand under 164.312(a)(2)(iv)."""
    stored = {"encryption.objects", "encryption.volumes", "encryption.databases", "encryption.other-stores"}
    for id_ in matching((r"164\.312\(e\)",)):
        assert not stored & {line.get("objective") for line in BY_ID[id_]["customer"]}


def test_backup_row_asks_for_the_procedure_and_a_restore() -> None:
    """Settings show copies, never that they can be restored."""
    asked = {
        r for line in BY_ID["164.308(a)(7)(ii)(A)"]["customer"] for r in requests(line) if "when" not in line
    }

    assert {"backup-procedure", "restore-tests"} <= asked


def test_malware_row_counts_no_patching() -> None:
    assert [c for c in checks(BY_ID["164.308(a)(5)(ii)(B)"]) if c.startswith("ssm.")] == []


@each(matching(CONTRACT_ROWS))
def test_contract_rows_rest_on_the_accepted_addendum(id_: str) -> None:
    assert {a for line in BY_ID[id_]["aws"] for a in line.get("agreements", [])} == {"aws-baa"}


@each(SERVICE_AWARE)
def test_main_rows_say_what_differs_by_service_model(id_: str) -> None:
    row = BY_ID[id_]
    named = {
        m
        for part in ("aws", "customer")
        for line in row[part]
        for m in line.get("when", {}).get("models", [])
    }

    assert named == {"infrastructure", "platform", "managed"}


def test_limits_of_who_is_bound_are_said() -> None:
    group = [i for i in BY_ID if i.startswith("164.314(b)")]
    covered = [i for i in BY_ID if re.match(r"164\.40[468]", i)]

    assert {BY_ID[i]["applies_to"] for i in group} == {"group health plans only"}
    assert {BY_ID[i]["applies_to"] for i in covered} == {"covered entities"}
    assert "clearinghouses" in BY_ID["164.308(a)(4)(ii)(A)"]["applies_to"]


def test_nothing_named_is_missing() -> None:
    lines = [line for row in ROWS for line in row["customer"]]

    assert {line["objective"] for line in lines if "objective" in line} - set(OBJECTIVES) == set()
    assert ASKED - set(REQUESTS) == set()


def test_a_check_belongs_to_one_objective() -> None:
    named = [
        c if isinstance(c, str) else c["check"] for o in OBJECTIVES.values() for c in o.get("checks", [])
    ]

    assert sorted(named) == sorted(set(named))


def test_number_of_addressable_rows_told_to_people_is_right() -> None:
    told = re.search(r"(\d+) addressable", REQUESTS["addressable-decisions"]["good_answer"])

    assert told is not None
    assert int(told[1]) == sum(row["kind"] == "A" for row in ROWS)


@each([REQUESTS[r] for r in sorted(ASKED)], lambda r: str(r.get("id")))
def test_request_can_be_answered(request_: Row) -> None:
    """Whoever gets it knows what to hand over, and what will be looked for."""
    wanted = {"id", "title", "wording", "owner", "good_answer", "frequency"}
    assert wanted <= set(request_) <= wanted | {"formerly", "from", "until"}
    assert min(len(request_["wording"]), len(request_["good_answer"])) >= 40


def test_no_word_that_an_assessor_alone_may_say() -> None:
    own = ("frameworks/hipaa/*.yaml", "objectives/*.yaml", "requests/*.yaml", "artifacts.yaml")
    texts = [p.read_text(encoding="utf-8") for pattern in own for p in sorted(MAPPINGS.glob(pattern))]

    assert [
        t[:60] for t in texts if re.search(r"\b(is|are|be|fully) compliant\b|guarantee", t, re.IGNORECASE)
    ] == []


@each(FAMILIES.values(), lambda f: str(f.get("id")))
def test_family_claims_no_more_than_it_attests(family: Row) -> None:
    words = " ".join([family["attests"], *(rule.get("not_name", "") for rule in family["rules"])])

    assert family["source"]["page"].startswith("https://")
    assert date.fromisoformat(family["reviewed"])
    assert "Processing Integrity" not in words or "Processing Integrity is not part of it" in words
