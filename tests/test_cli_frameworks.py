"""Frameworks looked through, options and wording in the configuration, packs judged again: good and bad input."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from golden import make

import generator.render.book
from generator import pipeline
from generator.cli import main
from generator.pack import read_run, verify, write_run
from generator.staging import keep_mappings

CONFIG = {
    "organisation": "Acme",
    "period": {"from": "2026-10-01", "to": "2026-12-31"},
    "regions": ["us-east-1"],
    "accounts": [{"id": "111122223333"}],
}


def run(*arguments: Any) -> Result:
    """The command in this process; a traceback fails the test."""
    result = CliRunner().invoke(main, [str(a) for a in arguments], prog_name="evidencemap")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


# frameworks show


def test_a_requirement_is_shown_with_all_that_hangs_on_it() -> None:
    """Split, objectives, checks, requests, source, and the frameworks that share its evidence."""
    text = run("frameworks", "show", "CC6.7").stdout

    for wanted in (
        "soc-2 2017 (2022)  CC6.7", "shared", "source: https://", "AWS part:", "rests on soc-2", "Customer part:",
        "objective transit.objects", "check s3.tls_only", "request ", "Serves pci-dss too: ", "Serves hipaa too: ",
    ):  # fmt: skip
        assert wanted in text


def test_a_requirement_of_two_frameworks_can_be_told_apart() -> None:
    """By --framework or before a colon."""
    assert run("frameworks", "show", "pci-dss:1.2.7").stdout.startswith("pci-dss 4.0.1  1.2.7")
    assert run("frameworks", "show", "1.2.7", "--framework", "pci-dss").exit_code == 0
    assert run("frameworks", "show", "1.2.7", "--framework", "hipaa").exit_code == 2


def test_an_old_id_leads_to_the_requirement() -> None:
    """A3.3.1.1 has another number in other editions."""
    text = run("frameworks", "show", "A3.3.1.2").stdout

    assert "A3.3.1.1" in text
    assert "formerly A3.3.1.2" in text


def test_a_framework_is_shown_whole() -> None:
    """Numbers, dates, licence, options, families."""
    text = run("frameworks", "show", "pci-dss").stdout

    assert re.search(
        r"280 requirements: \d+ with an AWS part, \d+ with checks, \d+ that only people can show", text
    )
    assert "option service_provider: " in text
    assert "not covered: " in text


@pytest.mark.parametrize(
    ("name", "near"), [("CC6.77", "Near it: CC6.7"), ("nothing", "Frameworks: "), ("1.2.77", "1.2.7")]
)
def test_what_is_not_there_is_told_with_what_is_near(name: str, near: str) -> None:
    """Exit 2, no traceback."""
    result = run("frameworks", "show", name)

    assert result.exit_code == 2
    assert near in result.stderr


# options and wording in the configuration


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"options": {"roles": "both"}}, "There is no option 'roles'."),
        ({"options": {"role": "owner"}}, "'owner' is no answer to the option 'role'."),
        ({"options": {"role": ["controller", "processor"]}}, "The option 'role' takes one answer."),
        (
            {"options": {"categories": ["privacy", "safety"]}},
            "'safety' is no answer to the option 'categories'.",
        ),
        ({"options": ["role"]}, "fields (name: value) are wanted here"),
        ({"role": "both"}, "there is no field 'role' here"),
    ],
)
def test_an_option_or_answer_that_is_none_is_named(tmp_path: Path, fields: Any, said: str) -> None:
    """With what may be written; nothing is planned."""
    path = tmp_path / "evidencemap.yaml"
    path.write_text(json.dumps(CONFIG | fields))
    result = run("policy", "-c", path)

    assert result.exit_code == 2
    assert said in result.stderr


def test_options_change_the_plan(tmp_path: Path) -> None:
    """Fewer criteria, fewer checks."""
    sizes = []
    for categories in (["security"], ["security", "availability"]):
        path = tmp_path / "evidencemap.yaml"
        path.write_text(json.dumps(CONFIG | {"frameworks": ["soc-2"], "options": {"categories": categories}}))
        sizes.append(len(json.loads(run("plan", "-c", path, "--json").stdout)))

    assert sizes[0] <= sizes[1]


# assess and report


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed pack over recorded evidence, HIPAA alone; without its workbook, which is not looked at here."""
    folder = tmp_path_factory.mktemp("sealed")
    staging, target = folder / "staging", folder / "pack"
    shutil.copytree(make.PACK, staging)
    info = read_run(staging)
    scope = replace(info.scope, frameworks=("hipaa",), reach={})
    write_run(staging, replace(info, scope=scope, as_of="2026-11-26"))
    plan = pipeline.plan_of(staging, mappings=pipeline.INSTALLED)
    keep_mappings(plan, staging)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generator.render.book, "workbook", lambda _view: b"")
        pipeline.publish(plan, staging, target)
    return target


