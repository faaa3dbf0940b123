"""Checks of Lambda: functions that only known callers reach, on runtimes that AWS patches."""  # noqa: N999 - the name that AWS gave it

from datetime import datetime

from generator.checks.policy import open_to_everyone, statements
from generator.checks.reading import NoData
from generator.checks.registry import check
from generator.checks.runtimes import AS_OF, END_OF_SUPPORT
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg/"


@check(
    "lambda.get-policy",
    severity="critical",
    remediation="Remove the statement, or name the accounts and services that call the function; hold services to "
    "your accounts with aws:SourceAccount.",
    source=_GUIDE + "access-control-resource-based.html",
    same_as=[
        "config:lambda-function-public-access-prohibited",
        "securityhub:Lambda.1",
        "prowler:awslambda_function_not_publicly_accessible",
    ],
)
def policy_not_public(policy: Json, *, trusted: frozenset[str]) -> Verdict:
    """No function's policy lets everyone call it.

    Who calls a function acts with its role. A bucket's name does not tell its account, so S3 has to be held
    to known accounts. The function's own policy is read, not those of its versions and aliases.
    """
    if policy is None:
        return passed("the function has no policy: identities of its own account alone")
    if open_to_everyone(policy["Policy"], trusted):
        return failed("a statement is for everyone, and nothing narrows it to known accounts or networks")
    from_s3 = [one for one in statements(policy["Policy"], "Allow") if "s3.amazonaws.com" in one.services]
    if not all(one.narrowed_to_known(trusted) for one in from_s3):
        return failed("S3 may call it for a bucket of any account: no condition names a known account")
    return passed("no statement is for everyone")


@check(
    "lambda.list-function-url-configs",
    severity="high",
    remediation="Set the URL's AuthType to AWS_IAM, or delete the URL and put an API with an authoriser before "
    "the function.",
    source=_GUIDE + "urls-auth.html",
    same_as=["prowler:awslambda_function_url_public"],
)
def url_needs_auth(url: Json) -> Verdict:
    """Each function URL takes only requests that IAM has verified.

    A function URL is on the internet. With AuthType NONE Lambda asks nobody who they are; whether the code
    does is not seen here.
    """
    kind = url["AuthType"]
    return passed("AuthType is AWS_IAM") if kind == "AWS_IAM" else failed(f"AuthType is {kind}")


@check(
    "lambda.list-functions",
    severity="medium",
    remediation="Move the function to a runtime that AWS supports, and test it there.",
    source=_GUIDE + "lambda-runtimes.html",
    same_as=["config:lambda-function-settings-check", "securityhub:Lambda.2"],
)
def runtime_supported(function: Json, *, now: datetime) -> Verdict:
    """Each function runs on a runtime that AWS still patches.

    Known faults in language and libraries stay open in a runtime after its end of support. The base image of
    a container is the customer's own to patch; image scans tell of it.
    """
    if function["PackageType"] == "Image":
        return not_applicable("a container image has no managed runtime")
    runtime = function["Runtime"]
    if runtime not in END_OF_SUPPORT:
        raise NoData(f"'{runtime}' is not in the table of runtimes of {AS_OF}")
    end = END_OF_SUPPORT[runtime]
    if now.date() < end:
        return passed(f"{runtime}, supported until {end} (table of {AS_OF})")
    return failed(f"{runtime}, out of support since {end}")


@check(
    "lambda.list-functions",
    severity="low",
    remediation="Attach the function to private subnets of a VPC, with a security group of its own.",
    source=_GUIDE + "configuration-vpc.html",
    same_as=["config:lambda-inside-vpc", "prowler:awslambda_function_inside_vpc"],
)
def in_vpc(function: Json) -> Verdict:
    """Each function sends its traffic through a VPC of the customer.

    There security groups, flow logs and endpoints reach it. It is a choice: a function outside is isolated,
    too, but reaches the internet and no private network.
    """
    function["FunctionArn"]  # an item of another shape shows nothing
    vpc = (function.get("VpcConfig") or {}).get("VpcId")  # documented: only where it is attached
    return passed(f"attached to {vpc}") if vpc else failed("not attached to a VPC")
