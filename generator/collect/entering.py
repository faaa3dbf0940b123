"""The way into one account: its role assumed, and a look whose credentials these are."""

from generator.collect.access import Access, ExpiredError
from generator.collect.outcome import classify
from generator.errors import AwsError
from generator.model.evidence import ANOTHER_ACCOUNT
from generator.model.scope import Account


class Entering:
    """An account on its way in. ``access`` is there once it is entered, else ``why`` says what was in the way."""

    def __init__(self, base: Access, account: Account) -> None:
        self.account = account
        self.access: Access | None = None
        self.why = ""
        self.cause = ""
        self.tries = 0
        self._base = base

    def step(self) -> str:
        """Try once; raises ExpiredError where nothing more can be read at all."""
        self.tries += 1
        try:
            access = self._base.into(self.account)
            access.identify(once=True)
        except ExpiredError:
            raise
        except AwsError as error:
            self.why = error.message
            cause = error.__cause__
            self.cause = classify(cause, regional=False).cause if isinstance(cause, Exception) else ""
            return "refused"
        if access.account == self.account.id:
            self.access = access
            return "done"
        # Evidence of one account must not stand under the name of another.
        self.why = f"the credentials for account {self.account.id} {ANOTHER_ACCOUNT} {access.account} ({access.caller})"
        return "refused"
