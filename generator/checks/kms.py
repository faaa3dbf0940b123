"""Checks of KMS: customer managed keys that rotate, are shared with nobody unknown and are not going away."""

from generator.checks.policy import strangers
from generator.checks.reading import NoData, when
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_OTHER_ORIGINS = {
    "EXTERNAL": "its key material was imported",
    "AWS_CLOUDHSM": "it is in an AWS CloudHSM key store",
    "EXTERNAL_KEY_STORE": "it is in an external key store",
}
_GOING = frozenset({"PendingDeletion", "PendingReplicaDeletion"})
_STAYING = frozenset({"Enabled", "Disabled", "Creating", "Updating", "PendingImport", "Unavailable"})


def _why_not_rotated(key: Json) -> str:
    """Why KMS cannot rotate a key by itself, in AWS's documented cases; "" where it can."""
    if key["KeyState"] in _GOING:
        return f"KMS does not rotate a key in state {key['KeyState']}"
    if key["KeySpec"] != "SYMMETRIC_DEFAULT":  # the one specification for symmetric ENCRYPT_DECRYPT keys
        return f"KMS rotates symmetric encryption keys only; this is {key['KeySpec']}"
    if key["Origin"] in _OTHER_ORIGINS:
        return f"KMS cannot rotate the key by itself: {_OTHER_ORIGINS[key['Origin']]}"
    return ""


@check(
    "kms.describe-key",
    needs=["kms.get-key-rotation-status"],
    severity="medium",
    remediation="Turn on automatic rotation of the key (of the primary key, where it is multi-Region), "
    "with a period no longer than your cryptoperiod.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    same_as=[
        "config:cmk-backing-key-rotation-enabled",
        "securityhub:KMS.4",
        "prowler:kms_cmk_rotation_enabled",
    ],
)
def rotation_on(key: Json, rotation: Json, *, days: int = 365) -> Verdict:
    """Each customer managed key that KMS can rotate is rotated by it, at least yearly.

    Rotation limits how much data one key protects. KMS cannot rotate asymmetric and HMAC keys,
    imported key material and keys in custom key stores: those need a procedure of your own.
    """
    metadata = key["KeyMetadata"]
    if why := _why_not_rotated(metadata):
        return not_applicable(why)
    if rotation is None:
        raise NoData("KMS tells no rotation status for a key that it can rotate")
    if rotation["KeyRotationEnabled"] is not True:
        return failed("automatic rotation is off")
    period = int(rotation.get("RotationPeriodInDays", 365))  # AWS: 365 where none was chosen
    if period > days:
        return failed(f"rotated every {period} days, {days} wanted")
    return passed(f"rotated every {period} days; the key is {metadata['KeyState']}")


@check(
    "kms.describe-key",
    needs=["kms.get-key-policy", "kms.get-key-policy-ram"],
    severity="critical",
    remediation="Name the accounts and roles that need the key, or hold the statement to your organisation with "
    "aws:PrincipalOrgID; end shares with unknown accounts in AWS RAM. Declare accounts that you know as trusted.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
    same_as=["config:kms-key-policy-no-public-access", "securityhub:KMS.5"],
)
def key_not_open(key: Json, policy: Json, shared: Json, *, trusted: frozenset[str]) -> Verdict:
    """No policy of a customer managed key lets in everyone or accounts that are not trusted.

    Who may use the key reads what it protects, wherever the ciphertext lies. Both the key policy
    and the policy of an AWS RAM share are read; grants are not.
    """
    found = strangers(policy["Policy"], trusted)
    if shared is not None:
        found |= strangers(shared["Policy"], trusted)
    if "*" in found:
        return failed("open to everyone: no condition holds the statement to known principals")
    if found:
        return failed(f"open to {len(found)} outside trusted accounts: {', '.join(sorted(found)[:5])}")
    return passed("open to trusted accounts, named networks and AWS services only")


@check(
    "kms.describe-key",
    severity="critical",
    remediation="Cancel the deletion unless all data under the key may be lost; disable the key instead to find "
    "out who still uses it.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    same_as=[
        "config:kms-cmk-not-scheduled-for-deletion",
        "securityhub:KMS.3",
        "prowler:kms_cmk_not_deleted_unintentionally",
    ],
)
def no_key_pending_deletion(key: Json) -> Verdict:
    """No customer managed key is waiting to be deleted.

    When a key is gone, everything that was encrypted under it is lost, backups and logs included.
    """
    metadata = key["KeyMetadata"]
    state = metadata["KeyState"]
    if state == "PendingDeletion":
        return failed(f"will be deleted on {when(metadata['DeletionDate']):%Y-%m-%d}")
    if state == "PendingReplicaDeletion":
        window = metadata["PendingDeletionWindowInDays"]
        return failed(f"will be deleted {window} days after its last replica key")
    if state in _STAYING:
        return passed(f"the key is {state}")
    return failed(f"the key is in state {state}, which shows nothing of its deletion")
