"""Replies written by hand or mended have the shape of botocore's models and say what AWS would."""

import csv

import pytest
from botocore import xform_name
from demo.conftest import NOW, listing

# Operations answered by hand, with what is needed to ask for them; the rest takes no parameters.
ASKED = {
    ("accessanalyzer", "GetAnalyzer"): {"analyzerName": "outside-access"},
    ("accessanalyzer", "ListFindings"): {
        "analyzerArn": "arn:aws:access-analyzer:us-east-1:222233334444:analyzer/outside-access"
    },
    ("accessanalyzer", "ListFindingsV2"): {
        "analyzerArn": "arn:aws:access-analyzer:us-east-1:222233334444:analyzer/outside-access"
    },
    ("artifact", "GetReport"): {
        "reportId": "report-ACME000000000001", "termToken": "term-ACME000000000001-2",
    },
    ("artifact", "GetReportMetadata"): {"reportId": "report-ACME000000000001"},
    ("artifact", "GetTermForReport"): {"reportId": "report-ACME000000000001"},
    ("artifact", "ListReportVersions"): {"reportId": "report-ACME000000000001"},
    ("backup", "DescribeProtectedResource"): {"ResourceArn": "arn:aws:rds:us-east-1:222233334444:db:records"},
    ("backup", "ListRecoveryPointsByBackupVault"): {"BackupVaultName": "daily"},
    ("cloudfront", "ListDistributionsByWebACLId"): {"WebACLId": "null"},
    ("codebuild", "BatchGetReportGroups"): {"reportGroupArns": ["arn:aws:codebuild:us-east-1:1:report-group/x"]},
    ("elasticbeanstalk", "DescribeConfigurationSettings"): {
        "ApplicationName": "intake", "EnvironmentName": "intake-prod",
    },
    ("iam", "GenerateServiceLastAccessedDetails"): {"Arn": "arn:aws:iam::222233334444:user/dora.dev"},
    ("iam", "GetServiceLastAccessedDetails"): {"JobId": "job-00000000000000000000000000000000000"},
    ("rds", "DescribeDBClusterParameters"): {"DBClusterParameterGroupName": "tls-required-cluster"},
    ("rds", "DescribeDBParameters"): {"DBParameterGroupName": "tls-required"},
    ("wafv2", "ListResourcesForWebACL"): {"WebACLArn": "arn:aws:wafv2:us-east-1:222233334444:regional/webacl/x/y"},
    ("schemas", "ListRegistries"): {},
}  # fmt: skip
# They refuse on purpose or let moto answer; tested by themselves.
OTHERS = {
    ("backup", "GetBackupSelection"), ("backup", "GetBackupVaultAccessPolicy"), ("backup", "ListBackupSelections"),
    ("guardduty", "GetFindings"), ("guardduty", "ListFindings"), ("securityhub", "GetFindings"),
    ("ssm", "DescribeInstancePatchStates"), ("sso-admin", "ListInstances"),
}  # fmt: skip


def gaps() -> list[tuple[str, str]]:
    pytest.importorskip("moto")
    from generator.demo.gaps import GAPS

    told = {"macie2", "organizations", "support"}
    return sorted(name for name in GAPS if name not in OTHERS and name[0] not in told)


@pytest.mark.parametrize(("service", "operation"), gaps())
def test_every_reply_written_by_hand_fits_its_shape(aws, service, operation):
    """Over HTTP and through boto3, a reply by hand has just the members of botocore's output shape."""
    client = aws.client(1, service)
    reply = getattr(client, xform_name(operation))(**ASKED.get((service, operation), {}))
    reply.pop("ResponseMetadata")
    shape = client.meta.service_model.operation_model(operation).output_shape
    assert set(reply) <= set(shape.members)
    assert set(shape.required_members) <= set(reply)
    assert any(value not in (None, "") for value in reply.values())


def test_a_slip_in_a_reply_by_hand_is_loud(aws):
    """A member that AWS does not have is refused before it goes out, however deep it lies."""
    from generator.demo.replies import fit
    from generator.demo.wire import Call

    call = Call("guardduty", "GetFindings", "us-east-1", "", "POST", "/", {}, b"")
    with pytest.raises(TypeError, match=r"GetFindings\.Findings"):
        fit(call, {"Findings": [{"Servce": {}}]})


