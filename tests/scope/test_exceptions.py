"""exceptions.yaml: what is read, and every fault with its line."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fences import blocks

from generator.checks import all_checks, registry
from generator.checks.registry import check as register
from generator.cli import main
from generator.errors import ScopeError
from generator.mapping import load
from generator.model.covering import is_pattern, matching, names_nothing, over_broad, same_person
from generator.model.verdict import passed
from generator.model.work import ExceptionEntry, Worksheet
from generator.scope import read_config
from generator.scope.exceptions import known_checks, read_exceptions

PAGE = Path(__file__).parents[2] / "docs" / "exceptions.md"
KNOWN = {name: name for name in ("s3.tls_only", "iam.password_length", "iam.password_length(minimum=12)")}
GOOD = {
    "id": "EX-1",
    "checks": "[s3.tls_only]",
    "resources": '["arn:aws:s3:::press-*"]',
    "reason": "r",
    "owner": "Ann Lee",
    "opened": "2026-07-01",
    "expires": "2026-12-31",
    "risk": "low",
}
SIX = "{constraints: a, objective: b, risk: c, definition: d, validation: e, maintenance: f"


def text(**changed: str | None) -> str:
    """An entry without a fault, with some fields written otherwise, added, or (None) left out."""
    found = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    return "- " + "\n  ".join(f"{name}: {value}" for name, value in found.items()) + "\n"


def read(folder: Path, written: str) -> tuple[ExceptionEntry, ...]:
    path = folder / "exceptions.yaml"
    path.write_text(written, encoding="utf-8")
    return read_exceptions(path, KNOWN)


def faults(folder: Path, written: str) -> list[str]:
    """The faults, each without the folder; none where it is read."""
    try:
        read(folder, written)
    except ScopeError as error:
        return [fault.removeprefix(f"{folder}/") for fault in error.message.splitlines()]
    return []


def test_an_entry_is_read_as_written(tmp_path: Path) -> None:
    """Days are days, ids keep their zeros, and a sheet of PCI's comes whole."""
    more = {"accounts": "[012345678901]", "approver": "Bo Chen", "approved": "2026-06-30", "broad": '"yes"'}
    (entry,) = read(tmp_path, text(**more, pci=SIX + "}", checks='["iam.password_length(minimum=12)"]'))

    assert (entry.accounts, entry.approved, entry.broad) == (("012345678901",), date(2026, 6, 30), True)
    assert entry.checks == ("iam.password_length(minimum=12)",)
    assert entry.pci == Worksheet(constraints="a", objective="b", risk="c", definition="d", validation="e", maintenance="f")  # fmt: skip


def test_what_is_no_fault_is_read(tmp_path: Path) -> None:
    """One that is not approved or ran out long ago is told in the pack; refusing it would hide it."""
    fine = [
        "",
        "# none yet\n",
        "[]",
        text(),
        text(opened="2020-01-01", expires="2020-02-01"),
        text(expires="2029-07-01"),  # more than a year: told in its row
        text(resources=None, broad='"yes"'),
        text(resources='["account 111122223333, region eu-*", "arn:aws:iam::111122223333:role/ci-*"]'),
        text(pci="{customized_approach: drive}"),
        text(opened="2026-07-01", expires="2026-07-01", approver="Bo", approved="2026-07-01"),
    ]

    assert [faults(tmp_path, one) for one in fine] == [[]] * len(fine)


