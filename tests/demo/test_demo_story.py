"""The story is told: what other tests rely on is really there."""

import base64
import threading
from datetime import date

import pytest
from demo.conftest import NOW, listing, load

PLANTED = "PLANTED-SECRET-"


def test_planted_secrets_are_really_there(aws):
    """Each place that a collector reads holds a secret, so that looking for them in a pack means something."""
    functions = listing(aws.client(1, "lambda"), "list_functions", "Functions")
    assert any(PLANTED in str(f.get("Environment")) for f in functions)
    task = aws.client(1, "ecs").describe_task_definition(taskDefinition="web")["taskDefinition"]
    assert PLANTED in str(task["containerDefinitions"])
    versions = aws.client(1, "ec2").describe_launch_template_versions(LaunchTemplateName="workers")
    data = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]["UserData"]
    assert PLANTED in base64.b64decode(data).decode()
    settings = aws.client(1, "elasticbeanstalk").describe_configuration_settings(
        ApplicationName="intake", EnvironmentName="intake-prod"
    )
    assert PLANTED in str(settings)
    endpoints = listing(aws.client(1, "dms"), "describe_endpoints", "Endpoints")
    assert all(PLANTED in one["ExtraConnectionAttributes"] for one in endpoints)
    parameter = aws.client(1, "ssm").get_parameter(Name="/web/token", WithDecryption=True)
    assert PLANTED in parameter["Parameter"]["Value"]
    assert PLANTED in aws.client(1, "secretsmanager").get_secret_value(SecretId="records/db")["SecretString"]


def test_hostile_text_stands_in_tags(aws):
    """Formulas, scripts, pipes and paths are among the tags of a machine."""
    rows = listing(aws.client(1, "ec2"), "describe_instances", "Reservations")
    tags = {t["Value"] for r in rows for i in r["Instances"] for t in i["Tags"]}
    assert {"=cmd|' /C calc'!A0", "<script>alert(1)</script>", "a|b", "../../etc/passwd"} <= tags


def test_the_records_bucket_is_right_and_others_are_not(aws):
    """One bucket holds up in everything; one is public, one is shared, one lacks a policy."""
    s3 = aws.client(1, "s3")
    phi = "acme-patient-records"
    rule = s3.get_bucket_encryption(Bucket=phi)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert s3.get_bucket_versioning(Bucket=phi)["Status"] == "Enabled"
    assert all(s3.get_public_access_block(Bucket=phi)["PublicAccessBlockConfiguration"].values())
    assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=phi)["Policy"]
    assert s3.get_bucket_policy_status(Bucket="acme-brochures")["PolicyStatus"]["IsPublic"]
    assert "999988887777" in s3.get_bucket_policy(Bucket="acme-exports")["Policy"]
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchBucketPolicy"):
        s3.get_bucket_policy(Bucket="acme-app-assets")
    assert {b["BucketRegion"] for b in listing(s3, "list_buckets", "Buckets")} == {"us-east-1"}


def test_account_wide_public_access_block(aws):
    """Whole in management, one short in production, absent in the sandbox."""
    found = []
    for number, account in enumerate(aws.demo.accounts):
        client = aws.client(number, "s3control")
        try:
            block = client.get_public_access_block(AccountId=account.id)["PublicAccessBlockConfiguration"]
            found.append(sum(block.values()))
        except client.exceptions.NoSuchPublicAccessBlockConfiguration:
            found.append(None)
    assert found == [4, 3, None]


