"""Checks of CodeBuild: projects that carry no credentials in plain text."""

from generator.checks.policy import several
from generator.checks.registry import check
from generator.checks.secretnames import secret_names
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


@check(
    "codebuild.batch-get-projects",
    severity="critical",
    remediation="Use the project's service role in place of access keys, and variables of type SECRETS_MANAGER or "
    "PARAMETER_STORE for other secrets; then change what was in plain text.",
    source="https://docs.aws.amazon.com/codebuild/latest/userguide/change-project.html",
    same_as=[
        "config:codebuild-project-envvar-awscred-check",
        "securityhub:CodeBuild.2",
        "prowler:codebuild_project_no_secrets_in_variables",
    ],
)
def no_plain_credentials(project: Json) -> Verdict:
    """No plain text variable of a build project is named like a credential.

    Who may look at the project or its builds reads them. Values are never kept, so names decide.
    """
    variables = project["environment"]["environmentVariables"]
    plain = [one["name"] for one in variables if one.get("type", "PLAINTEXT") == "PLAINTEXT"]  # the default
    found = secret_names(plain)
    return (
        failed(f"in plain text: {several(found)}")
        if found
        else passed("no plain text variable names a secret")
    )
