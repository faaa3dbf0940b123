"""Checks of S3: buckets that are not public, refuse plain HTTP, are encrypted, kept and logged."""

from generator.checks.policy import Statement, open_to_everyone, statements, strangers
from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_SETTINGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_SINGLE = ("CanonicalUser", "AmazonCustomerByEmail")
_LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery"
_ALGORITHMS = frozenset({"AES256", "aws:kms", "aws:kms:dsse"})
_ANY = "\uffff"  # a character that no written pattern spells out: stands for any object's name
_PLAIN_HTTP = {"aws:securetransport": frozenset({"false"})}
_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"


def _on(block: Json, setting: str) -> bool:
    """Whether a public access block has the setting on; where there is no block, it has not."""
    return block is not None and block["PublicAccessBlockConfiguration"][setting] is True


def _where_on(block: Json, account_block: Json, setting: str) -> str:
    """Which block has the setting on: S3 applies the stricter of the two. "" where neither has."""
    if _on(account_block, setting):
        return "account"
    return "bucket" if _on(block, setting) else ""


@check(
    "s3control.get-public-access-block",
    of="account",
    severity="high",
    remediation="Turn on all four settings of the account's public access block, or an organisation policy that does.",
    source=_GUIDE + "access-control-block-public-access.html",
    same_as=[
        "config:s3-account-level-public-access-blocks",
        "config:s3-account-level-public-access-blocks-periodic",
        "securityhub:S3.1",
        "prowler:s3_account_level_public_access_blocks",
    ],
)
def account_blocks_public_access(block: Json) -> Verdict:
    """The account blocks public access to all of its buckets.

    The account's block covers buckets and access points that exist and those that come, whatever
    their policies and access control lists say.
    """
    if block is None:
        return failed("the account has no public access block")
    off = [setting for setting in _SETTINGS if not _on(block, setting)]
    return failed("off: " + ", ".join(off)) if off else passed("all four settings are on")


@check(
    "s3.get-public-access-block",
    needs=["s3control.get-public-access-block"],
    severity="high",
    remediation="Turn on all four settings of the bucket's public access block; better, those of the account.",
    source=_GUIDE + "access-control-block-public-access.html",
    same_as=["config:s3-bucket-level-public-access-prohibited", "securityhub:S3.8"],
)
def bucket_blocks_public_access(block: Json, account_block: Json) -> Verdict:
    """Each bucket blocks public access, by its own block or the account's.

    S3 applies the stricter of the two, so each of the four settings holds where either has it.
    """
    where = {setting: _where_on(block, account_block, setting) for setting in _SETTINGS}
    off = [setting for setting, level in where.items() if not level]
    if off:
        return failed("off for both bucket and account: " + ", ".join(off))
    return passed("all four settings are on, by the " + " and the ".join(sorted(set(where.values()))))


@check(
    "s3.get-bucket-policy",
    needs=["s3.get-bucket-policy-status", "s3.get-public-access-block", "s3control.get-public-access-block"],
    severity="critical",
    remediation="Name the principals that need the bucket, and turn on the public access block. Give the public "
    "what it needs through CloudFront.",
    source=_GUIDE + "access-control-block-public-access.html",
    same_as=[
        "config:s3-bucket-public-read-prohibited",
        "config:s3-bucket-public-write-prohibited",
        "securityhub:S3.2",
        "securityhub:S3.3",
        "prowler:s3_bucket_policy_public_write_access",
    ],
)
def policy_not_public(
    policy: Json, status: Json, block: Json, account_block: Json, *, trusted: frozenset[str]
) -> Verdict:
    """No bucket policy lets everyone in.

    Both our reading of the policy and AWS's own must say that it is not public. Where AWS calls it
    public, RestrictPublicBuckets still holds it to this account and to AWS services.
    """
    if policy is None and status is None:
        return passed("the bucket has no policy")
    public = status["PolicyStatus"]["IsPublic"]
    opened = open_to_everyone(policy["Policy"], trusted)
    if public is False and not opened:
        return passed("the policy is not public, as AWS reads it, too")
    level = _where_on(block, account_block, "RestrictPublicBuckets")
    if public is True and level:  # the setting acts only on policies that AWS itself calls public
        return passed(f"the policy is public, but RestrictPublicBuckets of the {level} keeps others out")
    if public is False:
        return failed("a statement is for everyone and nothing narrows it, though AWS calls it not public")
    return failed("AWS calls the policy public, and RestrictPublicBuckets is off for bucket and account")


