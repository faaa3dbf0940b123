"""Where data is moved, analysed and learnt from: of each kind one as it should be, and one that is not."""

from typing import Any

from moto.dms.models import dms_backends
from moto.elb.models import elb_backends
from moto.rds.models import rds_backends

from generator.demo.story.hand import PLANTED, Place
from generator.demo.story.production.network import Networks
from generator.demo.story.production.storage import Keys

Json = dict[str, Any]


def tell(home: Place, europe: Place, networks: Networks, keys: Keys) -> None:
    """Old load balancers, clusters, a migration, notebooks."""
    _classic(home, networks)
    _clusters(home, europe)
    _migration(home)
    _learning(home, networks, keys)


def _classic(home: Place, networks: Networks) -> None:
    """The partners' door takes TLS 1.2 and logs; the old portal takes HTTP."""
    elb = home("elb")
    certificate = home("acm").list_certificates()["CertificateSummaryList"][0]["CertificateArn"]
    secure = {
        "Protocol": "HTTPS",
        "LoadBalancerPort": 443,
        "InstancePort": 8443,
        "SSLCertificateId": certificate,
    }
    plain = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 8080}
    for name, listener in (("partners", secure), ("old-portal", plain)):
        elb.create_load_balancer(
            LoadBalancerName=name,
            Listeners=[listener],
            Subnets=[*networks.private],
            SecurityGroups=[networks.good],
        )
    chosen = {
        "AttributeName": "Reference-Security-Policy",
        "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01",
    }
    elb.create_load_balancer_policy(
        LoadBalancerName="partners", PolicyName="tls-1-2", PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[chosen],
    )  # fmt: skip
    elb.set_load_balancer_policies_of_listener(
        LoadBalancerName="partners", LoadBalancerPort=443, PolicyNames=["tls-1-2"]
    )
    log = {
        "Enabled": True,
        "S3BucketName": "acme-access-logs",
        "EmitInterval": 60,
        "S3BucketPrefix": "partners",
    }
    elb.modify_load_balancer_attributes(
        LoadBalancerName="partners", LoadBalancerAttributes={"AccessLog": log}
    )
    for balancer in elb_backends[home.account][home.region].load_balancers.values():
        balancer.created_time = home.hand.ago(900)


def _clusters(home: Place, europe: Place) -> None:
    """The nightly cluster is private; the other one has an address on the internet, and Europe blocks nothing."""
    home.facts.clusters = [
        _cluster(home, "j-1NIGHTLYCOHORT", "nightly", {}),
        _cluster(home, "j-2EXPLORECOHORT", "explore", {"PublicIpAddress": "198.51.100.40"}),
    ]
    europe.facts.clusters_blocked = False


def _cluster(home: Place, id_: str, name: str, address: Json) -> Json:
    node = {
        "Id": f"ci-{name}", "Ec2InstanceId": f"i-0{name.encode().hex():0<16}"[:19], "PrivateIpAddress": "10.20.1.40",
        "Status": {"State": "RUNNING"}, "InstanceType": "m6g.xlarge", "Market": "ON_DEMAND", **address,
    }  # fmt: skip
    since = {"CreationDateTime": home.hand.ago(20), "ReadyDateTime": home.hand.ago(20)}
    return {
        "Id": id_, "Name": name, "ClusterArn": home.arn("elasticmapreduce", f"cluster/{id_}"),
        "NormalizedInstanceHours": 480, "Status": {"State": "WAITING", "Timeline": since}, "nodes": [node],
    }  # fmt: skip


def _migration(home: Place) -> None:
    """The move is private and encrypted; what was left of the trial is neither."""
    dms = home("dms")
    for name, public in (("move", False), ("trial", True)):
        dms.create_replication_instance(
            ReplicationInstanceIdentifier=name,
            ReplicationInstanceClass="dms.t3.medium",
            PubliclyAccessible=public,
        )
    for name, engine, mode in (
        ("clinic", "postgres", "verify-full"),
        ("billing", "mysql", "none"),
        ("lake", "s3", "none"),
    ):
        dms.create_endpoint(
            EndpointIdentifier=name, ResourceIdentifier=name, EngineName=engine, SslMode=mode,
            EndpointType="source" if engine != "s3" else "target", ServerName=f"{name}.acme.example",
            ExtraConnectionAttributes=f"password={PLANTED}dms-{name}",
        )  # fmt: skip
    for endpoint in dms_backends[home.account][home.region].endpoints.values():
        endpoint.status = "active"


def _learning(home: Place, networks: Networks, keys: Keys) -> None:
    sagemaker = home("sagemaker")
    common = {"RoleArn": f"arn:aws:iam::{home.account}:role/Research", "InstanceType": "ml.t3.medium"}
    sagemaker.create_notebook_instance(
        **common, NotebookInstanceName="cohorts", SubnetId=networks.private[0], SecurityGroupIds=[networks.good],
        DirectInternetAccess="Disabled", KmsKeyId=keys.data,
    )  # fmt: skip
    sagemaker.create_notebook_instance(
        **common, NotebookInstanceName="playground", DirectInternetAccess="Enabled"
    )
    image = {"Image": f"{home.account}.dkr.ecr.{home.region}.amazonaws.com/no-show:2"}
    sagemaker.create_model(ModelName="no-show", ExecutionRoleArn=common["RoleArn"], PrimaryContainer=image)
    variant = {
        "VariantName": "all",
        "ModelName": "no-show",
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
    }
    sagemaker.create_endpoint_config(
        EndpointConfigName="no-show-2", ProductionVariants=[variant], KmsKeyId=keys.data
    )
    sagemaker.create_endpoint_config(EndpointConfigName="no-show-1", ProductionVariants=[variant])


def documents_and_graphs(home: Place, key: str) -> None:
    """Documents are encrypted, as is one of the graphs; a copy of the other may be restored by everyone."""
    rds = home("rds")
    common = {"MasterUsername": "acme", "MasterUserPassword": f"{PLANTED}graph", "BackupRetentionPeriod": 7}
    locked = {"StorageEncrypted": True, "KmsKeyId": key, "DeletionProtection": True}
    rds.create_db_cluster(**common, **locked, DBClusterIdentifier="letters", Engine="aurora-mysql")
    rds.create_db_cluster(**common, **locked, DBClusterIdentifier="referrals", Engine="neptune")
    rds.create_db_cluster(
        **common, DBClusterIdentifier="drug-trial", Engine="neptune", StorageEncrypted=False
    )
    known: Any = rds_backends[home.account][home.region]
    copies = [one for one in known.cluster_snapshots.values() if one.db_cluster_identifier == "letters"]
    for letters in (known.clusters["letters"], *copies):
        letters.engine, letters.engine_version = "docdb", "5.0.0"  # of which moto knows nothing
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="drug-trial-shared", DBClusterIdentifier="drug-trial"
    )
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="drug-trial-shared", AttributeName="restore", ValuesToAdd=["all"]
    )
