"""README and docs say what is there: commands, links, examples and generated pages."""

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from casebook import OUTCOMES, argument, keywords
from fences import FENCE, blocks

from generator.checks import all_checks, registry
from generator.checks.reading import NoData
from generator.cli import main
from generator.collect.offline import call_faults
from generator.errors import MappingError
from generator.mapping import load
from generator.model.catalog import (
    AwsLine,
    Cadence,
    Call,
    Catalog,
    Cuec,
    CustomerLine,
    Family,
    Feature,
    Framework,
    Limit,
    Listing,
    Objective,
    Option,
    RegionLimit,
    ReportFamily,
    ReportRule,
    Request,
    Requirement,
    Service,
    When,
)
from generator.model.scope import Plan
from generator.scope import default_scope, plan

ROOT = Path(__file__).parent.parent
BY_HAND = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "adr").glob("*.md")])
PAGES = [*BY_HAND, *sorted((ROOT / "docs" / "reference").glob("*.md"))]
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
PICTURE_OF_THE_WORKBOOK = "docs/images/requirements.png"
OVERLAY = "our-mappings"
STATUS = {"pass": "passed", "fail": "failed", "not applicable": "not applicable"}
SHAPE_FAULTS = (NoData, KeyError, TypeError, ValueError, IndexError, AttributeError)


sys.path.insert(0, str(ROOT / "docs"))
GENERATE: Any = importlib.import_module("generate")
ANCHOR = importlib.import_module("pages").anchor


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


EXAMPLES = blocks(ROOT / "docs" / "adding.md")


# -- commands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_told_of(command: str) -> None:
    """Each command of the command line has a row in the README and a place in docs/running.md or reading.md."""
    said = text_of(ROOT / "docs" / "running.md") + text_of(ROOT / "docs" / "reading.md")

    assert f"`{command}" in text_of(ROOT / "README.md")
    assert f"evidencemap {command}" in said


def test_every_option_that_is_named_exists() -> None:
    """README and docs name no option of evidencemap that it does not have."""
    groups = [getattr(command, "commands", {}) for command in main.commands.values()]
    commands = [*main.commands.values(), *(one for group in groups for one in group.values())]
    known = {name for c in commands for p in c.params for name in p.opts} | {
        "--version",
        "--help",
    }
    said = {
        option
        for page in BY_HAND
        for line in re.findall(r"evidencemap [a-z]+[^\n`]*", text_of(page))
        for option in re.findall(r"(?<=\s)--[a-z-]+", line.partition("#")[0])
    }

    assert said - known == set()


def test_every_command_that_is_named_exists() -> None:
    """README and docs name no command that is not there."""
    lines = {
        line for page in BY_HAND for line in re.findall(r"(?m)(?:^|`)evidencemap ([a-z]+)", text_of(page))
    }

    assert lines - set(main.commands) == set()


def test_exit_codes_are_the_ones_of_the_errors() -> None:
    """The exit codes in docs/running.md are those that the errors carry."""
    from generator import errors

    kinds = (errors.MappingError, errors.ScopeError, errors.SetupError, errors.AwsError, errors.PackError)
    told = re.findall(r"(?m)^\| (\d+) \|", text_of(ROOT / "docs" / "running.md"))

    assert {str(kind.exit_code) for kind in kinds} | {"0", "1", "130"} == set(told)


def test_context_names_are_told_of() -> None:
    """docs/adding.md names everything that a check may ask for by name."""
    text = text_of(ROOT / "docs" / "adding.md")

    assert [name for name in registry.CONTEXT if f"`{name}`" not in text] == []


def test_fields_of_a_call_are_told_of() -> None:
    """docs/adding.md names every field that a call's row may have."""
    assert _untold(Call) <= {"service"}


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        (AwsLine, set()),
        (Cadence, set()),
        (Cuec, set()),
        (CustomerLine, set()),
        (Family, set()),
        (Feature, set()),
        (Framework, {"requirements"}),
        (Limit, set()),
        (Listing, set()),
        (Objective, set()),
        (Option, set()),
        (RegionLimit, set()),
        (ReportFamily, set()),
        (ReportRule, set()),
        (Request, set()),
        (Requirement, {"family"}),
        (Service, set()),
        (When, set()),
    ],
)
def test_fields_of_an_entry_are_told_of(kind: type, filled: set[str]) -> None:
    """docs/adding.md names every field that may be written; those that the loader fills are not told."""
    assert _untold(kind) - filled == set()


