"""A role that may do more than read is told; what could not be asked is never taken for well."""

from dataclasses import replace
from typing import Any

from builders import ACCOUNT, OTHER, catalog, plan, scope
from fake_aws import FakeAws

from generator.collect import role_checks
from generator.collect.rolecheck import write_actions
from generator.model.rolecheck import RoleCheck
from generator.model.scope import Account
from generator.render.terminal import role_lines

ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/reader"


def _answer(**decisions: str) -> Any:
    """What IAM says of each action, over two pages."""

    def simulated(_region: str, params: Any) -> Any:
        names = params["ActionNames"]
        half = slice(20, None) if params.get("Marker") else slice(20)
        rows = [
            {"EvalActionName": name, "EvalDecision": decisions.get(name.partition(":")[2], "implicitDeny")}
            for name in names[half]
        ]
        return {"EvaluationResults": rows, "IsTruncated": not params.get("Marker"), "Marker": "m"}

    return simulated


def _checked(simulated: Any, caller: str = "", **answers: Any) -> RoleCheck:
    answers = {"iam.GetRole": _role(ROLE), "iam.SimulatePrincipalPolicy": simulated} | answers
    aws = FakeAws(answers)
    if caller:
        aws._answers["sts.GetCallerIdentity"] = {"Account": ACCOUNT, "Arn": caller, "UserId": "x"}
    (one,) = role_checks(plan(catalog(), scope()), aws.access)
    return one


def _role(arn: str) -> Any:
    named = {
        "Path": "/",
        "RoleName": "reader",
        "RoleId": "R",
        "Arn": arn,
        "CreateDate": "2026-01-01T00:00:00Z",
    }
    return {"Role": named}


def test_what_a_role_may_do_beyond_reading_is_told() -> None:
    """All pages of the answer count; the role is asked about by its whole ARN."""
    one = _checked(_answer(CreateUser="allowed", SendMessage="allowed", StopLogging="explicitDeny"))
    lines, good = role_lines([one])

    assert (one.principal, one.asked) == (ROLE, write_actions())
    assert (one.allowed, good) == (("iam:CreateUser", "sqs:SendMessage"), False)
    assert lines == [f"- {ACCOUNT} {ROLE} may do more than read: iam:CreateUser, sqs:SendMessage"]


def test_a_role_that_only_reads_is_told_with_the_limit_of_the_question() -> None:
    """A grant on one bucket alone is not seen, so it does not say that all is well."""
    lines, good = role_lines([_checked(_answer())])

    assert good
    assert "IAM allows none of" in lines[0]
    assert "grants on single resources are not seen" in lines[0]


def test_what_hangs_on_a_condition_is_told() -> None:
    """IAM was not given the condition's value, so its no is none."""

    def simulated(region: str, params: Any) -> Any:
        reply = _answer()(region, params)
        reply["EvaluationResults"][0]["MissingContextValues"] = ["aws:MultiFactorAuthPresent"]
        return reply

    one = _checked(simulated)
    assert one.unsure == (write_actions()[0], write_actions()[20])
    assert any("under a condition" in line for line in role_lines([one])[0])


def test_what_could_not_be_asked_is_not_checked() -> None:
    """Denied, cut short, of another shape, or nobody to ask about: never that nothing was found."""
    part = {"EvaluationResults": [{"EvalActionName": write_actions()[0], "EvalDecision": "implicitDeny"}]}
    odd = {"EvaluationResults": [{"EvalActionName": a, "EvalDecision": "maybe"} for a in write_actions()]}
    root, stranger = f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:sts::{ACCOUNT}:federated-user/x"
    cases = (
        (_checked(("AccessDenied", "no identity-based policy allows it")), "denied: no identity-based"),
        (_checked(_answer(), **{"iam.GetRole": ("AccessDenied", "no")}), "denied: no"),
        (_checked(part), "IAM did not answer for"),
        (_checked(odd), "IAM did not answer for"),
        (_checked({"EvaluationResults": []}), "IAM did not answer for"),
        (_checked({}), "another shape"),
        (_checked({"EvaluationResults": [], "IsTruncated": True, "Marker": "again"}), "another shape"),
        (_checked(_answer(), caller=root), "may do everything"),
        (_checked(_answer(), caller=stranger), "neither a user nor a role"),
    )
    for one, words in cases:
        lines, good = role_lines([one])
        assert words in one.why_not
        assert not good
        assert any("not checked" in line for line in lines)
        assert not any("allows none" in line for line in lines)


def test_an_account_that_is_not_entered_is_not_checked() -> None:
    """Nor is one whose credentials are another's."""
    aws = FakeAws({"sts.AssumeRole": ("AccessDenied", "no trust")})
    aws._session.set_credentials("made", "up")
    accounts = (Account(id=OTHER, role=f"arn:aws:iam::{OTHER}:role/reader"), Account(id="999900001111"))
    made = plan(catalog(), replace(scope(), accounts=accounts))
    checks = list(role_checks(made, aws.access))

    assert [one.account for one in checks] == [OTHER, "999900001111"]
    assert "no trust" in checks[0].why_not
    assert checks[1].why_not == f"the credentials belong to account {ACCOUNT}"
