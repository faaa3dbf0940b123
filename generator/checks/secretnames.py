"""Names that tell of a secret: DB_PASSWORD, apiToken, /web/key. Values are never read, so names are all there is."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PARTS = ("accesskey", "apikey", "authdata", "connectionstring", "credential", "passphrase", "passwd", "password",
          "privatekey", "secret")  # fmt: skip
_WORDS = frozenset({"psw", "pw", "pwd"})
_LAST = frozenset({"auth", "pass"})  # REDIS_AUTH, not AUTH_MODE
_TOKENS = ("token", "tokens")
_KEYS = frozenset({"key", "keys"})
# Keys that are no secret, or that only name another thing.
_OPEN_KEYS = frozenset({"bucket", "kms", "object", "partition", "primary", "public", "s3", "sort"})
# Names that end or begin so say where a secret is, or something about it.
_ABOUT = frozenset(
    {"alias", "arn", "arns", "count", "enabled", "endpoint", "expiry", "file", "length", "limit", "name", "path",
     "prefix", "ttl", "type"}
)  # fmt: skip
_NUMBERS = frozenset({"max", "min", "num"})


def is_secret(name: str) -> bool:
    """Whether what bears the name is likely a secret, and not a pointer to one."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _ABOUT or words[0] in _NUMBERS:
        return False
    whole, found = "".join(words), set(words)
    return (
        any(part in whole for part in _PARTS)
        or any(word.endswith(_TOKENS) for word in words)
        or bool(found & _WORDS)
        or words[-1] in _LAST
        or bool(found & _KEYS and not found & _OPEN_KEYS)
    )


def secret_names(names: Iterable[str]) -> list[str]:
    """Those of the names that tell of a secret, sorted, each once."""
    return sorted({name for name in names if is_secret(name)})
