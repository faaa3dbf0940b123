"""Names that tell of a secret: DB_PASSWORD, apiToken, /web/key. Values are never read, so names are all there is."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_WORDS = frozenset({"auth", "key", "keys", "pass", "psw", "pw", "pwd"})
_PARTS = ("accesskey", "apikey", "authdata", "connectionstring", "credential", "passphrase", "passwd", "password",
          "privatekey", "pwd", "secret")  # fmt: skip
_ENDS = ("token", "tokens")
# Keys that are no secret, or that only name another thing.
_OPEN_KEYS = frozenset({"bucket", "kms", "object", "partition", "primary", "public", "s3", "sort"})
# Names that end so say where a secret is, or something about it.
_ABOUT = frozenset(
    {"alias", "arn", "arns", "enabled", "endpoint", "expiry", "file", "length", "name", "path", "ttl", "type"}
)


def is_secret(name: str) -> bool:
    """Whether what bears the name is likely a secret, and not a pointer to one."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[-1] in _ABOUT:
        return False
    whole = "".join(words)
    if any(part in whole for part in _PARTS) or any(word.endswith(_ENDS) for word in words):
        return True
    meant = _WORDS - {"key", "keys"} if set(words) & _OPEN_KEYS else _WORDS
    return bool(meant & set(words))


def secret_names(names: Iterable[str]) -> list[str]:
    """Those of the names that tell of a secret, sorted, each once."""
    return sorted({name for name in names if is_secret(name)})
