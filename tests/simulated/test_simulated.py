"""The simulated organisation is what other tests and the figures of docs/performance.md rest on: it has to be right itself."""

from types import SimpleNamespace

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError, ReadTimeoutError
from simulated.bounds import chains, critical_path
from simulated.organisation import MANAGEMENT, PRODUCTION, SANDBOX
from simulated.recording import Recording, key, without_token
from simulated.replay import Cut, Drip, Late, Organisation, Simulated
from simulated.throttle import Bucket
from synthetic import catalog

from generator.demo.faults import Answer

RECORDING = Recording.load()
SESSION = botocore.session.Session()  # one for all: it reads each model once
ONCE = Config(retries={"total_max_attempts": 1})
HASTY = ONCE.merge(Config(read_timeout=0.2))


@pytest.fixture
def simulated(monkeypatch):
    """Starts one in a thread, and points botocore at it."""
    running = []

    def start(*args, **options):
        aws = Simulated(*args, thread=True, **{"latency": 0.0, "recording": RECORDING, **options})
        aws.__enter__()
        running.append(aws)
        for name, value in aws.environment.items():
            monkeypatch.setenv(name, value)
        return aws

    yield start
    for aws in running:
        aws.__exit__(None, None, None)


def client(aws, member, service, region="us-east-1", config=ONCE):
    """A client in an account, as its role's key lets one in."""
    key_id = f"ASIASIMU{member.id}" if member.role else aws.environment["AWS_ACCESS_KEY_ID"]
    return SESSION.create_client(
        service, region_name=region, config=config, aws_access_key_id=key_id, aws_secret_access_key="none"
    )


def test_a_recording_is_read_as_it_was_written(tmp_path):
    """The same exchanges give the same bytes, or each new recording would be a new file for git."""
    RECORDING.save(tmp_path / "one")
    Recording.load(tmp_path / "one").save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert Recording.load(tmp_path / "one").by_key.keys() == RECORDING.by_key.keys()
    assert (tmp_path / "one").stat().st_size < 1_500_000


def test_a_recording_holds_every_page_of_a_list():
    """A token that was given must lead to an answer, or a list would end early without a word."""
    lists = {}
    for one in RECORDING.exchanges:
        rest = key(one.account, one.region, one.service, one.operation, without_token(one.params))
        lists.setdefault(rest, []).append(one.page)
    assert all(sorted(pages) == list(range(1, len(pages) + 1)) for pages in lists.values())
    assert sum(len(pages) > 1 for pages in lists.values()) > 10


def test_an_account_is_a_copy_under_its_own_id_in_its_own_regions(simulated):
    """No answer may name the recorded account, and the account's own answers agree with one another."""
    aws = simulated(4, 4)
    member = aws.organisation.members[1]
    sts = client(aws, aws.organisation.management, "sts")
    given = sts.assume_role(RoleArn=member.role, RoleSessionName="test")["Credentials"]
    assert given["AccessKeyId"] == f"ASIASIMU{member.id}"
    assert client(aws, member, "sts").get_caller_identity()["Account"] == member.id
    regions = [one["RegionName"] for one in client(aws, member, "ec2").describe_regions()["Regions"]]
    assert regions == list(aws.organisation.regions)
    assert len(regions) == 4
    report = client(aws, member, "iam").get_credential_report()["Content"].decode()
    assert f"arn:aws:iam::{member.id}:" in report
    assert PRODUCTION not in report
    for region in (regions[0], regions[3]):
        sns = client(aws, member, "sns", region)
        for topic in sns.list_topics()["Topics"]:
            assert topic["TopicArn"].startswith(f"arn:aws:sns:{region}:{member.id}:")
            assert sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]["Owner"] == member.id
    with pytest.raises(ClientError, match="NotRecorded"):
        client(aws, member, "sns").get_topic_attributes(TopicArn="arn:aws:sns:us-east-1:999999999999:none")
    assert aws.stats()["unrecorded"] == 1


