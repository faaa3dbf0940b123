"""Keys and buckets."""

import json
from dataclasses import dataclass

from moto.acm.models import acm_backends
from moto.kms.models import kms_backends

from generator.demo.story import buckets, watch
from generator.demo.story.hand import UNTRUSTED, Place
from generator.demo.story.production.identity import certificate


@dataclass(frozen=True)
class Keys:
    """What others encrypt with."""

    data: str
    logs: str


def tell(home: Place) -> Keys:
    """Keys first, then the buckets that use them, then certificates."""
    home("s3control").put_public_access_block(
        AccountId=home.account,
        PublicAccessBlockConfiguration={**buckets.ALL_BLOCKED, "RestrictPublicBuckets": False},
    )
    keys = _keys(home)
    _buckets(home, keys)
    _certificates(home)
    return keys


def _keys(home: Place) -> Keys:
    data = watch.key(home, "health data")
    services = watch.key_policy(home.account, "logs.us-east-1.amazonaws.com")
    logs = watch.key(home, "logs", policy=services)
    watch.key(home, "never rotated", rotate=False)
    gone = watch.key(home, "on its way out", rotate=False)
    home("kms").schedule_key_deletion(KeyId=gone.rpartition("/")[2], PendingWindowInDays=10)
    watch.key(home, "open to everyone", policy=watch.key_policy(home.account, principal="*"))
    watch.key(home, "signing", rotate=False, KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    home("kms").create_alias(AliasName="alias/health-data", TargetKeyId=data)
    for number, key in enumerate(kms_backends[home.account][home.region].keys.values()):
        key.creation_date = home.hand.ago(600 - number).timestamp()
    return Keys(data, logs)


def _buckets(home: Place, keys: Keys) -> None:
    log = buckets.bucket(home, "acme-access-logs")
    buckets.take_access_logs(home, log)
    phi = buckets.bucket(home, "acme-patient-records", kms=keys.data, ObjectLockEnabledForBucket=True)
    buckets.versioned(home, phi)
    buckets.logged(home, phi, log)
    buckets.allowed(home, phi, buckets.tls_only(phi))
    buckets.tagged(home, phi, data="phi", owner="records")
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}
    home("s3").put_object_lock_configuration(Bucket=phi, ObjectLockConfiguration=lock)
    _public_bucket(home)
    _shared_bucket(home)
    loose = buckets.bucket(home, "acme-app-assets")
    buckets.tagged(home, loose, note="../../etc/passwd")
    acls = buckets.bucket(home, "acme-legacy-acls", owner="ObjectWriter")
    buckets.unblock(home, acls)
    home("s3").put_bucket_acl(Bucket=acls, ACL="public-read")


def _public_bucket(home: Place) -> None:
    """Open to the world by its policy."""
    name = buckets.bucket(home, "acme-brochures")
    buckets.unblock(home, name)
    reads = {
        "Sid": "World", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }  # fmt: skip
    buckets.allowed(home, name, reads, buckets.tls_only(name))


def _shared_bucket(home: Place) -> None:
    """Shared with an account that nobody declared."""
    name = buckets.bucket(home, "acme-exports")
    grant = {
        "Sid": "Consultant", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{UNTRUSTED}:root"},
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
    }  # fmt: skip
    buckets.allowed(home, name, grant, buckets.tls_only(name))


def _certificates(home: Place) -> None:
    """One that expires in ten days, one that AWS renews."""
    body, key = certificate("portal.acme.example", home.hand.ago(355), home.hand.ago(-10))
    home("acm").import_certificate(Certificate=body, PrivateKey=key)
    arn = home("acm").request_certificate(DomainName="www.acme.example", ValidationMethod="DNS")[
        "CertificateArn"
    ]
    known = acm_backends[home.account][home.region]._certificates[arn]  # noqa: SLF001 - issued at once
    known.status = "ISSUED"


def repository_policy(account: str) -> str:
    """A repository that another account may pull from."""
    statement = {
        "Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    }  # fmt: skip
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
