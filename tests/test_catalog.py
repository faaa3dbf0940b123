"""Facts about the mappings that ship, held against AWS's own models and lists."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import Shape
from botocore.session import Session
from botocore.validate import ParamValidator
from rows import each

from generator.assess.populations import _SIZE_WANTED, PAGE_SIZES, kebab
from generator.checks import SERVICES, all_checks
from generator.collect.asking import typed_params
from generator.collect.offline import call_faults
from generator.collect.operations import service_of
from generator.collect.outcome import classify
from generator.collect.permissions import actions_of
from generator.mapping import load, schemas, shipped
from generator.mapping.schema import FILES
from generator.model.catalog import Call, CheckUse
from generator.model.lines import uses

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
CATALOG = load()
CALLS = [row for row in CATALOG.calls.values() if not row.same_reply_as]
CHECKS = [check for check in all_checks().values() if check.function.__module__.startswith("generator.")]
SESSION = Session()
# Names of members that hold secrets, whether or not AWS's model says so.
SECRETS = re.compile(
    r"(Password|UserData|[Pp]resignedUrl|SecretString|SecretBinary|SecretAccessKey|SessionToken|AuthToken|PrivateKey)$"
)
READS = re.compile(r"(Batch)?(Get|List|Describe|Generate|Head|Search|Lookup|SelectResourceConfig)")
DATA_PLANE = re.compile(
    r"(GetObject|GetParameters?(ByPath|History)?|GetSecretValue|BatchGetSecretValue|GetItem|Scan|Query|GetRecords|GetLogEvents|FilterLogEvents)$"
)


def _listed(name: str) -> set[str]:
    lines = (DATA / name).read_text().splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def _operation(row: Call) -> Any:
    return SESSION.get_service_model(service_of(row)).operation_model(row.call)


def _secrets(shape: Shape | None, at: str = "", above: tuple[str, ...] = ()) -> Iterator[str]:
    """Paths of text that is sensitive by AWS's model or by its name, down to the text itself."""
    if shape is None or shape.name in above:
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            path = f"{at}.{name}" if at else name
            if SECRETS.search(name) and member.type_name in ("string", "blob"):
                yield path
            yield from _secrets(member, path, (*above, shape.name))
    elif shape.type_name in ("list", "map"):
        inner, step = (shape.member, "[]") if shape.type_name == "list" else (shape.value, ".*")
        yield from _secrets(inner, at + step, above)
        if shape.metadata.get("sensitive") and inner.type_name == "string":
            yield at + step
    if shape.metadata.get("sensitive") and shape.type_name in ("string", "blob"):
        yield at


def test_aws_has_every_call_parameter_and_path() -> None:
    """A slip in a name would be an empty population, and an empty population nothing to fail."""
    assert call_faults(CATALOG) == ()


@each(CALLS, lambda row: row.id)
def test_secrets_are_dropped(row: Call) -> None:
    """Whatever AWS marks as sensitive, and what is known to hold secrets, never reaches the disk."""
    bare = [
        path
        for path in dict.fromkeys(_secrets(_operation(row).output_shape))
        if not any(path == drop or path.startswith((f"{drop}.", f"{drop}[]")) for drop in row.drop)
    ]

    assert bare == []


def test_the_search_for_secrets_finds_some() -> None:
    """It would find what is dropped now if it were not."""
    found = {row.id for row in CALLS if list(_secrets(_operation(row).output_shape))}

    assert {
        "lambda.list-functions",
        "autoscaling.describe-launch-configurations",
        "rds.describe-db-instances",
    } <= found


@each(CALLS, lambda row: row.id)
def test_calls_only_read(row: Call) -> None:
    """By name, and never what customers keep in a service."""
    assert READS.match(row.call)
    assert not DATA_PLANE.match(row.call)


def test_iam_knows_every_action() -> None:
    """An action that does not exist allows nothing: the printed policy would not do."""
    wanted = {action for row in CATALOG.calls.values() for action in actions_of(row, SESSION)}

    assert sorted(wanted - _listed("iam_actions.txt")) == []


@each([row for row in CALLS if row.absent], lambda row: row.id)
def test_no_refusal_passes_for_an_answer(row: Call) -> None:
    """ "There is none" is an answer; "you may not look" is not, in any of AWS's codes for it."""
    for answer in row.absent:
        code, _, phrase = answer.partition(": ")
        error = ClientError(
            {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 400}}, row.call
        )
        told = classify(error, regional=True, absent=row.absent if phrase else ()).cause
        assert told in (("access denied", "refused") if phrase else ("refused",))


@each(CALLS, lambda row: row.id)
def test_constant_parameters_are_of_the_type_that_aws_wants(row: Call) -> None:
    """Botocore refuses anything else when the call is made; here it is known before."""
    shape = _operation(row).input_shape
    if shape is None:
        assert row.params == {}
        return
    report = ParamValidator().validate(typed_params(shape, row.params), shape).generate_report()

    assert [line for line in report.splitlines() if "Missing required" not in line] == []


