"""Findings cut to where a framework reaches: out only where a rule is sure, and never greener for it."""

from dataclasses import replace
from typing import Any

from builders import ACCOUNT, OTHER, denied, record
from hypothesis import example, given, settings
from hypothesis import strategies as st
from places import EAST, TAGS_CALL, WEST, assessed, inside, name_of, standing, volume, world

from generator.assess.linestatus import line_status
from generator.assess.reach.tags import Tagged, arn_of, by_tags
from generator.assess.reach.vpcs import Placed, by_vpcs
from generator.assess.requirements import WORST
from generator.model.assessment import Assessment
from generator.model.evidence import GLOBAL
from generator.model.scope import Account, Reach

CDE = Reach(tags={"data": ("cde",)})
BUCKETS = {"a": EAST, "b": EAST, "c": WEST}
TAGGED = {"arn:aws:s3:::a": {"data": "cde"}, "arn:aws:s3:::b": {"data": "public"}}
VOLUMES = {
    EAST: [
        volume("v-cde", tags={"data": "cde"}),
        volume("v-public", on=False, tags={"data": "public"}),
        volume("v-away", on=False, tags={"Name": "x"}, of="i-e2"),
    ],
    WEST: [volume("v-west", on=False, tags={"data": "cde"}, of="i-w1")],
}


def statuses(made: Assessment, framework: str) -> dict[str, str]:
    return {r.requirement: r.customer_status for r in made.of(framework)}


def test_tags_put_out_only_what_somebody_decided() -> None:
    """Each key of the rule is there with another value: else it is in, open, or not known."""
    rule = {"data": ("cardholder", "cde"), "env": ("*",)}
    cases: dict[str, list[dict[str, str]]] = {
        "in": [{"data": "cde"}, {"Data ": " Cardholder"}, {"env": ""}, {"data": "public", "env": "any"}],
        "untagged": [{}, {"data": "public"}, {"data": ""}, {"Name": "web"}],
    }
    for expected, several in cases.items():
        for tags in several:
            known = {key.strip().casefold(): frozenset({value}) for key, value in tags.items()}
            assert by_tags(rule, Tagged(tags=known, whole=True))[0] == expected, tags
            unread = "in" if expected == "in" else "not known"
            assert by_tags(rule, Tagged(tags=known, why="denied"))[0] == unread, tags
    public = {"data": frozenset({"public"})}
    assert by_tags(CDE.tags, Tagged(tags=public)) == ("out", "data = public")
    # Two sources that differ: the one that names it counts.
    both = {"data": frozenset({"public", "cde"})}
    assert by_tags(CDE.tags, Tagged(tags=both, whole=True)) == ("in", "data = cde")


def test_vpcs_put_out_only_what_is_proved_to_be_elsewhere() -> None:
    """What has no VPC is not spoken of; what is not clear is not known, and stays in."""
    for vpcs, expected in ((("vpc-1", "vpc-2"), "in"), (("vpc-2",), "out"), ((), None)):
        assert by_vpcs(("vpc-1",), Placed(vpcs=frozenset(vpcs)))[0] == expected
        partly = by_vpcs(("vpc-1",), Placed(vpcs=frozenset(vpcs), whole=False))[0]
        assert partly == (expected if expected == "in" else "not known")


def test_resources_have_the_names_that_the_tagging_api_gives_them() -> None:
    """A queue is judged by its URL, a zone by an id with a stroke."""
    queue = "https://sqs.eu-west-1.amazonaws.com/111122223333/a-b"
    assert arn_of(queue) == "arn:aws:sqs:eu-west-1:111122223333:a-b"
    assert arn_of("arn:aws:route53:::/hostedzone/Z1") == "arn:aws:route53:::hostedzone/Z1"
    assert arn_of("arn:aws:s3:::b") == "arn:aws:s3:::b"


