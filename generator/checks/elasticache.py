"""Checks of ElastiCache: replication groups that are encrypted. Caches that stand alone are not read."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/"


@check(
    "elasticache.describe-replication-groups",
    severity="medium",
    remediation="Make a new replication group with encryption at rest from a backup of this one, and move over.",
    source=_GUIDE + "at-rest-encryption.html",
    same_as=["prowler:elasticache_redis_cluster_rest_encryption_enabled"],
)
def encrypted_at_rest(group: Json) -> Verdict:
    """Each replication group of ElastiCache encrypts its disks and backups.

    A cache is written to disk when it is synchronised, swapped and backed up.
    """
    if group["AtRestEncryptionEnabled"] is True:
        return passed(f"encrypted with {group.get('KmsKeyId') or 'a key of the service'}")
    return failed("encryption at rest is off")


@check(
    "elasticache.describe-replication-groups",
    severity="medium",
    remediation="Turn on encryption in transit, first in mode preferred, then required once all clients use TLS.",
    source=_GUIDE + "in-transit-encryption.html",
    same_as=[
        "config:elasticache-repl-grp-encrypted-in-transit",
        "securityhub:ElastiCache.5",
        "prowler:elasticache_redis_cluster_in_transit_encryption_enabled",
    ],
)
def encrypted_in_transit(group: Json) -> Verdict:
    """Each replication group of ElastiCache takes only connections that use TLS.

    In the mode preferred, which is meant for moving over, it takes plain connections as well.
    """
    if group["TransitEncryptionEnabled"] is not True:
        return failed("encryption in transit is off")
    mode = group.get("TransitEncryptionMode") or "required"  # left out before the mode could be chosen
    said = f"encryption in transit is on, in the mode {mode}"
    return passed(said) if mode == "required" else failed(said)
