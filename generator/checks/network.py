"""Ports and addresses as sets: what a firewall lets in is worked out, not compared as text."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
    summarize_address_range,
)

from generator.model.plain import Json, plain

TCP, UDP = 6, 17
_NAMES = {"tcp": TCP, "udp": UDP, "icmp": 1, "icmpv6": 58}
_LAST_PORT = 65535
# The widest blocks that one organisation was ever given at once: a /8 of IPv4, a /13 of IPv6.
_WIDEST_V4, _WIDEST_V6 = 1 << 24, 1 << 115


@plain
class Ranges:
    """Whole numbers, as sorted spans that do not touch; both ends belong to a span."""

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, *spans: tuple[int, int]) -> "Ranges":
        """From spans in any order; ValueError where one ends before it starts."""
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if end < start:
                raise ValueError(f"{start}-{end} ends before it starts")
            if merged and start <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return cls(spans=tuple(merged))

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return sum(end - start + 1 for start, end in self.spans)

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __contains__(self, number: int) -> bool:
        return any(start <= number <= end for start, end in self.spans)

    def __or__(self, other: "Ranges") -> "Ranges":
        return Ranges.of(*self.spans, *other.spans)

    def __and__(self, other: "Ranges") -> "Ranges":
        both: list[tuple[int, int]] = []
        mine, theirs = 0, 0
        while mine < len(self.spans) and theirs < len(other.spans):
            (start, end), (first, last) = self.spans[mine], other.spans[theirs]
            if start <= last and first <= end:
                both.append((max(start, first), min(end, last)))
            if end < last:
                mine += 1
            else:
                theirs += 1
        return Ranges.of(*both)

    def __sub__(self, other: "Ranges") -> "Ranges":
        if not self.spans:
            return self
        gaps: list[tuple[int, int]] = []
        start, end = self.spans[0][0], self.spans[-1][1]
        for first, last in other.spans:
            if start < first:
                gaps.append((start, first - 1))
            start = max(start, last + 1)
        if start <= end:
            gaps.append((start, end))
        return self & Ranges(spans=tuple(gaps))

    def pieces(self, cuts: Iterable["Ranges"]) -> list[int]:
        """The first number of each piece in which no cut begins or ends; it stands for all of the piece."""
        edges = {start for start, _ in self.spans}
        for cut in cuts:
            edges |= {edge for start, end in cut.spans for edge in (start, end + 1)}
        return sorted(edge for edge in edges if edge in self)


ALL_PORTS = Ranges.of((0, _LAST_PORT))


@lru_cache(maxsize=4096)
def _span(cidr: str) -> tuple[int, tuple[int, int]]:
    network = ip_network(cidr, strict=False)
    return network.version, (int(network.network_address), int(network.broadcast_address))


@plain
class Addresses:
    """IPv4 and IPv6 addresses, apart."""

    v4: Ranges = Ranges()
    v6: Ranges = Ranges()

    @classmethod
    def of(cls, *cidrs: str) -> "Addresses":
        """From CIDR blocks or single addresses; ValueError or TypeError on anything else."""
        if not all(isinstance(cidr, str) for cidr in cidrs):
            raise TypeError("an address block is text")
        spans = [_span(cidr) for cidr in cidrs]
        v4, v6 = ([span for version, span in spans if version == wanted] for wanted in (4, 6))
        return cls(v4=Ranges.of(*v4), v6=Ranges.of(*v6))

    def __bool__(self) -> bool:
        return bool(self.v4 or self.v6)

    def __or__(self, other: "Addresses") -> "Addresses":
        return Addresses(v4=self.v4 | other.v4, v6=self.v6 | other.v6)

    def __and__(self, other: "Addresses") -> "Addresses":
        return Addresses(v4=self.v4 & other.v4, v6=self.v6 & other.v6)

    def __sub__(self, other: "Addresses") -> "Addresses":
        return Addresses(v4=self.v4 - other.v4, v6=self.v6 - other.v6)

    @property
    def public(self) -> "Addresses":
        """Those that the Internet routes."""
        return self & PUBLIC

    @property
    def anywhere(self) -> bool:
        """More of the Internet than one organisation holds, however it is written or cut up."""
        reached = self.public
        return reached.v4.size > _WIDEST_V4 or reached.v6.size > _WIDEST_V6

    def text(self, most: int = 3) -> str:
        """The blocks in short, the widest first: "0.0.0.0/0, ::/0"."""
        blocks = sorted(
            self._blocks(), key=lambda block: (block.prefixlen / block.max_prefixlen, block.version)
        )
        return ", ".join([str(block) for block in blocks[:most]] + ["..."] * (len(blocks) > most))

    def _blocks(self) -> Iterator[IPv4Network | IPv6Network]:
        for start, end in self.v4.spans:
            yield from summarize_address_range(IPv4Address(start), IPv4Address(end))
        for start, end in self.v6.spans:
            yield from summarize_address_range(IPv6Address(start), IPv6Address(end))


EVERYWHERE = Addresses.of("0.0.0.0/0", "::/0")
# IANA's special-purpose registries: what is left out here is not routed on the Internet.
PUBLIC = Addresses.of("0.0.0.0/0", "2000::/3") - Addresses.of(
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/3", "2001:db8::/32", "3fff::/20"),
)


@plain
class Rule:
    """A line of a firewall, as far as it speaks of TCP and UDP."""

    allows: bool
    protocols: frozenset[int]
    ports: Ranges
    sources: Addresses


def exposed(rules: Sequence[Rule], wanted: Ranges) -> tuple[str, ...]:
    """Where the Internet gets in, as "tcp 22 from 0.0.0.0/0".

    The first rule that speaks of an address, port and protocol decides on it; none means closed.
    """
    found = []
    for protocol, name in ((TCP, "tcp"), (UDP, "udp")):
        speaking = [rule for rule in rules if protocol in rule.protocols]
        for port in wanted.pieces(rule.ports for rule in speaking):
            reached = _let_in([rule for rule in speaking if port in rule.ports])
            if reached.anywhere:
                found.append(f"{name} {port} from {reached.text()}")
    return tuple(found)


def _let_in(rules: Iterable[Rule]) -> Addresses:
    let_in, undecided = Addresses(), EVERYWHERE
    for rule in rules:
        if rule.allows:
            let_in |= undecided & rule.sources
        undecided -= rule.sources
    return let_in


def port_set(text: str) -> Ranges:
    """Ports as a threshold names them, "22,3389,5900-5902"; ValueError where it names none."""
    spans: list[tuple[int, int]] = []
    for part in text.split(","):
        low, dash, high = part.strip().partition("-")
        spans += port_range(int(low), int(high) if dash else int(low)).spans
    return Ranges.of(*spans)


def port_range(low: int, high: int) -> Ranges:
    """The ports from ``low`` to ``high``; AWS writes -1 for all."""
    if low == -1:
        return ALL_PORTS
    if not 0 <= low <= high <= _LAST_PORT:
        raise ValueError(f"{low}-{high} is no range of ports")
    return Ranges.of((low, high))


def traffic(protocol: Json, holder: Json, low: str, high: str) -> tuple[frozenset[int], Ranges]:
    """Which of TCP and UDP a rule speaks of, and on which ports.

    The protocol is a name, a number, or -1 for all, and then AWS ignores ports; else they are in ``holder``,
    under the names ``low`` and ``high``.
    """
    text = str(protocol).lower()
    if text in ("-1", "all"):
        return frozenset({TCP, UDP}), ALL_PORTS
    number = _NAMES[text] if text in _NAMES else int(text)
    if not 0 <= number <= 255:
        raise ValueError(f"{protocol} is no protocol")
    if number not in (TCP, UDP):
        return frozenset(), Ranges()
    return frozenset({number}), port_range(holder[low], holder[high])


def rows(value: Json) -> list[Json]:
    """A list that must be there: another shape would walk as if it were empty."""
    if not isinstance(value, list):
        raise TypeError(f"a list is wanted, {type(value).__name__} is there")
    return value