@check(
    "s3.get-bucket-acl",
    needs=[
        "s3.get-bucket-ownership-controls",
        "s3.get-public-access-block",
        "s3control.get-public-access-block",
    ],
    severity="critical",
    remediation="Set Object Ownership to bucket owner enforced, which turns access control lists off, and turn on "
    "the public access block.",
    source=_GUIDE + "acl-overview.html",
    same_as=[
        "config:s3-bucket-public-read-prohibited",
        "config:s3-bucket-public-write-prohibited",
        "securityhub:S3.2",
        "securityhub:S3.3",
        "prowler:s3_bucket_public_write_acl",
    ],
)
def acl_not_public(acl: Json, ownership: Json, block: Json, account_block: Json) -> Verdict:
    """No bucket's access control list lets everyone in.

    Grants to the groups of all users and of all AWS users count as everyone, unless lists are
    turned off or ignored. Lists of single objects are not read; IgnorePublicAcls covers them, too.
    """
    grants = [(grant["Grantee"], grant["Permission"]) for grant in acl["Grants"]]
    public = [
        f"{permission} to {who['URI']}"
        for who, permission in grants
        if who["Type"] not in _SINGLE and who["URI"] != _LOG_DELIVERY
    ]
    if not public:
        return passed(f"none of the list's {len(grants)} grants is to a group of users")
    if level := _where_on(block, account_block, "IgnorePublicAcls"):
        return passed(f"public grants are ignored: IgnorePublicAcls of the {level} is on")
    if _owner_enforced(ownership):
        return passed("access control lists are turned off: BucketOwnerEnforced")
    return failed("grants " + ", ".join(public))


@check(
    "s3.get-bucket-policy",
    severity="high",
    remediation="Take accounts that are not yours out of the policy, or declare them as trusted accounts. "
    "In place of a CloudFront origin access identity use origin access control.",
    source=_GUIDE + "example-walkthroughs-managing-access-example2.html",
    same_as=["config:s3-bucket-policy-grantee-check", "prowler:s3_bucket_cross_account_access"],
)
def policy_grants_trusted_accounts(policy: Json, *, trusted: frozenset[str]) -> Verdict:
    """Each bucket policy lets in trusted accounts, named networks and AWS services only.

    Another account that a policy names decides by itself who of its people reads the data.
    Identities that do not tell their account count as unknown.
    """
    if policy is None:
        return passed("the bucket has no policy")
    found = strangers(policy["Policy"], trusted)
    if found:
        named = ", ".join("everyone" if name == "*" else name for name in sorted(found)[:5])
        return failed(f"lets in {len(found)} outside trusted accounts: {named}")
    return passed("lets in trusted accounts, named networks and AWS services only")


def _denies_plain_http(statement: Statement) -> bool:
    """Whether it denies everyone every action when TLS is not used, and on no further condition."""
    return (
        statement.everyone
        and statement.covers_every_action("s3")
        and bool(statement.resources)
        and not statement.other_resources  # NotResource leaves something out
        and len(statement.conditions) == 1
        and _PLAIN_HTTP in (statement.conditions.get("bool"), statement.conditions.get("boolifexists"))
    )


@check(
    "s3.get-bucket-policy",
    severity="medium",
    remediation="Add a statement that denies everyone s3:* on the bucket and its objects when "
    "aws:SecureTransport is false.",
    source=_GUIDE + "security-best-practices.html",
    same_as=[
        "config:s3-bucket-ssl-requests-only",
        "securityhub:S3.5",
        "prowler:s3_bucket_secure_transport_policy",
    ],
)
def tls_only(policy: Json, *, resource: str) -> Verdict:
    """Each bucket refuses requests that do not use TLS.

    S3 answers plain HTTP, too, unless the bucket policy denies everyone every action on the bucket
    and its objects when aws:SecureTransport is false.
    """
    if policy is None:
        return failed("the bucket has no policy, so plain HTTP is not refused")
    denies = [one for one in statements(policy["Policy"], "Deny") if _denies_plain_http(one)]
    if not denies:
        return failed("no statement denies everyone every action over plain HTTP")
    if not any(one.reaches(resource) for one in denies):
        return failed("plain HTTP is denied on objects, but not on the bucket itself")
    objects = [f"{resource}/{_ANY * length}" for length in (1, 64)]
    if not any(all(one.reaches(name) for name in objects) for one in denies):
        return failed("plain HTTP is denied on the bucket, but not on all of its objects")
    return passed("plain HTTP is denied to everyone, on the bucket and its objects")


@check(
    "s3.get-bucket-encryption",
    severity="medium",
    remediation="Set the bucket's default encryption; with a KMS key of your own where you must decide who decrypts.",
    source=_GUIDE + "bucket-encryption.html",
    same_as=[
        "config:s3-bucket-server-side-encryption-enabled",
        "config:s3-default-encryption-kms",
        "securityhub:S3.17",
        "prowler:s3_bucket_default_encryption",
        "prowler:s3_bucket_kms_encryption",
    ],
)
def default_encryption(encryption: Json, *, kms: bool = False) -> Verdict:
    """Each bucket encrypts new objects by default.

    Since 2023 S3 encrypts every new object at least with its own keys (AES256). With KMS, reading
    takes a right to the key as well, and each use of it is logged.
    """
    if encryption is None:
        return failed("the bucket has no default encryption")
    rules = encryption["ServerSideEncryptionConfiguration"]["Rules"]
    found = {rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] for rule in rules}
    wanted = _ALGORITHMS - {"AES256"} if kms else _ALGORITHMS
    named = ", ".join(sorted(found)) or "nothing"
    if found and found <= wanted:
        return passed(f"encrypted by default with {named}")
    return failed(f"encrypted by default with {named}; wanted {' or '.join(sorted(wanted))}")


