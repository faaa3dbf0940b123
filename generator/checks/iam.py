"""Checks of IAM: the root user, people's credentials, the password policy, who may do everything, whom roles trust."""

from datetime import datetime

from generator.checks.policy import grants_full_admin, several, statements, strangers
from generator.checks.reading import NoData, days_since, when
from generator.checks.registry import check
from generator.checks.trust import open_providers
from generator.model.plain import Json
from generator.model.verdict import Verdict, failed, not_applicable, passed

_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_REPORT = _GUIDE + "id_credentials_getting-report.html"
_ROOT = _GUIDE + "root-user-best-practices.html"
_PRACTICES = _GUIDE + "best-practices.html"
_NEVER = ("N/A", "no_information")  # the report's words for a credential that is not there or was never used
_KEYS = ("access_key_1", "access_key_2")
_INLINE = {"UserName": "UserPolicyList", "GroupName": "GroupPolicyList", "RoleName": "RolePolicyList"}
_ADMIN_BY_AWS = ("AdministratorAccess", "AWSMcpServiceActionsFullAccess")  # the only ones that allow *:* on *


@check(
    "iam.get-account-summary",
    of="account",
    severity="critical",
    remediation="Sign in as root once and register two MFA devices; or delete the root credentials of member accounts centrally.",
    source=_ROOT,
    same_as=["config:root-account-mfa-enabled", "securityhub:IAM.9", "prowler:iam_root_mfa_enabled"],
)
def root_has_mfa(summary: Json) -> Verdict:
    """The root user has multi-factor authentication.

    No policy in the account limits the root user, so a password alone must never be enough. A
    member account whose root user has neither password nor keys has nothing to protect.
    """
    account = summary["SummaryMap"]
    if account["AccountMFAEnabled"] == 1:
        return passed("an MFA device is registered for the root user")
    # Only a clear 0 shows that there is no password: older replies do not say.
    if account.get("AccountPasswordPresent") == 0 and account["AccountAccessKeysPresent"] == 0:
        return not_applicable("the root user has no password and no access key")
    return failed("no MFA device is registered for the root user")


@check(
    "iam.get-account-summary",
    of="account",
    severity="critical",
    remediation="Delete the root user's access keys; let roles do what they did.",
    source=_ROOT,
    same_as=["config:iam-root-access-key-check", "securityhub:IAM.4", "prowler:iam_no_root_access_key"],
)
def root_has_no_access_keys(summary: Json) -> Verdict:
    """The root user has no access keys.

    A root key opens everything in the account without a second factor, and no policy can limit it.
    """
    keys = summary["SummaryMap"]["AccountAccessKeysPresent"]
    return passed("no access key") if keys == 0 else failed("the root user has access keys")


@check(
    "iam.get-credential-report",
    of="account",
    severity="high",
    remediation="Keep the root user for the few tasks that need it; work with roles, and raise an alarm when root signs in.",
    source=_ROOT,
)
def root_unused(report: Json, *, days: int = 90, now: datetime) -> Verdict:
    """The root user was not used of late.

    Daily work as root cannot be limited, nor told from one person to another. Root's last sign-in
    and the last use of its keys are read from the credential report.
    """
    root = _root(report)
    used = [
        _moment(root[column])
        for column in ("password_last_used", *(f"{key}_last_used_date" for key in _KEYS))
    ]
    moments = [moment for moment in used if moment is not None]
    if not moments:
        return passed("no use of the root user is on record")
    since = days_since(max(moments), now)
    return _judged(
        since > days, f"last used {max(moments):%Y-%m-%d}, {since} days ago; wanted more than {days}"
    )


@check(
    "iam.get-credential-report",
    severity="high",
    remediation="Register an MFA device for the user, or take the console password away and use IAM Identity Center.",
    source=_GUIDE + "id_credentials_mfa.html",
    same_as=[
        "config:mfa-enabled-for-iam-console-access",
        "config:iam-user-mfa-enabled",
        "securityhub:IAM.5",
        "prowler:iam_user_mfa_enabled_console_access",
    ],
)
def console_users_have_mfa(user: Json) -> Verdict:
    """Each IAM user with a console password has multi-factor authentication.

    A stolen or guessed password then does not open the console.
    """
    if not _flag(user, "password_enabled"):
        return not_applicable("no console password")
    return _judged(_flag(user, "mfa_active"), f"console password, MFA active: {user['mfa_active']}")