@each(CALLS, lambda row: row.id)
def test_commands_are_named_as_the_command_line_names_them(row: Call) -> None:
    """The recount that a report prints must run."""
    names = [
        row.call,
        *row.params,
        *(_operation(row).input_shape.members if _operation(row).input_shape else ()),
    ]

    assert [kebab(name) for name in names] == [xform_name(name, "-") for name in names]


@each([row for row in CALLS if row.params], lambda row: row.id)
def test_the_recount_leaves_out_page_sizes_and_nothing_else(row: Call) -> None:
    """The command line stops paging where it is given a page size; anything else would be another question."""
    try:
        size = SESSION.get_paginator_model(service_of(row)).get_paginator(row.call).get("limit_key", "")
    except ValueError:
        size = ""
    required = _operation(row).input_shape.required_members
    left_out = {name for name in row.params if name in PAGE_SIZES and row.call not in _SIZE_WANTED}

    assert left_out == {name for name in row.params if name == size and name not in required}


def test_kinds_of_one_arn_agree() -> None:
    """Calls of one kind are joined by ARN: their templates must be of one form."""
    forms: dict[str, set[str]] = {}
    for row in CATALOG.calls.values():
        if row.resources is not None and not row.resources.arn.startswith("{"):
            forms.setdefault(row.resources.kind, set()).add(
                re.sub(r"\{[A-Za-z]*\}$", "{}", row.resources.arn)
            )

    assert {kind: found for kind, found in forms.items() if len(found) > 1} == {}


@each([r for r in CATALOG.calls.values() if r.resources], lambda row: row.id)
def test_kinds_are_named_as_cloudformation_names_them(row: Call) -> None:
    """So that they can be looked up."""
    assert row.resources is not None
    assert re.fullmatch(r"AWS::[A-Za-z0-9]+::[A-Za-z0-9]+", row.resources.kind)


def test_every_call_has_its_page() -> None:
    """AWS's own, where the reader can check it."""
    assert [row.id for row in CALLS if not row.source.startswith("https://docs.aws.amazon.com/")] == []


def _used() -> set[str]:
    named = {
        use.check if isinstance(use, CheckUse) else use
        for o in CATALOG.objectives.values()
        for use in o.checks
    }
    return named | {
        use.check
        for framework in CATALOG.frameworks.values()
        for requirement in framework.requirements
        for line in requirement.customer
        for use in uses(CATALOG, line)
    }


@each(CHECKS, lambda check: check.id)
def test_every_check_is_used(check: Any) -> None:
    """A check that no objective names judges nothing."""
    assert check.id in _used()


@each(CHECKS, lambda check: check.id)
def test_the_names_that_others_give_a_check_exist(check: Any) -> None:
    """A reader who follows them must arrive."""
    assert sorted(set(check.same_as) - _listed("same_as.txt")) == []


@each(SERVICES)
def test_a_file_of_checks_has_checks(name: str) -> None:
    """Each named module is there and registers at least one."""
    assert any(check.id.startswith(f"{name}.") for check in CHECKS)


def test_no_file_of_checks_is_left_out() -> None:
    """A module that nobody imports would leave its checks out in silence."""
    with_checks = {
        path.stem for path in (ROOT / "generator" / "checks").glob("*.py") if "\n@check(" in path.read_text()
    }

    assert with_checks == set(SERVICES)


def test_ids_are_spelled_with_care() -> None:
    """Ids are for ever: lower case, no spaces."""
    ids = [
        *CATALOG.objectives,
        *CATALOG.requests,
        *CATALOG.families,
        *CATALOG.services,
        *CATALOG.frameworks,
        *CATALOG.calls,
    ]

    assert [id_ for id_ in ids if not re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", id_)] == []


@each(sorted(schemas()))
def test_the_schema_files_are_those_of_the_model(name: str) -> None:
    """Editors complete what the loader takes: ``make schema`` writes them again."""
    assert (shipped() / "schema" / name).read_text() == schemas()[name]


def test_there_is_no_schema_of_nothing() -> None:
    """A file whose shape is gone would mislead."""
    assert {path.name for path in (shipped() / "schema").iterdir()} == set(schemas())


@pytest.mark.parametrize(
    "path", sorted(shipped().rglob("*.yaml")), ids=lambda p: p.relative_to(shipped()).as_posix()
)
def test_every_mapping_points_to_its_schema(path: Path) -> None:
    """The first line leads the editor to it."""
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text())

    assert found, "the first line names no schema"
    assert (path.parent / found[1]).resolve().parent == (shipped() / "schema").resolve()
    assert (path.parent / found[1]).name in FILES


def test_imports_keep_their_floors() -> None:
    """Stages stand beside one another; only collect and demo know AWS; only render knows its libraries."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, "0 broken" in done.stdout) == (0, True), done.stdout
