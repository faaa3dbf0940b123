"""A rich made-up Assessment: three accounts, two regions, every status, some nasty names."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count

from generator.model.assessment import (
    Assessment,
    AwsLineResult,
    BlindSpot,
    CallRow,
    CheckInfo,
    CuecRow,
    CustomerLineResult,
    FamilyResult,
    FeatureRow,
    Finding,
    LimitRow,
    Notice,
    OptionRow,
    Population,
    ReportRow,
    RequestRow,
    RequirementResult,
    ServiceRow,
    Stretch,
)
from generator.model.catalog import Framework, LeftOut
from generator.model.scope import Account, Period
from generator.model.status import Counts

ACCOUNTS = (
    Account(id="111122223333", name="management"),
    Account(id="444455556666", name="production"),
    Account(id="777788889999", name="sandbox"),
)
REGIONS = ("eu-west-1", "us-east-1")
FRAMEWORKS = (
    Framework(
        id="hipaa",
        name="HIPAA Security, Breach and Privacy Rules",
        version="45 CFR 164, 2013 Omnibus",
        publisher="HHS",
        url="https://www.ecfr.gov/current/title-45/part-164",
        text_licence="public law",
        kinds={"standard": "standard", "R": "required", "A": "addressable", "breach": "breach"},
        not_covered=("The Privacy Rule's uses and disclosures: no account API shows them.",),
    ),
    Framework(
        id="soc-2",
        name="SOC 2 Trust Services Criteria",
        version="2017 (points of focus 2022)",
        publisher="AICPA",
        url="https://www.aicpa-cima.org/",
        text_licence="ids only",
        kinds={"criterion": "criterion"},
    ),
)
# check: (call, kind, severity, title, remediation, same as, ids of what it judges)
CHECKS = {
    "s3.tls_only": (
        "s3.get-bucket-policy", "AWS::S3::Bucket", "medium", "Each bucket refuses requests that do not use TLS.",
        "Add a Deny for aws:SecureTransport false to the bucket policy.",
        ("config:s3-bucket-ssl-requests-only", "securityhub:S3.5", "prowler:s3_bucket_secure_transport_policy"),
        ("claims-archive", "patient-exports", "web-assets", "=cmd|' /C calc'!A0", "a|b<script>alert(1)</script>`#x"),
    ),
    "s3.public_access_blocked": (
        "s3.get-public-access-block", "AWS::S3::Bucket", "critical", "Each bucket blocks public access.",
        "Turn on all four settings of Block Public Access, first for the account.",
        ("config:s3-bucket-level-public-access-prohibited", "securityhub:S3.8"),
        ("claims-archive", "patient-exports", "web-assets"),
    ),
    "ec2.volumes_encrypted": (
        "ec2.describe-volumes", "AWS::EC2::Volume", "high", "Each EBS volume is encrypted.",
        "Copy the volume with encryption on, swap it in, delete the old one; turn on encryption by default.",
        ("config:encrypted-volumes", "securityhub:EC2.3", "prowler:ec2_ebs_volume_encryption"),
        tuple(f"vol-0{n:07x}" for n in range(11)),
    ),
    "ec2.no_open_admin_ports": (
        "ec2.describe-security-groups", "AWS::EC2::SecurityGroup", "critical",
        "No security group lets the whole internet reach SSH, remote desktop or a database.",
        "Narrow the rule to known addresses, or reach instances through Session Manager.",
        ("config:restricted-ssh", "securityhub:EC2.19"), ("sg-0a1", "sg-0b2", "sg-0c3", "sg-0d4"),
    ),
    "rds.storage_encrypted": (
        "rds.describe-db-instances", "AWS::RDS::DBInstance", "high", "Each database's storage is encrypted.",
        "Restore an encrypted copy of a snapshot and move over to it.",
        ("config:rds-storage-encrypted", "securityhub:RDS.3"), ("claims-db", "reporting-db"),
    ),
    "rds.backups_kept": (
        "rds.describe-db-instances", "AWS::RDS::DBInstance", "medium", "Each database keeps backups for 7 days or more.",
        "Set the backup retention period to at least 7 days.", ("config:db-instance-backup-enabled",),
        ("claims-db", "reporting-db"),
    ),
    "iam.root_has_mfa": (
        "iam.get-account-summary", "AWS::Account", "critical", "The root user signs in with a second factor.",
        "Register a hardware key for the root user.", ("config:root-account-mfa-enabled", "securityhub:IAM.9"), ("",),
    ),
    "iam.password_length(minimum=12)": (
        "iam.get-account-password-policy", "AWS::Account", "medium", "Passwords have at least the wanted length.",
        "Set the minimum password length in the account's password policy.", ("config:iam-password-policy",), ("",),
    ),
    "iam.keys_rotated": (
        "iam.get-credential-report", "AWS::IAM::User", "medium", "Access keys are younger than 90 days.",
        "Give workloads roles; rotate the keys that must stay.", ("config:access-keys-rotated", "securityhub:IAM.3"),
        ("alice", "bob", "ci-deploy", '=HYPERLINK("http://evil")'),
    ),
    "cloudtrail.multi_region_trail": (
        "cloudtrail.describe-trails", "AWS::Account", "high", "A trail over all regions is logging now and checks its files.",
        "Create an organisation trail with file validation on.", ("config:multi-region-cloudtrail-enabled",), ("",),
    ),
    "guardduty.on": (
        "guardduty.list-detectors", "AWS::Region", "high", "GuardDuty is on in each region.",
        "Turn GuardDuty on for the organisation, in all regions.", ("config:guardduty-enabled-centralized",), ("",),
    ),
    "logs.kept_a_year": (
        "logs.describe-log-groups", "AWS::Logs::LogGroup", "low", "Each log group keeps its events for 365 days or more.",
        "Set the retention of the log group.", ("config:cw-loggroup-retention-period-check",),
        tuple(f"/aws/lambda/claims-{n}" for n in range(6)),
    ),
    "elb.listener_tls": (
        "elbv2.describe-listeners", "AWS::ElasticLoadBalancingV2::Listener", "medium", "Each listener uses TLS.",
        "Redirect HTTP to HTTPS.", ("securityhub:ELB.1",), (),
    ),
}  # fmt: skip
GLOBAL = {"iam", "s3"}
# family: [(id, kind, title, aws line kind or "", report families, checks, requests)]
REQUIREMENTS: dict[str, list[tuple[str, str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "Administrative safeguards": [
        ("164.308(a)(1)(ii)(A)", "R", "Risk analysis", "", (), (), ("risk-analysis",)),
        ("164.308(a)(1)(ii)(D)", "R", "Information system activity review", "shared", ("soc-2",),
         ("cloudtrail.multi_region_trail", "logs.kept_a_year"), ("log-review",)),
        ("164.308(a)(3)(ii)(C)", "A", "Termination procedures", "", (), ("iam.keys_rotated",), ("leavers",)),
        ("164.308(a)(5)(ii)(B)", "A", "Protection from malicious software", "shared", ("soc-2",), ("guardduty.on",), ()),
        ("164.308(a)(5)(ii)(D)", "A", "Password management", "", (), ("iam.password_length(minimum=12)",), ()),
        ("164.308(a)(7)(ii)(A)", "R", "Data backup plan", "shared", ("soc-2",), ("rds.backups_kept",), ("backup-plan",)),
        ("164.308(b)(1)", "standard", "Business associate contracts", "inherited", ("baa",), (), ("vendor-list",)),
    ],
    "Physical safeguards": [
        ("164.310(a)(1)", "standard", "Facility access controls", "inherited", ("soc-2", "iso-27001"), (), ()),
        ("164.310(a)(2)(ii)", "A", "Facility security plan", "inherited", ("soc-2",), (), ()),
        ("164.310(b)", "standard", "Workstation use", "", (), (), ("workstations",)),
        ("164.310(d)(2)(i)", "R", "Disposal of hardware and of the media that hold the data", "inherited", ("iso-27001",), (), ()),
    ],
    "Technical safeguards": [
        ("164.312(a)(1)", "standard", "Access control", "shared", ("soc-2",),
         ("iam.root_has_mfa", "s3.public_access_blocked", "ec2.no_open_admin_ports"), ("access-policy",)),
        ("164.312(a)(2)(iv)", "A", "Encryption and decryption", "shared", ("soc-2",),
         ("ec2.volumes_encrypted", "rds.storage_encrypted"), ()),
        ("164.312(b)", "standard", "Audit controls", "shared", ("soc-2",), ("cloudtrail.multi_region_trail", "logs.kept_a_year"), ()),
        ("164.312(d)", "standard", "Person or entity authentication", "shared", ("pci-dss",), ("iam.root_has_mfa",), ()),
        ("164.312(e)(1)", "standard", "Transmission security", "shared", ("soc-2",), ("s3.tls_only", "elb.listener_tls"), ()),
        ("164.312(e)(2)(ii)", "A", "Encryption in transit", "shared", ("hitrust",), ("elb.listener_tls",), ()),
    ],
    "Breach notification": [
        ("164.404", "breach", "Notification to individuals", "", (), (), ("breach-procedure",)),
        ("164.410", "breach", "Notification by a business associate", "shared", ("baa",), (), ("breach-procedure",)),
    ],
}  # fmt: skip
SOC2 = {
    "Logical access": [
        ("CC6.1", "criterion", "Logical access security", "shared", ("soc-2",), ("s3.public_access_blocked", "ec2.volumes_encrypted"), ()),
        ("CC6.7", "criterion", "Data is protected while it travels", "shared", ("soc-2",), ("s3.tls_only",), ()),
    ],
    "System operations": [("CC7.2", "criterion", "Anomalies are watched for", "", (), ("guardduty.on",), ())],
}  # fmt: skip
STATUS_OF_FAMILY = {
    "soc-2": ("report gap", "part", 31), "iso-27001": ("inherited", "whole", 0), "pci-dss": ("service out of scope", "whole", 0),
    "baa": ("no data", "none", 92), "hitrust": ("no report", "none", 92),
}  # fmt: skip
PERIOD = Period(name="2026Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
READ_AT = "2026-10-01T06:15:{:02d}Z"


def hexes(*parts: str, length: int = 12) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:length]


def assessment(*, organisation: str = "Acme Health & Sons") -> Assessment:
    """The whole of it, the same on every run."""
    findings = tuple(_findings())
    requirements = tuple(_requirements("hipaa", REQUIREMENTS, findings)) + tuple(
        _requirements("soc-2", SOC2, findings)
    )
    return Assessment(
        organisation=organisation,
        period=PERIOD,
        frameworks=FRAMEWORKS,
        accounts=ACCOUNTS,
        regions=("global", *REGIONS),
        assessed_at="2026-10-01T07:00:00Z",
        collected_from="2026-10-01T06:15:00Z",
        collected_to="2026-10-01T06:31:42Z",
        callers=tuple(f"arn:aws:sts::{a.id}:assumed-role/EvidenceReader/evidencemap" for a in ACCOUNTS),
        version="0.1.0",
        mapping_digest=hexes("mappings", length=64),
        requirements=requirements,
        findings=findings,
        populations=tuple(_populations(findings)),
        calls=tuple(_calls()),
        families=tuple(_families("hipaa", REQUIREMENTS)) + tuple(_families("soc-2", SOC2)),
        reports=tuple(_reports()),
        services=tuple(_services()),
        requests=tuple(_requests(requirements)),
        blind_spots=tuple(_blind_spots()),
        checks=tuple(_check_infos()),
        left_out=LEFT_OUT,
        options=OPTIONS,
        limits=LIMITS,
        notices=NOTICES,
        cuecs=tuple(_cuecs()),
        wording={"hipaa": "ours.csv sha256:0"},
    )


LEFT_OUT = tuple(
    LeftOut(framework="hipaa", requirement=id_, title="For others", why="option site: no (A site?)")
    for id_ in ("164.999(a)", "164.999(b)")
)
OPTIONS = (
    OptionRow(
        option="site", question="A site?", answer=("no",), means="No site.", by_default=True,
        frameworks=("hipaa",),
    ),
)  # fmt: skip
LIMITS = (
    LimitRow(
        id="managed", title="Managed is not secure by itself", statement="Settings stay ours.", source="https://x.example §1",
        checks=("s3.versioning",), counts=Counts(population=3, passed=1, failed=1, no_data=1), judged=True,
    ),
    LimitRow(
        id="code", title="Code is ours", statement="In every model.", source="", checks=(), counts=Counts(), judged=True
    ),
    LimitRow(
        id="other", title="Not asked here", statement="s", source="", checks=(), counts=Counts(), judged=False
    ),
)  # fmt: skip


def _split(key: str) -> tuple[str, str]:
    check, _, params = key.removesuffix(")").partition("(")
    return check, params


def _users(check: str) -> tuple[str, ...]:
    """The requirements that use a check."""
    found = []
    for framework, families in (("hipaa", REQUIREMENTS), ("soc-2", SOC2)):
        found += [f"{framework}:{row[0]}" for rows in families.values() for row in rows if check in row[5]]
    return tuple(found)


def _places(key: str) -> Iterator[tuple[Account, str]]:
    for account in ACCOUNTS:
        for region in ("global",) if key.partition(".")[0] in GLOBAL else REGIONS:
            yield account, region


def evidence_of(call: str, account: str, region: str, item: str = "") -> str:
    return hexes(account, region, call, item)


def _findings() -> Iterator[Finding]:
    number = count()
    for key, (call, kind, severity, title, _fix, _same, names) in CHECKS.items():
        check, params = _split(key)
        for account, region in _places(key):
            denied = account.name == "sandbox" and check == "rds.storage_encrypted"
            for name in ("*",) if denied else names:
                n = next(number)
                status = "no data" if denied else _status(check, account.name, n)
                yield Finding(
                    key=hexes(key, account.id, region, name),
                    check=check,
                    params=params,
                    title=title,
                    severity=severity,
                    account=account.id,
                    region=region,
                    service=check.partition(".")[0],
                    kind=kind,
                    resource=name if denied else _arn(check, account.id, region, name),
                    status=status,
                    reason=_REASON[status],
                    evidence=(evidence_of(call, account.id, region),),
                    observed_at=READ_AT.format(n % 60),
                    requirements=_users(key),
                    exception="EX-7, approved by the security officer, until 2026-12-31"
                    if status == "exception"
                    else "",
                )


_REASON = {
    "passed": "seen as wanted",
    "failed": "retention 30 days, 365 wanted",
    "no data": "rds.describe-db-instances was denied: no identity policy allows rds:DescribeDBInstances",
    "exception": "seen otherwise; an approved exception covers it",
    "not applicable": "holds no data",
}


def _status(check: str, account: str, n: int) -> str:
    if check in ("cloudtrail.multi_region_trail", "rds.backups_kept"):
        return "passed"
    if account == "management" and check != "s3.tls_only":
        return "passed"
    return ("passed", "failed", "passed", "passed", "exception", "passed", "failed", "not applicable")[n % 8]


def _arn(check: str, account: str, region: str, name: str) -> str:
    service = check.partition(".")[0]
    place = "" if region == "global" else region
    return f"arn:aws:{service}:{place}:{account}:{name}" if name else f"arn:aws:iam::{account}:root"


def _counted(findings: Sequence[Finding]) -> Counts:
    found = [f.status for f in findings]
    return Counts(
        population=len(found),
        passed=found.count("passed"),
        failed=found.count("failed"),
        no_data=found.count("no data"),
        exceptions=found.count("exception"),
        not_applicable=found.count("not applicable"),
        aws_owned=1 if findings and findings[0].service == "iam" else 0,
    )


def _requirements(framework: str, families: dict, findings: Sequence[Finding]) -> Iterator[RequirementResult]:
    by_check: dict[str, list[Finding]] = {}
    for f in findings:
        by_check.setdefault(f"{f.check}({f.params})" if f.params else f.check, []).append(f)
    version = next(f.version for f in FRAMEWORKS if f.id == framework)
    for family, rows in families.items():
        for id_, kind, title, line_kind, reports, checks, requests in rows:
            aws = tuple(_aws_lines(line_kind, reports, title))
            customer = tuple(_customer_lines(checks, requests, by_check, title))
            judged = [f for c in checks for f in by_check.get(c, [])]
            statuses = [line.status for line in customer if line.applies]
            order = (
                "deviations",
                "no data",
                "evidence requested",
                "supported",
                "not occurring",
                "not applicable",
            )
            worst = min(statuses, key=order.index, default="")
            worst_aws = min((line.status for line in aws), key=_AWS_ORDER.index, default="")
            evidence = tuple(dict.fromkeys(e for f in judged for e in f.evidence))
            yield RequirementResult(
                framework=framework,
                version=version,
                requirement=id_,
                title=title,
                text=f"Implement what {title.lower()} asks for.",
                kind=kind,
                applies_to="group health plans only" if id_ == "164.310(b)" else "",
                family=family,
                responsibility="aws" if not customer else "shared" if aws else "customer",
                aws_status=worst_aws,
                aws_reason=aws[0].reason if aws else "",
                customer_status="not applicable" if id_ == "164.310(b)" else worst,
                customer_reason="decided by the privacy officer: no workstations hold data" if id_ == "164.310(b)" else next(
                    (line.reason for line in customer if line.status == worst), ""),
                aws=aws,
                customer=customer,
                counts=_counted(judged),
                evidence=evidence,
                oldest_evidence=min((f.observed_at for f in judged), default=""),
                source=f"https://www.ecfr.gov/current/title-45/section-164.312 {id_}",
                reviewed="2026-09-01",
                row_key=hexes(framework, version, id_),
            )  # fmt: skip


_AWS_ORDER = ("no data", "no report", "service out of scope", "report gap", "inherited")


def _aws_lines(kind: str, reports: tuple[str, ...], title: str) -> Iterator[AwsLineResult]:
    for family in reports:
        status, covers, gap = STATUS_OF_FAMILY[family]
        yield AwsLineResult(
            statement=f"AWS does its part of {title.lower()} for the hardware and the services that it runs",
            kind=kind,
            status=status,
            reason={
                "report gap": f"the report covers {covers} of the period; {gap} days from 2026-08-31 are open",
                "inherited": "the report covers the whole period and every service in use",
                "no data": "artifact.ListCustomerAgreements was denied in 777788889999",
                "no report": "no report of this family is in AWS Artifact",
                "service out of scope": "the PCI DSS list does not hold a service in use",
            }[status],
            families=(family,),
            citation=f"{family.upper()} report, version 2, 2026-04-01 to 2026-08-30" if status in ("inherited", "report gap") else "",
            out_of_scope=("apprunner",) if status == "service out of scope" else (),
            evidence=(evidence_of("artifact.list-reports", ACCOUNTS[0].id, "global"),),
        )  # fmt: skip


def _customer_lines(checks, requests, by_check, title) -> Iterator[CustomerLineResult]:
    for check in checks:
        found = by_check.get(check, [])
        counts = _counted(found)
        status = (
            "deviations" if counts.failed else "no data" if counts.no_data else "supported" if counts.passed else "not occurring"
        )  # fmt: skip
        yield CustomerLineResult(
            statement=CHECKS[check][3].rstrip("."),
            objective=f"{check.partition('.')[0]}.{title.split()[0].lower()}",
            status=status,
            reason={
                "deviations": f"{counts.failed} of {counts.population} resources fail",
                "no data": "part of the population could not be listed",
                "supported": f"all {counts.passed} resources hold it",
                "not occurring": "every population was read and is empty",
            }[status],
            checks=(check,),
            requests=(),
            applies=True,
            why_not="",
            counts=counts,
        )
    for request in requests:
        yield CustomerLineResult(
            statement=f"The organisation gives: {request.replace('-', ' ')}",
            objective="",
            status="supported" if request == "access-policy" else "evidence requested",
            reason=f"{request} was asked for and has not come",
            checks=(),
            requests=(request,),
            applies=True,
            why_not="",
            counts=Counts(),
        )
    if title == "Encryption and decryption":
        yield CustomerLineResult(
            statement="Guest systems are patched",
            objective="guest.patching",
            status="",
            reason="",
            checks=("ssm.patched",),
            requests=(),
            applies=False,
            why_not="no service of the infrastructure model is in use",
            counts=Counts(),
        )


def _populations(findings: Sequence[Finding]) -> Iterator[Population]:
    for key, (call, _kind, severity, title, *_rest) in CHECKS.items():
        check, params = _split(key)
        for account, region in _places(key):
            found = [f for f in findings if (f.check, f.account, f.region) == (check, account.id, region)]
            unread = any(f.resource == "*" for f in found)
            service, operation = call.split(".")
            yield Population(
                check=check,
                params=params,
                title=title,
                severity=severity,
                account=account.id,
                region=region,
                counts=_counted(found),
                complete=not unread,
                why_incomplete="rds.describe-db-instances was denied" if unread else "",
                evidence=(evidence_of(call, account.id, region),),
                recount=f"aws {service} {operation} --region {region if region != 'global' else 'us-east-1'} --query 'length(Items)'",
            )  # fmt: skip


def _calls() -> Iterator[CallRow]:
    needed: dict[str, list[str]] = {
        "artifact.list-reports": ["artifact"],
        "artifact.list-customer-agreements": ["artifact"],
    }
    for key, row in CHECKS.items():
        needed.setdefault(row[0], []).append(key)
    for n, (call, keys) in enumerate(sorted(needed.items())):
        service, operation = call.split(".")
        regions = ("global",) if service in (*GLOBAL, "artifact") else REGIONS
        for account in ACCOUNTS:
            for region in regions:
                denied = account.name == "sandbox" and operation in (
                    "describe-db-instances",
                    "list-customer-agreements",
                )
                outcome = "denied" if denied else "absent" if (n, account.name) == (4, "sandbox") else "seen"
                yield CallRow(
                    evidence=evidence_of(call, account.id, region),
                    call=call,
                    service=service,
                    operation="".join(w.capitalize() for w in operation.split("-")).replace("Db", "DB"),
                    account=account.id,
                    region=region,
                    parameters='{"MaxResults":"100"}',
                    outcome=outcome,
                    cause="no identity policy allows it" if denied else "",
                    error_code="AccessDenied" if denied else "",
                    message=f"User: arn:aws:sts::{account.id}:assumed-role/EvidenceReader/evidencemap is not authorized to perform: {service}:{operation} because no identity-based policy allows the action" if denied else "",
                    pages=0 if denied else 1 + n % 3,
                    items=0 if denied else n * 3 % 17,
                    caller=f"arn:aws:sts::{account.id}:assumed-role/EvidenceReader/evidencemap",
                    request_ids=tuple(f"{hexes(call, account.id, str(p), length=8)}-aaaa-bbbb-cccc-0123456789ab" for p in range(1 + n % 3)),
                    started=READ_AT.format(n),
                    ended=READ_AT.format(n + 1),
                    sha256="" if denied else hexes(call, account.id, region, length=64),
                    needed_by=tuple(keys),
                    command=f"aws {service} {operation} --region {region if region != 'global' else 'us-east-1'} --max-results 100",
                )  # fmt: skip


_FAMILY_NAMES = {
    "soc-2": "SOC 2 Type 2 report",
    "iso-27001": "ISO/IEC 27001 certificate",
    "pci-dss": "PCI DSS attestation of compliance",
    "baa": "Business associate addendum",
    "hitrust": "HITRUST letter",
}


NOTICES = (
    Notice(framework="hipaa", what="services outside", text="In use and not on AWS's list: AWS App Runner (not listed as of 2026-09-20)."),
    Notice(framework="hipaa", what="list old", text="The list of 2022-07-15 is older than 120 days."),
)  # fmt: skip


def _cuecs() -> Iterator[CuecRow]:
    for n, status in enumerate(("deviations", "supported", "")):
        yield CuecRow(
            framework="hipaa",
            cuec=f"expected-{n}",
            reports=("SOC 2 Type 2 report",),
            topic=f"Topic {n}",
            statement="We decide who signs in.",
            section="Complementary user entity controls",
            objectives=("iam.access",),
            status=status,
            reason="not judged: no requirement here asks for iam.access" if not status else "1 of 3 deviate",
            counts=Counts(population=3, passed=2, failed=1) if n == 0 else Counts(),
            evidence=(evidence_of("iam.get-account-summary", ACCOUNTS[0].id, "global"),) if n == 0 else (),
            requests=("leavers",),
            requirements=("164.312(a)(1)",),
        )


def _stretches(family: str, covers: str) -> tuple[Stretch, ...]:
    if covers == "none":
        return ()
    end = "2026-08-30" if covers == "part" else "2026-12-31"
    return (Stretch(kind="report", start="2026-04-01", end=end, name=f"{_FAMILY_NAMES[family]}, version 2"),)


def _families(framework: str, rows: dict) -> Iterator[FamilyResult]:
    cited = {name for group in rows.values() for row in group for name in row[4]}
    for family, (status, covers, gap) in STATUS_OF_FAMILY.items():
        if family not in cited:
            continue
        yield FamilyResult(
            framework=framework,
            gaps=("2026-08-31 to 2026-09-30",) if covers == "part" else ("2026-07-01 to 2026-09-30",) if gap else (),
            stretches=_stretches(family, covers),
            not_listed=("AWS App Runner (not listed as of 2026-09-20)",) if family == "pci-dss" else (),
            lists=("2026-09-20",) if family in ("pci-dss", "soc-2") else (),
            next_expected="about 2026-11-15 (for the days to 2026-09-30)" if family == "soc-2" else "",
            program={"pci-dss": "pci-dss", "soc-2": "soc"}.get(family, ""),
            family=family,
            name=_FAMILY_NAMES[family],
            kind="agreement" if family == "baa" else "report",
            status=status,
            reason={"inherited": "covers the whole period"}.get(status, f"{gap} days of the period are not covered"),
            covers=covers,
            gap_days=gap,
            gap_from="2026-08-31" if gap else "",
            gap_to="2026-09-30" if gap else "",
            bridged_to="",
            reports=(f"{_FAMILY_NAMES[family]}, version 2, 2026-04-01 to 2026-08-30",) if covers != "none" else (),
            evidence=(evidence_of("artifact.list-reports", ACCOUNTS[0].id, "global"),),
        )  # fmt: skip


def _reports() -> Iterator[ReportRow]:
    rows = [(f, n, "Amazon Web Services") for f, n in _FAMILY_NAMES.items()] + [
        ("", "Vendor SOC 2 report", "Some Vendor, Inc.")
    ]
    for family, name, company in rows:
        status, covers, gap = STATUS_OF_FAMILY.get(family, ("", "none", 92))
        found = status not in ("no report", "no data")
        yield ReportRow(
            family=family,
            family_name=_FAMILY_NAMES.get(family, ""),
            kind="agreement" if family == "baa" else "report",
            id=f"report-{hexes(name)}" if found else "",
            name=name if found else "",
            version="2" if found else "",
            company=company if found else "",
            period_from="2026-04-01" if found else "",
            period_to=("2026-08-30" if gap else "2026-12-31") if found else "",
            state="PUBLISHED" if found else "",
            covers=covers,
            gap_days=gap,
            bridged_to="",
            account=ACCOUNTS[0].id,
            rule=f"{family}.name" if family else "",
            note="a report of another company is never AWS's" if not family else "the latest version" if found else "none was found",
            used=found and bool(family),
            valid_to=("2026-08-30" if gap else "2026-10-31") if found else "",
            document=hexes("fetched", length=64) if family == "soc-2" else "",
            evidence=evidence_of("artifact.list-reports", ACCOUNTS[0].id, "global"),
            read_at="2026-10-01T06:20:00Z",
            sha256=hexes(name, length=64) if found else "",
        )  # fmt: skip


def _services() -> Iterator[ServiceRow]:
    rows = (
        ("ec2", "Amazon EC2", "infrastructure"),
        ("rds", "Amazon RDS", "platform"),
        ("s3", "Amazon S3", "managed"),
        ("apprunner", "AWS App Runner", "platform"),
    )
    for service, name, model in rows:
        for account in ACCOUNTS:
            unknown = service == "rds" and account.name == "sandbox"
            yield ServiceRow(
                service=service,
                name=name,
                model=model,
                account=account.id,
                region="us-east-1",
                resources=0 if unknown else 7,
                in_use="unknown" if unknown else "yes",
                programs=("pci-dss: not listed as of 2026-09-20", "hipaa-eligible: listed as of 2022-07-15")
                if service == "apprunner"
                else ("pci-dss: listed as of 2026-09-20", "hipaa-eligible: unknown: no list at hand"),
                calls=(f"{service}.describe-things",),
                blind_spots="no calls for this service: it is seen, and not judged"
                if service == "apprunner"
                else "",
                aws_manages="the buildings, the hardware and the hypervisor",
                customer_manages="who may reach it, its settings, what is kept in it",
                layer="compute" if model == "infrastructure" else "data",
                features=(
                    FeatureRow(
                        name="Encryption",
                        check="s3.encryption",
                        counts=Counts(population=4, passed=3, failed=1),
                    ),
                    FeatureRow(name="Access points", check="", counts=Counts()),
                ),
                logging="API calls in CloudTrail.",
                judged=Counts(population=4, passed=3, failed=1),
                seen_by="tags" if service == "apprunner" else "list",
            )


def _requests(requirements: Sequence[RequirementResult]) -> Iterator[RequestRow]:
    for request in sorted({q for r in requirements for q in r.requests}):
        received = request == "access-policy"
        yield RequestRow(
            request=request,
            title=request.replace("-", " ").capitalize(),
            wording=f"Please give us the latest {request.replace('-', ' ')} that was approved in the period, with its date.",
            owner="security officer",
            good_answer="It names who approved it and when, speaks of this organisation, and is younger than a year.",
            frequency="yearly",
            requirements=tuple(f"{r.framework}:{r.requirement}" for r in requirements if request in r.requests),
            objectives=("governance",),
            status="received" if received else "requested",
            due="2026-10-15",
            evidence="documents/access-policy.pdf" if received else "",
            received_at="2026-09-20T10:00:00Z" if received else "",
        )  # fmt: skip


def _blind_spots() -> Iterator[BlindSpot]:
    yield BlindSpot(
        kind="denied call",
        account="777788889999",
        region="us-east-1",
        what="rds:DescribeDBInstances",
        why="no identity policy allows it",
        costs=("hipaa:164.312(a)(2)(iv)", "hipaa:164.308(a)(7)(ii)(A)"),
    )
    yield BlindSpot(
        kind="service without calls",
        account="444455556666",
        region="us-east-1",
        what="AWS App Runner is in use and this tool has no calls for it",
        why="no mapping yet",
        costs=(),
    )
    yield BlindSpot(
        kind="snapshot",
        account="",
        region="",
        what="Configuration is read at a moment",
        why="what held before and after is not shown; CloudTrail and AWS Config keep the changes",
        costs=(),
    )
    yield BlindSpot(
        kind="region out of scope",
        account="",
        region="ap-south-1",
        what="ap-south-1 is enabled and was not read",
        why="the configuration lists other regions",
        costs=("soc-2:CC7.2",),
    )


def _check_infos() -> Iterator[CheckInfo]:
    for key, (call, _kind, severity, title, remediation, same_as, _names) in sorted(CHECKS.items()):
        check, params = _split(key)
        yield CheckInfo(
            key=key,
            check=check,
            params=params,
            title=title,
            rationale="Whoever gets hold of what it protects can read it; this makes that harder.",
            remediation=remediation,
            severity=severity,
            source="https://docs.aws.amazon.com/"
            + check.partition(".")[0]
            + "/latest/userguide/security.html",
            same_as=same_as,
            calls=(call,),
        )


def with_name(base: Assessment, text: str) -> Assessment:
    """The same, with hostile text wherever AWS, YAML or people can put text."""
    return replace(
        base,
        organisation=text,
        accounts=(replace(base.accounts[0], name=text), *base.accounts[1:]),
        findings=(replace(base.findings[0], resource=text, reason=text, title=text), *base.findings[1:]),
        requirements=(
            replace(base.requirements[0], title=text, family=text, customer_reason=text),
            *base.requirements[1:],
        ),
        calls=(replace(base.calls[0], message=text, parameters=text, command=text), *base.calls[1:]),
        requests=(replace(base.requests[0], wording=text, title=text), *base.requests[1:]),
        reports=(replace(base.reports[0], name=text, note=text), *base.reports[1:]),
        families=tuple(
            replace(f, name=text, reason=text, not_listed=(text,), next_expected=text, gaps=(*f.gaps, text))
            for f in base.families
        ),
        notices=tuple(
            replace(n, framework=base.frameworks[0].id, what=text, text=text) for n in base.notices
        ),
        cuecs=tuple(
            replace(c, framework=base.frameworks[0].id, topic=text, statement=text, note=text)
            for c in base.cuecs
        ),
        services=(replace(base.services[0], name=text, blind_spots=text), *base.services[1:]),
        blind_spots=(replace(base.blind_spots[0], what=text, why=text), *base.blind_spots[1:]),
        checks=(replace(base.checks[0], title=text, source=text, remediation=text), *base.checks[1:]),
    )