@check(
    "iam.get-credential-report",
    severity="medium",
    remediation="Make a new key, move the software to it, delete the old one; better, use a role without keys.",
    source=_GUIDE + "id-credentials-access-keys-update.html",
    same_as=["config:access-keys-rotated", "securityhub:IAM.3", "prowler:iam_rotate_access_key_90_days"],
)
def access_keys_rotated(user: Json, *, days: int = 90, now: datetime) -> Verdict:
    """Each active access key of an IAM user is young.

    A key that was copied somewhere long ago stops working once it is replaced. The age counts from
    the day when the key was made.
    """
    ages = {
        key: days_since(when(user[f"{key}_last_rotated"]), now)
        for key in _KEYS
        if _flag(user, f"{key}_active")
    }
    if not ages:
        return not_applicable("no active access key")
    shown = ", ".join(f"{key}: {age} days" for key, age in ages.items())
    return _judged(max(ages.values()) <= days, f"{shown}; at most {days} wanted")


@check(
    "iam.get-credential-report",
    severity="medium",
    remediation="Ask whether the user is still needed; take the password away and deactivate the keys, later delete them.",
    source=_GUIDE + "id_credentials_finding-unused.html",
    same_as=[
        "config:iam-user-unused-credentials-check",
        "securityhub:IAM.8",
        "prowler:iam_user_accesskey_unused",
        "prowler:iam_user_console_access_unused",
    ],
)
def unused_credentials_disabled(user: Json, *, days: int = 90, now: datetime) -> Verdict:
    """Each active password and access key of an IAM user was used of late.

    Nobody notices when a forgotten credential is misused. One that was never used counts from the
    day when it was set.
    """
    idle = {
        name: days_since(_last_seen(user, used, made), now)
        for name, active, used, made in _credentials()
        if _flag(user, active)
    }
    if not idle:
        return not_applicable("no active password or access key")
    shown = ", ".join(f"{name}: {since} days" for name, since in idle.items())
    return _judged(max(idle.values()) <= days, f"since the last use, {shown}; at most {days} wanted")


@check(
    "iam.get-account-password-policy",
    of="account",
    severity="medium",
    remediation="Set the minimum length in the account's password policy.",
    source=_GUIDE + "id_credentials_passwords_account-policy.html",
    same_as=[
        "config:iam-password-policy",
        "securityhub:IAM.15",
        "prowler:iam_password_policy_minimum_length_14",
    ],
)
def password_length(policy: Json, *, minimum: int = 14) -> Verdict:
    """The password policy of IAM users asks for long passwords.

    Length is what makes guessing slow. Without a policy of its own the account asks for 8 characters.
    """
    if policy is None:
        return failed(f"no password policy of its own; at least {minimum} characters wanted")
    length = policy["PasswordPolicy"]["MinimumPasswordLength"]
    return _judged(length >= minimum, f"at least {length} characters, {minimum} wanted")


@check(
    "iam.get-account-password-policy",
    of="account",
    severity="low",
    remediation="Set how many passwords are remembered in the account's password policy (24 is AWS's most).",
    source=_GUIDE + "id_credentials_passwords_account-policy.html",
    same_as=["config:iam-password-policy", "securityhub:IAM.16", "prowler:iam_password_policy_reuse_24"],
)
def password_reuse(policy: Json, *, remember: int = 24) -> Verdict:
    """The password policy of IAM users keeps old passwords from coming back.

    A password that has leaked stays closed. Without the setting, any earlier password may be used again.
    """
    if policy is None:
        return failed(f"no password policy of its own; {remember} remembered passwords wanted")
    # AWS leaves the field out where reuse is not prevented.
    remembered = policy["PasswordPolicy"].get("PasswordReusePrevention", 0)
    return _judged(remembered >= remember, f"{remembered} passwords remembered, {remember} wanted")


