"""The hand that writes the story: clients for any account and region, and the dates that no API can set."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from botocore.config import Config
from botocore.session import Session

from generator.demo.world import MANAGEMENT, PRODUCTION, REGIONS, SANDBOX, Account, Region, World

__all__ = [
    "MANAGEMENT",
    "PARTNER",
    "PLANTED",
    "PRODUCTION",
    "REGIONS",
    "SANDBOX",
    "UNTRUSTED",
    "Hand",
    "Place",
]

# Every secret of the story starts like this, so that a test can look for them in a pack.
PLANTED = "PLANTED-SECRET-"
UNTRUSTED = "999988887777"
PARTNER = "999900001111"


class Hand:
    """Seeds moto over HTTP, as any owner of these accounts would."""

    def __init__(self, world: World, moto: str) -> None:
        self.world = world
        self.moto = moto
        self.reader_key = ("", "")
        self.session = _own_session()
        self._places: dict[tuple[str, str], Place] = {}

    @property
    def now(self) -> datetime:
        """The moment that the story is told at."""
        return self.world.now

    def ago(self, days: float) -> datetime:
        """So many days before now."""
        return self.now - timedelta(days=days)

    def past(self, days: float) -> datetime:
        """The same moment as moto keeps it inside: in UTC, without saying so."""
        return self.ago(days).astimezone(UTC).replace(tzinfo=None)

    def at(self, account: str, region: str = REGIONS[0]) -> "Place":
        """A region of an account, ready to be filled."""
        if (account, region) not in self._places:
            self._places[account, region] = Place(self, account, region)
        return self._places[account, region]

    def close(self) -> None:
        """Let go of all connections."""
        for place in self._places.values():
            place.close()


def _own_session() -> boto3.Session:
    """A session that knows nothing of the user's own profiles."""
    unset = (None, None, os.devnull, None)
    core = Session(
        session_vars={"profile": (None, None, None, None), "config_file": unset, "credentials_file": unset}
    )
    core.set_credentials("seed", "seed")
    return boto3.Session(botocore_session=core)


class Place:
    """One region of one account."""

    def __init__(self, hand: Hand, account: str, region: str) -> None:
        self.hand = hand
        self.account = account
        self.region = region
        self._clients: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        """A client of the service."""
        if service not in self._clients:
            config = Config(retries={"total_max_attempts": 1}, max_pool_connections=1, proxies={})
            client = self.hand.session.client(
                service, endpoint_url=self.hand.moto, region_name=self.region, config=config
            )
            client.meta.events.register("before-sign", self._as_owner)
            self._clients[service] = client
        return self._clients[service]

    def _as_owner(self, request: Any, **_: object) -> None:
        request.headers["x-moto-account-id"] = self.account
        # botocore puts the account id before the host, which no loopback name has.
        request.url = request.url.replace(f"//{self.account}.", "//")

    def close(self) -> None:
        """Let go of the connections."""
        for client in self._clients.values():
            client.close()

    @property
    def facts(self) -> Region:
        """What the front tells of this region."""
        return self.hand.world.here(self.account, self.region)

    @property
    def account_facts(self) -> Account:
        """What the front tells of this account."""
        return self.hand.world.accounts[self.account]

    def arn(self, service: str, rest: str, *, regional: bool = True) -> str:
        """An ARN in this place."""
        return f"arn:aws:{service}:{self.region if regional else ''}:{self.account}:{rest}"
