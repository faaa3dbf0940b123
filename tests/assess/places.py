"""A small made-up account: volumes, instances in two VPCs, buckets and their tags, in two regions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from builders import call, catalog, denied, framework, record, requirement, scope

from generator.assess import assess
from generator.model.assessment import Assessment
from generator.model.catalog import CustomerLine, Service
from generator.model.evidence import GLOBAL, Record
from generator.model.scope import Reach
from generator.scope import plan as make_plan

EAST, WEST = "us-east-1", "eu-west-1"
TAGS_CALL = "resourcegroupstaggingapi.get-resources"
LINES = ("ec2.volumes_encrypted", "ec2.imdsv2_required", "s3.tls_only")
ROWS = catalog(
    calls=[
        call("ec2.describe-regions", scope="global"),
        call(
            "ec2.describe-volumes",
            resources={
                "kind": "AWS::EC2::Volume",
                "arn": "arn:aws:ec2:{region}:{account}:volume/{VolumeId}",
                "items": "Volumes[]",
                "tags": "Tags",
                "vpcs": "Attachments[].InstanceId",
            },
        ),
        call(
            "ec2.describe-instances",
            resources={
                "kind": "AWS::EC2::Instance",
                "arn": "arn:aws:ec2:{region}:{account}:instance/{InstanceId}",
                "items": "Instances[]",
                "tags": "Tags",
                "vpcs": "VpcId",
            },
        ),
        call("s3.list-buckets", scope="global"),
        call(
            "s3.get-bucket-policy",
            scope="global",
            for_each="s3.list-buckets",
            items="Buckets[].{Bucket: Name, _region: BucketRegion}",
            resources={"kind": "AWS::S3::Bucket", "arn": "arn:aws:s3:::{Bucket}"},
        ),
        call(TAGS_CALL, call="GetResources"),
        call(f"{TAGS_CALL}.global", scope="global", call="GetResources"),
    ],
    services=[
        Service(
            id=id_,
            name=id_,
            model="managed",
            found_by=(),
            tagged=(id_,),
            aws_manages="a",
            customer_manages="c",
        )
        for id_ in ("s3", "ec2")
    ],
    frameworks=[
        framework(
            name,
            *(requirement(f"R{n}", CustomerLine(check=check)) for n, check in enumerate(LINES, 1)),
            requirement("R4", *(CustomerLine(check=check) for check in LINES)),
        )
        for name in ("one", "two")
    ],
)


def assessed(
    reach: Reach | None,
    records: Sequence[Record],
    regions: Any = (EAST, WEST),
    more: Mapping[str, Reach] | None = None,
) -> Assessment:
    """Framework one reaches as far as ``reach`` says, two everywhere, save where there is ``more``."""
    held = scope(regions=regions, reach={**({"one": reach} if reach else {}), **(more or {})})
    return assess(make_plan(ROWS, held), records, datetime(2026, 10, 2, tzinfo=UTC), "1.0")


def pairs(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def volume(name: str, *, on: bool = True, tags: Mapping[str, str] | None = None, of: str = "") -> Any:
    """A volume, attached to an instance or to none."""
    attached = [{"InstanceId": of}] if of else []
    return {"VolumeId": name, "Encrypted": on, "Attachments": attached, "Tags": pairs(tags or {})}


def instance(name: str, vpc: str) -> Any:
    """A running instance."""
    options = {"HttpEndpoint": "enabled", "HttpTokens": "required", "State": "applied"}
    return {"InstanceId": name, "VpcId": vpc, "State": {"Name": "running"}, "MetadataOptions": options}


def world(
    volumes: Mapping[str, Sequence[Any]],
    buckets: Mapping[str, str] | None = None,
    tagged: Mapping[str, Mapping[str, str]] | None = None,
    *,
    refused: bool = False,
    instances: bool = True,
) -> list[Record]:
    """The evidence: volumes by region, two instances in two VPCs of each region, buckets with theirs."""
    found = [{"ResourceARN": arn, "Tags": pairs(tags)} for arn, tags in (tagged or {}).items()]
    made = [record("ec2.describe-regions", {"Regions": []}, region=GLOBAL)]
    for region, letter in ((EAST, "e"), (WEST, "w")):
        runs = [instance(f"i-{letter}{n}", f"vpc-{letter}{n}") for n in (1, 2)] if instances else []
        reply = {"ResourceTagMappingList": found if region == EAST else []}
        made += [
            record("ec2.describe-volumes", {"Volumes": list(volumes.get(region, ()))}, region=region),
            record("ec2.describe-instances", {"Instances": runs}, region=region),
            denied(TAGS_CALL, region=region) if refused else record(TAGS_CALL, reply, region=region),
        ]
    listed = [{"Name": name, "BucketRegion": region} for name, region in (buckets or {}).items()]
    made.append(record("s3.list-buckets", {"Buckets": listed}, region=GLOBAL))
    for name, region in (buckets or {}).items():
        params, context = {"Bucket": name}, {"_region": region}
        made.append(record("s3.get-bucket-policy", region=GLOBAL, params=params, context=context))
    return made


def name_of(resource: str) -> str:
    """The last part of an ARN."""
    return resource.rpartition("/")[2].rpartition(":")[2]


def inside(made: Assessment, framework_id: str) -> set[str]:
    """The resources whose findings serve a framework."""
    mine = (f for f in made.findings if any(r.startswith(f"{framework_id}:") for r in f.requirements))
    return {name_of(f.resource) for f in mine}


def standing(made: Assessment) -> dict[str, str]:
    """How each resource stands in the scope of framework one."""
    return {name_of(row.resource): row.standing for row in made.scope}
