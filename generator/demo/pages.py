"""Small pages: replies cut as botocore's paginators describe, so that a page lost would be a page missed."""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from generator.demo.faults import Fault
from generator.demo.wire import Call, loader

Json = dict[str, Any]

SIZES = {
    ("accessanalyzer", "ListFindings"): 2,
    ("accessanalyzer", "ListFindingsV2"): 2,
    ("artifact", "ListReports"): 3,
    ("artifact", "ListReportVersions"): 1,
    ("cloudwatch", "DescribeAlarms"): 2,
    ("ec2", "DescribeImages"): 2,
    ("ec2", "DescribeInstances"): 2,
    ("ec2", "DescribeSecurityGroups"): 3,
    ("ec2", "DescribeSnapshots"): 2,
    ("ec2", "DescribeSubnets"): 3,
    ("ec2", "DescribeVolumes"): 2,
    ("ec2", "DescribeVpcs"): 2,
    ("guardduty", "ListFindings"): 1,
    ("iam", "GetAccountAuthorizationDetails"): 3,
    ("iam", "ListPolicies"): 2,
    ("iam", "ListRoles"): 3,
    ("iam", "ListUsers"): 2,
    ("kms", "ListKeys"): 2,
    ("lambda", "ListFunctions"): 2,
    ("logs", "DescribeLogGroups"): 2,
    ("organizations", "ListAccounts"): 2,
    ("rds", "DescribeDBInstances"): 2,
    ("rds", "DescribeDBParameters"): 2,
    ("s3", "ListBuckets"): 3,
    ("ssm", "DescribeInstanceInformation"): 2,
    ("ssm", "ListResourceComplianceSummaries"): 2,
}
REFUSALS = {
    "artifact": "ValidationException", "ec2": "InvalidParameterValue", "iam": "ValidationError",
    "kms": "InvalidMarkerException", "lambda": "InvalidParameterValueException",
    "logs": "InvalidParameterException", "rds": "InvalidParameterValue", "s3": "InvalidArgument",
    "organizations": "InvalidInputException", "cloudwatch": "InvalidNextToken",
    "guardduty": "BadRequestException", "ssm": "InvalidNextToken",
}  # fmt: skip
SECRET = secrets.token_bytes(16)


@lru_cache
def rule(service: str, operation: str) -> Json:
    """How botocore pages this operation."""
    return dict(loader().load_service_model(service, "paginators-1")["pagination"][operation])


def paged(call: Call) -> bool:
    """Whether this operation is answered in small pages."""
    return (call.service, call.operation) in SIZES


def whole(call: Call) -> Call:
    """The same question without token and limit, so that moto tells everything."""
    spec = rule(call.service, call.operation)
    drop = {_on_the_wire(call, spec[key]) for key in ("input_token", "limit_key") if key in spec}
    if call.protocol == "json":
        asked = {k: v for k, v in json.loads(call.body or b"{}").items() if k not in drop}
        return replace(call, body=json.dumps(asked).encode())
    if call.protocol in {"query", "ec2"}:
        return replace(call, body=_without(call.body.decode(), drop).encode())
    url = urlsplit(call.target)
    return replace(call, target=url._replace(query=_without(url.query, drop)).geturl())


def cut(call: Call, reply: Json) -> Json:
    """One page of the reply, and the token to the next."""
    if not paged(call):
        return reply
    spec = rule(call.service, call.operation)
    start = _start(call, call.params.get(spec["input_token"]))
    asked = call.params.get(str(spec.get("limit_key"))) or 1000
    size = min(SIZES[call.service, call.operation], int(asked))
    keys = spec["result_key"] if isinstance(spec["result_key"], list) else [spec["result_key"]]
    items = [(key, item) for key in keys for item in reply.get(key) or []]
    page = dict(reply)
    for key in keys:
        page[key] = [item for owner, item in items[start : start + size] if owner == key]
    more = start + size < len(items)
    page.pop(spec["output_token"], None)
    if more:
        page[spec["output_token"]] = _token(call, start + size)
    if "more_results" in spec:
        page[spec["more_results"]] = more
    return page


def _without(form: str, drop: set[str]) -> str:
    pairs = parse_qsl(form, keep_blank_values=True)
    return urlencode([(name, value) for name, value in pairs if name not in drop])


def _on_the_wire(call: Call, member: str) -> str:
    names = call.model.input_shape.members[member].serialization
    if call.protocol == "ec2":
        # In requests EC2 writes every name with a capital, whatever the reply does.
        name = str(names.get("queryName") or names.get("name", member))
        return name[0].upper() + name[1:]
    return str(names.get("name", member))


def _token(call: Call, start: int) -> str:
    place = json.dumps([call.service, call.operation, call.account, call.region, start]).encode()
    sign = hmac.new(SECRET, place, hashlib.sha256).digest()[:9]
    return base64.urlsafe_b64encode(sign + place).decode().rstrip("=")


def _start(call: Call, token: str | None) -> int:
    if not token:
        return 0
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        start = int(json.loads(raw[9:])[-1])
    except (ValueError, IndexError, TypeError):
        start = -1
    if start < 0 or not hmac.compare_digest(_token(call, start), token):
        extra = {"reason": "invalidToken"} if call.service == "artifact" else {}
        code = REFUSALS.get(call.service, "ValidationException")
        raise Fault(code, "The pagination token is not valid.", 400, dict(extra))
    return start
