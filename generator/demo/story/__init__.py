"""The story of Acme Health: what its three accounts look like, good and bad."""

from generator.demo.front import Front
from generator.demo.story import management, production, reports, sandbox
from generator.demo.story.hand import MANAGEMENT, PRODUCTION, REGIONS, SANDBOX, Hand
from generator.demo.story.production import network


def tell(hand: Hand, front: Front) -> None:
    """Fill the accounts, the report shelf and the list of denials."""
    hand.world.reports = reports.shelf(*hand.world.period, hand.now)
    management.tell(hand)
    production.tell(hand)
    sandbox.tell(hand)
    for account in (MANAGEMENT, PRODUCTION, SANDBOX):
        for region in REGIONS:
            if (account, region) != (PRODUCTION, REGIONS[0]):
                network.default_groups(hand.at(account, region))
    # The sandbox is where permissions are missing, once by the organisation and once by the role.
    front.deny(SANDBOX, "guardduty", "*", "service control policy")
    front.deny(SANDBOX, "kms", "GetKeyPolicy", "no identity-based policy")
    # Who reads the management account was never allowed to look into Artifact.
    front.deny(MANAGEMENT, "artifact", "*", "no identity-based policy")
