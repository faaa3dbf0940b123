"""Users, roles and policies, with the dates that IAM's API does not let one choose."""

import json
from datetime import datetime
from typing import Any

from moto.iam.models import AWSManagedPolicy, iam_backends

from generator.demo.story.hand import MANAGEMENT, Place

Json = dict[str, Any]

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
READING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"}],
}
# moto would load all 1,600 that AWS manages; these are the ones somebody attaches.
AWS_MANAGED = {
    "AdministratorAccess": EVERYTHING,
    "SecurityAudit": READING,
    "AWSSupportAccess": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["support:*"], "Resource": "*"}],
    },
}


def backend(place: Place) -> Any:
    """Moto's own IAM of the account, for dates."""
    return iam_backends[place.account]["aws"]


def aws_managed(place: Place) -> None:
    """The policies of AWS that the story attaches."""
    for name, document in AWS_MANAGED.items():
        when = place.hand.ago(3000).isoformat()
        data = {
            "DefaultVersionId": "v1", "Path": "/", "Document": document, "CreateDate": when, "UpdateDate": when,
        }  # fmt: skip
        policy = AWSManagedPolicy.from_data(name, place.account, "us-east-1", data)
        backend(place).managed_policies[policy.arn] = policy


def arn_of(managed: str) -> str:
    """The ARN of a policy of AWS."""
    return f"arn:aws:iam::aws:policy/{managed}"


def user(
    place: Place, name: str, *, created: float, password_used: float | None = None, mfa: bool = False
) -> str:
    """A user; ``password_used`` gives a console password, last used so many days ago (0: never)."""
    iam = place("iam")
    iam.create_user(UserName=name)
    known = backend(place).users[name]
    known.create_date = place.hand.past(created)
    if password_used is not None:
        iam.create_login_profile(UserName=name, Password="Example-Password-1234")  # noqa: S106 - made up
        known.password_last_used = place.hand.past(password_used) if password_used else None
    if mfa:
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
        iam.enable_mfa_device(
            UserName=name, SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321"
        )
    return name


def access_key(place: Place, name: str, *, age: float, used: float | None = None) -> tuple[str, str]:
    """An access key so many days old, last used so many days ago."""
    made = place("iam").create_access_key(UserName=name)["AccessKey"]
    key = backend(place).users[name].get_access_key_by_id(made["AccessKeyId"])
    key.create_date = place.hand.past(age)
    if used is not None:
        key.last_used = _LastUsed(place.hand.past(used), place.region)
    return made["AccessKeyId"], made["SecretAccessKey"]


class _LastUsed:
    """What moto reads of a key's last use."""

    service = "s3"

    def __init__(self, timestamp: datetime, region: str) -> None:
        self.timestamp = timestamp
        self.region = region

    def strftime(self, form: str) -> str:
        return self.timestamp.strftime(form)


def role(
    place: Place, name: str, principal: Json | str, *, condition: Json | None = None, **more: Any
) -> str:
    """A role that this principal may take."""
    action = "sts:AssumeRole"
    statement: Json = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        statement["Condition"] = condition
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    place("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust), **more)
    made = next(r for r in backend(place).roles.values() if r.name == name)
    made.create_date = place.hand.past(300)
    return f"arn:aws:iam::{place.account}:role/{name}"


def reader(place: Place) -> None:
    """The role that evidence is read with; only the management account may take it."""
    role(place, "EvidenceReader", {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"})
    place("iam").attach_role_policy(RoleName="EvidenceReader", PolicyArn=arn_of("SecurityAudit"))


def policy(place: Place, name: str, document: Json, description: str = "") -> str:
    """A customer-managed policy."""
    made = place("iam").create_policy(
        PolicyName=name, PolicyDocument=json.dumps(document), Description=description or name
    )
    backend(place).managed_policies[made["Policy"]["Arn"]].create_date = place.hand.past(250)
    return str(made["Policy"]["Arn"])


def allow(*actions: str, resource: str | list[str] = "*", condition: Json | None = None) -> Json:
    """A policy document that allows this."""
    statement: Json = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def password_policy(place: Place) -> None:
    """Long passwords that do not come back."""
    place("iam").update_account_password_policy(
        MinimumPasswordLength=14, PasswordReusePrevention=24, MaxPasswordAge=90, RequireSymbols=True,
        RequireNumbers=True, RequireUppercaseCharacters=True, RequireLowercaseCharacters=True,
        AllowUsersToChangePassword=True,
    )  # fmt: skip
