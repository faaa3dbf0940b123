"""Plan and credentials -> Records. The only place, beside the demo, that knows boto3."""

from generator.collect.access import Access, Settings
from generator.collect.engine import collect
from generator.collect.permissions import cloudformation_role, least_policy, plan_actions

__all__ = ["Access", "Settings", "cloudformation_role", "collect", "least_policy", "plan_actions"]
