"""The production account: where health data lives, with much that is right and some of everything wrong."""

from generator.demo.story import management, people
from generator.demo.story.hand import PRODUCTION, REGIONS, Hand
from generator.demo.story.production import (
    analysis,
    applications,
    compute,
    databases,
    edge,
    identity,
    network,
    platforms,
    storage,
    watching,
    workloads,
)


def tell(hand: Hand) -> None:
    """Most of it in us-east-1; eu-west-1 holds little, and less well kept."""
    home, europe = (hand.at(PRODUCTION, region) for region in REGIONS)
    home.account_facts.root_last_used = hand.ago(400)
    home.account_facts.contact = management.CONTACT
    home.account_facts.agreements = [management.baa(home), management.customer_agreement(home)]
    people.aws_managed(home)
    people.reader(home)
    identity.tell(home)
    networks = network.tell(home)
    keys = storage.tell(home)
    compute.tell(home, networks, keys)
    databases.tell(home, networks, keys)
    applications.tell(home, keys)
    edge.tell(home, networks)
    platforms.tell(home, networks, keys)
    workloads.tell(home, networks, keys)
    analysis.tell(home, europe, networks, keys)
    watching.tell(home, europe)
    compute.europe(europe)
