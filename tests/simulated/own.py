"""What the simulated organisation answers by itself: who asks, which accounts and regions there are, a heavy account's topics."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from simulated.organisation import UNITS, Member, Organisation

from generator.demo.faults import Answer, Fault, write

ACCOUNTS_A_PAGE, TOPICS_A_PAGE = 20, 100
KEY = "ASIASIMU"  # with the account's id behind it, a temporary key as long as AWS's own
_ID, _REQUEST = "o-exampleorgid", "00000000-0000-4000-8000-000000000000"
_ROOT = "r-root"
_TOPIC = re.compile(rb"alerts-\d{5}")


@dataclass(frozen=True)
class Ask:
    """A request as far as it can be told without any model."""

    account: str
    region: str
    signer: str
    operation: str
    body: bytes

    def member(self, name: str) -> str:
        """A parameter by name; "" where it is not given."""
        if self.body[:1] == b"{":
            return str(json.loads(self.body).get(name, ""))
        return parse_qs(self.body.decode()).get(name, [""])[0]


@dataclass(frozen=True)
class Own:
    """An answer of ours; ``page`` counts along a list."""

    service: str
    answer: Answer
    page: int = 1


def asked(account: str, region: str, signer: str, target: str, body: bytes) -> Ask:
    """The request, with its operation out of ``X-Amz-Target`` or ``Action``."""
    operation = target.rpartition(".")[2]
    if not operation and (found := re.search(rb"(?:^|&)Action=(\w+)", body)):
        operation = found[1].decode()
    return Ask(account, region, signer, operation, body)


def own(organisation: Organisation, ask: Ask) -> Own | None:
    """The answer, or None where a recorded one has to do."""
    made = _ANSWERS.get((ask.signer, ask.operation))
    if made is None or (ask.signer == "organizations" and ask.account != organisation.management.id):
        return None
    try:
        answer = made(organisation, ask)
    except Fault as fault:
        protocol = "json" if ask.signer == "organizations" else "query"
        answer = write(fault, ask.signer, protocol, _REQUEST)
    if answer is None:
        return None
    token = ask.member("NextToken")
    return Own(ask.signer, answer, 1 + (int(token) // _page_size(ask) if token.isdigit() else 0))


def topic_of(body: bytes) -> bytes:
    """The made-up topic that a request names; empty where it names none."""
    found = _TOPIC.search(body)
    return found[0] if found else b""


def _page_size(ask: Ask) -> int:
    return TOPICS_A_PAGE if ask.signer == "sns" else ACCOUNTS_A_PAGE


def _assume_role(organisation: Organisation, ask: Ask) -> Answer:
    role = ask.member("RoleArn")
    member = organisation.by_id.get(role.split(":")[4] if role.count(":") >= 5 else "")
    if member is None or member.suspended:
        who = f"arn:aws:iam::{organisation.management.id}:user/evidence-reader"
        message = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {role}"
        raise Fault("AccessDenied", message, 403)
    lasts = timedelta(seconds=int(ask.member("DurationSeconds") or 3600))
    until = (datetime.now(UTC) + lasts).strftime("%Y-%m-%dT%H:%M:%SZ")
    arn = _session(member, ask.member("RoleSessionName") or "evidencemap")
    return _query(
        "sts",
        "AssumeRole",
        f"<Credentials><AccessKeyId>{KEY}{member.id}</AccessKeyId><SecretAccessKey>simulated</SecretAccessKey>"
        f"<SessionToken>simulated</SessionToken><Expiration>{until}</Expiration></Credentials>"
        f"<AssumedRoleUser><AssumedRoleId>AROASIMULATED0000000:{arn.rpartition('/')[2]}</AssumedRoleId>"
        f"<Arn>{arn}</Arn></AssumedRoleUser>",
    )


def _identity(organisation: Organisation, ask: Ask) -> Answer:
    member = organisation.by_id[ask.account]
    arn = _session(member) if member.role else f"arn:aws:iam::{member.id}:user/evidence-reader"
    fields = f"<Arn>{arn}</Arn><UserId>AIDASIMULATED</UserId><Account>{member.id}</Account>"
    return _query("sts", "GetCallerIdentity", fields)


def _session(member: Member, name: str = "evidencemap") -> str:
    return f"arn:aws:sts::{member.id}:assumed-role/{member.role.rpartition('/')[2] or 'none'}/{name}"


def _query(service: str, operation: str, result: str) -> Answer:
    text = (
        f'<{operation}Response xmlns="https://{service}.amazonaws.com/doc/"><{operation}Result>{result}'
        f"</{operation}Result><ResponseMetadata><RequestId>{_REQUEST}</RequestId></ResponseMetadata>"
        f"</{operation}Response>"
    )
    return Answer(200, {"Content-Type": "text/xml", "x-amzn-RequestId": _REQUEST}, text.encode())


def _regions(organisation: Organisation, _ask: Ask) -> Answer:
    items = "".join(
        f"<item><optInStatus>opt-in-not-required</optInStatus><regionName>{name}</regionName>"
        f"<regionEndpoint>ec2.{name}.amazonaws.com</regionEndpoint></item>"
        for name in organisation.regions
    )
    text = (
        '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<requestId>{_REQUEST}</requestId><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    )
    return Answer(200, {"Content-Type": "text/xml", "x-amzn-RequestId": _REQUEST}, text.encode())


def _topics(organisation: Organisation, ask: Ask) -> Answer | None:
    if not organisation.is_heavy(ask.account, ask.region):
        return None
    start = int(ask.member("NextToken") or 0)
    here = f"arn:aws:sns:{ask.region}:{ask.account}:"
    page = organisation.topics[start : start + TOPICS_A_PAGE]
    members = "".join(f"<member><TopicArn>{here}{name}</TopicArn></member>" for name in page)
    more = start + TOPICS_A_PAGE
    token = f"<NextToken>{more}</NextToken>" if more < len(organisation.topics) else ""
    return _query("sns", "ListTopics", f"<Topics>{members}</Topics>{token}")


# -- AWS Organizations, asked by the management account -----------------------------------------------------


def _organization(organisation: Organisation, _ask: Ask) -> Answer:
    owner = organisation.management.id
    arn = f"arn:aws:organizations::{owner}"
    told = {
        "Id": _ID,
        "Arn": f"{arn}:organization/{_ID}",
        "FeatureSet": "ALL",
        "MasterAccountArn": f"{arn}:account/{_ID}/{owner}",
        "MasterAccountId": owner,
        "MasterAccountEmail": "management@acme.example",
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }
    return _json({"Organization": told})


def _accounts(organisation: Organisation, ask: Ask) -> Answer:
    return _page("Accounts", [_account(organisation, one) for one in organisation.members], ask)


def _account(organisation: Organisation, one: Member) -> dict[str, Any]:
    status = "SUSPENDED" if one.suspended else "ACTIVE"
    return {
        "Id": one.id,
        "Arn": f"arn:aws:organizations::{organisation.management.id}:account/{_ID}/{one.id}",
        "Email": f"{one.name}@acme.example",
        "Name": one.name,
        "Status": status,
        "State": status,
        "JoinedMethod": "CREATED",
        "JoinedTimestamp": 1_700_000_000.0,
    }


def _roots(organisation: Organisation, ask: Ask) -> Answer:
    arn = f"arn:aws:organizations::{organisation.management.id}:root/{_ID}/{_ROOT}"
    types = [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    return _page("Roots", [{"Id": _ROOT, "Arn": arn, "Name": "Root", "PolicyTypes": types}], ask)


def _unit_id(name: str) -> str:
    return f"ou-root-{name.lower():x<12}" if name else _ROOT


def _unit(organisation: Organisation, name: str) -> dict[str, Any]:
    arn = f"arn:aws:organizations::{organisation.management.id}:ou/{_ID}/{_unit_id(name)}"
    return {"Id": _unit_id(name), "Arn": arn, "Name": name}


def _units(organisation: Organisation, ask: Ask) -> Answer:
    above = _name(ask.member("ParentId"), "ParentNotFoundException")
    found = [_unit(organisation, name) for name, over in UNITS.items() if over == above]
    return _page("OrganizationalUnits", found, ask)


def _one_unit(organisation: Organisation, ask: Ask) -> Answer:
    name = _name(ask.member("OrganizationalUnitId"), "OrganizationalUnitNotFoundException")
    return _json({"OrganizationalUnit": _unit(organisation, name)})


def _accounts_of(organisation: Organisation, ask: Ask) -> Answer:
    unit = _name(ask.member("ParentId"), "ParentNotFoundException")
    found = [_account(organisation, one) for one in organisation.members if one.unit == unit]
    return _page("Accounts", found, ask)


def _parents(organisation: Organisation, ask: Ask) -> Answer:
    child = ask.member("ChildId")
    if child in organisation.by_id:
        over = organisation.by_id[child].unit
    else:
        over = UNITS[_name(child, "ChildNotFoundException")]
    kind = "ORGANIZATIONAL_UNIT" if over else "ROOT"
    return _json({"Parents": [{"Id": _unit_id(over), "Type": kind}]})


def _name(unit: str, otherwise: str) -> str:
    for name in ("", *UNITS):
        if unit == _unit_id(name):
            return name
    raise Fault(otherwise, f"There is no {unit}.")


def _page(name: str, items: Sequence[Mapping[str, Any]], ask: Ask) -> Answer:
    start = int(ask.member("NextToken") or 0)
    size = min(int(ask.member("MaxResults") or ACCOUNTS_A_PAGE), ACCOUNTS_A_PAGE)
    told: dict[str, Any] = {name: list(items[start : start + size])}
    return _json(told | ({"NextToken": str(start + size)} if start + size < len(items) else {}))


def _json(told: Mapping[str, Any]) -> Answer:
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": _REQUEST}
    return Answer(200, headers, json.dumps(told).encode())


_ANSWERS: dict[tuple[str, str], Callable[[Organisation, Ask], Answer | None]] = {
    ("ec2", "DescribeRegions"): _regions,
    ("organizations", "DescribeOrganization"): _organization,
    ("organizations", "DescribeOrganizationalUnit"): _one_unit,
    ("organizations", "ListAccounts"): _accounts,
    ("organizations", "ListAccountsForParent"): _accounts_of,
    ("organizations", "ListOrganizationalUnitsForParent"): _units,
    ("organizations", "ListParents"): _parents,
    ("organizations", "ListRoots"): _roots,
    ("sns", "ListTopics"): _topics,
    ("sts", "AssumeRole"): _assume_role,
    ("sts", "GetCallerIdentity"): _identity,
}
