"""What a request asks for: service, operation, region and parameters, read as AWS itself reads them.

The service stands in the SigV4 credential scope; the operation in ``X-Amz-Target``, in ``Action=`` or in
method and path. All of it is matched against botocore's own models, so nothing here names an operation.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.loaders import Loader
from moto.core.model import ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from werkzeug.datastructures import Headers, MultiDict

# Signing names that differ from botocore's service names, and those that several services share.
SIGNERS = {
    "access-analyzer": ("accessanalyzer",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "aps": ("amp",),
    "aoss": ("opensearchserverless",),
    "airflow": ("mwaa",),
    "bedrock": ("bedrock", "bedrock-agent"),
    "cassandra": ("keyspaces",),
    "cloudcontrolapi": ("cloudcontrol",),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "elasticmapreduce": ("emr",),
    "es": ("opensearch", "es"),
    "monitoring": ("cloudwatch",),
    "rds": ("rds", "neptune", "docdb"),
    "s3": ("s3", "s3control"),
    "servicequotas": ("service-quotas",),
    "ses": ("sesv2", "ses"),
    "sso": ("sso-admin",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
    "timestream": ("timestream-write", "timestream-query"),
}
SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


@dataclass(frozen=True)
class Call:
    """One request, as far as it could be read; ``operation`` is empty where no model knows it."""

    service: str
    operation: str
    region: str
    key: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    account: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def protocol(self) -> str:
        """The protocol that this request speaks."""
        return protocol(self.service, self.headers, self.target)

    @property
    def model(self) -> Any:
        """The model of the operation."""
        return service_model(self.service).operation_model(self.operation)


@lru_cache
def loader() -> Loader:
    """Botocore's own service descriptions."""
    return Loader()


@lru_cache
def service_model(service: str) -> ServiceModel:
    """The description of one service."""
    return ServiceModel(loader().load_service_model(service, "service-2"), service)


def operation_model(service: str, operation: str) -> Any:
    """The description of one operation."""
    return service_model(service).operation_model(operation)


@lru_cache
def _known(service: str) -> bool:
    return service in loader().list_available_services("service-2")


def protocol(service: str, headers: Mapping[str, str], target: str = "") -> str:
    """What is spoken to a service: some can be asked in more than one way, and the request shows which."""
    if target.startswith("/service/") and "cbor" in headers.get("Smithy-Protocol", ""):
        return "smithy-rpc-v2-cbor"
    if headers.get("X-Amz-Target"):
        return "json"
    if not _known(service):
        return "rest-json"
    return str(service_model(service).resolved_protocol)


def recognise(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Call:
    """Read a request; a call that no model knows comes back without an operation."""
    scope = SCOPE.search(headers.get("Authorization", ""))
    key, region, signer = scope.group("key", "region", "service") if scope else ("", "us-east-1", "sts")
    services = [name for name in SIGNERS.get(signer, (signer,)) if _known(name)]
    found = next((hit for name in services if (hit := _find(name, method, target, headers, body))), None)
    service, operation, uri = found or (services[0] if services else signer, "", {})
    call = Call(service, operation, region, key, method, target, headers, body)
    return _with_params(call, uri) if operation else call


def _with_params(call: Call, uri: Mapping[str, str]) -> Call:
    return Call(**{**call.__dict__, "params": _parse(call, uri)})


def _find(
    service: str, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> tuple[str, str, Mapping[str, str]] | None:
    model = service_model(service)
    if wanted := headers.get("X-Amz-Target"):
        prefix, _, operation = wanted.rpartition(".")
        ours = prefix == model.metadata.get("targetPrefix") and operation in model.operation_names
        return (service, operation, {}) if ours else None
    if "cbor" in headers.get("Smithy-Protocol", ""):
        operation = target.rpartition("/")[2]
        return (service, operation, {}) if operation in model.operation_names else None
    if model.resolved_protocol in {"query", "ec2"}:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        ours = form.get("Version") == model.api_version and form.get("Action") in model.operation_names
        return (service, form["Action"], {}) if ours else None
    return _find_route(service, method, target, headers)


def _find_route(
    service: str, method: str, target: str, headers: Mapping[str, str]
) -> tuple[str, str, Mapping[str, str]] | None:
    # s3 and s3control are signed alike; only s3control has its version in the path.
    url = urlsplit(target)
    if service == "s3" and url.path.startswith("/v20180820/") and headers.get("x-amz-account-id"):
        return None
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    for verb, pattern, literals, operation in _routes(service):
        match = pattern.fullmatch(url.path)
        if verb == method and match and all(query.get(k) == v for k, v in literals.items()):
            names = _labels(service, operation)
            return service, operation, {n: unquote(v) for n, v in zip(names, match.groups(), strict=True)}
    return None


@lru_cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], dict[str, str], str]]:
    """Every REST route of a service, the most telling first."""
    rows = []
    for name in service_model(service).operation_names:
        http = operation_model(service, name).http
        path, _, query = http["requestUri"].partition("?")
        literals = {k: v for k, v in parse_qsl(query, keep_blank_values=True) if k != "x-id"}
        regex = "".join(_piece(p) for p in re.split(r"(\{[^}]+\})", path))
        regex = regex if regex.endswith("/") and regex != "/" else regex.rstrip("/") + "/?"
        # What S3 needs to tell a call from its neighbours is in the required query members.
        rows.append((http["method"], re.compile(regex), literals, name))
    return sorted(
        rows, key=lambda row: (-len(row[2]), row[1].pattern.count("("), -len(row[1].pattern), row[3])
    )


def _piece(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return "(.+)" if part.endswith("+}") else "([^/]+)"


def _labels(service: str, operation: str) -> list[str]:
    path = operation_model(service, operation).http["requestUri"].partition("?")[0]
    return [name.rstrip("+") for name in re.findall(r"\{([^}]+)\}", path)]


def _parse(call: Call, uri: Mapping[str, str]) -> dict[str, Any]:
    kind: Any = PROTOCOL_PARSERS.get(call.protocol)
    if kind is None:
        return {}
    url = urlsplit(call.target)
    values = parse_qsl(url.query, keep_blank_values=True)
    if call.protocol in {"query", "ec2"}:
        values += parse_qsl(call.body.decode(), keep_blank_values=True)
    request = {
        "method": call.method,
        "values": MultiDict(values),
        "headers": Headers(list(call.headers.items())),
        "body": call.body,
        "url_path": url.path,
        "url_params": dict(uri),
    }
    return dict(kind(call.model).parse(request))