@pytest.fixture
def pack(sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it."""
    monkeypatch.setattr(generator.render.book, "workbook", lambda _view: b"")
    return shutil.copytree(sealed, tmp_path / "pack")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_judging_again_under_either_mappings_gives_the_same_bytes_each_time(pack: Path) -> None:
    """The pack's own, the installed ones (here the same), and a folder of them; on the day that it was judged."""
    before = bytes_of(pack)
    for arguments in (
        ("assess", pack, "--mappings", "pack"),
        ("report", pack),
        ("assess", pack, "--mappings", pack / "data/mappings/shipped"),
        ("assess", pack, "--mappings", "pack", "--as-of", "2026-11-26"),
        ("assess", pack),
    ):
        assert run(*arguments).exit_code == 0
        changed = [n for n, data in bytes_of(pack).items() if before.get(n) != data]
        assert [n for n in changed if not n.endswith(("run.json", "manifest-sha256.txt"))] == [], arguments
        assert verify(pack)[1] == []


def test_another_day_judges_by_the_mappings_of_that_day(pack: Path, tmp_path: Path) -> None:
    """A requirement that came later is not judged before; the day is kept in the pack."""
    mappings = shutil.copytree(pack / "data/mappings/shipped", tmp_path / "mappings")
    later = mappings / "frameworks/hipaa/later.yaml"
    later.write_text(
        "order: 99\ntitle: Later\nrequirements:\n  - id: 'L-1'\n    title: t\n    kind: R\n    from: 2027-01-01\n"
        "    text: t.\n    customer: [{request: security-policies}]\n"
    )
    rows = {}
    for day in ("2026-12-31", "2027-01-01"):
        assert run("assess", pack, "--mappings", mappings, "--as-of", day).exit_code == 0
        rows[day] = (pack / "data/tables/requirements.csv").read_text()
        assert read_run(pack).as_of == day

    assert ["L-1" in text for text in rows.values()] == [False, True]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--mappings", "nowhere"), "nowhere holds no mappings."),
        (("--as-of", "soon"), "'soon' does not match the format"),
        (("--wording", "hipaa"), "'hipaa' names no file."),
        (("--wording", "pci=x.csv"), "There is no framework 'pci' to lay wording over."),
        (("--wording", "hipaa=nowhere.csv"), "nowhere.csv cannot be read"),
    ],
)
def test_bad_input_renders_nothing(pack: Path, arguments: tuple[str, ...], said: str) -> None:
    """One clear sentence, exit 2, and the pack as it was."""
    before = bytes_of(pack)
    result = run("assess", pack, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert bytes_of(pack) == before


def test_licensed_wording_is_shown_and_not_kept_with_the_mappings(pack: Path, tmp_path: Path) -> None:
    """In the pages, escaped; the cover names the file and its hash; the mappings in the pack stay ours."""
    words = tmp_path / "ours.csv"
    words.write_text('id,text\n164.312(b),"Licensed <b>words</b>, as bought"\n')
    assert run("report", pack, "--wording", f"hipaa={words}").exit_code == 0

    page = (pack / "data/hipaa.html").read_text()
    assert "Licensed &lt;b&gt;words&lt;/b&gt;, as bought" in page
    assert "the licensed text in ours.csv sha256:" in page
    assert read_run(pack).wording["hipaa"].startswith("ours.csv sha256:")
    held = [p for p in (pack / "data/mappings").rglob("*") if p.is_file() and b"as bought" in p.read_bytes()]
    assert held == []
    assert run("report", pack).exit_code == 0
    assert "as bought" not in (pack / "data/hipaa.html").read_text()


def test_explain_follows_an_old_id(pack: Path) -> None:
    """Of a requirement that was renamed; here none of HIPAA's was, so an unknown id is told."""
    assert run("explain", "164.312(b)", pack).exit_code == 0
    assert run("explain", "164.999", pack).exit_code == 2


def test_the_day_of_a_pack_is_a_day(pack: Path) -> None:
    """Packs of an earlier version have none: the day that they were judged stands."""
    assert date.fromisoformat(read_run(pack).as_of)
    assert pipeline.plan_of(pack).day == date(2026, 11, 26)