@check(
    "s3.get-bucket-versioning",
    severity="medium",
    remediation="Turn on versioning, with a lifecycle rule that removes old versions when they are not needed.",
    source=_GUIDE + "Versioning.html",
    same_as=[
        "config:s3-bucket-versioning-enabled",
        "securityhub:S3.14",
        "prowler:s3_bucket_object_versioning",
    ],
)
def versioning(reply: Json) -> Verdict:
    """Each bucket keeps earlier versions of its objects.

    What was overwritten or deleted, by mistake or on purpose, can then be brought back.
    """
    status = reply.get("Status", "never turned on")  # AWS gives none until versioning is first turned on
    return passed("versioning is Enabled") if status == "Enabled" else failed(f"versioning is {status}")


@check(
    "s3.get-bucket-logging",
    severity="medium",
    remediation="Turn on server access logging to a bucket kept for logs, or log the bucket's data events in "
    "CloudTrail and record that as the exception's reason.",
    source=_GUIDE + "ServerLogs.html",
    same_as=[
        "config:s3-bucket-logging-enabled",
        "securityhub:S3.9",
        "prowler:s3_bucket_server_access_logging_enabled",
    ],
)
def access_logging(reply: Json) -> Verdict:
    """Each bucket logs the requests made to it.

    Server access logs show who read or changed which object, which an investigation rests on.
    """
    logging = reply.get("LoggingEnabled")  # AWS gives none where logging is off
    if logging is None:
        return failed("server access logging is off")
    target = logging["TargetBucket"]
    return passed(f"logged to {target}") if target else failed("no bucket receives the log")


def _owner_enforced(ownership: Json) -> bool:
    """Whether the owner owns every object and access control lists are off."""
    if ownership is None:
        return False
    rules = ownership["OwnershipControls"]["Rules"]
    return bool(rules) and all(rule["ObjectOwnership"] == "BucketOwnerEnforced" for rule in rules)


@check(
    "s3.get-bucket-ownership-controls",
    severity="medium",
    remediation="Move grants of access control lists into the bucket policy, then set Object Ownership to bucket "
    "owner enforced.",
    source=_GUIDE + "about-object-ownership.html",
    same_as=["config:s3-bucket-acl-prohibited", "securityhub:S3.12", "prowler:s3_bucket_acl_prohibited"],
)
def ownership_enforced(ownership: Json) -> Verdict:
    """Each bucket has access control lists turned off.

    Access is then decided in policies alone, and the owner owns every object, whoever wrote it.
    """
    if ownership is None:
        return failed("the bucket has no ownership controls, so access control lists are in force")
    if _owner_enforced(ownership):
        return passed("Object Ownership is BucketOwnerEnforced")
    found = sorted({rule["ObjectOwnership"] for rule in ownership["OwnershipControls"]["Rules"]})
    return failed(f"Object Ownership is {', '.join(found) or 'not set'}; BucketOwnerEnforced wanted")


@check(
    "s3.get-object-lock-configuration",
    needs=["s3.get-bucket-versioning"],
    severity="low",
    remediation="Turn on Object Lock with a default retention, or versioning with MFA delete.",
    source=_GUIDE + "object-lock.html",
    same_as=["config:s3-bucket-default-lock-enabled", "securityhub:S3.15", "prowler:s3_bucket_object_lock"],
)
def object_lock_or_mfa_delete(lock: Json, version: Json, *, days: int = 1) -> Verdict:
    """Each bucket guards its objects' versions from deletion, by Object Lock or MFA delete.

    One stolen credential must not be enough to destroy records. Object Lock without a default
    retention locks only what its writer asks for, so it counts with one of at least ``days``.
    """
    if version.get("Status") == "Enabled" and version.get("MFADelete") == "Enabled":
        return passed("versioning is Enabled with MFA delete")
    if lock is None or lock["ObjectLockConfiguration"]["ObjectLockEnabled"] != "Enabled":
        return failed("neither Object Lock nor MFA delete is on")
    retention = (lock["ObjectLockConfiguration"].get("Rule") or {}).get("DefaultRetention") or {}
    mode = retention.get("Mode")
    held = int(retention.get("Days") or 0) + 365 * int(retention.get("Years") or 0)
    if mode not in ("GOVERNANCE", "COMPLIANCE") or not held:
        return failed("Object Lock is on, but without a default retention")
    if held < days:
        return failed(f"Object Lock holds objects for {held} days, {days} wanted")
    return passed(f"Object Lock holds objects for {held} days in {mode} mode")
