"""Checks of the account itself."""

from generator.checks.registry import check
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, passed


@check(
    "account.get-alternate-contact",
    of="account",
    severity="medium",
    remediation="Set the alternate contact for security, best a mailbox and a telephone that a team answers.",
    source="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html",
    same_as=[
        "config:security-account-information-provided",
        "prowler:account_security_contact_information_is_registered",
    ],
)
def security_contact(contact: Json) -> Verdict:
    """The account has a contact for security matters.

    AWS writes there when it sees a key in the open or a machine that attacks others. Without one it writes to
    the owner of the root user. Whose address it is, is not kept.
    """
    if contact is None:
        return failed("no alternate contact for security is set")
    given = contact["AlternateContact"]
    named = given["AlternateContactType"] == "SECURITY" and given["EmailAddress"] and given["PhoneNumber"]
    return (
        passed("an alternate contact for security is set") if named else failed("the contact is incomplete")
    )
