"""Plan and credentials -> Records. The only place, beside the demo, that knows boto3."""

from generator.collect.access import Access, Settings
from generator.collect.engine import collect
from generator.collect.organization import members
from generator.collect.permissions import cloudformation_role, least_policy, plan_actions
from generator.collect.rolecheck import role_checks

__all__ = [
    "Access",
    "Settings",
    "cloudformation_role",
    "collect",
    "least_policy",
    "members",
    "plan_actions",
    "role_checks",
]