def test_a_rule_cuts_its_own_framework_and_counts_what_it_cuts() -> None:
    """By region, tags and VPC, each alone and together; the other framework stays as it is."""
    records = world(VOLUMES, BUCKETS, TAGGED)
    plain = assessed(None, records)
    everything = inside(plain, "one")
    jump = ("arn:aws:ec2:*:*:volume/v-pub*",)
    cases: list[tuple[Reach, set[str]]] = [
        (Reach(regions=(EAST,)), {"v-west", "i-w1", "i-w2", "c"}),
        (CDE, {"v-public", "b"}),
        (replace(CDE, connected=jump), {"b"}),
        (Reach(vpcs=("vpc-e1",)), {"v-away", "v-west", "i-e2", "i-w1", "i-w2"}),
        (replace(CDE, vpcs=("vpc-e2",)), {"v-public", "b"}),  # instances have no tag: somebody must decide
        (replace(CDE, regions=(EAST,)), {"v-public", "b", "v-west", "i-w1", "i-w2", "c"}),
    ]
    for reach, out in cases:
        made = assessed(reach, records)
        assert inside(made, "one") == everything - out, reach
        assert {name for name, how in standing(made).items() if how == "out"} == out, reach
        assert made.of("two") == plain.of("two")
        assert inside(made, "two") == everything
        for now, before in zip(made.populations, plain.populations, strict=True):
            own = now.by_framework.get("one", now.counts)
            assert now.counts == before.counts
            assert own.population + own.out_of_scope == before.counts.population
            assert own.out_of_scope == sum(o.count for o in now.outside)
        assert sum(r.counts.out_of_scope for r in made.of("one") if r.requirement != "R4") == len(out)


def test_what_no_framework_holds_is_no_finding_and_is_counted() -> None:
    """Out of the scope of all: not in findings, counted in its population, listed with its rule."""
    records = world(VOLUMES, BUCKETS, TAGGED)
    both = {"one": CDE, "two": replace(CDE, regions=(EAST,))}
    made = assessed(None, records, more=both)
    assert not {"v-public", "b"} & {name_of(f.resource) for f in made.findings}
    assert {
        (p.check, p.region): p.counts.out_of_scope for p in made.populations if p.counts.out_of_scope
    } == {
        ("ec2.volumes_encrypted", EAST): 1,
        ("s3.tls_only", GLOBAL): 1,
    }
    assert sum(p.counts.population for p in made.populations) == len(made.findings)
    assert {(r.framework, r.standing, r.rule) for r in made.scope if name_of(r.resource) == "c"} == {
        ("one", "untagged", "tags"),
        ("two", "out", "regions"),
    }


def test_a_population_that_a_rule_empties_is_no_data() -> None:
    """Never not occurring or supported: a slip in the rule must not read as an empty population."""
    volumes = {EAST: [volume("v", on=False, tags={"data": "Cardholdr"})]}
    made = assessed(CDE, world(volumes, {"b": EAST}, TAGGED, instances=False))
    (emptied,) = [r for r in made.of("one") if r.requirement == "R1"]
    assert (emptied.customer_status, emptied.customer_reason) == (
        "no data",
        "ec2.volumes_encrypted: 0 in scope, 1 out of scope by tags",
    )
    assert statuses(made, "one") == {"R1": "no data", "R2": "not occurring", "R3": "no data", "R4": "no data"}
    assert statuses(made, "two")["R1"] == "deviations"
    assert line_status([], ["policy"], True, {"tags": 2})[0] == "no data"
    # Nothing found and nothing cut is an empty population as before.
    assert line_status([], [], True, {})[0] == "not occurring"


def test_tags_that_could_not_be_read_put_nothing_out() -> None:
    """A refused list, one of another shape, a region that is not read: in, and told."""
    bad = record(TAGS_CALL, {"ResourceTagMappingList": [{"Tags": []}]}, region=EAST)
    for records in (
        world({}, BUCKETS, TAGGED, refused=True),
        [bad if (r.call, r.region) == (TAGS_CALL, EAST) else r for r in world({}, BUCKETS, TAGGED)],
    ):
        made = assessed(CDE, records)
        assert {standing(made)["a"], standing(made)["b"]} == {"not known"}
        assert inside(made, "one") >= set(BUCKETS)
        spots = [s for s in made.blind_spots if s.kind == "scope not known" and s.region == EAST]
        assert [(s.what, s.costs) for s in spots] == [
            ("2 resources kept in the scope of one", ("one:R3", "one:R4"))
        ]
        assert "its tags could not be read" in spots[0].why


