"""Checks of Database Migration Service: instances that are not public, and endpoints that are reached with TLS."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/dms/latest/userguide/"
# Asked by AWS's own interfaces or drivers, always over TLS: their SSL mode is none, whatever they do.
_ALWAYS = frozenset(
    {
        "dynamodb",
        "kinesis",
        "neptune",
        "redshift",
        "redshift-serverless",
        "s3",
        "timestream",
        "timestream-influxdb",
    }
)
_OWN = {  # engines with a setting of their own in place of the SSL mode: where it stands, and what is TLS
    "redis": ("RedisSettings", "SslSecurityProtocol", frozenset({"ssl-encryption"})),
    "kafka": (
        "KafkaSettings",
        "SecurityProtocol",
        frozenset({"ssl-encryption", "ssl-authentication", "sasl-ssl"}),
    ),
}
_MODES = frozenset({"require", "verify-ca", "verify-full"})


@check(
    "dms.describe-replication-instances",
    severity="critical",
    remediation="Make a new replication instance without public access, move its tasks, delete the old one.",
    source=_GUIDE + "CHAP_ReplicationInstance.PublicPrivate.html",
    same_as=[
        "config:dms-replication-not-public",
        "securityhub:DMS.1",
        "prowler:dms_instance_no_public_access",
    ],
)
def not_public(instance: Json) -> Verdict:
    """No replication instance has a public address.

    It holds the credentials of both databases, and rows of the one on their way to the other.
    """
    if instance["PubliclyAccessible"] is False:
        return passed("not publicly accessible")
    return failed("publicly accessible")


@check(
    "dms.describe-endpoints",
    severity="high",
    remediation="Set an SSL mode for the endpoint, best verify-full with the CA's certificate; for Redis and Kafka, "
    "a security protocol with TLS.",
    source=_GUIDE + "CHAP_Security.SSL.html",
    same_as=[
        "config:dms-endpoint-ssl-configured",
        "config:dms-redis-tls-enabled",
        "securityhub:DMS.9",
        "securityhub:DMS.12",
        "prowler:dms_endpoint_ssl_enabled",
        "prowler:dms_endpoint_redis_in_transit_encryption_enabled",
    ],
)
def endpoints_use_tls(endpoint: Json) -> Verdict:
    """Each endpoint of a migration reaches its database with TLS.

    Whole tables cross the network between databases, at times between networks. TLS that the extra
    connection attributes turn on is not seen, as they may hold secrets and are not kept.
    """
    engine = endpoint["EngineName"]
    if engine in _ALWAYS:
        return not_applicable(f"{engine} is reached over TLS always, and has no SSL mode")
    if engine in _OWN:
        settings, name, good = _OWN[engine]
        value = endpoint[settings][name]
        return passed(f"{engine}: {value}") if value in good else failed(f"{engine}: {value}")
    if engine in ("elasticsearch", "opensearch"):
        scheme, separator, _ = endpoint["ElasticsearchSettings"]["EndpointUri"].partition("://")
        plain = separator and scheme.lower() != "https"  # documented: without a scheme it is HTTPS
        return failed(f"{engine}: {scheme}") if plain else passed(f"{engine}: https")
    mode = endpoint["SslMode"]
    return passed(f"SSL mode {mode}") if mode in _MODES else failed(f"SSL mode {mode}")