def test_databases_are_good_and_bad(aws):
    """The fields that AWS always gives are there, and differ as told."""
    rds = aws.client(1, "rds")
    rows = {r["DBInstanceIdentifier"]: r for r in listing(rds, "describe_db_instances", "DBInstances")}
    fields = ("PubliclyAccessible", "StorageEncrypted", "MultiAZ", "BackupRetentionPeriod", "DeletionProtection",
              "AutoMinorVersionUpgrade", "IAMDatabaseAuthenticationEnabled")  # fmt: skip
    assert [rows["records"][f] for f in fields] == [False, True, True, 14, True, True, True]
    assert [rows["reporting"][f] for f in fields] == [True, False, False, 0, False, False, False]
    forced = {}
    for group in ("tls-required", "as-it-came"):
        rows = listing(rds, "describe_db_parameters", "Parameters", DBParameterGroupName=group)
        forced[group] = next(p["ParameterValue"] for p in rows if p["ParameterName"] == "rds.force_ssl")
    assert forced == {"tls-required": "1", "as-it-came": "0"}
    shared = rds.describe_db_snapshot_attributes(DBSnapshotIdentifier="reporting-for-vendor")
    assert shared["DBSnapshotAttributesResult"]["DBSnapshotAttributes"][0]["AttributeValues"] == ["all"]


def test_snapshots_and_images_are_shared_with_the_world(aws):
    """One snapshot and one image are public, by their attributes."""
    ec2 = aws.client(1, "ec2")
    snapshots = listing(ec2, "describe_snapshots", "Snapshots", OwnerIds=["self"])
    permissions = [
        ec2.describe_snapshot_attribute(SnapshotId=s["SnapshotId"], Attribute="createVolumePermission")
        for s in snapshots
    ]
    assert sum(p["CreateVolumePermissions"] == [{"Group": "all"}] for p in permissions) == 1
    images = listing(ec2, "describe_images", "Images", Owners=["self"])
    assert sorted(i["Public"] for i in images) == [False, True]


def test_trust_of_every_kind(aws):
    """Roles trust a partner with an external id, an undeclared account, the organisation and everybody."""
    roles = {r["RoleName"]: r for r in listing(aws.client(1, "iam"), "list_roles", "Roles")}
    trust = {name: roles[name]["AssumeRolePolicyDocument"]["Statement"][0] for name in roles}
    assert "sts:ExternalId" in str(trust["PartnerMonitoring"]["Condition"])
    assert "999988887777" in str(trust["OldConsultant"]["Principal"])
    assert "aws:PrincipalOrgID" in str(trust["WholeOrganization"]["Condition"])
    assert trust["AnyoneAtAll"]["Principal"] == {"AWS": "*"}
    assert "Condition" not in trust["AnyoneAtAll"]


def test_keys_of_every_state(aws):
    """Keys that turn and do not, one on its way out, one open to everybody."""
    kms = aws.client(1, "kms")
    rows = [kms.describe_key(KeyId=k["KeyId"])["KeyMetadata"] for k in listing(kms, "list_keys", "Keys")]
    states = {r["Description"]: r["KeyState"] for r in rows}
    assert states["on its way out"] == "PendingDeletion"
    open_ = next(r["KeyId"] for r in rows if r["Description"] == "open to everyone")
    policy = load(kms.get_key_policy(KeyId=open_, PolicyName="default")["Policy"])
    assert policy["Statement"][0]["Principal"] == {"AWS": "*"}


def test_certificates_expire_when_told(aws):
    """One ACM certificate ends in ten days, and an uploaded one ended sixty days ago."""
    acm = aws.client(1, "acm")
    arns = [c["CertificateArn"] for c in listing(acm, "list_certificates", "CertificateSummaryList")]
    ends = [acm.describe_certificate(CertificateArn=a)["Certificate"]["NotAfter"] for a in arns]
    assert 10 in [(end - NOW).days for end in ends]
    old = listing(aws.client(1, "iam"), "list_server_certificates", "ServerCertificateMetadataList")
    assert [(NOW - c["Expiration"]).days for c in old] == [60]


def test_the_sandbox_uses_a_service_that_no_program_lists(aws):
    """A MemoryDB cluster runs in the sandbox."""
    assert [c["Name"] for c in aws.client(2, "memorydb").describe_clusters()["Clusters"]] == ["experiment"]