def test_the_organisation_lists_all_its_accounts_over_pages_and_units(simulated):
    """47 accounts are three pages; each stands under one unit; the closed one cannot be entered."""
    aws = simulated(47)
    organizations = client(aws, aws.organisation.management, "organizations")
    pages = list(organizations.get_paginator("list_accounts").paginate())
    listed = [one["Id"] for page in pages for one in page["Accounts"]]
    assert len(pages) == 3
    assert sorted(listed) == sorted(aws.organisation.by_id)
    assert len(listed) == 48
    found = []

    def walk(parent):
        for page in organizations.get_paginator("list_accounts_for_parent").paginate(ParentId=parent):
            found.extend(one["Id"] for one in page["Accounts"])
        units = organizations.list_organizational_units_for_parent(ParentId=parent)["OrganizationalUnits"]
        for unit in units:
            assert organizations.list_parents(ChildId=unit["Id"])["Parents"][0]["Id"] == parent
            walk(unit["Id"])

    walk(organizations.list_roots()["Roots"][0]["Id"])
    assert sorted(found) == sorted(listed)
    closed = aws.organisation.members[-1]
    assert closed.suspended
    with pytest.raises(ClientError, match="AccessDenied"):
        client(aws, aws.organisation.management, "sts").assume_role(
            RoleArn=closed.role, RoleSessionName="test"
        )
    with pytest.raises(ClientError, match="AccessDenied"):
        client(aws, aws.organisation.members[1], "organizations").list_accounts()


def test_equal_seeds_give_equal_organisations():
    """A figure can be had again only from the same accounts."""
    assert Organisation.made(30, seed=7) == Organisation.made(30, seed=7)
    assert Organisation.made(30, seed=7) != Organisation.made(30, seed=8)
    assert not {one.id for one in Organisation.made(900).members} & {MANAGEMENT, PRODUCTION, SANDBOX}


def test_a_bucket_gives_its_burst_and_then_its_rate():
    """100 at once and 20 a second after; what is refused takes nothing; the bound is what follows from it."""
    bucket = Bucket.of("ec2", "DescribeVpcs", 0.0)
    assert [bucket.take(0.0) for _ in range(130)] == [True] * 100 + [False] * 30
    assert sum(bucket.take(1.0) for _ in range(50)) == 20
    assert bucket.least == pytest.approx(1.0)
    assert (bucket.passed, bucket.refused) == (120, 60)


def test_a_throttle_comes_in_the_words_of_the_service(simulated):
    """Each protocol's refusal reaches the client as what AWS sends, and is counted for the account alone."""
    aws = simulated(3, pace=0.01)  # one call, the next after five seconds
    mine, other = aws.organisation.members[1:3]
    asked = {
        "ec2": ("describe_regions", "RequestLimitExceeded"),
        "organizations": ("list_accounts", "TooManyRequestsException"),
        "s3": ("list_buckets", "SlowDown"),
        "kms": ("list_keys", "ThrottlingException"),
        "guardduty": ("list_detectors", "ThrottlingException"),
        "iam": ("list_users", "Throttling"),
    }
    for service, (method, code) in asked.items():
        asking, said = client(aws, mine, service), []
        for _ in range(2):
            try:
                getattr(asking, method)()
            except ClientError as error:
                said.append(error.response["Error"]["Code"])
        assert said[-1] == code, (service, said)
    counted = aws.stats()
    assert counted["accounts"][mine.id][1] == counted["throttled"] == len(asked)
    assert client(aws, other, "ec2").describe_regions()["Regions"]


