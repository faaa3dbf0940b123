"""The whole pack of the demo: its tables hang together, it verifies, and it can be made again without AWS."""

import csv
import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import jmespath
import pytest
from botocore import xform_name
from botocore.session import Session
from e2e.conftest import CLEAN, Aws, Whole, bytes_of, table
from e2e.recount import Parsed, parsed

from generator import pipeline
from generator.model.assessment import Assessment
from generator.pack import seal
from generator.store import read

CONTRACT = {
    "requirements": "framework version requirement title responsibility aws_status customer_status reports objectives "
    "checks population passed failed no_data exceptions not_applicable requests row_key",
    "findings": "check title severity account region service resource status reason evidence observed_at exception "
    "requirements",
    "populations": "check account region population passed failed no_data exceptions not_applicable complete "
    "why_incomplete",
    "calls": "evidence service operation account region parameters outcome error_code pages items caller request_id "
    "started ended sha256 needed_by",
    "reports": "family id name version period_from period_to state covers gap_days bridged_to read_at sha256",
    "services": "service model account region resources programs calls_made blind_spots",
    "requests": "request requirement objective wording owner due status evidence received_at",
}
WORDS = {
    ("findings", "status"): {"passed", "failed", "no data", "exception", "not applicable"},
    ("calls", "outcome"): {"seen", "absent", "denied", "failed", "not tried"},
    ("populations", "complete"): {"yes", "no"},
    ("requirements", "responsibility"): {"aws", "shared", "customer"},
    ("reports", "covers"): {"whole", "part", "none"},
}


@pytest.fixture(scope="module")
def judged(whole: Whole) -> Assessment:
    return pipeline.judge(pipeline.plan_of(whole.pack, mappings="pack"), whole.pack)


