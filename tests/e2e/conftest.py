"""One embedded AWS and one whole pack for all tests of this folder; a small framework for everything else.

AWS starts once a worker, and one pack is made a worker: best run by a single one.
"""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_PATHS = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
CLEAN = {"PATH": os.environ["PATH"], "AWS_EC2_METADATA_DISABLED": "true", "PYTHONPATH": _PATHS}
# What a user's machine may have set, and the demo must not mind.
STRANGE = {
    "AWS_PROFILE": "nobody",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
}


@dataclass
class Aws:
    """The embedded AWS, in a process of its own: other tests have theirs in this one."""

    process: Any
    environment: dict[str, str]
    config: str
    accounts: list[dict[str, str]]

    def do(self, command: str, *args: Any, **named: Any) -> Any:
        return asked(self.process, command, *args, **named)

    def calls(self) -> Counter[tuple[str, ...]]:
        """How often each account, region, service and operation was asked since the last reset."""
        return Counter({tuple(call[:-1]): call[-1] for call in self.do("calls")})


def asked(process: Any, command: str, *args: Any, **named: Any) -> Any:
    process.stdin.write(json.dumps([command, args, named]) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@pytest.fixture(scope="session")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """'demo --serve' until the end, when Ctrl-C must end it with 130 and without a traceback."""
    pytest.importorskip("moto")
    log = tmp_path_factory.mktemp("standin") / "log"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log.open("w"), "text": True}
    with (
        pipes["stderr"],
        subprocess.Popen([sys.executable, HERE / "standin.py"], env=CLEAN | STRANGE, **pipes) as process,
    ):
        environment: dict[str, str] = {}
        while "AWS_ENDPOINT_URL" not in environment:
            line = process.stdout.readline()
            assert line.startswith("export "), log.read_text()
            name, _, value = line.removeprefix("export ").rstrip("\n").partition("=")
            environment[name] = value
        yield Aws(process, environment, **asked(process, "tell"))
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(20) == 130
        finally:
            process.kill()  # whatever it did, the tests end
    assert "Traceback" not in log.read_text()
    assert "Ctrl-C ends it" in log.read_text()


@pytest.fixture
def aws(standin: Aws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """The embedded AWS, reached by this process; whatever a test broke is whole again afterwards."""
    for name, value in standin.environment.items():
        monkeypatch.setenv(name, value)
    standin.do("reset")
    yield standin
    standin.do("reset")


@pytest.fixture
def client(aws: Aws) -> Iterator[Any]:
    """Clients for the accounts of the demo, by number, as any script would make them."""
    import boto3

    made: dict[tuple[Any, ...], Any] = {}
    sessions = {0: boto3.Session()}

    def give(account: int, service: str, region: str = "us-east-1") -> Any:
        if account not in sessions:
            role = aws.accounts[account]["role"]
            given = give(0, "sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
            sessions[account] = boto3.Session(
                given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
            )
        if (account, service, region) not in made:
            one = sessions[account].client(service, region_name=region)
            one.meta.events.register("before-sign.s3-control", _without_account)
            made[account, service, region] = one
        return made[account, service, region]

    yield give
    for one in made.values():
        one.close()


def _without_account(request: Any, **_: Any) -> None:
    """An address on loopback has no host of its own for each account."""
    request.url = re.sub(r"//\d{12}\.", "//", request.url)


@dataclass
class Whole:
    """A whole run of the command, as a user would start it."""

    pack: Path
    out: str
    err: str
    config: Path
    calls: Counter[tuple[str, ...]]


@pytest.fixture(scope="session")
def whole(standin: Aws, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """All frameworks whole, over three accounts, by the command in a process of its own. Never change it: copy it."""
    folder = tmp_path_factory.mktemp("whole")
    config = folder / "evidencemap.yaml"
    config.write_text(standin.config)
    standin.do("reset")
    done = subprocess.run(
        [sys.executable, "-m", "generator", "run", "-c", config, "--output", folder / "pack"],
        env=CLEAN | standin.environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Whole(folder / "pack", done.stdout, done.stderr, config, standin.calls())


@pytest.fixture
def pack(whole: Whole, tmp_path: Path) -> Path:
    """A copy of the whole pack."""
    return shutil.copytree(whole.pack, tmp_path / "pack")


def hipaa_alone(config: str) -> str:
    """The demo's configuration for the small framework."""
    config = re.sub("frameworks: .*", "frameworks: [hipaa]", config)
    config = re.sub(
        "(mappings|exceptions): .*\n", "", config
    )  # they speak of services and checks that it lacks
    return re.sub("scope:\n(  .*\n)+", "", config)


@pytest.fixture(scope="session")
def mini_mappings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped calls, requests and report families under a framework of two requirements."""
    folder = tmp_path_factory.mktemp("mappings")
    shutil.copytree(HERE / "mini", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "mappings" / "evidence", folder / "evidence")
    shutil.copytree(ROOT / "mappings" / "requests", folder / "requests")
    for name in ("artifacts.yaml", "options.yaml"):
        shutil.copyfile(ROOT / "mappings" / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def small(standin: Aws, mini_mappings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the small framework over three accounts. Never change it: copy it."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "evidencemap.yaml").write_text(hipaa_alone(standin.config))
    standin.do("reset")
    done = subprocess.run(
        [sys.executable, HERE / "mini.py", mini_mappings, "run", "--output", "pack"],
        env=CLEAN | standin.environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "pack"


@pytest.fixture
def mini(mini_mappings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command uses the small framework, and gives up early."""
    from generator.collect import Settings

    for module in ("generator.mapping.load", "generator.chain"):
        monkeypatch.setattr(import_module(module), "shipped", lambda: mini_mappings)
    monkeypatch.setattr("generator.pipeline.Settings", partial(Settings, attempts=2))
    return mini_mappings


@pytest.fixture
def no_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a small run's time is its workbook, which most tests do not look at."""
    import generator.render.book

    monkeypatch.setattr(generator.render.book, "workbook", lambda _view: b"")


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def evidencemap(*args: Any) -> Ended:
    """The command in this process; whatever it does not catch fails the test with its traceback."""
    from generator.cli import main

    result = CliRunner().invoke(
        main, [str(arg) for arg in args], prog_name="evidencemap", catch_exceptions=False
    )
    assert "Traceback" not in result.output
    return Ended(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def run() -> Any:
    """The command, as a function."""
    return evidencemap


def settings(accounts: Iterable[dict[str, str]], **fields: Any) -> str:
    """An evidencemap.yaml: JSON is YAML."""
    whole = {
        "organisation": "Acme Health",
        "period": {"name": "2026Q4", "from": "2026-10-01", "to": "2026-12-31"},
        "frameworks": ["hipaa"],
        "accounts": list(accounts),
    }
    return json.dumps(whole | fields)


@pytest.fixture
def config(aws: Aws, tmp_path: Path) -> Any:
    """Writes an evidencemap.yaml for some of the demo's accounts."""

    def write(*accounts: dict[str, str], **fields: Any) -> Path:
        path = tmp_path / "evidencemap.yaml"
        path.write_text(settings(accounts or aws.accounts, **fields))
        return path

    return write


def table(pack: Path, name: str) -> list[dict[str, str]]:
    """A table of a pack."""
    with (pack / "data" / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
