"""What is reached from outside: load balancers, web filters, distributions, interfaces."""

import json
from typing import Any

from moto.apigateway.models import apigateway_backends
from moto.apigatewayv2.models import apigatewayv2_backends

from generator.demo.story.hand import PLANTED, Place
from generator.demo.story.production.network import Networks

Json = dict[str, Any]


def tell(home: Place, networks: Networks) -> None:
    """Of each kind one as it should be, and one that stands open."""
    intake = _balancers(home, networks)
    filters = _filters(home)
    _distributions(home, filters["cdn"])
    stage = _rest_interfaces(home)
    _http_interfaces(home)
    _dates(home)
    for resource in (intake, stage):
        home("wafv2").associate_web_acl(WebACLArn=filters["edge"], ResourceArn=resource)


def _balancers(home: Place, networks: Networks) -> str:
    """The intake redirects, logs and is filtered; the feeds take whatever comes on a TCP port."""
    elb = home("elbv2")
    certificate = home("acm").list_certificates()["CertificateSummaryList"][0]["CertificateArn"]
    intake = elb.create_load_balancer(
        Name="intake", Subnets=[*networks.private], SecurityGroups=[networks.good], Scheme="internet-facing"
    )["LoadBalancers"][0]["LoadBalancerArn"]
    target = elb.create_target_group(Name="intake", Protocol="HTTPS", Port=443, VpcId=networks.vpc)
    group = target["TargetGroups"][0]["TargetGroupArn"]
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    to_https = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    elb.create_listener(
        LoadBalancerArn=intake, Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "redirect", "RedirectConfig": to_https}],
    )  # fmt: skip
    for port, policy in ((443, "ELBSecurityPolicy-TLS13-1-2-2021-06"), (8443, "ELBSecurityPolicy-2016-08")):
        elb.create_listener(
            LoadBalancerArn=intake, Protocol="HTTPS", Port=port, SslPolicy=policy, DefaultActions=forward,
            Certificates=[{"CertificateArn": certificate}],
        )  # fmt: skip
    wanted = {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": "acme-access-logs"}
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=intake, Attributes=[{"Key": key, "Value": value} for key, value in wanted.items()]
    )
    feeds = elb.create_load_balancer(
        Name="feeds", Type="network", Subnets=[*networks.private], Scheme="internal"
    )["LoadBalancers"][0]["LoadBalancerArn"]
    taken = elb.create_target_group(Name="feeds", Protocol="TCP", Port=2575, VpcId=networks.vpc)
    elb.create_listener(
        LoadBalancerArn=feeds, Protocol="TCP", Port=2575,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": taken["TargetGroups"][0]["TargetGroupArn"]}],
    )  # fmt: skip
    return str(intake)


def _filters(home: Place) -> dict[str, str]:
    """Web ACLs: two that log, and one of each scope that does not."""
    made = {}
    for name, scope in (
        ("edge", "REGIONAL"),
        ("spare", "REGIONAL"),
        ("cdn", "CLOUDFRONT"),
        ("old-cdn", "CLOUDFRONT"),
    ):
        metrics = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}
        made[name] = home("wafv2").create_web_acl(
            Name=name, Scope=scope, DefaultAction={"Allow": {}}, Rules=[], VisibilityConfig=metrics
        )["Summary"]["ARN"]
    for name in ("edge", "cdn"):
        home("wafv2").put_logging_configuration(
            LoggingConfiguration={
                "ResourceArn": made[name],
                "LogDestinationConfigs": [home.arn("logs", f"log-group:aws-waf-logs-{name}")],
            }
        )
    return made


def _distributions(home: Place, acl: str) -> None:
    """The web site is as it should be; the files may be fetched in plain text."""
    own = {
        "ACMCertificateArn": home.arn("acm", "certificate/0f1e2d3c-0000-4000-8000-00000000cdcd"),
        "MinimumProtocolVersion": "TLSv1.2_2021", "SSLSupportMethod": "sni-only",
        "CloudFrontDefaultCertificate": False,
    }  # fmt: skip
    bucket = "acme-access-logs.s3.amazonaws.com"
    logging = {"Enabled": True, "IncludeCookies": False, "Bucket": bucket, "Prefix": "cdn/"}
    _distribution(
        home, "www", "redirect-to-https", "https-only", ViewerCertificate=own, Logging=logging, WebACLId=acl
    )
    _distribution(home, "files", "allow-all", "match-viewer")


