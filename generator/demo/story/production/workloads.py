"""More of what runs the applications: of each kind one as it should be, and one that is not."""

import json
from typing import Any

from generator.demo.story.hand import PLANTED, Place
from generator.demo.story.production.network import Networks
from generator.demo.story.production.storage import Keys

Json = dict[str, Any]


def tell(home: Place, networks: Networks, keys: Keys) -> None:
    """Functions, containers, platforms, clusters, files, builds, documents and secrets."""
    _functions(home, networks)
    _containers(home)
    _beanstalk(home)
    _clusters(home, networks, keys)
    _files(home, keys)
    _builds(home)
    _documents(home)
    _secrets(home)


def _functions(home: Place, networks: Networks) -> None:
    client = home("lambda")
    inside = {"SubnetIds": [*networks.private], "SecurityGroupIds": [networks.good]}
    client.update_function_configuration(FunctionName="notify", VpcConfig=inside)
    client.create_function_url_config(FunctionName="notify", AuthType="AWS_IAM")
    client.add_permission(
        FunctionName="notify", StatementId="schedule", Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com", SourceArn=home.arn("events", "rule/nightly"),
    )  # fmt: skip


def _containers(home: Place) -> None:
    """The new service: no privileges, a user of its own, and its output goes out."""
    container = {
        "name": "api", "image": "acme/api:7", "memory": 512, "essential": True, "user": "1000:1000",
        "readonlyRootFilesystem": True, "environment": [{"name": "LOG_LEVEL", "value": "info"}],
        "secrets": [{"name": "DB_PASSWORD", "valueFrom": home.arn("secretsmanager", "secret:records/db")}],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/app/records"}},
    }  # fmt: skip
    home("ecs").register_task_definition(family="api", containerDefinitions=[container], networkMode="awsvpc")


def _beanstalk(home: Place) -> None:
    stack = "64bit Amazon Linux 2023 v4.0.0 running Python 3.11"
    home("elasticbeanstalk").create_environment(
        ApplicationName="intake", EnvironmentName="intake-next", SolutionStackName=stack
    )
    options = [
        ("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "true"),
        ("aws:elasticbeanstalk:managedactions:platformupdate", "UpdateLevel", "minor"),
        ("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
        ("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true"),
        ("aws:cloudformation:template:parameter", "EnvironmentVariables", f"TOKEN={PLANTED}beanstalk-next"),
    ]
    home.facts.elasticbeanstalk.append({
        "SolutionStackName": stack, "ApplicationName": "intake", "EnvironmentName": "intake-next",
        "DeploymentStatus": "deployed", "DateCreated": home.hand.ago(60), "DateUpdated": home.hand.ago(20),
        "OptionSettings": [{"Namespace": n, "OptionName": o, "Value": v} for n, o, v in options],
    })  # fmt: skip


def _clusters(home: Place, networks: Networks, keys: Keys) -> None:
    eks = home("eks")
    role = f"arn:aws:iam::{home.account}:role/Cluster"
    types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    inside = {"subnetIds": [*networks.private], "endpointPublicAccess": False, "endpointPrivateAccess": True}
    eks.create_cluster(
        name="clinic", roleArn=role, version="1.33", resourcesVpcConfig=inside,
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": keys.data}}],
        logging={"clusterLogging": [{"types": types, "enabled": True}]},
    )  # fmt: skip
    eks.create_cluster(
        name="lab", roleArn=role, version="1.33", resourcesVpcConfig={"subnetIds": [*networks.private]}
    )


def _files(home: Place, keys: Keys) -> None:
    """AWS Backup keeps the encrypted file system alone."""
    efs = home("efs")
    made = efs.create_file_system(CreationToken="scans", Encrypted=True, KmsKeyId=keys.data)
    efs.create_file_system(CreationToken="scratch", Encrypted=False)
    home.facts.protected.append({
        "ResourceArn": made["FileSystemArn"], "ResourceType": "EFS", "LastBackupTime": home.hand.ago(0.8),
    })  # fmt: skip


def _builds(home: Place) -> None:
    client = home("codebuild")
    kept = {"name": "NPM_TOKEN", "value": "records/db:npm", "type": "SECRETS_MANAGER"}
    plain = {"name": "AWS_SECRET_ACCESS_KEY", "value": f"{PLANTED}codebuild", "type": "PLAINTEXT"}
    address = f"https://acme:{PLANTED}codebuild-source@git.acme.example/tools.git"
    for name, variable, source in (
        ("portal", kept, "https://git.acme.example/portal.git"),
        ("tools", plain, address),
    ):
        client.create_project(
            name=name, serviceRole=f"arn:aws:iam::{home.account}:role/Build", artifacts={"type": "NO_ARTIFACTS"},
            source={"type": "GITHUB", "location": source},
            environment={
                "type": "LINUX_CONTAINER", "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
                "computeType": "BUILD_GENERAL1_SMALL", "environmentVariables": [variable],
            },
        )  # fmt: skip


def _documents(home: Place) -> None:
    ssm = home("ssm")
    content = {
        "schemaVersion": "2.2", "description": "Set a server up.",
        "mainSteps": [{"action": "aws:runShellScript", "name": "set_up", "inputs": {"runCommand": ["true"]}}],
    }  # fmt: skip
    for name in ("acme-harden", "acme-bootstrap"):
        ssm.create_document(Name=name, DocumentType="Command", Content=json.dumps(content))
    ssm.modify_document_permission(Name="acme-bootstrap", PermissionType="Share", AccountIdsToAdd=["all"])


def _secrets(home: Place) -> None:
    """RDS rotates its own; the application's is read, but never changed; nobody reads the third."""
    home("secretsmanager").create_secret(Name="vendor/old", SecretString=f"{PLANTED}vendor")
    ago = home.hand.ago
    home.facts.secrets.update({
        "rds!": {
            "RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 7},
            "LastRotatedDate": ago(3), "NextRotationDate": ago(-4), "LastAccessedDate": ago(1),
        },
        "records/db": {"LastAccessedDate": ago(1)},
    })  # fmt: skip