def test_the_configuration_fits_the_organisation(aws):
    """The configuration names the three accounts, their roles and the period as a quarter."""
    import yaml

    config = yaml.load(aws.demo.config, yaml.BaseLoader)
    assert config["organisation"] == "Acme Health"
    assert config["period"] == {"name": "2025Q4", "from": "2025-10-01", "to": "2025-12-31"}
    assert [a["id"] for a in config["accounts"]] == [a.id for a in aws.demo.accounts]
    assert [a.get("role", "") for a in config["accounts"]] == [a.role for a in aws.demo.accounts]


def test_the_environment_is_all_that_a_tool_needs(aws, monkeypatch):
    """With only the exported variables, plain boto3 is the evidence reader of the management account."""
    import boto3

    for name, value in aws.demo.environment.items():
        monkeypatch.setenv(name, value)
    who = boto3.Session().client("sts").get_caller_identity()
    assert who["Arn"] == "arn:aws:iam::111122223333:user/evidence-reader"


def test_many_callers_at_once(aws):
    """Sixteen threads ask at once and each gets its own account's answer."""
    wrong = []

    def ask(number: int) -> None:
        sts = aws.client(number, "sts")
        told = [sts.get_caller_identity()["Account"] for _ in range(5)]
        wrong.extend(account for account in told if account != aws.demo.accounts[number].id)

    threads = [threading.Thread(target=ask, args=(n % 3,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_periods_have_names():
    """A quarter is called by its name; anything else by its days."""
    pytest.importorskip("moto")
    from generator.demo.server import _name

    assert _name(date(2026, 1, 1), date(2026, 3, 31)) == "2026Q1"
    assert _name(date(2026, 1, 1), date(2026, 12, 31)) == "2026-01-01--2026-12-31"


def test_without_moto_the_hint_says_what_to_install(monkeypatch):
    """Where moto is missing, the fault names the extra to install instead of a traceback."""
    import sys

    from generator.demo import embedded_aws
    from generator.errors import SetupError

    for name in [n for n in sys.modules if n.startswith("generator.demo.")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("moto", *[n for n in sys.modules if n.startswith("moto.")]):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SetupError) as caught, embedded_aws((NOW.date(), NOW.date()), NOW):
        pass
    assert "evidencemap[demo]" in caught.value.hint


def test_clusters_of_every_kind_are_good_and_bad(aws):
    """Documents and graphs answer through the interface of RDS; EMR blocks in one Region, and not in the other."""
    rows = listing(aws.client(2, "rds"), "describe_db_clusters", "DBClusters")
    told = {(row["Engine"], row["StorageEncrypted"]) for row in rows}
    assert {("docdb", True), ("neptune", True), ("neptune", False)} <= told
    blocks = [
        aws.client(1, "emr", region).get_block_public_access_configuration()["BlockPublicAccessConfiguration"]
        for region in ("us-east-1", "eu-west-1")
    ]
    assert [one["BlockPublicSecurityGroupRules"] for one in blocks] == [True, False]
    running = aws.client(1, "emr").list_clusters(ClusterStates=["RUNNING", "WAITING"])["Clusters"]
    nodes = [aws.client(1, "emr").list_instances(ClusterId=one["Id"])["Instances"] for one in running]
    assert ["PublicIpAddress" in node for one in nodes for node in one] == [False, True]
    assert aws.client(1, "emr").list_clusters(ClusterStates=["TERMINATED"])["Clusters"] == []


def test_a_policy_of_a_classic_load_balancer_tells_each_version_of_tls(aws):
    """As AWS does, whatever its maker wrote."""
    reply = aws.client(1, "elb").describe_load_balancer_policies(LoadBalancerName="partners")
    told = {
        one["AttributeName"]: one["AttributeValue"]
        for policy in reply["PolicyDescriptions"]
        for one in policy["PolicyAttributeDescriptions"]
    }
    versions = [told[f"Protocol-{name}"] for name in ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2")]
    assert versions == ["false", "false", "false", "true"]