def _untold(kind: Any) -> set[str]:
    """Fields of an entry that docs/adding.md names nowhere."""
    text = text_of(ROOT / "docs" / "adding.md")
    examples = re.findall(r"(?m)(?:^[- ]*|[{,] ?)([a-z_]+):", text)
    named = {*re.findall(r"`([a-z0-9_]+)(?:: [^`]+)?`", text), *examples}
    return {field.name.rstrip("_") for field in fields(kind)} - named


def test_dependencies_have_a_reason() -> None:
    """Each package that pyproject.toml asks for has a row in docs/dependencies.md."""
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = {re.split(r"[><=~!]", one)[0] for group in groups for one in group}
    rows = re.findall(r"(?m)^\| ([^|]+) \|", text_of(ROOT / "docs" / "dependencies.md"))

    assert asked - {name for row in rows for name in row.split(", ")} == set()


def test_services_without_checks_are_told_of() -> None:
    """docs/blind-spots.md names each service that has a list of its own and is not judged."""
    catalog = load()
    judged = {_base(catalog, call) for check in all_checks().values() for call in check.calls}
    kinds = {row.kind for name in judged if (row := catalog.calls[name].resources)}
    listed = [s for s in catalog.services.values() if s.found_by and not kinds & set(s.covers)]
    blind = [s for s in listed if not judged & {_base(catalog, c) for c in s.found_by}]
    text = " ".join(text_of(ROOT / "docs" / "blind-spots.md").split())

    assert [s.name for s in blind if s.name.removeprefix("Amazon ").removeprefix("AWS ") not in text] == []


def _base(catalog: Catalog, call: str) -> str:
    return catalog.calls[call].same_reply_as or call


# -- links -------------------------------------------------------------------------------------------------


def anchors(page: Path) -> list[str]:
    """The anchors of a page's headings, as forges make them."""
    text = FENCE.sub("", text_of(page))
    return [ANCHOR(heading) for heading in re.findall(r"(?m)^#+ (.+)$", text)]


@cache
def anchor_set(page: Path) -> frozenset[str]:
    """The anchors of a page, read once."""
    return frozenset(anchors(page))


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    """Every link to a file or a heading of ours leads to one that is there."""
    page, wrong = ROOT / name, []
    for link, picture in LINK.findall(FENCE.sub("", text_of(page))):
        address = link or picture
        if address.startswith(("https://", "http://")) or address == PICTURE_OF_THE_WORKBOOK:
            continue
        path, _, heading = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (heading and heading not in anchor_set(target)):
            wrong.append(address)

    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_headings_have_anchors_of_their_own(name: str) -> None:
    """No two headings of a page share an anchor, so that links lead to the right one."""
    found = anchors(ROOT / name)

    assert sorted(set(found)) == sorted(found)


# -- generated ---------------------------------------------------------------------------------------------


def test_generated_files_are_fresh() -> None:
    """Reference pages and JSON Schema are what the code gives now."""
    assert GENERATE.stale() == []


def test_readme_shows_the_help() -> None:
    """The README's help block is what evidencemap --help says."""
    text = text_of(ROOT / "README.md")

    assert f"{GENERATE.BEGIN}\n```text\n{GENERATE.help_text()}\n```\n{GENERATE.END}" in text


def test_check_option_names_what_is_stale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """docs/generate.py --check names a stale file, ends with 1 and writes nothing."""
    monkeypatch.setattr(GENERATE, "files", lambda: {"docs/reference/none.md": "new"})
    code = GENERATE.run(["--check"])

    assert code == 1
    assert "docs/reference/none.md: stale" in capsys.readouterr().out
    assert not (ROOT / "docs" / "reference" / "none.md").exists()


def test_readme_counts_the_requirements() -> None:
    """The README names each framework that ships with its size."""
    text = text_of(ROOT / "README.md")
    sizes = {one.id: len(one.requirements) for one in load().frameworks.values()}

    assert {id_: size for id_, size in sizes.items() if not re.search(rf"(?m)^\|.*\| {size} ", text)} == {}


def test_the_template_offers_every_option_with_its_default() -> None:
    """With the comments taken off, what 'init' writes is a configuration that answers as nobody answering does."""
    text = text_of(ROOT / "templates" / "evidencemap.yaml")
    block = re.search(r"(?m)^# options:\n(?:#   .*\n)+", text)
    assert block
    written = yaml.safe_load(block[0].replace("# ", "", 1).replace("\n#", "\n"))["options"]
    given = {name: (a,) if isinstance(a, str) else tuple(a) for name, a in written.items()}

    assert given == {one.id: one.default for one in load().options.values()}


