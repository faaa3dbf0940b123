"""Sessions and clients: credentials as botocore finds them, one role an account, models read once."""

import random
import threading
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import botocore.session
from botocore.credentials import DeferredRefreshableCredentials
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from generator.collect.clients import Clients, create
from generator.collect.operations import Operations
from generator.collect.outcome import EXPIRED, TRANSIENT, Refusal, classify
from generator.collect.pacing import pause
from generator.collect.settings import Settings
from generator.errors import AwsError
from generator.items import partition_of
from generator.model.scope import Account

_CHANCE = random.Random()  # noqa: S311 - spreads tries, guards nothing
_HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


class ExpiredError(AwsError):
    """The credentials have expired: nothing more can be read before somebody signs in again."""


class Access:
    """The way into one account. Clients and models are made once and shared by threads and accounts."""

    def __init__(
        self,
        session: Any,
        settings: Settings,
        shared: "Access | None" = None,
        role: DeferredRefreshableCredentials | None = None,
    ) -> None:
        self._session = session  # one for all accounts: another costs 8 ms
        self._settings = settings
        self._role = role
        self.clients: Clients = shared.clients if shared else Clients(session, settings)
        self.operations: Operations = shared.operations if shared else Operations(session)
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self.home = _HOME[partition_of(session.get_config_variable("region") or "us-east-1")]
        self.account = ""
        self.caller = ""

    @classmethod
    def base(cls, settings: Settings) -> "Access":
        """The current credentials; raises AwsError when there are none."""
        try:
            session = botocore.session.Session(profile=settings.profile or None)
            found = session.get_credentials()
        except ProfileNotFound as error:
            raise AwsError(str(error), "List the profiles with 'aws configure list-profiles'.") from error
        except BotoCoreError as error:
            raise _no_credentials(str(error)) from error
        if found is None:
            raise _no_credentials("There are no AWS credentials.")
        return cls(session, settings)

    def into(self, account: Account) -> "Access":
        """The same way, or through the account's role when it has one; clients and models are shared.

        Raises AwsError where the account must not be entered.
        """
        if account.stop:
            raise AwsError(account.stop, "Look at 'organization' and 'accounts' in evidencemap.yaml.")
        if not account.role:
            return self
        role = DeferredRefreshableCredentials(partial(self._assume, account), method="assume-role")
        return Access(self._session, self._settings, shared=self, role=role)

    def _assume(self, account: Account) -> dict[str, str]:
        """A new session of the account's role, as botocore takes it; asked for again before it runs out."""
        external = {"ExternalId": account.external_id} if account.external_id else {}
        asked = {
            "RoleArn": account.role,
            "RoleSessionName": self._settings.session_name,
            "DurationSeconds": self._settings.duration,
            **external,
        }
        reply = self.ask("sts", self.home, "assume_role", asked)
        try:
            given = reply["Credentials"]
            return {
                "access_key": given["AccessKeyId"],
                "secret_key": given["SecretAccessKey"],
                "token": given["SessionToken"],
                "expiry_time": given["Expiration"].isoformat(),
            }
        except (AttributeError, KeyError, TypeError):
            raise PartialCredentialsError(provider="the answer to AssumeRole", cred_var="a session") from None

    def ask(self, service: str, region: str, method: str, params: Mapping[str, Any]) -> Any:
        """One request as this account's caller, tried once; raises as botocore does."""
        credentials = self._role or self._session.get_credentials()
        return self.clients.call(credentials, service, region, method, params)

    @property
    def settings(self) -> Settings:
        """How AWS is reached; no credentials are in it."""
        return self._settings

    def prepare(self, service: str, region: str) -> None:
        """Make the client that all accounts share for a service in a region."""
        self.clients.prepare(service, region)

    @property
    def workers(self) -> int:
        """How many requests may be under way at once."""
        return self._settings.workers

    @property
    def attempts(self) -> int:
        """How often a request is tried at most."""
        return self._settings.attempts

    @property
    def backoff(self) -> float:
        """How far the pauses between tries are stretched."""
        return self._settings.backoff

    def client(self, service: str, region: str) -> Any:
        """A client of the account's own for what is no planned call, made once; botocore tries again for it."""
        with self._lock:
            if (service, region) not in self._clients:
                made = create(self._session, self._settings, service, region, attempts=self.attempts)
                if self._role:
                    made.meta.events.register_first("before-call", partial(_sign_as, self._role))
                self._clients[service, region] = made
            return self._clients[service, region]

    def close(self) -> None:
        """The account is finished: its own clients are closed and forgotten; those that accounts share stay."""
        with self._lock:
            done = list(self._clients.values())
            self._clients.clear()
        for client in done:
            client.close()

    def identify(self, *, once: bool = False) -> None:
        """Learn account and caller from STS; raises AwsError when AWS does not say who we are.

        ``once`` leaves trying again to whoever asks.
        """
        for tried in range(1, self.attempts + 1):
            try:
                who = self.ask("sts", self.home, "get_caller_identity", {})
            except NoCredentialsError as error:
                raise _no_credentials(str(error)) from error
            except (ClientError, BotoCoreError) as error:
                refusal = classify(error, regional=False)
                if once or tried == self.attempts or refusal.cause not in TRANSIENT:
                    raise _unknown(refusal, error) from error
                time.sleep(pause(tried, self.backoff, _CHANCE))
            else:
                break
        self.account, self.caller = str(who.get("Account", "")), str(who.get("Arn", ""))


def _sign_as(credentials: Any, context: Any, **_others: Any) -> None:
    context.setdefault("signing", {})["request_credentials"] = credentials


def _unknown(refusal: Refusal, error: Exception) -> AwsError:
    if refusal.error_code in EXPIRED:
        return ExpiredError(
            f"The credentials have expired ({refusal.error_code}).",
            "Sign in again and run the same command.",
        )
    assuming = getattr(error, "operation_name", "") == "AssumeRole"
    what = "The role could not be assumed" if assuming else "AWS does not say who we are"
    return AwsError(f"{what}: {refusal.message}", _hint(refusal.message))


def _hint(words: str) -> str:
    if "DurationSeconds" in words:
        return (
            "Shorten 'duration' in evidencemap.yaml (an hour where the caller is a role itself), or raise the "
            "role's longest session."
        )
    return "Check the credentials, the role's trust policy, its external id and the network."


def _no_credentials(message: str) -> AwsError:
    return AwsError(
        message,
        "Sign in ('aws sso login'), name a --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "
        "'evidencemap demo' needs none.",
    )


__all__ = ["Access", "ExpiredError", "Settings"]