@check(
    "iam.get-account-authorization-details.policies",
    severity="high",
    remediation="Write down the actions and resources that are needed, make a new default version, delete the old ones.",
    source=_GUIDE + "access_policies_managed-vs-inline.html",
    same_as=[
        "config:iam-policy-no-statements-with-admin-access",
        "securityhub:IAM.1",
        "prowler:iam_customer_attached_policy_no_administrative_privileges",
    ],
)
def customer_policies_grant_no_full_admin(policy: Json) -> Verdict:
    """Each customer-managed policy grants less than all actions on all resources.

    The version in force is judged, attached or not: attaching takes one step. A condition such as MFA
    does not make it less, since its holder may still do everything.
    """
    attached = f"{policy['DefaultVersionId']} in force, attached {policy['AttachmentCount']} times"
    if grants_full_admin(_in_force(policy)):
        return failed(f"grants all actions on all resources; {attached}")
    return passed(f"no statement grants all actions on all resources; {attached}")


@check(
    "iam.get-account-authorization-details.identities",
    severity="high",
    remediation="Replace the inline policy by a managed one with the actions and resources that are needed.",
    source=_GUIDE + "access_policies_managed-vs-inline.html",
    same_as=["prowler:iam_inline_policy_no_administrative_privileges"],
)
def inline_policies_grant_no_full_admin(identity: Json) -> Verdict:
    """Each user, group and role grants less than all actions on all resources in its inline policies.

    An inline policy is seen in no list of policies, so full administration hides well there.
    """
    policies = _inline(identity)
    if not policies:
        return not_applicable("no inline policy")
    full = [one["PolicyName"] for one in policies if grants_full_admin(one["PolicyDocument"])]
    if full:
        return failed("grant all actions on all resources: " + several(full))
    return passed(f"{len(policies)} inline policies, none grants all actions on all resources")


@check(
    "iam.get-account-authorization-details.identities",
    severity="low",
    remediation="Make managed policies of the inline ones, attach them to groups and roles, delete the inline ones.",
    source=_GUIDE + "access_policies_managed-vs-inline.html",
    same_as=["config:iam-no-inline-policy-check"],
)
def no_inline_policies(identity: Json) -> Verdict:
    """No user, group or role carries an inline policy.

    An inline policy stands in no list of policies, has no earlier versions, and is changed for one holder alone,
    so that a review passes it by.
    """
    policies = [one["PolicyName"] for one in _inline(identity)]
    return failed("inline policies: " + several(policies)) if policies else passed("no inline policy")


@check(
    "iam.get-account-authorization-details.identities",
    needs=["iam.get-account-authorization-details"],
    severity="high",
    remediation="Attach a policy with what the work needs; keep one guarded role for emergencies, as an approved exception.",
    source=_PRACTICES,
    same_as=[
        "prowler:iam_aws_attached_policy_no_administrative_privileges",
        "prowler:iam_user_administrator_access_policy",
    ],
)
def no_attached_full_admin(identity: Json, details: Json) -> Verdict:
    """Each user, group and role works without an attached policy that grants all actions on all resources.

    AWS's AdministratorAccess and the customer's own policies count alike; permissions boundaries are
    not weighed. A role for emergencies fails, too: approve it as an exception, with an end.
    """
    documents = {policy["Arn"]: policy for policy in details["Policies"]}
    attached = identity["AttachedManagedPolicies"]
    full = [one["PolicyName"] for one in attached if _full_admin(one["PolicyArn"], documents)]
    if full:
        return failed("attached, and granting all actions on all resources: " + several(full))
    return passed(f"{len(attached)} attached policies, none grants all actions on all resources")


@check(
    "iam.get-account-authorization-details.users",
    severity="low",
    remediation="Give the permissions to a group or a role and take the policies off the user.",
    source=_PRACTICES,
    same_as=[
        "config:iam-user-no-policies-check",
        "securityhub:IAM.2",
        "prowler:iam_policy_attached_only_to_group_or_roles",
    ],
)
def policies_attach_to_groups_or_roles(user: Json) -> Verdict:
    """Each IAM user gets permissions only through groups and roles.

    Rights that hang on single people are forgotten when their work changes.
    """
    own = [one["PolicyName"] for one in [*user["AttachedManagedPolicies"], *_inline(user)]]
    return (
        failed("policies of the user's own: " + several(own))
        if own
        else passed("no policy of the user's own")
    )