def test_readme_is_short() -> None:
    """The README stays a page to read, not a manual."""
    assert len(text_of(ROOT / "README.md").splitlines()) <= 160


# -- examples ----------------------------------------------------------------------------------------------


@pytest.fixture
def overlay(tmp_path: Path) -> Iterator[Path]:
    """The examples of docs/adding.md as a folder; the checks in it are forgotten afterwards."""
    all_checks()
    before = dict(registry._CHECKS)
    for name, body in EXAMPLES.items():
        if name.startswith(OVERLAY + "/"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
    yield tmp_path / OVERLAY
    registry._CHECKS.clear()
    registry._CHECKS.update(before)


def planned(overlay: Path) -> Plan:
    return plan(load(overlay), default_scope(["acme-baseline", "hipaa"], date(2026, 11, 24)))


def test_examples_load(overlay: Path) -> None:
    """The examples of docs/adding.md are an overlay without a fault, and AWS has their calls."""
    catalog = load(overlay)
    own = {row["id"] for name in EXAMPLES if "/evidence/" in name for row in yaml.safe_load(EXAMPLES[name])}

    assert [fault for fault in call_faults(catalog) if any(f"call {id_}:" in fault for id_ in own)] == []
    assert own <= set(catalog.calls)


def test_examples_replace_nothing_that_ships(overlay: Path) -> None:
    """An example that took the place of a call, service, objective or request would change results unseen."""
    plain, laid = load(), load(overlay)
    kinds = ("calls", "services", "families", "requests", "objectives", "options")
    changed = [
        id_ for kind in kinds for id_, one in getattr(plain, kind).items() if getattr(laid, kind)[id_] != one
    ]

    assert changed == []
    assert set(plain.limits) <= set(laid.limits)


def test_examples_of_each_kind_are_there() -> None:
    """docs/adding.md has an example for each thing that a user may add."""
    wanted = (
        "evidence/",
        "checks/",
        "objectives/",
        "requests/",
        "frameworks/",
        "services/",
        "artifacts.yaml",
        "options.yaml",
        "limits.yaml",
    )

    assert [k for k in wanted if not any(name.startswith(f"{OVERLAY}/{k}") for name in EXAMPLES)] == []


def test_examples_are_planned(overlay: Path) -> None:
    """The example framework runs without Python: its checks and calls are in the plan, thresholds too."""
    made = planned(overlay)

    assert {"iam.password_length(minimum=16)", "ours.queues_wait(days=7)"} <= {c.key for c in made.checks}
    assert {"sqs.get-queue-attributes.retention", "deadline.list-farms"} <= {r.id for r in made.calls}


def test_example_requirement_joins_the_framework(overlay: Path) -> None:
    """An overlay adds to a framework that ships, and numbers such as 1.10 stay as written."""
    catalog = load(overlay)

    assert catalog.frameworks["hipaa"].requirements[-1].id == "ACME-1"
    assert [r.id for r in catalog.frameworks["acme-baseline"].requirements] == ["1.1", "1.10"]


def cases() -> list[tuple[str, str, str]]:
    read = yaml.safe_load(EXAMPLES["tests/cases/ours.yaml"])
    return [(f, o, name) for f, outcomes in read.items() for o, named in outcomes.items() for name in named]


@pytest.mark.parametrize(("function", "outcome", "name"), cases())
def test_example_cases(overlay: Path, function: str, outcome: str, name: str) -> None:
    """The example check answers each of its example cases."""
    assert outcome in OUTCOMES
    load(overlay)
    check = all_checks()[f"ours.{function}"]
    case = yaml.safe_load(EXAMPLES["tests/cases/ours.yaml"])[function][outcome][name]
    args = [argument(value) for value in case["args"]]
    given = keywords(check, case.get("with", {}))
    if outcome == "no data":
        with pytest.raises(SHAPE_FAULTS):
            check.function(*args, **given)
        return

    assert check.function(*args, **given).status == STATUS[outcome]


def test_example_fault_reads_as_told(overlay: Path) -> None:
    """The fault that docs/adding.md shows is the one that lint tells."""
    path = overlay / "objectives" / "ours.yaml"
    path.write_text(text_of(path).replace("    - ours.queues_wait", "    - ours.queue_wait"))
    with pytest.raises(MappingError) as caught:
        load(overlay)
    told = [fault.replace(str(overlay), OVERLAY) for fault in caught.value.faults]

    assert EXAMPLES["fault"].strip() in told
