"""Checks of ECS: what the containers of a task may do, and what their definitions give away.

The latest active revision of each family is judged: it is what a service gets next. A service that was left on an
older revision is not seen here.
"""

from collections.abc import Callable

from generator.checks.policy import several
from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.checks.secretnames import secret_names
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
_OUT = frozenset(
    {"awsfirelens", "awslogs", "fluentd", "gelf", "splunk", "syslog"}
)  # json-file, journald: on the host


def _containers(definition: Json) -> list[Json]:
    found: list[Json] = definition["containerDefinitions"]
    if not found:
        raise NoData("the task definition names no container, and AWS wants one")
    return found


def _windows(definition: Json) -> bool:
    """Whether the task is for Windows, where user and read-only file systems cannot be set."""
    platform = definition.get("runtimePlatform") or {}  # documented: may be left out, which means Linux
    return str(platform.get("operatingSystemFamily", "")).startswith("WINDOWS")


def _each(definition: Json, good: Callable[[Json], bool], right: str, wrong: str) -> Verdict:
    """Whether it holds for each container, and the names of those for which it does not."""
    bad = [container["name"] for container in _containers(definition) if not good(container)]
    return failed(f"{wrong}: {several(bad)}") if bad else passed(right)


def _root(user: str) -> bool:
    """Whether ``user``, as Docker writes it (name, uid, either with a group), is root or not said."""
    name = user.partition(":")[0]
    return name in ("", "root") or (name.isdigit() and int(name) == 0)


@check(
    "ecs.describe-task-definition",
    severity="high",
    remediation="Register a revision without privileged; give the container the single Linux capabilities it needs.",
    source=_GUIDE + "security-tasks-containers.html",
    same_as=["prowler:ecs_task_definitions_no_privileged_containers"],
)
def not_privileged(definition: Json) -> Verdict:
    """No container of a task definition is privileged.

    A privileged container is root on the host that it shares with others.
    """

    def good(container: Json) -> bool:
        return container.get("privileged", False) is False  # documented: false where it is left out

    return _each(definition, good, "no container is privileged", "privileged")


@check(
    "ecs.describe-task-definition",
    severity="medium",
    remediation="Set user in each container definition to one that is not root.",
    source=_GUIDE + "security-tasks-containers.html",
    same_as=[
        "config:ecs-task-definition-user-for-host-mode-check",
        "prowler:ecs_task_definitions_host_networking_mode_users",
    ],
)
def not_root(definition: Json) -> Verdict:
    """Each container of a task definition names a user that is not root.

    Without a user the image decides, which most often means root; what it says is not seen here. On Windows
    no user can be set.
    """
    if _windows(definition):
        return not_applicable("a Windows task takes no user")

    def good(container: Json) -> bool:
        return not _root(str(container.get("user") or ""))

    return _each(definition, good, "each container has a user of its own", "root, or no user named")


@check(
    "ecs.describe-task-definition",
    severity="medium",
    remediation="Set readonlyRootFilesystem to true, and mount a volume where the program has to write.",
    source=_GUIDE + "security-tasks-containers.html",
    same_as=[
        "config:ecs-containers-readonly-access",
        "prowler:ecs_task_definitions_containers_readonly_access",
    ],
)
def read_only_root(definition: Json) -> Verdict:
    """Each container of a task definition has a root file system that it cannot change.

    Who breaks into it can then leave nothing behind there. Windows containers cannot have it.
    """
    if _windows(definition):
        return not_applicable("Windows containers cannot have a read-only file system")

    def good(container: Json) -> bool:
        return (
            container.get("readonlyRootFilesystem", False) is True
        )  # documented: false where it is left out

    return _each(definition, good, "each root file system is read-only", "may write to its root file system")


@check(
    "ecs.describe-task-definition",
    severity="high",
    remediation="Keep the secret in Secrets Manager or Parameter Store and name it under secrets; then change it, "
    "as old revisions still show it.",
    source=_GUIDE + "specifying-sensitive-data.html",
    same_as=[
        "config:ecs-no-environment-secrets",
        "securityhub:ECS.8",
        "prowler:ecs_task_definitions_no_environment_secrets",
    ],
)
def no_secrets_in_environment(definition: Json) -> Verdict:
    """No environment variable of a task definition is named like a secret.

    Who may describe a task definition reads its environment in plain text, in every revision. Values are
    never kept; names decide, so a secret under a harmless name, or in a file in S3, is not found.
    """
    found = {
        f"{container['name']}: {name}"
        for container in _containers(definition)
        for name in secret_names(one["name"] for one in container["environment"])
    }
    return (
        failed(f"in plain text: {several(found)}") if found else passed("no variable is named like a secret")
    )


@check(
    "ecs.describe-task-definition",
    severity="high",
    remediation="Give each container a logConfiguration, awslogs for example.",
    source=_GUIDE + "using_awslogs.html",
    same_as=["config:ecs-task-definition-log-configuration", "prowler:ecs_task_definitions_logging_enabled"],
)
def log_driver_set(definition: Json) -> Verdict:
    """Each container of a task definition has a log driver that sends its output out.

    What a container writes is gone with it, unless a driver takes it away. The drivers json-file and
    journald keep it on the host.
    """

    def good(container: Json) -> bool:
        return bool((container.get("logConfiguration") or {}).get("logDriver") in _OUT)

    return _each(definition, good, "each container sends its output out", "output stays inside")