def test_each_slip_is_told_with_its_line(tmp_path: Path) -> None:
    """What cannot be meant, or would be worth nothing to an assessor, is refused with words that help."""
    base = list(GOOD)
    slips: Sequence[tuple[dict[str, Any], str, str]] = [
        ({"frob": "1"}, "frob", "there is no field 'frob' here"),
        ({"id": '"a b"'}, "id", "'a b' is no id"),
        ({"id": "x" * 61}, "id", "is no id"),
        ({"risk": None}, "", "'risk' is missing"),
        ({"checks": "[]"}, "checks", "'checks' is empty"),
        ({"checks": "s3.tls_only"}, "checks", "a list is wanted"),
        (
            {"checks": "[s3.tls_onyl]"},
            "checks",
            "there is no check 's3.tls_onyl'; did you mean 's3.tls_only'?",
        ),
        (
            {"checks": '["iam.password_length(minimum=13)"]'},
            "checks",
            "did you mean 'iam.password_length(minimum=12)'",
        ),
        ({"checks": "[frob]"}, "checks", "'evidencemap checks' lists them"),
        ({"reason": '" "'}, "reason", "'reason' is empty"),
        ({"owner": '""'}, "owner", "'owner' is empty"),
        ({"risk": '""'}, "risk", "'risk' is empty"),
        ({"owner": "x" * 201}, "owner", "'owner' is longer than 200 characters"),
        ({"reason": "x" * 8001}, "reason", "'reason' is longer than 8,000 characters"),
        ({"approver": '" ann  LEE"'}, "approver", "is the owner too"),
        ({"approver": '"ＡｎｎLee\u200b"'}, "approver", "is the owner too"),
        ({"expires": "2026-06-30"}, "expires", "it expires on 2026-06-30, before it is opened on 2026-07-01"),
        ({"approved": "2027-01-01"}, "approved", "after it expires on 2026-12-31"),
        ({"opened": "1999-12-31"}, "opened", "'opened' is '1999-12-31'; write the day"),
        ({"expires": "2206-12-31"}, "expires", "'expires' is '2206-12-31'; write the day"),
        ({"opened": "1751328000"}, "opened", "'opened' is '1751328000'; write the day"),
        ({"opened": "01.07.2026"}, "opened", "'opened'"),
        ({"opened": "2026-02-30"}, "opened", "'opened'"),
        ({"broad": "perhaps"}, "broad", "'broad'"),
        ({"resources": None}, "", "without 'resources' it covers everything"),
        ({"resources": "[]"}, "resources", "without 'resources' it covers everything"),
        ({"resources": '["*"]'}, "resources", "'*' is no ARN pattern"),
        ({"resources": '["press-bucket"]'}, "resources", "'press-bucket' is no ARN pattern"),
        ({"resources": '["arn:aws:s3:press"]'}, "resources", "is no ARN pattern"),
        ({"resources": '["arn:aws:s3:::*"]'}, "resources", "covers everything of its kind"),
        (
            {"resources": f"[{', '.join(['arn:aws:s3:::a'] * 1001)}]"},
            "resources",
            "more than 1,000 resources",
        ),
        ({"accounts": "[11112222333]"}, "accounts", "'11112222333' is no account id"),
        ({"accounts": "[١١١١٢٢٢٢٣٣٣٣]"}, "accounts", "is no account id"),
        ({"pci": "{}"}, "pci", "lacks constraints, objective, risk, definition, validation, maintenance"),
        (
            {"pci": "{constraints: a, risk: b}"},
            "pci",
            "lacks objective, definition, validation, maintenance;",
        ),
        ({"pci": SIX + ", customized_approach: x}"}, "pci", "exclude each other"),
    ]
    for changed, field, words in slips:
        names = [
            *(n for n in base if n not in changed or changed[n] is not None),
            *(n for n in changed if n not in base),
        ]
        line = names.index(field) + 1 if field else 1
        (found, *more) = faults(tmp_path, text(**changed))
        assert found.startswith(f"exceptions.yaml:{line}: "), (changed, found)
        assert words in found, (changed, found)
        assert more == [], (changed, more)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """Two rounds of mending for one file would be one too many."""
    found = faults(tmp_path, text(risk="''") + text(id="ex-1", frob="1") + text(id="ex-1", owner="''"))

    assert [fault.split(": ", 1)[0].removeprefix("exceptions.yaml:") for fault in found] == [
        "8",
        "17",
        "22",
        "18",
    ]
    assert found[-1].endswith("the id 'ex-1' is that of line 1 too")


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    """A mapping in place of the list, twin keys, no YAML, no file."""
    assert "a list of exceptions is wanted" in faults(tmp_path, "EX-1: {}")[0]
    assert "fields (name: value) are wanted here" in faults(tmp_path, "- EX-1\n")[0]
    assert "the key 'risk' stands twice" in faults(tmp_path, text() + "  risk: none\n")[0]
    assert "not YAML" in faults(tmp_path, "- {")[0]
    with pytest.raises(ScopeError, match="cannot be read") as told:
        read_exceptions(tmp_path / "none.yaml", KNOWN)
    assert "docs/exceptions.md" in told.value.hint