def _distribution(home: Place, name: str, policy: str, behind: str, **settings: Any) -> None:
    secret = {"HeaderName": "X-Origin-Key", "HeaderValue": f"{PLANTED}origin-header"}
    origin = {
        "Id": name, "DomainName": f"{name}.acme.example", "CustomHeaders": {"Quantity": 1, "Items": [secret]},
        "CustomOriginConfig": {
            "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": behind,
            "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]},
        },
    }  # fmt: skip
    behaviour = {
        "TargetOriginId": name, "ViewerProtocolPolicy": policy, "MinTTL": 0,
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
    }  # fmt: skip
    home("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": name, "Comment": name, "Enabled": True, "DefaultCacheBehavior": behaviour,
            "Origins": {"Quantity": 1, "Items": [origin]}, **settings,
        }
    )  # fmt: skip


def _rest_interfaces(home: Place) -> str:
    """The records ask who calls; the old form takes anything."""
    client = home("apigateway")
    records = _rest(home, "records", "AWS_IAM")
    changes = [
        ("/*/*/logging/loglevel", "INFO"),
        ("/accessLogSettings/destinationArn", home.arn("logs", "log-group:/api/records")),
        ("/accessLogSettings/format", "$context.requestId"),
    ]
    client.update_stage(
        restApiId=records, stageName="prod",
        patchOperations=[{"op": "replace", "path": path, "value": value} for path, value in changes],
    )  # fmt: skip
    _rest(home, "old-form", "NONE")
    return f"arn:aws:apigateway:{home.region}::/restapis/{records}/stages/prod"


def _rest(home: Place, name: str, authorization: str) -> str:
    client = home("apigateway")
    made = client.create_rest_api(name=name, endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = client.get_resources(restApiId=made)["items"][0]["id"]
    asked = {"restApiId": made, "resourceId": root}
    for verb, kind in (("GET", authorization), ("OPTIONS", "NONE")):
        client.put_method(**asked, httpMethod=verb, authorizationType=kind)
        key = {"integration.request.header.X-Key": f"'{PLANTED}api-header'"}
        client.put_integration(
            **asked, httpMethod=verb, type="HTTP", integrationHttpMethod="GET", requestParameters=key,
            uri="https://backend.acme.example",
        )  # fmt: skip
    client.create_deployment(restApiId=made, stageName="prod", variables={"key": f"{PLANTED}stage-variable"})
    return str(made)


def _http_interfaces(home: Place) -> None:
    """Telephones sign in; a web hook asks nobody."""
    client = home("apigatewayv2")
    mobile = client.create_api(Name="mobile", ProtocolType="HTTP")["ApiId"]
    client.create_route(ApiId=mobile, RouteKey="GET /visits", AuthorizationType="JWT", AuthorizerId="a1b2c3")
    log = {
        "DestinationArn": home.arn("logs", "log-group:/api/mobile"),
        "Format": json.dumps({"id": "$context.requestId"}),
    }
    client.create_stage(ApiId=mobile, StageName="$default", AutoDeploy=True, AccessLogSettings=log)
    hooks = client.create_api(Name="hooks", ProtocolType="HTTP")["ApiId"]
    client.create_route(ApiId=hooks, RouteKey="POST /hook")
    client.create_stage(ApiId=hooks, StageName="prod", StageVariables={"key": f"{PLANTED}hook-variable"})


def _dates(home: Place) -> None:
    """The interfaces are as old as the rest; moto knows only the real clock here."""
    for rest in apigateway_backends[home.account][home.region].apis.values():
        rest.create_date = int(home.hand.ago(300).timestamp())
    for api in apigatewayv2_backends[home.account][home.region].apis.values():
        api.created_date = home.hand.past(300)
        for stage in api.stages.values():
            stage.created = stage.updated = home.hand.past(300)
