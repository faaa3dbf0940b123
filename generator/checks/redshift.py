"""Checks of Redshift: clusters that are encrypted, not public, refuse plain connections and write audit logs."""

from generator.checks.policy import several
from generator.checks.reading import Replies, when
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/redshift/latest/mgmt/"


@check(
    "redshift.describe-clusters",
    severity="high",
    remediation="Modify the cluster: encryption with a KMS key. Redshift moves the data to a new, encrypted cluster.",
    source=_GUIDE + "working-with-db-encryption.html",
    same_as=[
        "config:redshift-cluster-kms-enabled",
        "config:redshift-cluster-configuration-check",
        "prowler:redshift_cluster_encrypted_at_rest",
    ],
)
def encrypted(cluster: Json) -> Verdict:
    """Each Redshift cluster encrypts its data and its snapshots.

    A warehouse gathers what many systems know, and so do its copies.
    """
    if cluster["Encrypted"] is True:
        return passed(f"encrypted with {cluster.get('KmsKeyId') or 'a key of a hardware security module'}")
    return failed("not encrypted")


@check(
    "redshift.describe-clusters",
    severity="high",
    remediation="Modify the cluster: not publicly accessible. Reach it from the VPC, or through a VPN.",
    source=_GUIDE + "managing-clusters-vpc.html",
    same_as=[
        "config:redshift-cluster-public-access-check",
        "securityhub:Redshift.1",
        "prowler:redshift_cluster_public_access",
    ],
)
def not_public(cluster: Json) -> Verdict:
    """No Redshift cluster has a public address.

    With one, only its security groups stand between the warehouse and the internet.
    """
    if cluster["PubliclyAccessible"] is False:
        return passed("not publicly accessible")
    return failed("publicly accessible")


@check(
    "redshift.describe-clusters",
    needs=["redshift.describe-logging-status"],
    severity="medium",
    remediation="Turn on audit logging to CloudWatch Logs or S3; let the bucket's policy take the logs in.",
    source=_GUIDE + "db-auditing.html",
    same_as=[
        "config:redshift-cluster-configuration-check",
        "securityhub:Redshift.4",
        "prowler:redshift_cluster_audit_logging",
    ],
)
def audit_logging(cluster: Json, logging: Json) -> Verdict:
    """Each Redshift cluster sends its audit logs out, and the last delivery worked.

    They show connections and changes to users; what users ask is logged only where the parameter
    enable_user_activity_logging is on.
    """
    if logging["LoggingEnabled"] is not True:
        return failed("audit logging is off")
    wrong, right = logging.get("LastFailureTime"), logging.get("LastSuccessfulDeliveryTime")
    if wrong and (not right or when(wrong) > when(right)):  # documented: left out where it never happened
        return failed(f"audit logging is on, but the last delivery failed on {when(wrong):%Y-%m-%d}")
    to = logging.get("BucketName") or several(
        logging.get("LogExports") or ["a target that AWS does not name"]
    )
    return passed(f"audit logs go to {logging.get('LogDestinationType') or 's3'}: {to}")


@check(
    "redshift.describe-clusters",
    needs=["redshift.describe-cluster-parameters"],
    severity="high",
    remediation="Set require_ssl to true in the cluster's own parameter group, and reboot the cluster.",
    source=_GUIDE + "connecting-ssl-support.html",
    same_as=[
        "config:redshift-require-tls-ssl",
        "securityhub:Redshift.2",
        "prowler:redshift_cluster_in_transit_encryption_enabled",
    ],
)
def tls_required(cluster: Json, parameters: Replies, *, region: str) -> Verdict:
    """Each Redshift cluster refuses connections without TLS.

    Redshift offers TLS everywhere, but takes plain connections unless require_ssl is true. A change
    that waits for a reboot does not count.
    """
    told = []
    for group in cluster["ClusterParameterGroups"]:
        name, state = group["ParameterGroupName"], group["ParameterApplyStatus"]
        reply = parameters.of(ParameterGroupName=name, region=region)
        values = {p["ParameterValue"] for p in reply["Parameters"] if p["ParameterName"] == "require_ssl"}
        said = f"require_ssl is {several(values) or 'not there'} in {name}, which is {state}"
        told.append(passed(said) if values == {"true"} and state == "in-sync" else failed(said))
    wrong = [verdict for verdict in told if verdict.status == "failed"]
    return (wrong or told or [failed("it has no parameter group")])[0]
