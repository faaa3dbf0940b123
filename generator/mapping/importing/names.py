"""Names in lists matched to services: by id, name and ``also``, once case, makers and marks are set aside."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from generator.mapping.importing.rows import MAX_NAME, tidy
from generator.model.catalog import Service

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_MAKER = re.compile(r"^(amazon web services|amazon|aws)\s+(?=\S)")
_MARKS = re.compile("[®™©℠*†‡]")
_NOT_WORD = re.compile(r"[\W_]+")
_OTHER_NAME = re.compile(
    r"^(successor|previously|formerly|former|known|also known|renamed|now)\b", re.IGNORECASE
)
_ACRONYM = re.compile(r"^((Amazon|AWS)\s+)?[A-Z][A-Z0-9]{1,7}$")


def key(text: str) -> str:
    """A name without brackets, maker, case, marks and punctuation: ``AWS WAF®`` and ``waf`` are one."""
    bare, before = unicodedata.normalize("NFKC", _MARKS.sub("", tidy(text)[:MAX_NAME])), ""
    while bare != before:  # brackets within brackets, the inner ones first
        before, bare = bare, _BRACKETS.sub(" ", bare)
    words = " ".join(_NOT_WORD.sub(" ", bare.casefold().replace("&", " and ")).split())
    return _MAKER.sub("", words)


def brackets(text: str) -> list[str]:
    """What stands in brackets, in order."""
    return [found for pair in _BRACKETS.findall(tidy(text)) if (found := (pair[0] or pair[1]).strip())]


class Names:
    """The services by every name that they are known under."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._ids: dict[str, dict[str, None]] = {}
        self._own: dict[str, set[str]] = {}
        self._within: dict[str, set[str]] = {}  # what stands in brackets in a service's own names
        for service in services:
            for name in (service.name, *service.also):
                found = key(name)
                if found:
                    self._ids.setdefault(found, {})[service.id] = None
                    self._own.setdefault(service.id, set()).add(found)
                    self._within.setdefault(service.id, set()).update(key(one) for one in brackets(name))

    def ids(self, name: str) -> list[str]:
        """The services that a name fits: one, none, or several when it tells them not apart."""
        written = tidy(name)
        if written in self._own:  # an id as it stands: "Amazon Chime" is not the id chime
            return [written]
        return list(self._ids.get(key(name), ()))

    def part_of(self, name: str) -> str:
        """The service whose name this one goes on from (``Amazon ElastiCache for Redis``); "" for none or several."""
        words = key(name).split()
        for length in range(len(words) - 1, 0, -1):
            found = list(self._ids.get(" ".join(words[:length]), ()))
            if found:
                return found[0] if len(found) == 1 else ""
        return ""

    def held(self, name: str) -> Iterator[str]:
        """Services that a name says it includes, each by its whole name: ``AWS Glue (including AWS Lake Formation)``."""
        for words in brackets(name):
            start = re.match(r"(?:includes?|including)\s+", words, re.IGNORECASE)
            if start is None or re.search(
                r"\b(not|except|exclud\w*|without|only|for|some|parts?)\b", words, re.IGNORECASE
            ):
                continue
            for one in re.split(r",\s*(?:and\s+)?|;\s*|\s+and\s+", words[start.end() :]):
                found = self.ids(one)
                if len(found) == 1:
                    yield found[0]

    def limits(self, name: str, service: str) -> str:
        """What the brackets of a name say beside other names of the service: exclusions, engines, features."""
        own = self._own.get(service, set()) | self._within.get(service, set())
        short = {f[0].strip() for f in _BRACKETS.findall(tidy(name)) if _ACRONYM.match(f[0].strip())}  # (EC2)
        told = [
            words
            for words in brackets(name)
            if key(words) not in own and not _OTHER_NAME.match(words) and words not in short
        ]
        return "; ".join(told)
