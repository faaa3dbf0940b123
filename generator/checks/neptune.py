"""Checks of Neptune, which answers through the interface of RDS; its snapshots are judged in rds."""

from generator.checks import databases
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict


@check(
    "rds.describe-db-clusters.neptune",
    severity="high",
    remediation="Restore a snapshot of the cluster with a KMS key, move over, delete the old cluster.",
    source="https://docs.aws.amazon.com/neptune/latest/userguide/encrypt.html",
    same_as=["config:neptune-cluster-encrypted", "prowler:neptune_cluster_storage_encrypted"],
)
def storage_encrypted(cluster: Json) -> Verdict:
    """Each Neptune cluster has its storage encrypted.

    The cluster's volume holds the graph, its indexes and logs; encryption is chosen once, at creation.
    """
    return databases.encryption(cluster, "StorageEncrypted")
