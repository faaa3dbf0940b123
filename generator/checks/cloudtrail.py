"""Checks of cloudtrail."""

from generator.checks.reading import NoData, Replies
from generator.checks.registry import check
from generator.checks.s3 import acl_not_public, policy_not_public
from generator.checks.trails import BOTH, Kind, Trails
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed

_GUIDE = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"


@check(
    "cloudtrail.describe-trails-all",
    needs=["cloudtrail.get-trail-status", "cloudtrail.get-event-selectors"],
    of="account",
    severity="high",
    remediation=(
        "Create a trail over all regions that records read and write management events, and start it; "
        "or bring the account under an organisation trail that does."
    ),
    source=_GUIDE + "receive-cloudtrail-log-files-from-multiple-regions.html",
    same_as=[
        "config:multi-region-cloudtrail-enabled",
        "config:cloudtrail-enabled",
        "securityhub:CloudTrail.1",
        "prowler:cloudtrail_multi_region_enabled",
    ],
)
def multi_region_trail_logging(
    trails: Json, statuses: Replies, selectors: Replies, *, account: str
) -> Verdict:
    """Management events of every region are recorded by a trail that is logging now.

    Without such a trail nobody can show who changed the account, and activity in an unused region
    goes unseen. An organisation trail counts in each member account.
    """
    known = Trails(account=account, listed=trails, statuses=statuses, selectors=selectors)
    return _every_event("management", known, "no trail covers all regions")


@check(
    "cloudtrail.describe-trails",
    severity="medium",
    remediation="Turn on log file validation for the trail.",
    source=_GUIDE + "cloudtrail-log-file-validation-intro.html",
    same_as=[
        "config:cloud-trail-log-file-validation-enabled",
        "config:cloudtrail-security-trail-enabled",
        "securityhub:CloudTrail.4",
        "prowler:cloudtrail_log_file_validation_enabled",
    ],
)
def log_files_validated(trail: Json) -> Verdict:
    """Each trail writes digest files with which changes to its log files can be found.

    Digest files are signed and chained, so a log file that was altered or removed after its delivery
    does not go unnoticed.
    """
    if trail["LogFileValidationEnabled"]:
        return passed("log file validation is on")
    return failed("log file validation is off")


@check(
    "cloudtrail.describe-trails",
    severity="medium",
    remediation="Give the trail a KMS key whose policy lets CloudTrail encrypt and your readers decrypt.",
    source=_GUIDE + "encrypting-cloudtrail-log-files-with-aws-kms.html",
    same_as=[
        "config:cloud-trail-encryption-enabled",
        "securityhub:CloudTrail.2",
        "prowler:cloudtrail_kms_encryption_enabled",
    ],
)
def logs_encrypted(trail: Json) -> Verdict:
    """Each trail encrypts its log files with a KMS key.

    With a KMS key, reading the log files takes a permission on the key beside that on the bucket, and
    each use of the key is recorded.
    """
    key = trail.get("KmsKeyId")  # absent where the bucket's own encryption is all there is
    if key:
        return passed(f"encrypted with {key}")
    return failed("no KMS key is set")


@check(
    "cloudtrail.describe-trails",
    needs=[
        "s3.list-buckets",
        "s3control.get-public-access-block",
        "s3.get-public-access-block",
        "s3.get-bucket-policy",
        "s3.get-bucket-policy-status",
        "s3.get-bucket-acl",
        "s3.get-bucket-ownership-controls",
    ],
    severity="critical",
    remediation="Turn on all four settings of S3 Block Public Access for the bucket that holds the trail's logs.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    same_as=[
        "config:cloudtrail-s3-bucket-public-access-prohibited",
        "securityhub:CloudTrail.6",
        "prowler:cloudtrail_logs_s3_bucket_is_not_publicly_accessible",
    ],
)
def bucket_not_public(
    trail: Json, buckets: Json, account_block: Json, *replies: Replies, trusted: frozenset[str]
) -> Verdict:
    """Each trail's bucket is closed to the public.

    The log files tell names, addresses and resources of the account to whoever can read them. A bucket
    in another account can be judged only there.
    """
    bucket = trail["S3BucketName"]
    if bucket not in {one["Name"] for one in buckets["Buckets"]}:
        raise NoData(f"the bucket {bucket} is not in this account")
    block, policy, status, acl, ownership = (reply.of(Bucket=bucket) for reply in replies)
    by_policy = policy_not_public(policy, status, block, account_block, trusted=trusted)
    by_list = acl_not_public(acl, ownership, block, account_block)
    for verdict in (by_policy, by_list):
        if verdict.status != "passed":
            return failed(f"{bucket}: {verdict.reason}")
    return passed(f"{bucket}: {by_policy.reason}; {by_list.reason}")


@check(
    "cloudtrail.describe-trails-all",
    needs=["cloudtrail.get-trail-status", "cloudtrail.get-event-selectors"],
    of="account",
    severity="low",
    remediation=(
        "Add data events to a trail over all regions: resource type S3, all current and future buckets, "
        "read and write."
    ),
    source=_GUIDE + "logging-data-events-with-cloudtrail.html",
    same_as=[
        "config:cloudtrail-all-read-s3-data-event-check",
        "config:cloudtrail-all-write-s3-data-event-check",
        "config:cloudtrail-s3-dataevents-enabled",
        "securityhub:S3.22",
        "securityhub:S3.23",
        "prowler:cloudtrail_s3_dataevents_read_enabled",
        "prowler:cloudtrail_s3_dataevents_write_enabled",
    ],
)
def s3_data_events_recorded(trails: Json, statuses: Replies, selectors: Replies, *, account: str) -> Verdict:
    """Reads and writes of the objects in every bucket are recorded by trails that are logging now.

    Management events show who changed a bucket; only data events show who read, wrote or deleted what
    is in it.
    """
    known = Trails(account=account, listed=trails, statuses=statuses, selectors=selectors)
    return _every_event("s3", known, "no trail covers all regions")


def _every_event(kind: Kind, trails: Trails, none: str) -> Verdict:
    doubts: list[str] = []
    found = list(trails.recorded(kind, doubts))
    if frozenset[str]().union(*(one.events for one in found)) == BOTH:
        names = ", ".join(sorted(one.trail["TrailARN"] for one in found if one.events))
        return passed(f"read and write events of all regions go to {names}")
    if doubts:
        raise NoData("; ".join(sorted(doubts)))
    return failed("; ".join(sorted(one.lack for one in found)) or none)
