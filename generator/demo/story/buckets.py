"""Buckets as AWS makes them since 2023, and what their owners then changed."""

import json
from typing import Any

from moto.s3.models import s3_backends

from generator.demo.story.hand import Place

Json = dict[str, Any]

ALL_BLOCKED = {
    "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True,
}  # fmt: skip


def bucket(place: Place, name: str, *, kms: str = "", owner: str = "BucketOwnerEnforced", **more: Any) -> str:
    """A new bucket: encrypted by S3 (or a KMS key), ACLs off, all public access blocked."""
    s3 = place("s3")
    where = (
        {}
        if place.region == "us-east-1"
        else {"CreateBucketConfiguration": {"LocationConstraint": place.region}}
    )
    s3.create_bucket(Bucket=name, ObjectOwnership=owner, **where, **more)
    s3_backends[place.account]["aws"].buckets[name].creation_date = place.hand.past(300)
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": kms} if kms else {"SSEAlgorithm": "AES256"}
    rules = [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": bool(kms)}]
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=ALL_BLOCKED)
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": owner}]})
    return name


def unblock(place: Place, name: str) -> None:
    """Somebody has turned the bucket's public access block off."""
    place("s3").delete_public_access_block(Bucket=name)


def versioned(place: Place, name: str) -> None:
    """Old versions are kept."""
    place("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def logged(place: Place, name: str, target: str) -> None:
    """Accesses are logged to another bucket."""
    to = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": f"{name}/"}}
    place("s3").put_bucket_logging(Bucket=name, BucketLoggingStatus=to)


def tagged(place: Place, name: str, **tags: str) -> None:
    """What the owner calls it."""
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    place("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": pairs})


def allowed(place: Place, name: str, *statements: Json) -> None:
    """The bucket's policy."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    place("s3").put_bucket_policy(Bucket=name, Policy=json.dumps(document))


def tls_only(name: str) -> Json:
    """Whoever does not use TLS is turned away."""
    return {
        "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip


def service_writes(name: str, service: str, account: str) -> Json:
    """An AWS service may put objects, on behalf of this account."""
    return {
        "Sid": "ServiceWrites", "Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*", "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }  # fmt: skip


def take_access_logs(place: Place, name: str) -> None:
    """S3 may write access logs here; moto stumbles unless its statement stands first."""
    writes = service_writes(name, "logging.s3.amazonaws.com", place.account)
    allowed(place, name, writes, tls_only(name))