@check(
    "iam.get-account-authorization-details.roles",
    severity="high",
    remediation="Name the accounts and services that need the role; declare a partner's account as trusted; add the claim that says whose pipeline it is.",
    source=_GUIDE + "id_roles_create_for-user_externalid.html",
)
def role_trust_is_narrow(role: Json, *, trusted: frozenset[str]) -> Verdict:
    """Each role trusts only declared accounts, named AWS services and identity providers of one's own.

    Whoever a role trusts may have all of its permissions. A provider that serves many customers, such
    as GitHub, is narrow only with a claim that names the organisation.
    """
    document = role["AssumeRolePolicyDocument"]
    outside = strangers(document, trusted)
    allowing = statements(document, "Allow")
    wide = {name for one in allowing for name in open_providers(one.federated, one.conditions)}
    if "*" in outside:
        return failed("everyone may assume it, and no condition narrows that")
    if wide:
        return failed("trusts all users of " + several(wide))
    if outside:
        return failed("trusts accounts that are not declared: " + several(outside))
    named = frozenset().union(*(one.accounts | one.services | one.federated for one in allowing))
    return passed("trusts " + several(named) if named else "trusts nobody by name")


@check(
    "iam.list-server-certificates",
    severity="medium",
    remediation="Move to a certificate of AWS Certificate Manager, which renews itself; delete the expired one.",
    source=_GUIDE + "id_credentials_server-certs.html",
    same_as=["config:iam-server-certificate-expiration-check"],
)
def server_certificates_not_expired(certificate: Json, *, now: datetime) -> Verdict:
    """Each server certificate that is kept in IAM is still valid.

    An expired certificate breaks TLS or teaches people to click warnings away. IAM renews none.
    """
    expires = when(certificate["Expiration"])
    return _judged(expires > now, f"valid until {expires:%Y-%m-%d}")


def _judged(holds: bool, reason: str) -> Verdict:
    return passed(reason) if holds else failed(reason)


def _root(report: Json) -> Json:
    rows = [row for row in report["Content"] if row["user"] == "<root_account>"]
    if len(rows) != 1:
        raise NoData("the credential report has no row of the root user")
    return rows[0]


def _flag(row: Json, column: str) -> bool:
    """A column that says true or false; any other word (not_supported) is no answer."""
    try:
        return {"true": True, "false": False}[row[column].lower()]
    except KeyError:
        raise NoData(f"the credential report does not say {column}") from None


def _moment(text: str) -> datetime | None:
    return None if text in _NEVER else when(text)


def _credentials() -> list[tuple[str, str, str, str]]:
    """Each credential of the report: its name and the columns that say active, last used, made."""
    keys = [(key, f"{key}_active", f"{key}_last_used_date", f"{key}_last_rotated") for key in _KEYS]
    return [("password", "password_enabled", "password_last_used", "password_last_changed"), *keys]


def _last_seen(user: Json, used: str, made: str) -> datetime:
    """The last use; for a credential that was never used, the day when it was set."""
    last = _moment(user[used])
    return when(user[made]) if last is None else last


def _in_force(policy: Json) -> Json:
    """The document of a managed policy's default version."""
    documents = {version["VersionId"]: version["Document"] for version in policy["PolicyVersionList"]}
    return documents[policy["DefaultVersionId"]]


def _inline(identity: Json) -> Json:
    """The inline policies of a user, group or role; AWS leaves an empty list out of its reply."""
    for name, policies in _INLINE.items():
        if name in identity:
            return identity.get(policies, [])
    raise NoData("neither a user, nor a group, nor a role")


def _full_admin(arn: str, documents: dict[str, Json]) -> bool:
    """Whether an attached policy grants everything; AWS's own are known by name."""
    if arn.split(":")[4] == "aws":
        return arn.rsplit("/", 1)[-1] in _ADMIN_BY_AWS
    return grants_full_admin(_in_force(documents[arn]))
