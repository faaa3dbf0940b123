"""Checks of DocumentDB, which answers through the interface of RDS; its snapshots are judged in rds."""

from generator.checks import databases
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict


@check(
    "rds.describe-db-clusters.documentdb",
    severity="high",
    remediation="Restore a snapshot of the cluster with a KMS key, move over, delete the old cluster.",
    source="https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html",
    same_as=["config:docdb-cluster-encrypted", "prowler:documentdb_cluster_storage_encrypted"],
)
def storage_encrypted(cluster: Json) -> Verdict:
    """Each DocumentDB cluster has its storage encrypted.

    The cluster's volume holds documents, its indexes and logs; encryption is chosen once, at creation.
    """
    return databases.encryption(cluster, "StorageEncrypted")