def test_global_resources_are_read_in_their_home() -> None:
    """Where us-east-1 is not among the regions, their tags are asked for apart."""
    apart = record(
        f"{TAGS_CALL}.global",
        {
            "ResourceTagMappingList": [
                {"ResourceARN": "arn:aws:s3:::b", "Tags": [{"Key": "data", "Value": "no"}]}
            ]
        },
        region=GLOBAL,
    )
    records = [r for r in world({}, {"b": EAST}) if r.region != EAST]
    made = assessed(CDE, [*records, apart], regions=(WEST,))
    assert (standing(made)["b"], f"{TAGS_CALL}.global" in {c.call for c in made.calls}) == ("out", True)
    assert standing(assessed(CDE, records, regions=(WEST,)))["b"] == "not known"


def test_a_reply_that_lost_its_vpc_puts_nothing_out() -> None:
    """An empty list of attachments is an answer, a missing member is none: it could be in a VPC that is named."""
    tags = {"data": "public"}
    bare = {k: v for k, v in volume("v-bare", tags=tags).items() if k != "Attachments"}
    odd = {**volume("v-odd", tags=tags), "Attachments": [{"InstanceId": "i-e1"}, {"InstanceId": "i-gone"}]}
    made = assessed(replace(CDE, vpcs=("vpc-e2",)), world({EAST: [volume("v", tags=tags), bare, odd]}))
    expected = {"v": "out", "v-bare": "not known", "v-odd": "not known"}
    assert {name: how for name, how in standing(made).items() if name in expected} == expected


def test_what_belongs_to_no_resource_stays_in_scope() -> None:
    """A list that was refused may hold anything: it is cut by its region alone."""
    refused = [
        denied(r.call, region=r.region) if r.call == "ec2.describe-volumes" else r for r in world({}, BUCKETS)
    ]
    for reach, left in ((replace(CDE, vpcs=("vpc-e1",)), {EAST, WEST}), (Reach(regions=(EAST,)), {EAST})):
        made = assessed(reach, refused)
        unknown = [f for f in made.findings if f.resource == "*"]
        assert {f.region for f in unknown if "one:R1" in f.requirements} == left
        assert statuses(made, "one")["R1"] == "no data"


def test_an_ou_holds_the_accounts_under_it() -> None:
    """By whole names from the top down; accounts named beside it count as well."""
    under = Account(id=ACCOUNT, ou=("Workloads", "Cardholder", "EU"))
    cases = {
        "Workloads/Cardholder": True, "Workloads": True, "Workloads/Card": False, "Cardholder": False,
    }  # fmt: skip
    for ou, holds in cases.items():
        assert Reach(ous=(ou,)).holds(under) == holds
        assert Reach(ous=(ou,), accounts=(OTHER,)).holds(Account(id=OTHER))
    assert not Reach(ous=("Workloads",)).holds(Account(id=OTHER))


def test_what_a_rule_names_and_nothing_has_is_told() -> None:
    """A slip of the pen in a connected system, a VPC or a tag would go unseen."""
    reach = Reach(
        tags={"data": ("cde",), "dta": ("cde",)}, vpcs=("vpc-e1", "vpc-x"), connected=("arn:aws:ec2:*:*:instance/i-x",)
    )  # fmt: skip
    made = assessed(reach, world(VOLUMES, BUCKETS, TAGGED))
    assert [s.what for s in made.blind_spots if s.kind == "scope without effect"] == [
        "one: VPC vpc-x",
        "one: connected system arn:aws:ec2:*:*:instance/i-x",
        "one: tag dta",
    ]


# -- laws ------------------------------------------------------------------------------------------------------

