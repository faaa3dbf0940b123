"""Who may not: denials, regions that are off, expired tokens and faults to order."""

from dataclasses import dataclass, field
from typing import Literal

from generator.demo.faults import Fault
from generator.demo.wire import Call
from generator.demo.world import MANAGEMENT, REGIONS

Cause = Literal["no identity-based policy", "explicit deny", "service control policy"]
Kind = Literal["throttle", "500", "cut"]

ORGANIZATION = "o-exampleorgid"
EVERYWHERE = frozenset(
    {
        "account",
        "artifact",
        "cloudfront",
        "iam",
        "organizations",
        "route53",
        "s3control",
        "shield",
        "support",
    }
)
# Services whose word for a refusal is not that of their protocol.
DENIED = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError", "cloudwatch": "AccessDenied"}
PREFIXES = {
    "accessanalyzer": "access-analyzer", "cloudwatch": "cloudwatch", "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing", "emr": "elasticmapreduce",
    "opensearch": "es", "opensearchserverless": "aoss", "resourcegroupstaggingapi": "tag",
    "s3control": "s3", "sesv2": "ses", "stepfunctions": "states", "sso-admin": "sso",
}  # fmt: skip
# Permissions that are not named like their operation.
ACTIONS = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "access-analyzer:ListFindingsV2": "access-analyzer:ListFindings",
}


class Cut(Exception):
    """The connection ends without an answer."""


@dataclass(frozen=True)
class Caller:
    """Who signs with an access key."""

    account: str
    arn: str


@dataclass(frozen=True)
class Rule:
    """A denial, or a fault to order (then ``kind`` is set); ``*`` stands for all."""

    account: str
    service: str
    operation: str
    cause: str = ""
    kind: str = ""

    def meets(self, call: Call) -> bool:
        """Whether the rule speaks of this call."""
        mine = (self.account, self.service, self.operation)
        theirs = (call.account, call.service, call.operation)
        return all(ours in {"*", its} for ours, its in zip(mine, theirs, strict=True))


@dataclass
class Guards:
    """Everything that can stand before an answer; tests may add to it while the front runs."""

    callers: dict[str, Caller] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)
    rules: list[Rule] = field(default_factory=list)
    left: dict[Rule, int] = field(default_factory=dict)

    def caller(self, key: str) -> Caller:
        """Whoever signs with this key; keys that nobody gave out are the management account's."""
        return self.callers.get(key) or Caller(MANAGEMENT, f"arn:aws:iam::{MANAGEMENT}:user/evidence-reader")

    def pass_or_raise(self, call: Call) -> None:
        """Let the call through, or raise what AWS would answer."""
        if call.key in self.expired:
            raise _expired(call)
        if call.region not in REGIONS and call.service not in EVERYWHERE:
            raise _region_off(call)
        for rule in self.rules:
            if rule.meets(call) and self._counts(rule):
                raise _fault(rule.kind, call) if rule.kind else self._denial(rule.cause, call)

    def _counts(self, rule: Rule) -> bool:
        if rule not in self.left:
            return True
        self.left[rule] -= 1
        return self.left[rule] >= 0

    def _denial(self, cause: str, call: Call) -> Fault:
        action = permission(call.service, call.operation)
        why = {
            "no identity-based policy": f"because no identity-based policy allows the {action} action",
            "explicit deny": "with an explicit deny in an identity-based policy",
            "service control policy": "with an explicit deny in a service control policy: "
            f"arn:aws:organizations::{MANAGEMENT}:policy/{ORGANIZATION}/service_control_policy/p-examplepolicy",
        }[cause]
        who = self.caller(call.key).arn
        code = DENIED.get(call.service) or _word(call, "AccessDenied", "AccessDeniedException")
        return Fault(code, f"User: {who} is not authorized to perform: {action} {why}", 403)


def permission(service: str, operation: str) -> str:
    """The IAM action behind an operation."""
    action = f"{PREFIXES.get(service, service)}:{operation}"
    return ACTIONS.get(action, action)


def unknown(call: Call) -> Fault:
    """What AWS says to an operation that it does not have."""
    name = call.operation or call.target.partition("?")[0]
    message = f"The operation {name} is not known here."
    if call.protocol in {"query", "ec2"}:
        return Fault("InvalidAction", message)
    return Fault(_word(call, "NotImplemented", "UnknownOperationException"), message)


def _word(call: Call, xml: str, json: str) -> str:
    return json if call.protocol in {"json", "rest-json", "smithy-rpc-v2-cbor"} else xml


def _expired(call: Call) -> Fault:
    message = "The security token included in the request is expired"
    if call.service == "ec2":
        return Fault("RequestExpired", "Request has expired.")
    return Fault(_word(call, "ExpiredToken", "ExpiredTokenException"), message, 403)


def _region_off(call: Call) -> Fault:
    if call.service == "ec2":
        message = "AWS was not able to validate the provided access credentials"
        return Fault("AuthFailure", message, 401)
    code = _word(call, "InvalidClientTokenId", "UnrecognizedClientException")
    if call.service == "s3":
        code = "InvalidAccessKeyId"
    return Fault(code, "The security token included in the request is invalid.", 403)


def _fault(kind: str, call: Call) -> Exception:
    if kind == "cut":
        return Cut()
    if kind == "throttle":
        code, status = {"ec2": ("RequestLimitExceeded", 503), "s3": ("SlowDown", 503)}.get(
            call.service, (_word(call, "Throttling", "ThrottlingException"), 400)
        )
        return Fault(code, "Rate exceeded", status)
    code = _word(call, "InternalFailure", "InternalServerException")
    return Fault(code, "An internal error has occurred.", int(kind))
