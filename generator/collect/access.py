"""Sessions and clients: credentials as botocore finds them, one role an account, models read once."""

import ipaddress
import threading
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, ProfileNotFound

from generator.collect.outcome import EXPIRED, classify
from generator.errors import AwsError
from generator.items import partition_of
from generator.model.plain import plain
from generator.model.scope import Account

_HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


class ExpiredError(AwsError):
    """The credentials have expired: nothing more can be read before somebody signs in again."""


@plain
class Settings:
    """How to reach AWS: what the command line adds to botocore's own look-up."""

    profile: str = ""
    workers: int = 12
    attempts: int = 5
    connect_timeout: int = 5
    read_timeout: int = 45
    version: str = "0"


class Access:
    """The way into one account. Clients are made once and shared by threads, as botocore allows."""

    def __init__(self, session: Any, settings: Settings) -> None:
        self._session = session
        self._settings = settings
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
        """The same way, or through the account's role when it has one; models are shared."""
        if not account.role:
            return self
        session = botocore.session.Session()
        session.register_component("data_loader", self._session.get_component("data_loader"))
        session.set_config_variable("region", self._session.get_config_variable("region"))
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=self._create,
            source_credentials=self._session.get_credentials(),
            role_arn=account.role,
            extra_args={"RoleSessionName": "evidencemap"},
        )
        session._credentials = DeferredRefreshableCredentials(  # noqa: SLF001 - botocore's documented way in
            refresh_using=fetcher.fetch_credentials, method="assume-role"
        )
        return Access(session, self._settings)

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region, made once."""
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._create(service, region_name=region)
            return self._clients[service, region]

    def _create(self, service: str, **options: Any) -> Any:
        settings = self._settings
        config = Config(
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            max_pool_connections=settings.workers,
            retries={"mode": "standard", "total_max_attempts": settings.attempts},
            user_agent_extra=f"evidencemap/{settings.version}",
        )
        options.setdefault("region_name", self.home)
        client = self._session.create_client(service, config=config, **options)
        if service == "s3control":
            client.meta.events.register("before-sign.s3-control", _plain_host)
        return client

    def identify(self) -> None:
        """Learn account and caller from STS; raises AwsError when AWS does not say who we are."""
        try:
            who = self.client("sts", self.home).get_caller_identity()
        except NoCredentialsError as error:
            raise _no_credentials(str(error)) from error
        except (ClientError, BotoCoreError) as error:
            refusal = classify(error, regional=False)
            if refusal.error_code in EXPIRED:
                raise ExpiredError(
                    f"The credentials have expired ({refusal.error_code}).",
                    "Sign in again and run the same command.",
                ) from error
            hint = "Check the credentials, the role's trust policy and the network."
            assuming = getattr(error, "operation_name", "") == "AssumeRole"
            what = "The role could not be assumed" if assuming else "AWS does not say who we are"
            raise AwsError(f"{what}: {refusal.message}", hint) from error
        self.account, self.caller = who["Account"], who["Arn"]


def _no_credentials(message: str) -> AwsError:
    return AwsError(
        message,
        "Sign in ('aws sso login'), name a --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "
        "'evidencemap demo' needs none.",
    )


def _plain_host(request: Any, **_others: Any) -> None:
    """An endpoint of one's own that is an IP address has no host of its own per account id."""
    parts = urlsplit(request.url)
    first, _dot, rest = (parts.hostname or "").partition(".")
    if len(first) != 12 or not first.isdigit() or not _is_local(rest):
        return
    host = f"{rest}:{parts.port}" if parts.port else rest
    request.url = urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))


def _is_local(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return host == "localhost"
