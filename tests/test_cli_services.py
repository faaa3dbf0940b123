"""``services`` and ``services import``: how services stand today, what a fresh list would change, and bad input."""

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.cli import services as command
from generator.mapping import importing, load
from generator.model.catalog import Catalog

DAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A day of our own, in a folder without a configuration."""
    monkeypatch.setattr(command, "today", lambda: DAY)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """What ships."""
    return load()


def run(*arguments: Any) -> Result:
    """The command in this process; a traceback fails the test."""
    result = CliRunner().invoke(main, ["services", *(str(a) for a in arguments)], prog_name="evidencemap")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def whole(shipped: Catalog, **marks: str) -> str:
    """A list that holds each service, but for what ``marks`` say of some: '' leaves one out."""
    lines = ["name,listed,note"]
    for one in shipped.services.values():
        mark = marks.get(one.id, "yes")
        lines += [f'"{one.name}",{mark},'] if mark else []
    return "\n".join(lines) + "\n"


def take(file: Path, *arguments: Any, as_of: str = "2026-11-20", program: str = "soc") -> Result:
    """``services import`` into a folder beside the file."""
    into = file.parent / "overlay"
    return run("import", file, "--program", program, "--as-of", as_of, "--into", into, *arguments)


def configure(folder: Path) -> None:
    """A configuration that names the overlay."""
    period = {"from": "2026-10-01", "to": "2026-12-31"}
    written = {"organisation": "Acme", "period": period, "mappings": ["overlay"]}
    (folder / "evidencemap.yaml").write_text(json.dumps(written))


@pytest.fixture
def fresh(tmp_path: Path, shipped: Catalog) -> Path:
    """A fresh list: S3 is gone from it, Bedrock is new, two names are unknown."""
    file = tmp_path / "soc.csv"
    file.write_text(whole(shipped, s3="", sqs="joint") + '"=Odd\x1b[31m",yes,\nAmazon Fresh,yes,\n')
    return file


# The list


def test_each_service_is_shown_with_its_standing_and_age() -> None:
    """Old lists are told at the top, a line a program."""
    lines = run().stdout.splitlines()
    old = [line for line in lines if "import a fresh list" in line]

    assert lines[: len(old)] == old
    assert "soc: 2022-07-15, 1,595 days old: import a fresh list with 'evidencemap services import'" in old
    ec2 = next(line for line in lines if line.startswith("ec2 "))
    assert "infrastructure" in ec2
    assert "pci-dss: listed as of 2022-07-15 (1,595 days old)" in ec2
    lightsail = next(line for line in lines if line.startswith("lightsail "))
    assert "unknown" in lightsail
    assert not re.search(r"(?<!not )listed as of", lightsail)


def test_one_program_can_be_asked_for_as_json() -> None:
    """With source and since when; a program that is none is told."""
    told = json.loads(run("--program", "iso", "--json").stdout)

    assert [line.split(":")[0] for line in told["old"]] == ["iso"]
    (row,) = next(one for one in told["services"] if one["service"] == "s3")["programs"]
    assert (row["program"], row["state"], row["as_of"], row["days"], row["old"]) == (
        "iso",
        "listed",
        "2022-07-15",
        1595,
        True,
    )
    assert row["source"].startswith("https://")
    bad = run("--program", "isso\x1b[31m")
    assert bad.exit_code == 2
    assert "There is no program 'isso\ufffd[31m'." in bad.stderr


# The import


def test_the_difference_is_shown_and_nothing_written(fresh: Path) -> None:
    """Until --yes is given: what is gone first, in capitals; nothing on the terminal that turns it over."""
    result = take(fresh)
    lines = result.stdout.splitlines()

    assert result.exit_code == 0, result.stderr
    gone = lines.index("NO LONGER LISTED: 2 services that were: look at each")
    assert lines[gone + 1 : gone + 3] == [
        "  - s3 (Amazon S3): the list does not name it",
        "  - sqs (Amazon SQS): the list does not say; the list's mark is 'joint'",
    ]
    assert any(line.startswith("newly listed: ") for line in lines)
    assert "  + bedrock (Amazon Bedrock)" in lines
    assert "names that no mapping knows, kept as they are: 2" in lines
    assert any(line.startswith("services that the list does not name: 1 (not listed") for line in lines)
    assert lines[-1] == "nothing written: add --yes"
    assert "\x1b" not in result.stdout
    assert not (fresh.parent / "overlay").exists()


def test_a_list_is_written_once_and_changes_how_services_stand(fresh: Path) -> None:
    """With its hash and address; nothing of it is lost; older lists stay; again it is no change."""
    address = "https://aws.amazon.com/compliance/services-in-scope/SOC/"
    result = take(fresh, "--yes", "--source", address)
    overlay = fresh.parent / "overlay"
    made = load(overlay).listings[0]

    assert result.exit_code == 0, result.stderr
    assert (made.id, made.program, str(made.as_of), made.source) == (
        "soc-2026-11-20",
        "soc",
        "2026-11-20",
        address,
    )
    assert (made.complete, made.file) == (True, "soc.csv")
    assert made.sha256 == hashlib.sha256(fresh.read_bytes()).hexdigest()
    assert {entry.name for entry in made.entries if not entry.service} == {"=Odd[31m", "Amazon Fresh"}
    configure(fresh.parent)
    lines = run("--program", "soc").stdout.splitlines()
    stands = {line.split()[0]: line.split("soc: ")[-1] for line in lines}
    assert stands["s3"] == "not listed as of 2026-11-20 (6 days old)"
    assert stands["sqs"].startswith("unknown: the list of 2026-11-20 does not say (6 days old) [")
    assert stands["bedrock"] == "listed as of 2026-11-20 (6 days old)"
    assert not any("import a fresh list" in line for line in lines)
    result = run(
        "-c", "nowhere.yaml", "import", fresh, "--program", "soc", "--as-of", "2026-11-20", "--into", "x"
    )
    assert "nowhere.yaml" in result.stderr
    assert "holds this list already; nothing written" in take(fresh, "--yes", "--source", address).stdout


def test_a_list_in_part_takes_nothing_away(tmp_path: Path) -> None:
    """Without --partial it is refused; with it, what it lacks stands as it did."""
    file = tmp_path / "few.csv"
    file.write_text("name,listed\nAmazon Bedrock,yes\nAmazon S3,no\n")

    refused = take(file)
    assert refused.exit_code == 2
    assert "not the whole list, or another program's" in refused.stderr
    assert take(file, "--partial", "--yes").exit_code == 0
    laid = load(tmp_path / "overlay")
    days = {
        id_: [(p.listed, str(p.as_of)) for p in laid.services[id_].programs if p.program == "soc"]
        for id_ in ("s3", "ec2")
    }
    assert days == {
        "s3": [("no", "2026-11-20"), ("yes", "2022-07-15")],
        "ec2": [("yes", "2022-07-15")],
    }
    configure(tmp_path)
    first = run("--program", "soc").stdout.splitlines()[0]
    assert re.fullmatch(
        r"soc: 9\d of 9\d services go by a list of 2022-07-15, 1,595 days old: import .*", first
    )


def test_old_lists_are_warned_of(tmp_path: Path, shipped: Catalog) -> None:
    """One older than what is known, and one that is old from the start."""
    file = tmp_path / "soc.csv"
    file.write_text(whole(shipped))

    assert "Warning: older than what is known (2022-07-15)" in take(file, as_of="2021-01-20").stdout
    assert "Warning: 330 days old" in take(file, as_of="2025-12-31").stdout
    assert "Warning" not in take(file).stdout


def test_bad_input_is_answered_in_words(tmp_path: Path, fresh: Path) -> None:
    """Exit 2, nothing written, no traceback."""
    folder = tmp_path / "overlay"
    for arguments, words in (
        ({"as_of": "2026-11-27"}, "is in the future"),
        ({"as_of": "2009-12-31"}, "is before 2010"),
        ({"as_of": "20 November"}, "does not match the format"),
        ({"program": "soc2"}, "is not one of"),
        ({"more": ("--source", "ftp://x")}, "is no web address"),
        ({"more": ("--source", "https://[x")}, "is no address"),
        ({"more": ("--source", "https://me:pw@example.com/")}, "holds a user"),
        ({"more": ("--source", "https://example.com/?X-Amz-Signature=1")}, "a query"),
        ({"more": ("-c", "nowhere.yaml")}, "nowhere.yaml"),
    ):
        more = arguments.pop("more", ())  # type: ignore[misc]
        result = take(fresh, "--yes", *more, **arguments)  # type: ignore[arg-type]
        assert result.exit_code == 2, words
        assert words in result.stderr
        assert "pw@" not in result.stderr
        assert "Signature" not in result.stderr
        assert not folder.exists()
    folder.write_text("a file")
    assert "is not a folder" in take(fresh, "--yes").stderr
    assert take(tmp_path / "nowhere.csv").exit_code == 2


def test_another_list_of_the_same_day_is_left_alone(fresh: Path) -> None:
    """What stands there is not overwritten."""
    assert take(fresh, "--yes").exit_code == 0
    path = fresh.parent / "overlay/listings/soc-2026-11-20.yaml"
    before = path.read_bytes()
    fresh.write_text(fresh.read_text().replace("Amazon Fresh", "Amazon Stale"))
    result = take(fresh, "--yes")

    assert result.exit_code == 2
    assert "says something else; it is left as it was" in result.stderr
    assert path.read_bytes() == before


def test_a_list_that_would_not_load_is_taken_back(fresh: Path) -> None:
    """Another file of the overlay holds a listing of that id: the fault is told and the new file removed."""
    listings = fresh.parent / "overlay" / "listings"
    listings.mkdir(parents=True)
    other = listings / "ours.yaml"
    other.write_text(
        '- {id: soc-2026-11-20, program: soc, as_of: "2026-11-20", source: ours, entries: [{name: Amazon S3, service: s3}]}\n'
    )
    result = take(fresh, "--yes")

    assert result.exit_code == 2
    assert "soc-2026-11-20" in result.stderr
    assert [one.name for one in listings.iterdir()] == ["ours.yaml"]


def test_the_programs_of_the_option_are_those_of_the_import() -> None:
    """They are written twice so that --help stays quick."""
    assert command.PROGRAMS == importing.PROGRAMS