def test_guardduty_findings_follow_their_criteria(aws):
    """Severity and archiving narrow the list, which pages one at a time; GetFindings gives the whole."""
    client = aws.client(1, "guardduty")
    detector = client.list_detectors()["DetectorIds"][0]
    every = listing(client, "list_findings", "FindingIds", DetectorId=detector)
    high = {"Criterion": {"severity": {"Gte": 7}, "service.archived": {"Eq": ["false"]}}}
    open_ = listing(client, "list_findings", "FindingIds", DetectorId=detector, FindingCriteria=high)
    finding = client.get_findings(DetectorId=detector, FindingIds=open_)["Findings"]
    assert (len(every), len(open_), len(finding)) == (3, 1, 1)
    assert finding[0]["Severity"] >= 7
    assert client.get_detector(DetectorId=detector)["DataSources"]["CloudTrail"]["Status"] == "ENABLED"


def test_backup_tells_what_it_keeps(aws):
    """A plan has a selection, a vault has recovery points, and no policy of its own."""
    client = aws.client(1, "backup")
    plan = client.list_backup_plans()["BackupPlansList"][0]["BackupPlanId"]
    selection = client.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"][0]["SelectionId"]
    whole = client.get_backup_selection(BackupPlanId=plan, SelectionId=selection)["BackupSelection"]
    assert len(whole["Resources"]) == 2
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_backup_vault_access_policy(BackupVaultName="daily")


def test_patch_states_belong_to_managed_instances(aws):
    """Systems Manager knows two machines of three, one of which lacks patches."""
    ssm = aws.client(1, "ssm")
    known = [
        i["InstanceId"] for i in listing(ssm, "describe_instance_information", "InstanceInformationList")
    ]
    states = ssm.describe_instance_patch_states(InstanceIds=known)["InstancePatchStates"]
    machines = listing(aws.client(1, "ec2"), "describe_instances", "Reservations")
    assert (len(known), len(machines)) == (2, 3)
    assert sorted(s["MissingCount"] for s in states) == [0, 7]


def credential_report(aws, account: int) -> dict[str, dict[str, str]]:
    iam = aws.client(account, "iam")
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass
    text = iam.get_credential_report()["Content"].decode()
    return {row["user"]: row for row in csv.DictReader(text.splitlines())}


def test_credential_report_has_roots_row(aws):
    """The root row tells MFA and keys as the account summary does: good in management, bad in the sandbox."""
    for account, mfa, key in ((0, "true", "false"), (2, "false", "true")):
        root = credential_report(aws, account)["<root_account>"]
        assert (root["mfa_active"], root["access_key_1_active"]) == (mfa, key)
        summary = aws.client(account, "iam").get_account_summary()["SummaryMap"]
        assert summary["AccountMFAEnabled"] == int(mfa == "true")
        assert summary["AccountAccessKeysPresent"] == int(key == "true")


def test_credential_report_has_the_storys_dates(aws):
    """Old keys are old and unused passwords unused, counted from the moment that was passed in."""
    from datetime import datetime

    rows = credential_report(aws, 1)
    rotated = datetime.fromisoformat(rows["deploy-bot"]["access_key_1_last_rotated"])
    assert (NOW - rotated).days == 400
    assert rows["nina.never"]["password_last_used"] == "no_information"
    assert rows["deploy-bot"]["password_last_used"] == "N/A"


def test_trail_selectors_and_recorder_are_as_aws_has_them(aws):
    """A trail without chosen selectors records management events; a recorder that delivers says SUCCESS."""
    trail = aws.client(0, "cloudtrail")
    selector = trail.get_event_selectors(TrailName="organization")["EventSelectors"][0]
    assert (selector["ReadWriteType"], selector["IncludeManagementEvents"]) == ("All", True)
    status = aws.client(0, "config").describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
    assert [(s["recording"], s["lastStatus"]) for s in status] == [(True, "SUCCESS")]
    assert aws.client(2, "config").describe_configuration_recorders()["ConfigurationRecorders"] == []
