"""Checks of EKS: clusters whose endpoint is inside, whose secrets are encrypted, and who record what is asked."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/eks/latest/userguide/"
_TYPES = "api,audit,authenticator,controllerManager,scheduler"


@check(
    "eks.describe-cluster",
    severity="high",
    remediation="Turn on private access to the cluster's endpoint and turn off public access.",
    source=_GUIDE + "cluster-endpoint.html",
    same_as=[
        "config:eks-endpoint-no-public-access",
        "securityhub:EKS.1",
        "prowler:eks_cluster_not_publicly_accessible",
        "prowler:eks_endpoints_not_publicly_accessible",
    ],
)
def endpoint_not_public(cluster: Json) -> Verdict:
    """No cluster's Kubernetes endpoint is on the internet.

    Who reaches it needs only a stolen credential or a fault in the API server. Public access that is held to
    address ranges is still public.
    """
    network = cluster["cluster"]["resourcesVpcConfig"]
    if network["endpointPublicAccess"] is False:
        return passed("public access to the endpoint is off")
    return failed(
        f"public access to the endpoint is on, from {', '.join(sorted(network['publicAccessCidrs']))}"
    )


@check(
    "eks.describe-cluster",
    severity="medium",
    remediation="Set a KMS key for the cluster's secrets; it cannot be taken off again.",
    source=_GUIDE + "enable-kms.html",
    same_as=[
        "config:eks-cluster-secrets-encrypted",
        "config:eks-secrets-encrypted",
        "securityhub:EKS.3",
        "prowler:eks_cluster_kms_cmk_encryption_in_secrets_enabled",
    ],
)
def secrets_encrypted(cluster: Json) -> Verdict:
    """Each cluster encrypts its Kubernetes secrets with a KMS key of the customer.

    Beneath it AWS encrypts the disks, and from Kubernetes 1.28 on the data of the API as well, with a key of
    its own whose use the customer does not see.
    """
    described = cluster["cluster"]
    given = described.get("encryptionConfig") or []  # documented: only where a key was set
    keys = [one["provider"]["keyArn"] for one in given if "secrets" in one["resources"]]
    if any(keys):
        return passed(f"secrets are encrypted with {', '.join(sorted(keys))}")
    return failed(f"no KMS key is set for the secrets of {described['name']}")


@check(
    "eks.describe-cluster",
    severity="medium",
    remediation="Turn on the log types named for the cluster's control plane.",
    source=_GUIDE + "control-plane-logs.html",
    same_as=[
        "config:eks-cluster-log-enabled",
        "config:eks-cluster-logging-enabled",
        "securityhub:EKS.8",
        "prowler:eks_control_plane_logging_all_types_enabled",
    ],
)
def control_plane_logging(cluster: Json, *, types: str = _TYPES) -> Verdict:
    """Each cluster sends the logs of its control plane to CloudWatch Logs.

    They tell who asked what of Kubernetes, which CloudTrail does not see. All types are off at first.
    """
    setups = cluster["cluster"]["logging"]["clusterLogging"]
    on = {kind for one in setups if one["enabled"] is True for kind in one["types"]}
    missing = {kind.strip() for kind in types.split(",") if kind.strip()} - on
    if missing or not on:
        return failed(f"not sent: {', '.join(sorted(missing))}")
    return passed(f"sent: {', '.join(sorted(on))}")
