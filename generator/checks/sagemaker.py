"""Checks of SageMaker AI: notebooks without a way of their own to the internet, and volumes with a KMS key."""

from generator.checks.policy import several
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/"
# Instances with disks of their own, which the hardware encrypts: AWS takes no KMS key for them.
_LOCAL = frozenset(
    {"c5d", "c6gd", "c6id", "c7gd", "c8gd", "g4dn", "g5", "g6", "g6e", "m5d", "m6gd", "m6id", "m7gd", "m8gd",
     "p3dn", "p4d", "p4de", "p5", "p5e", "p5en", "r5d", "r6gd", "r6id", "r7gd", "r8gd", "trn1", "trn1n"}
)  # fmt: skip


@check(
    "sagemaker.describe-notebook-instance",
    severity="high",
    remediation="Make the notebook instance anew in a subnet of the VPC with direct internet access disabled.",
    source=_GUIDE + "dg/appendix-notebook-and-internet-access.html",
    same_as=[
        "config:sagemaker-notebook-no-direct-internet-access",
        "securityhub:SageMaker.1",
        "prowler:sagemaker_notebook_instance_without_direct_internet_access_configured",
    ],
)
def notebooks_not_direct_internet(notebook: Json) -> Verdict:
    """No notebook instance reaches the internet past the VPC.

    Through SageMaker's own network data leaves unseen by the VPC's rules and flow logs.
    """
    if notebook["DirectInternetAccess"] == "Disabled":
        return passed("direct internet access is disabled")
    return failed(f"direct internet access is {notebook['DirectInternetAccess']}")


@check(
    "sagemaker.describe-notebook-instance",
    severity="medium",
    remediation="Make the notebook instance anew with a KMS key for its volume.",
    source=_GUIDE + "dg/encryption-at-rest.html",
    same_as=[
        "config:sagemaker-notebook-instance-kms-key-configured",
        "prowler:sagemaker_notebook_instance_encryption_enabled",
    ],
)
def notebooks_encrypted_with_kms(notebook: Json) -> Verdict:
    """Each notebook instance has a KMS key for its volume.

    Without one SageMaker encrypts with a key of its own, whose use nobody can limit or follow.
    """
    key = notebook.get("KmsKeyId")  # left out where none is set
    return passed(f"encrypted with {key}") if key else failed("no KMS key is set")


@check(
    "sagemaker.describe-endpoint-config",
    severity="medium",
    remediation="Make a new endpoint configuration with a KMS key, and update the endpoint to it.",
    source=_GUIDE + "APIReference/API_CreateEndpointConfig.html",
    same_as=["config:sagemaker-endpoint-configuration-kms-key-configured"],
)
def endpoint_configs_encrypted_with_kms(config: Json) -> Verdict:
    """Each endpoint configuration has a KMS key for the volumes of its instances.

    On them lie models, and what people send to them. Instances with disks of their own take no key:
    their hardware encrypts.
    """
    key = config.get("KmsKeyId")  # left out where none is set
    if key:
        return passed(f"encrypted with {key}")
    variants = [*config["ProductionVariants"], *config.get("ShadowProductionVariants", [])]
    types = [one.get("InstanceType", "serverless") for one in variants]  # documented: one of the two
    if types and all(name.split(".")[1:2] and name.split(".")[1] in _LOCAL for name in types):
        return not_applicable("its instances encrypt their own disks and take no key: " + several(types))
    return failed("no KMS key is set")