def test_what_a_pattern_names() -> None:
    """Only * and ? are special; a type alone names nothing; wildcards in a row cost no time."""
    for pattern in ("arn:*:*:*:*:*", "arn:aws:s3:::*", "arn:aws:s3:::??*", "arn:aws:ec2:*:*:volume/*",
                    "arn:aws:ec2:eu-west-1:111122223333:volume/*", "arn:aws:logs:*:*:log-group:*:*",
                    "arn:aws:apigateway:eu-west-1::/restapis/*", "account 111122223333, region *"):  # fmt: skip
        assert is_pattern(pattern)
        assert names_nothing(pattern), pattern
    for pattern in ("arn:aws:s3:::press-*", "arn:*:*:*:*:role/ci", "arn:aws:ec2:*:*:volume/vol-1", "arn:aws:s3:::a",
                    "account 111122223333", "account 111122223333, region eu-*", "arn:aws:logs:*:*:log-group:/app/*"):  # fmt: skip
        assert is_pattern(pattern)
        assert not names_nothing(pattern), pattern
    for no in ("", "arn:", " arn:aws:s3:::a", "arn:aws:s3:::a\n", "account 1", "arn:aws:s3:::" + "a" * 2048):
        assert not is_pattern(no), no
    fits = matching(["arn:aws:s3:::a?c*", "arn:aws:s3:::[x]*", "arn:aws:s3:::exact"])
    yes = ("arn:aws:s3:::abc", "arn:aws:s3:::abc/d:e", "arn:aws:s3:::[x]y", "arn:aws:s3:::exact")
    no_ = (
        "arn:aws:s3:::ac",
        "arn:aws:s3:::xy",
        "arn:aws:s3:::ABC",
        "arn:aws:s3:::exactly",
        "x-arn:aws:s3:::abc",
    )
    assert [fits(one) for one in (*yes, *no_)] == [True] * 4 + [False] * 5
    assert not matching(["arn:aws:s3:::" + "*a" * 60 + "b"])("arn:aws:s3:::" + "a" * 1_000)
    assert not matching([])("arn:aws:s3:::a")


def test_names_of_one_person_are_one() -> None:
    """Case, spaces and marks that nobody sees make no second person."""
    assert all(
        same_person("Ann Lee", other) for other in ("ann lee", " ANN\tLEE ", "AnnLee", "Ann\u00a0Lee\u200d")
    )
    assert not same_person("Ann Lee", "Ann Leo")


def test_an_entry_without_resources_is_broad() -> None:
    """Held to an account or not: it names nothing."""
    entry = ExceptionEntry(
        id="a", checks=("c",), reason="r", owner="o", risk="r", opened=date(2026, 1, 1), expires=date(2026, 2, 1),
        accounts=("111122223333",),
    )  # fmt: skip

    assert over_broad(entry)


def test_a_check_is_known_by_every_name_that_it_had() -> None:
    """A published id never vanishes: an exception written under an old one goes on."""
    all_checks()
    before = dict(registry._CHECKS)

    def renamed(reply: Any) -> Any:
        """Each one is."""
        return passed(str(reply))

    try:
        register("x.y", severity="low", remediation="r", source="s", formerly=["old.name"])(renamed)
        known = known_checks(load())
        present = f"{__name__.rsplit('.', 1)[-1]}.renamed"
        assert known["old.name"] == known[present] == present
        assert known["iam.password_length(minimum=12)"] == "iam.password_length(minimum=12)"
    finally:
        registry._CHECKS.clear()
        registry._CHECKS.update(before)


def test_old_names_are_read_as_present_ones(tmp_path: Path) -> None:
    """So that one exception, whatever it calls a check, meets its findings once."""
    path = tmp_path / "exceptions.yaml"
    path.write_text(text(checks="[old, new]"))

    assert read_exceptions(path, {"old": "new", "new": "new"})[0].checks == ("new",)


def test_lint_looks_at_the_exceptions_that_a_configuration_names(tmp_path: Path) -> None:
    """The page's own example, with the shipped checks: no fault; with a slip: its line."""
    examples = blocks(PAGE)
    for name in ("evidencemap.yaml", "exceptions.yaml"):
        (tmp_path / name).write_text(examples[name])
    config = str(tmp_path / "evidencemap.yaml")

    good = CliRunner().invoke(main, ["lint", "-c", config])
    (tmp_path / "exceptions.yaml").write_text(
        examples["exceptions.yaml"].replace("s3.tls_only", "s3.tls_onyl")
    )
    bad = CliRunner().invoke(main, ["lint", "-c", config])

    assert (good.exit_code, ", 3 exceptions." in good.stdout) == (0, True), good.output
    assert (bad.exit_code, "exceptions.yaml:2: there is no check 's3.tls_onyl'" in bad.stderr) == (2, True)
    assert read_config(Path(config))[1].exceptions == "exceptions.yaml"


def test_every_field_is_told_of() -> None:
    """docs/exceptions.md names each field that may be written."""
    page = PAGE.read_text(encoding="utf-8")
    names = [f.name for kind in (ExceptionEntry, Worksheet) for f in fields(kind)]

    assert [name for name in names if f"`{name}`" not in page] == []
