"""Who may do what in production."""

import json
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto.iam.models import iam_backends

from generator.demo.guards import ORGANIZATION
from generator.demo.story import people
from generator.demo.story.hand import PARTNER, UNTRUSTED, Place

Json = dict[str, Any]

# Text that a report must show and never run.
HOSTILE = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "a|b", "../../etc/passwd")


def tell(home: Place) -> None:
    """People, policies, trust and a forgotten certificate."""
    people.password_policy(home)
    _people(home)
    _policies(home)
    _trust(home)
    _server_certificate(home)


def _people(home: Place) -> None:
    people.user(home, "dora.dev", created=600, password_used=1, mfa=True)
    people.user(home, "otto.ops", created=600, password_used=120)
    people.user(home, "nina.never", created=200, password_used=0)
    # A deployment user with a key of 400 days, still in use, and one whose second key lies about unused.
    people.user(home, "deploy-bot", created=420)
    people.access_key(home, "deploy-bot", age=400, used=1)
    people.user(home, "report-bot", created=150)
    people.access_key(home, "report-bot", age=40, used=2)
    spare, _ = people.access_key(home, "report-bot", age=140)
    home("iam").update_access_key(UserName="report-bot", AccessKeyId=spare, Status="Inactive")
    home("iam").attach_user_policy(UserName="otto.ops", PolicyArn=people.arn_of("AdministratorAccess"))
    home("iam").create_group(GroupName="developers")
    home("iam").add_user_to_group(GroupName="developers", UserName="dora.dev")
    home("iam").create_group(GroupName="empty-group")


def _policies(home: Place) -> None:
    people.policy(home, "do-everything", people.EVERYTHING, f"Given out in a hurry {HOSTILE[3]}")
    home("iam").attach_user_policy(
        UserName="deploy-bot", PolicyArn=f"arn:aws:iam::{home.account}:policy/do-everything"
    )
    reads = people.allow("s3:GetObject", "s3:ListBucket", resource=["arn:aws:s3:::acme-app-assets/*"])
    arn = people.policy(home, "read-assets", reads, "Reads the assets of the application")
    home("iam").attach_group_policy(GroupName="developers", PolicyArn=arn)
    widen = people.allow("iam:PassRole", "iam:CreatePolicyVersion", "ec2:RunInstances")
    people.policy(home, "may-widen-itself", widen, "A road to more rights; nobody has it")
    inline = json.dumps(people.allow("*"))
    home("iam").put_user_policy(UserName="report-bot", PolicyName="quick-fix", PolicyDocument=inline)


def _trust(home: Place) -> None:
    everyone: Json = {"AWS": "*"}
    own = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}
    people.role(
        home, "WholeOrganization", everyone, condition=own, Description="Narrowed to the organisation"
    )
    people.role(home, "AnyoneAtAll", everyone, Description="Open to whoever asks")
    people.role(home, "OldConsultant", {"AWS": f"arn:aws:iam::{UNTRUSTED}:root"}, Description="Left in 2023")
    external = {"StringEquals": {"sts:ExternalId": "acme-4711"}}
    people.role(
        home, "PartnerMonitoring", {"AWS": f"arn:aws:iam::{PARTNER}:root"}, condition=external,
        Description="A partner that looks at metrics",
    )  # fmt: skip
    people.role(home, "AppServer", {"Service": "ec2.amazonaws.com"})
    people.role(home, "AppFunction", {"Service": "lambda.amazonaws.com"})
    people.role(home, "Backup", {"Service": "backup.amazonaws.com"})
    people.role(home, "ConfigRecorder", {"Service": "config.amazonaws.com"})
    hostile = [{"Key": f"note{n}", "Value": text} for n, text in enumerate(("a=b", "../../etc/passwd"))]
    home("iam").tag_role(RoleName="AppServer", Tags=hostile)
    home("iam").create_instance_profile(InstanceProfileName="AppServer")
    home("iam").add_role_to_instance_profile(InstanceProfileName="AppServer", RoleName="AppServer")


def _server_certificate(home: Place) -> None:
    """Uploaded once for a load balancer, expired since."""
    body, key = certificate("old.acme.example", home.hand.ago(500), home.hand.ago(60))
    home("iam").upload_server_certificate(
        ServerCertificateName="old-acme-example", CertificateBody=body.decode(), PrivateKey=key.decode()
    )
    known: Any
    for known in iam_backends[home.account]["aws"].certificates.values():
        known.upload_date, known.expiration = home.hand.past(500), home.hand.past(60)


def certificate(name: str, begins: datetime, ends: datetime) -> tuple[bytes, bytes]:
    """A certificate that its maker signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(int(begins.timestamp()))
        .not_valid_before(begins)
        .not_valid_after(max(ends, begins + timedelta(days=1)))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    plain = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(form), plain