TAG = st.dictionaries(
    st.sampled_from(("data", "Data", "env", "Name")), st.sampled_from(("cde", "CDE", "no", ""))
)
MADE = st.lists(
    st.tuples(st.booleans(), TAG, st.sampled_from(("", "i-e1", "i-e2", "i-gone")), TAG), max_size=4
)
RULES = st.builds(
    Reach,
    regions=st.sampled_from(((), (EAST,), (WEST,), (EAST, WEST))),
    tags=st.dictionaries(
        st.sampled_from(("data", "env")), st.sampled_from((("cde",), ("no",), ("cde", "x"), ("*",)))
    ),
    vpcs=st.sampled_from(((), ("vpc-e1",), ("vpc-e2",), ("vpc-e1", "vpc-e2"))),
    connected=st.sampled_from(((), ("arn:aws:ec2:*:*:volume/v0",))),
)


def _made(volumes: Any) -> list[Any]:
    return [volume(f"v{n}", on=on, tags=tags, of=of) for n, (on, tags, of, _) in enumerate(volumes)]


def _tagged(volumes: Any) -> dict[str, dict[str, str]]:
    arn = f"arn:aws:ec2:{EAST}:{ACCOUNT}:volume/v"
    return {f"{arn}{n}": tags for n, (*_, tags) in enumerate(volumes) if tags}


@settings(max_examples=40, deadline=None)
@given(volumes=MADE, reach=RULES, refused=st.booleans())
def test_a_rule_makes_nothing_greener_than_what_is_in_scope_alone(
    volumes: Any, reach: Reach, refused: bool
) -> None:
    """Held against the same evidence with nothing but what is in scope, and no rule; the other stays the same."""
    listed, tagged = {EAST: _made(volumes), WEST: [volume("w", on=False)]}, _tagged(volumes)
    records = world(listed, {"b": EAST}, tagged, refused=refused)
    made = assessed(reach, records)
    out = {name for name, how in standing(made).items() if how == "out"}
    left = {region: [v for v in found if v["VolumeId"] not in out] for region, found in listed.items()}
    runs = {i for letter in "ew" for i in (f"i-{letter}1", f"i-{letter}2")} - out
    alone = [
        record(r.call, {"Instances": [i for i in r.pages[0]["Instances"] if i["InstanceId"] in runs]}, region=r.region)
        if r.call == "ec2.describe-instances"
        else r
        for r in world(left, {} if "b" in out else {"b": EAST}, tagged, refused=refused)
    ]  # fmt: skip
    expected = statuses(assessed(None, alone), "one")
    for requirement, status in statuses(made, "one").items():
        assert WORST[status] >= WORST[expected[requirement]], (requirement, out)  # type: ignore[index]
    assert made.of("two") == assessed(None, records).of("two")


@settings(max_examples=40, deadline=None)
@given(volumes=MADE, reach=RULES, which=st.integers(0, 4), refused=st.booleans())
@example(volumes=[(False, {"Name": "no"}, "", {})], reach=CDE, which=2, refused=False)
def test_a_wider_rule_hides_no_failure(volumes: Any, reach: Reach, which: int, refused: bool) -> None:
    """Another region, value, key, VPC or connected system: what failed in scope before fails in it still."""
    records = world(
        {EAST: _made(volumes), WEST: [volume("w", on=False)]}, {}, _tagged(volumes), refused=refused
    )
    wider = (
        replace(reach, regions=(*reach.regions, WEST) if reach.regions else ()),
        replace(reach, tags={key: (*values, "no") for key, values in reach.tags.items()}),
        replace(reach, tags={**reach.tags, "Name": ("cde",)} if reach.tags else {}),
        replace(reach, vpcs=(*reach.vpcs, "vpc-e2") if reach.vpcs else ()),
        replace(reach, connected=(*reach.connected, "arn:aws:ec2:*:*:volume/v1")),
    )[which]
    before, after = (_failing(assessed(one, records)) for one in (reach, wider))
    assert before <= after, (reach, wider)


def _failing(made: Assessment) -> set[str]:
    return {f.key for f in made.findings if f.status == "failed" and "one:R1" in f.requirements}