def test_a_heavy_account_has_its_topics_and_the_bound_says_what_they_cost(simulated):
    """1,000 topics over ten pages: (1,000 - 100) / 20 = 45 seconds at least, while the chain is short."""
    aws = simulated(2, heavy=1000, pace=1.0)
    sns = client(aws, aws.organisation.members[1], "sns")
    topics = [
        one["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for one in page["Topics"]
    ]
    assert len(set(topics)) == 1000
    assert sns.get_topic_attributes(TopicArn=topics[777])["Attributes"]["TopicArn"] == topics[777]
    place = (aws.organisation.members[1].id, "us-east-1", "sns", "GetTopicAttributes")
    assert aws.pages()[*place[:3], "ListTopics"] == 10
    aws.service.counters.buckets[place].passed = 1000
    assert aws.stats()["rate_bound"] == pytest.approx(45.0)


def test_answers_can_be_bent_cut_and_held_up(simulated):
    """The hook sees the call as AWS's models read it, and decides what comes of it."""
    heard, bend = [], {}

    def fault(call, answer):
        heard.append((call.service, call.operation, call.account, call.region, dict(call.params)))
        return bend.get(call.service, lambda _: None)(answer)

    aws = simulated(2, fault=fault)
    member = aws.organisation.members[1]
    kms = client(aws, member, "kms")
    key_id = kms.list_keys(Limit=1000)["Keys"][0]["KeyId"]
    kms.get_key_rotation_status(KeyId=key_id)
    assert heard[-1] == ("kms", "GetKeyRotationStatus", member.id, "us-east-1", {"KeyId": key_id})
    bend["kms"] = lambda answer: Answer(answer.status, answer.headers, b'{"Keys": []}')
    assert kms.list_keys(Limit=1000)["Keys"] == []
    bend["kms"] = lambda answer: Drip(answer, pause=0.001, size=200)
    assert kms.list_keys(Limit=1000)["Keys"]
    for after in (-1, 0):
        bend["kms"] = lambda answer, after=after: Cut(after, answer)
        with pytest.raises(HTTPClientError):
            kms.list_keys(Limit=1000)
    bend["kms"] = lambda answer: Late(answer, 2.0)
    with pytest.raises(ReadTimeoutError):
        client(aws, member, "kms", config=HASTY).list_keys(Limit=1000)


def test_another_botocore_finds_the_same_answers(simulated):
    """The prints of raw requests are a short way alone: without them, the question itself leads to the answer."""
    aws = simulated(2, recording=Recording(RECORDING.exchanges, RECORDING.at))
    aws.service.answering.recording.by_print.clear()
    member = aws.organisation.members[1]
    assert client(aws, member, "kms").list_keys(Limit=1000)["Keys"]
    assert client(aws, member, "ec2", "eu-west-1").describe_security_groups(MaxResults=7)
    assert aws.stats()["unrecorded"] == 0


def test_the_longest_chain_is_role_caller_regions_pages_and_item():
    """Only what waits for another answer counts; calls beside one another do not."""

    def row(name, call, scope="regional", for_each=""):
        return SimpleNamespace(
            id=name, call=call, scope=scope, for_each=for_each, after="", service="", same_reply_as=""
        )

    rows = [
        row("ec2.describe-regions", "DescribeRegions", "global"),
        row("sns.list-topics", "ListTopics"),
        row("sns.get-topic-attributes", "GetTopicAttributes", for_each="sns.list-topics"),
        row("iam.list-users", "ListUsers", "global"),
    ]
    accounts = (SimpleNamespace(id="1", role="a role"), SimpleNamespace(id="2", role=""))
    plan = SimpleNamespace(
        calls=rows,
        catalog=SimpleNamespace(calls={one.id: one for one in rows}),
        scope=SimpleNamespace(accounts=accounts, regions="enabled"),
    )
    pages = {
        ("1", "us-east-1", "ec2", "DescribeRegions"): 1,
        ("1", "us-east-1", "sns", "ListTopics"): 10,
        ("1", "us-east-1", "sns", "GetTopicAttributes"): 1,
        ("1", "eu-west-1", "sns", "ListTopics"): 2,
        ("2", "us-east-1", "iam", "ListUsers"): 4,
    }
    assert chains(plan, pages) == {"1": 2 + 1 + 10 + 1, "2": 1 + 4}
    assert critical_path(plan, pages, 0.05) == pytest.approx(0.7)


def test_the_recording_answers_every_call_of_the_plan():
    """A call that was added since has no answer here: ``python tests/simulated/record.py`` reads the demo anew."""
    calls = catalog().calls.values()
    asked = {
        (row.service or row.id.split(".")[0], row.call) for row in calls if not row.for_each and not row.after
    }
    recorded = {(one.service, one.operation) for one in RECORDING.exchanges}

    assert {f"{service} {call}" for service, call in asked - recorded} == set()