def command(*args: Any, cwd: Path) -> Any:
    """The command without any AWS: no credentials, no endpoint."""
    return subprocess.run(
        [sys.executable, "-m", "generator", *args],
        env=CLEAN,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


# What a run leaves


def test_run_says_what_came_of_it(whole: Whole) -> None:
    """The pack's path on stdout and nothing else; on stderr a summary, what could not be read, and coverage."""
    assert whole.out == f"{whole.pack}\n"
    assert "120 requirements" in whole.err
    assert re.search(
        r"^Coverage: \d+ of \d+ calls answered, \d+ could not be read, \d+ of \d+ findings judged, 3 accounts",
        whole.err,
        re.MULTILINE,
    )
    assert "guardduty.list-detectors" in whole.err
    assert "\r" not in whole.err


def test_files_of_the_pack(whole: Whole) -> None:
    """Every file that DESIGN names is there."""
    names = set(bytes_of(whole.pack))
    wanted = {"index.md", "index.html", "hipaa.xlsx", "hipaa.md", "hipaa.html", "run.json"}
    shards = {f"evidence/{a}.jsonl.gz" for a in ("111122223333", "222233334444", "333344445555")}

    assert {f"data/{n}" for n in wanted | shards | {f"tables/{t}.csv" for t in CONTRACT}} <= names
    assert {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"} <= names
    assert "data/mappings/shipped/frameworks/hipaa/_framework.yaml" in names
    assert all("/" in name or name.endswith(".txt") for name in names)


def test_every_call_is_recorded(whole: Whole) -> None:
    """Each operation that AWS was asked for has its rows in calls.csv, and the other way round."""
    asked = {
        (account, service, operation) for account, _, service, operation in whole.calls if service != "sts"
    }
    told = {
        (c["account"], c["service"], c["operation"])
        for c in table(whole.pack, "calls")
        if c["outcome"] != "not tried"
    }

    assert told == asked
    assert len(told) > 100


def test_every_call_was_made_once(whole: Whole) -> None:
    """No question was asked twice: what AWS counted is what calls.csv says in pages."""
    retried = {"GenerateCredentialReport"}
    made = Counter(
        (c["account"], c["service"], c["operation"])
        for c in table(whole.pack, "calls")
        for _ in range(max(1, int(c["pages"])))
        if c["outcome"] != "not tried"
    )
    asked: Counter[tuple[str, ...]] = Counter()
    for (account, _, service, operation), times in whole.calls.items():
        asked[account, service, operation] += times

    assert {
        c: (n, made[c]) for c, n in asked.items() if n != made[c] and c[1] != "sts" and c[2] not in retried
    } == {}


# Tables


@pytest.mark.parametrize("name", CONTRACT)
def test_table_is_as_the_contract_says(name: str, whole: Whole) -> None:
    """UTF-8, RFC 4180, the promised columns first and in order, nothing that starts a formula."""
    raw = (whole.pack / "data" / "tables" / f"{name}.csv").read_bytes()
    rows = list(csv.reader(raw.decode("utf-8").splitlines(keepends=True), strict=True))
    columns = CONTRACT[name].split()

    assert rows[0][: len(columns)] == columns
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) > 1
    assert raw.endswith(b"\r\n")
    assert b"\r\n" in raw[:2000]
    assert not any(cell.startswith(("=", "+", "@", "-")) for row in rows[1:] for cell in row)


@pytest.mark.parametrize(("name", "column"), WORDS)
def test_words_are_the_words(name: str, column: str, whole: Whole) -> None:
    """Statuses are the words that DESIGN gives them, and more than one of them occurs."""
    found = {row[column] for row in table(whole.pack, name)}

    assert found <= WORDS[name, column]
    assert len(found) > 1


def test_times_are_utc(whole: Whole) -> None:
    """Every time is ISO 8601 in UTC."""
    times = [row[c] for row in table(whole.pack, "calls") for c in ("started", "ended")]
    times += [row["observed_at"] for row in table(whole.pack, "findings") if row["observed_at"]]

    assert all(time.endswith("Z") and datetime.fromisoformat(time).tzinfo for time in times)
    assert len(times) > 1000


def test_evidence_of_findings_is_in_calls(whole: Whole) -> None:
    """Each evidence id of a finding is a row of calls.csv, and no judged finding is without one."""
    calls = {row["evidence"] for row in table(whole.pack, "calls")}
    findings = table(whole.pack, "findings")
    named = {e for row in findings for e in row["evidence"].split("; ") if e}

    assert named <= calls
    assert len(named) > 100
    assert [row for row in findings if not row["evidence"] and row["status"] != "no data"] == []


def test_requirements_of_findings_are_there(whole: Whole) -> None:
    """Each requirement that a finding serves is a row of requirements.csv, and every finding serves one."""
    there = {f"{row['framework']}:{row['requirement']}" for row in table(whole.pack, "requirements")}
    named = [set(row["requirements"].split("; ")) for row in table(whole.pack, "findings")]

    assert len(there) == 280 + 120 + 56 + 160  # processing integrity is not in the demo's scope
    assert all(named)
    assert set().union(*named) <= there


def test_counts_add_up(whole: Whole) -> None:
    """A population is the sum of its results, and its findings are as many."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in table(whole.pack, "findings"):
        found[row["check"], row["account"], row["region"], row["status"]] += 1
    kinds = {
        "passed": "passed",
        "failed": "failed",
        "no_data": "no data",
        "not_applicable": "not applicable",
        "exceptions": "exception",
    }
    told: Counter[tuple[str, ...]] = Counter()
    for row in table(whole.pack, "populations"):
        assert int(row["population"]) == sum(int(row[kind]) for kind in kinds)
        assert row["complete"] == "yes" or row["why_incomplete"]
        for kind, status in kinds.items():
            told[row["check"], row["account"], row["region"], status] += int(row[kind])

    places = {(check, account) for check, account, _, _ in found}
    assert places <= {(check, account) for check, account, _, _ in told}
    for check, account in places:
        for status in kinds.values():
            here = sum(n for k, n in found.items() if (k[0], k[1], k[3]) == (check, account, status))
            assert here == sum(n for k, n in told.items() if (k[0], k[1], k[3]) == (check, account, status))


def test_denied_evidence_keeps_its_row(whole: Whole) -> None:
    """A resource whose evidence was denied keeps its row, and what denied it is told."""
    rows = [
        r
        for r in table(whole.pack, "findings")
        if r["check"] == "kms.key_not_open" and r["account"] == "333344445555"
    ]

    assert {r["status"] for r in rows} == {"no data"}
    assert all(r["resource"].startswith("arn:aws:kms:") and "no identity policy" in r["reason"] for r in rows)
    assert rows


# Evidence


def test_records_say_who_when_and_by_which_request(whole: Whole) -> None:
    """Every answer has a caller, times in order, AWS's request ids and the hash of what was kept."""
    records = read(whole.pack / "data" / "evidence")
    answered = [r for r in records if r.readable]

    assert len(answered) > 500
    assert all(r.caller.startswith("arn:aws:") and r.account in r.caller for r in answered)
    assert all(r.started <= r.ended for r in records)
    assert [r.call for r in answered if not r.request_ids] == []
    assert {r.evidence: r.sha256 for r in records} == {
        c["evidence"]: c["sha256"] for c in table(whole.pack, "calls")
    }


def test_policy_allows_every_call_that_was_made(whole: Whole, run: Any) -> None:
    """Each operation that AWS was asked for is covered by an action of the printed policy."""
    from generator.collect.permissions import actions_of

    (statement,) = json.loads(run("policy", "-c", whole.config).out)["Statement"]
    calls, session = pipeline.catalog([]).calls.values(), Session()
    actions = {
        (r.id.split(".")[0], r.call): set(actions_of(r, session)) for r in calls if not r.same_reply_as
    }
    asked = {(service, operation) for _, _, service, operation in whole.calls if service != "sts"}

    assert {pair for pair in asked if not actions[pair] <= set(statement["Action"])} == set()


# The bag


def test_coreutils_verify_the_pack(whole: Whole) -> None:
    """sha256sum -c passes over both manifests, and the manifest names every file of data/."""
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", manifest],
            cwd=whole.pack,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    named = {line.split("  ", 1)[1] for line in (whole.pack / "manifest-sha256.txt").read_text().splitlines()}

    assert named == {name for name in bytes_of(whole.pack) if name.startswith("data/")}


def test_bag_info_counts_the_payload(whole: Whole) -> None:
    """Payload-Oxum is bytes and files of data/; the organisation is named."""
    info = dict(line.split(": ", 1) for line in (whole.pack / "bag-info.txt").read_text().splitlines())
    data = [content for name, content in bytes_of(whole.pack).items() if name.startswith("data/")]

    assert info["Payload-Oxum"] == f"{sum(map(len, data))}.{len(data)}"
    assert info["Source-Organization"] == "Acme Health"


def test_untouched_pack_verifies(whole: Whole, run: Any) -> None:
    """'verify' ends with 0 and says what that shows, and what it does not."""
    ended = run("verify", whole.pack)

    assert ended.code == 0
    assert "not that it was true" in ended.out


@pytest.mark.parametrize("how", ["changed", "gone", "added", "manifest", "tag"])
def test_touched_pack_does_not_verify(how: str, pack: Path, run: Any) -> None:
    """A byte changed, a file gone or added, a manifest cut: exit 4, and the file is named."""
    target = pack / "data" / "tables" / "findings.csv"
    if how == "changed":
        raw = bytearray(target.read_bytes())
        raw[len(raw) // 2] ^= 1
        target.write_bytes(raw)
    elif how == "gone":
        target.unlink()
    elif how == "added":
        target = pack / "data" / "tables" / "mine.csv"
        target.write_text("x")
    elif how == "manifest":
        target = pack / "manifest-sha256.txt"
        target.write_text("".join(target.read_text().splitlines(keepends=True)[1:]))
    else:
        target = pack / "bag-info.txt"
        target.write_text(target.read_text().replace("Acme", "Acne"))

    ended = run("verify", pack)

    assert ended.code == 4
    assert target.name in ended.out
    assert "does not verify" in ended.err


# Without AWS


def test_pack_is_made_again_without_aws(pack: Path, whole: Whole) -> None:
    """The same evidence and mappings give every file of the pack again, byte by byte, without credentials."""
    done = command("report", pack, cwd=pack.parent)

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{pack}\n"
    before, after = bytes_of(whole.pack), bytes_of(pack)
    assert before.keys() == after.keys()
    assert [file for file in before if before[file] != after[file]] == []
    assert [p.name for p in pack.parent.iterdir()] == ["pack"]


@pytest.fixture
def forged(pack: Path) -> Path:
    """A pack in which somebody turned failed volumes into encrypted ones."""
    shard = pack / "data" / "evidence" / "222233334444.jsonl.gz"
    plain = gzip.decompress(shard.read_bytes())
    assert b'"Encrypted":false' in plain
    shard.write_bytes(gzip.compress(plain.replace(b'"Encrypted":false', b'"Encrypted":true')))
    return pack


@pytest.mark.parametrize("command", [("report",), ("assess",), ("explain", "164.312(a)(2)(iv)")])
def test_changed_reply_is_not_judged(command: tuple[str, ...], forged: Path, run: Any) -> None:
    """A pack whose evidence was changed is neither judged nor explained: exit 4, and it stays as it is."""
    before = bytes_of(forged)

    ended = run(*command, forged)

    assert ended.code == 4
    assert "222233334444.jsonl.gz" in ended.err
    assert bytes_of(forged) == before


def test_changed_reply_that_was_sealed_again_is_not_judged(forged: Path, run: Any) -> None:
    """Sealing the pack again does not hide it: each reply has a hash of its own."""
    seal(forged, {})

    ended = run("report", forged)

    assert run("verify", forged).code == 0
    assert ended.code == 4
    assert "is not the one that was hashed" in ended.err


def test_explain_over_a_workbook_that_was_filled_in(pack: Path, run: Any) -> None:
    """What reviewers wrote into the workbook does not keep anybody from looking things up."""
    (pack / "data" / "hipaa.xlsx").write_bytes(b"filled in")

    assert run("explain", "164.312(a)(2)(iv)", pack).code == 0


def test_explain_prints_the_chain(whole: Whole, run: Any) -> None:
    """Requirement, objective, check, resource, call, record with request id and hash, all the way down."""
    told = run("explain", "164.312(a)(2)(iv)", whole.pack)
    lines = told.out.splitlines()
    call = next(
        c
        for c in table(whole.pack, "calls")
        if (c["operation"], c["account"], c["region"]) == ("DescribeVolumes", "222233334444", "us-east-1")
    )
    record = next(line for line in lines if call["evidence"] in line)

    assert told.code == 0
    assert lines[0].startswith("hipaa 2013  164.312(a)(2)(iv)  ")
    assert any(line.startswith("  - objective ") for line in lines)
    assert any("check ec2.volumes_encrypted [high]" in line for line in lines)
    assert any(
        re.search(r"failed: arn:aws:ec2:us-east-1:222233334444:volume/vol-\w+ ", line) for line in lines
    )
    assert call["request_id"].split("; ")[0] in record
    assert f"sha256 {call['sha256'][:16]}" in record
    assert call["caller"] in record
    assert "ec2:DescribeVolumes" in record


@pytest.mark.parametrize(
    ("asked", "near"),
    [("164.312(a)", "164.312(a)(1)"), ("encryption", "lists them"), ("soc-2:CC6.77", "lists them")],
)
def test_explain_knows_no_such_requirement(asked: str, near: str, whole: Whole, run: Any) -> None:
    """A requirement that is not there ends with 2, and near ones are named."""
    ended = run("explain", asked, whole.pack)

    assert ended.code == 2
    assert asked in ended.err
    assert near in ended.err


# Recounts


@pytest.fixture(scope="module")
def recounts(judged: Assessment) -> list[tuple[Any, Parsed]]:
    return [(p, parsed(p.recount)) for p in judged.populations if p.recount]


def test_most_populations_can_be_recounted(judged: Assessment, recounts: list[Any]) -> None:
    """Nearly every population of resources has a command that counts it again."""
    listed = [p for p in judged.populations if p.complete and p.counts.population > 0]

    assert len([p for p in listed if p.recount]) > len(listed) / 2
    assert len(recounts) > 100


def test_recount_commands_are_the_command_lines_own(recounts: list[Any]) -> None:
    """Service, operation and options are named as the aws command line names them; flags take no value."""
    for _, one in recounts:
        assert xform_name(one.operation, "-") == one.command
        assert one.faults == [], one.text


def test_recount_gives_the_population(whole: Whole, recounts: list[Any], client: Any, aws: Aws) -> None:
    """Run against AWS, each command's output is the population and what AWS owns."""
    names = {account["id"]: number for number, account in enumerate(aws.accounts)}
    asked: dict[tuple[str, ...], Any] = {}
    wrong = []
    for population, one in recounts:
        key = (population.account, one.text.partition(" --query ")[0])
        if key not in asked:
            asked[key] = one.ask(client(names[population.account], one.service, one.region or "us-east-1"))
        counted = jmespath.search(one.query, asked[key])
        expected = population.counts.population + population.counts.aws_owned
        if population.complete and counted != expected:
            wrong.append(
                (population.check, population.account, population.region, counted, expected, one.text)
            )

    assert wrong == []
