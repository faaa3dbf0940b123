"""How the checks of RDS read instances, clusters and snapshots, which tell much in the same members."""

from collections.abc import Iterable

from generator.checks.reading import NoData
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_MYSQL_LOGS = frozenset({"audit", "error", "general", "slowquery"})
_LOGS = {  # what AWS Config's rds-logging-enabled asks of an engine; for Db2 what RDS can export
    "aurora-postgresql": frozenset({"postgresql"}),
    "aurora": _MYSQL_LOGS,
    "db2": frozenset({"diag.log", "notify.log"}),
    "mariadb": _MYSQL_LOGS,
    "mysql": _MYSQL_LOGS,
    "oracle": frozenset({"alert", "audit", "listener", "trace"}),
    "postgres": frozenset({"postgresql", "upgrade"}),
    "sqlserver": frozenset({"agent", "error"}),
}
_TLS = {  # the parameter that refuses connections without TLS
    "aurora-postgresql": "rds.force_ssl",
    "aurora": "require_secure_transport",
    "db2": "DB2COMM",
    "mariadb": "require_secure_transport",
    "mysql": "require_secure_transport",
    "postgres": "rds.force_ssl",
    "sqlserver": "rds.force_ssl",
}
_TLS_ON = {
    "rds.force_ssl": frozenset({"1"}),
    "require_secure_transport": frozenset({"1", "on"}),
    "DB2COMM": frozenset({"ssl"}),  # "tcpip,ssl" leaves the plain port open
}


def _family(engine: str, known: Iterable[str]) -> str:
    """The engine without its edition: oracle for oracle-ee, aurora for aurora-mysql. "" where none fits."""
    return next((name for name in known if engine == name or engine.startswith(name + "-")), "")


def member(instance: Json, asked_of_cluster: str) -> Verdict | None:
    """The answer for a member of a cluster, whose cluster decides; None for any other instance."""
    cluster = instance.get("DBClusterIdentifier")  # documented: only where it is a member
    return not_applicable(f"cluster {cluster} decides: see rds.{asked_of_cluster}") if cluster else None


def on_or_off(value: Json, what: str) -> Verdict:
    """Passed only where AWS says true."""
    return passed(f"{what} is on") if value is True else failed(f"{what} is off")


def encryption(item: Json, flag: str) -> Verdict:
    """Whether it is encrypted. Where AWS owns the key the flag is false, and the type of encryption tells."""
    if item[flag] is True:
        return passed(f"encrypted with {item.get('KmsKeyId') or 'a key that AWS does not name'}")
    if item.get("StorageEncryptionType") == "sse-rds":
        return passed("encrypted with a key that AWS owns (sse-rds)")
    return failed("not encrypted")


def backups(item: Json, days: int) -> Verdict:
    """Whether automated backups are kept so many days."""
    kept = int(item["BackupRetentionPeriod"])
    said = f"backups are kept {kept} days" if kept else "automated backups are off"
    return passed(said) if kept >= days else failed(f"{said}, {days} days wanted")


def logs(item: Json, *, never: frozenset[str] = frozenset()) -> Verdict:
    """Whether all logs of the engine are exported, but those that this kind of database never has."""
    family = _family(item["Engine"], _LOGS)
    if not family:
        return failed(f"RDS exports no logs of {item['Engine']}: show how they are kept")
    exported = frozenset(item.get("EnabledCloudwatchLogsExports") or ())  # left out where there are none
    missing = _LOGS[family] - never - exported
    if missing:
        return failed("not exported: " + ", ".join(sorted(missing)))
    return passed("exported: " + ", ".join(sorted(exported)))


def tls_parameter(engine: str) -> str:
    """The parameter that makes TLS a must; raises NoData where no parameter of the engine does."""
    family = _family(engine, _TLS)
    if not family:
        raise NoData(
            f"no parameter makes TLS a must for {engine} (Oracle: its option group, which is not read)"
        )
    return _TLS[family]


def tls(reply: Json, wanted: str, group: str, states: Iterable[str]) -> Verdict:
    """Whether the parameter is on, and taken over by every instance that has the group."""
    same = [p for p in reply["Parameters"] if p["ParameterName"].lower() == wanted.lower()]
    values = {str(p.get("ParameterValue", "not set")).lower() for p in same}
    said = f"{wanted} is {', '.join(sorted(values)) or 'not there'} in {group}"
    late = sorted({str(state) for state in states} - {"in-sync"})
    if not values or not values <= _TLS_ON[wanted]:
        return failed(said)
    return failed(f"{said}, but the group is {', '.join(late)}") if late else passed(said)


def credentials(item: Json) -> Verdict:
    """Whether IAM signs people in, or RDS keeps and rotates the master password."""
    if item["IAMDatabaseAuthenticationEnabled"] is True:
        return passed("IAM database authentication is on")
    secret = item.get("MasterUserSecret") or {}  # documented: only where RDS manages the password
    if not secret:
        return failed("IAM database authentication is off, and RDS does not manage the master password")
    said = f"RDS manages the master password in {secret['SecretArn']}: {secret['SecretStatus']}"
    return passed(said) if secret["SecretStatus"] in ("active", "rotating") else failed(said)


def sharing(attributes: Json) -> Verdict:
    """Whether the restore attribute of a snapshot leaves out "all", which makes it public."""
    shared = [a["AttributeValues"] for a in attributes if a["AttributeName"] == "restore"]
    if any("all" in values for values in shared):
        return failed("every AWS account may restore it")
    accounts = sorted(account for values in shared for account in values)
    return passed("shared with " + ", ".join(accounts) if accounts else "shared with nobody")
