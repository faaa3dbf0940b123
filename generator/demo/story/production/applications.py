"""Applications and the secrets that they carry where they should not."""

import io
import json
import zipfile
from typing import Any

from generator.demo.story import watch
from generator.demo.story.hand import PLANTED, UNTRUSTED, Place
from generator.demo.story.production.storage import Keys, repository_policy

Json = dict[str, Any]


def tell(home: Place, keys: Keys) -> None:
    """Functions, containers, queues, secrets, a platform environment."""
    _functions(home, keys)
    _containers(home)
    _queues(home, keys)
    _secrets(home, keys)
    _beanstalk(home)
    _backups(home, keys)


def _functions(home: Place, keys: Keys) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("main.py", (2026, 1, 1, 0, 0, 0)), "def handler(event, context): ...\n"
        )
    role = f"arn:aws:iam::{home.account}:role/AppFunction"
    common: Json = {"Role": role, "Handler": "main.handler", "Code": {"ZipFile": code.getvalue()}}
    client = home("lambda")
    client.create_function(
        **common, FunctionName="notify", Runtime="python3.13", KMSKeyArn=keys.data,
        TracingConfig={"Mode": "Active"}, Environment={"Variables": {"TOPIC": f"{PLANTED}lambda-notify"}},
    )  # fmt: skip
    client.create_function(
        **common, FunctionName="old-import", Runtime="python3.7",
        Environment={"Variables": {"DB_PASSWORD": f"{PLANTED}lambda-environment"}},
    )  # fmt: skip
    client.add_permission(
        FunctionName="old-import", StatementId="anyone", Action="lambda:InvokeFunction", Principal="*"
    )
    client.create_function(**common, FunctionName="resize", Runtime="nodejs22.x")
    client.create_function_url_config(FunctionName="resize", AuthType="NONE")


def _containers(home: Place) -> None:
    ecs = home("ecs")
    ecs.create_cluster(clusterName="web", settings=[{"name": "containerInsights", "value": "enabled"}])
    container = {
        "name": "web", "image": "acme/web:1", "memory": 512, "privileged": True, "essential": True,
        "environment": [{"name": "API_KEY", "value": f"{PLANTED}ecs-environment"}],
    }  # fmt: skip
    ecs.register_task_definition(family="web", containerDefinitions=[container], networkMode="awsvpc")
    ecr = home("ecr")
    ecr.create_repository(
        repositoryName="acme/web",
        imageScanningConfiguration={"scanOnPush": True},
        imageTagMutability="IMMUTABLE",
    )
    ecr.create_repository(repositoryName="acme/tools")
    ecr.set_repository_policy(repositoryName="acme/tools", policyText=repository_policy(UNTRUSTED))


def _queues(home: Place, keys: Keys) -> None:
    sqs = home("sqs")
    sqs.create_queue(QueueName="referrals", Attributes={"KmsMasterKeyId": keys.data})
    everyone = {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage",
            "Resource": home.arn("sqs", "inbox"),
        }],
    }  # fmt: skip
    open_ = {"SqsManagedSseEnabled": "false", "Policy": json.dumps(everyone)}
    sqs.create_queue(QueueName="inbox", Attributes=open_)
    home("sns").create_topic(Name="reminders")
    home("sns").create_topic(Name="alerts", Attributes={"KmsMasterKeyId": keys.data})


def _secrets(home: Place, keys: Keys) -> None:
    secrets = home("secretsmanager")
    secrets.create_secret(Name="records/db", SecretString=f"{PLANTED}secrets-manager", KmsKeyId=keys.data)
    ssm = home("ssm")
    ssm.put_parameter(Name="/web/token", Value=f"{PLANTED}ssm-secure", Type="SecureString", KeyId=keys.data)
    ssm.put_parameter(Name="/web/password", Value=f"{PLANTED}ssm-plain", Type="String")
    watch.log_group(home, "/app/web", days=30)
    watch.log_group(home, "/app/records", days=400, kms=keys.logs)
    watch.log_group(home, "/app/old")


def _beanstalk(home: Place) -> None:
    client = home("elasticbeanstalk")
    client.create_application(ApplicationName="intake")
    stack = "64bit Amazon Linux 2023 v4.0.0 running Python 3.11"
    client.create_environment(
        ApplicationName="intake", EnvironmentName="intake-prod", SolutionStackName=stack
    )
    options = [
        ("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "false"),
        ("aws:elasticbeanstalk:healthreporting:system", "SystemType", "basic"),
        ("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "false"),
        ("aws:elasticbeanstalk:application:environment", "TOKEN", f"{PLANTED}beanstalk-environment"),
    ]
    home.facts.elasticbeanstalk = [{
        "SolutionStackName": stack, "ApplicationName": "intake", "EnvironmentName": "intake-prod",
        "DeploymentStatus": "deployed", "DateCreated": home.hand.ago(300), "DateUpdated": home.hand.ago(100),
        "OptionSettings": [{"Namespace": n, "OptionName": o, "Value": v} for n, o, v in options],
    }]  # fmt: skip


def _backups(home: Place, keys: Keys) -> None:
    """AWS Backup keeps one database and one table; of the rest only a machine has a recovery point."""
    backup = home("backup")
    backup.create_backup_vault(BackupVaultName="daily", EncryptionKeyArn=keys.data)
    rule = {
        "RuleName": "daily", "TargetBackupVaultName": "daily", "ScheduleExpression": "cron(0 5 ? * * *)",
        "Lifecycle": {"DeleteAfterDays": 35},
    }  # fmt: skip
    plan = backup.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [rule]})["BackupPlanId"]
    kept = {home.arn("rds", "db:records"): "RDS", home.arn("dynamodb", "table/visits"): "DynamoDB"}
    role = f"arn:aws:iam::{home.account}:role/Backup"
    home.facts.selections[plan] = [{
        "SelectionId": "0f1e2d3c-0000-4000-8000-000000000001", "SelectionName": "records", "BackupPlanId": plan,
        "IamRoleArn": role, "Resources": list(kept),
    }]  # fmt: skip
    home.facts.protected = [
        {"ResourceArn": arn, "ResourceType": kind, "LastBackupTime": home.hand.ago(0.8)}
        for arn, kind in kept.items()
    ]
    home.facts.recovery_points["daily"] = [
        {
            "RecoveryPointArn": home.arn("backup", f"recovery-point:0f1e2d3c-{number:04d}"), "ResourceArn": arn,
            "BackupVaultName": "daily", "ResourceType": kind, "Status": "COMPLETED", "IsEncrypted": True,
            "EncryptionKeyArn": keys.data, "CreationDate": home.hand.ago(0.8), "IamRoleArn": role,
            "CompletionDate": home.hand.ago(0.7),
            "CalculatedLifecycle": {"DeleteAt": home.hand.ago(-34.2)},
        }
        for number, (arn, kind) in enumerate(kept.items())
    ]  # fmt: skip
