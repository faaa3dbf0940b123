"""Ports and addresses as sets: each operation against plain Python sets, each verdict against a packet."""

import ipaddress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checks.network import (
    ALL_PORTS,
    EVERYWHERE,
    PUBLIC,
    TCP,
    UDP,
    Addresses,
    Ranges,
    Rule,
    exposed,
    port_range,
    port_set,
    rows,
    traffic,
)

SPAN = st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
SPANS = st.lists(SPAN, max_size=6)
BOTH = frozenset({TCP, UDP})


def numbers(spans):
    return {number for start, end in spans for number in range(start, end + 1)}


@given(SPANS, SPANS)
def test_ranges_do_what_sets_do(one, other):
    """Union, meet, difference, size and membership are those of the numbers themselves."""
    left, right = Ranges.of(*one), Ranges.of(*other)
    a, b = numbers(one), numbers(other)

    assert numbers((left | right).spans) == a | b
    assert numbers((left & right).spans) == a & b
    assert numbers((left - right).spans) == a - b
    assert (left.size, bool(left)) == (len(a), bool(a))
    assert all((number in left) == (number in a) for number in range(80))


@given(SPANS)
def test_equal_ranges_are_equal_values(spans):
    """However a set of numbers was cut up, it is written in one way: spans that do not touch."""
    whole = Ranges.of(*spans)

    assert whole == Ranges.of(*((n, n) for n in numbers(spans)))
    assert all(end + 1 < start for (_, end), (start, _) in pairwise(whole.spans))


@given(SPANS, st.lists(SPANS.map(lambda s: Ranges.of(*s)), max_size=4))
def test_one_number_stands_for_its_piece(spans, cuts):
    """Between two samples, every number lies in the same cuts as the sample before it."""
    whole = Ranges.of(*spans)
    samples = whole.pieces(cuts)
    for number in numbers(spans):
        stands = max(s for s in samples if s <= number)

        assert [number in cut for cut in cuts] == [stands in cut for cut in cuts]


def test_a_span_that_ends_before_it_starts_is_refused():
    """Nonsense is not an empty set."""
    with pytest.raises(ValueError, match="ends before"):
        Ranges.of((5, 4))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("22", ((22, 22),)),
        ("22,3389", ((22, 22), (3389, 3389))),
        (" 22 , 20-23 ,24", ((20, 24),)),
        ("0-65535", ((0, 65535),)),
    ],
)
def test_ports_of_a_threshold(text, spans):
    """Ports are named one by one or as ranges."""
    assert port_set(text).spans == spans


@pytest.mark.parametrize(
    "text", ["", " ", "22,", "ssh", "-1", "22-", "-22", "23-22", "65536", "22;3389", "22-70000"]
)
def test_a_threshold_that_names_no_ports_is_refused(text):
    """An empty or broken threshold would let everything pass."""
    with pytest.raises(ValueError, match=r"invalid literal|no range"):
        port_set(text)


@pytest.mark.parametrize(("low", "high"), [(-2, 5), (5, 4), (0, 65536), (1, -1)])
def test_odd_port_ranges_are_refused(low, high):
    """A range that AWS would not give is another shape."""
    with pytest.raises(ValueError, match="no range"):
        port_range(low, high)


@pytest.mark.parametrize("span", [("22", "22"), (None, None)])
def test_ports_are_numbers(span):
    """Text does not pass as a number."""
    with pytest.raises(TypeError):
        port_range(*span)


def test_minus_one_is_every_port():
    """AWS writes -1 for all ports."""
    assert port_range(-1, -1) == ALL_PORTS == Ranges.of((0, 65535))


@pytest.mark.parametrize(
    ("protocol", "reach"),
    [("tcp", {TCP}), ("TCP", {TCP}), ("6", {TCP}), (6, {TCP}), ("udp", {UDP}), ("17", {UDP})],
)
def test_protocols_with_ports(protocol, reach):
    """TCP and UDP are meant by name and by number."""
    assert traffic(protocol, {"From": 20, "To": 25}, "From", "To") == (reach, Ranges.of((20, 25)))


@pytest.mark.parametrize("protocol", ["-1", -1, "all", "ALL"])
def test_all_protocols_mean_all_ports(protocol):
    """Ports that stand beside "all protocols" are ignored, as AWS ignores them."""
    assert traffic(protocol, {"From": 443, "To": 443}, "From", "To") == (BOTH, ALL_PORTS)
    assert traffic(protocol, None, "From", "To") == (BOTH, ALL_PORTS)


@pytest.mark.parametrize("protocol", ["icmp", "icmpv6", "1", "58", "50", "0", "255"])
def test_protocols_without_ports_open_none(protocol):
    """ICMP's types are not ports, and other protocols carry neither SSH nor databases."""
    assert traffic(protocol, {"From": 22, "To": 22}, "From", "To") == (frozenset(), Ranges())


@pytest.mark.parametrize("protocol", ["", "ssh", "256", "-2", None, "6.0"])
def test_unknown_protocols_are_refused(protocol):
    """What is not understood is not taken as closed."""
    with pytest.raises(ValueError, match=r"invalid literal|no protocol"):
        traffic(protocol, {"From": 22, "To": 22}, "From", "To")


@pytest.mark.parametrize("holder", [{}, None, {"From": 22}])
def test_missing_ports_are_refused(holder):
    """A TCP rule without ports is another shape."""
    with pytest.raises((KeyError, TypeError)):
        traffic("tcp", holder, "From", "To")


def test_a_list_must_be_there():
    """An empty object would walk as an empty list."""
    assert rows([]) == []
    for other in ({}, "", None, 0):
        with pytest.raises(TypeError):
            rows(other)


NETWORK = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda pair: str(ipaddress.ip_network(pair, strict=False))
)
SIX = st.tuples(st.integers(0, 2**128 - 1), st.integers(0, 128)).map(
    lambda pair: (
        str(ipaddress.ip_network((pair[0], pair[1]), strict=False))
        if pair[0] >= 2**32
        else f"{ipaddress.IPv6Address(pair[0])}/128"
    )
)
ANY = st.one_of(NETWORK, SIX)


@given(st.lists(ANY, max_size=6), st.lists(ANY, max_size=6))
def test_addresses_keep_to_their_family(one, other):
    """A block of one family never touches the other; a difference and a meet make up the whole again."""
    left, right = Addresses.of(*one), Addresses.of(*other)

    assert (left - right) | (left & right) == left
    assert not (left - right) & right
    assert left & EVERYWHERE == left
    assert Addresses(v4=left.v4) | Addresses(v6=left.v6) == left


@given(NETWORK)
def test_public_is_what_python_calls_global(block):
    """The first address of any block is public here where it is neither private nor reserved."""
    address = ipaddress.ip_network(block).network_address
    special = any(
        address in ipaddress.ip_network(one)
        for one in ("192.0.0.0/24", "192.88.99.0/24")  # registries and Python versions differ on these
    )
    if not special:
        assert bool(Addresses.of(str(address)).public) == (address.is_global and not address.is_multicast)


@pytest.mark.parametrize("odd", ["", "anywhere", "0.0.0.0/33", "1.2.3", "::/129", "0.0.0.0/0,::/0", "pl-1"])
def test_odd_blocks_are_refused(odd):
    """What is no block is not taken as no address."""
    with pytest.raises(ValueError, match="does not appear"):
        Addresses.of(odd)


@pytest.mark.parametrize("odd", [0, None, True, ["0.0.0.0/0"]])
def test_blocks_are_text(odd):
    """Python would read the number 0 as one address."""
    with pytest.raises(TypeError):
        Addresses.of(odd)


def everything_but(*holes):
    whole = Addresses.of("0.0.0.0/0") - Addresses.of(*holes)
    return whole.text(10_000).split(", ")


@pytest.mark.parametrize(
    "blocks",
    [
        ["0.0.0.0/0"],
        ["::/0"],
        ["0.0.0.0/1", "128.0.0.0/1"],
        ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"],
        ["0.0.0.0/1"],
        ["128.0.0.0/1"],
        ["::/1", "8000::/1"],
        ["2000::/3"],
        everything_but("8.8.8.8/32"),
        everything_but("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        [f"{first}.0.0.0/8" for first in range(1, 224) if first != 10],
        [f"{first}.{second}.0.0/16" for first in (3, 4) for second in range(256)],
        ["52.0.0.0/7"],
        ["2600::/12"],
    ],
    ids=lambda blocks: blocks[0] + f" and {len(blocks) - 1}",
)
def test_anywhere_however_it_is_written(blocks):
    """Halves, quarters, holes and lists of small blocks are the Internet all the same."""
    assert Addresses.of(*blocks).anywhere


@pytest.mark.parametrize(
    "blocks",
    [
        [],
        ["203.0.113.7/32"],
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        ["17.0.0.0/8"],
        ["2608::/13"],
        ["fc00::/7", "fe80::/10"],
        ["224.0.0.0/3"],
        ["198.51.100.0/24", "2001:db8::/32"],
    ],
    ids=str,
)
def test_known_parties_and_private_networks_are_not_anywhere(blocks):
    """One organisation's widest block, and all that is not routed, stay inside the line."""
    assert not Addresses.of(*blocks).anywhere


@given(st.lists(ANY, max_size=5), st.lists(ANY, max_size=5))
def test_more_addresses_never_close_anything(one, other):
    """What was anywhere stays so when blocks are added."""
    narrow, wide = Addresses.of(*one), Addresses.of(*one, *other)

    assert wide.anywhere or not narrow.anywhere


def test_blocks_are_named_the_widest_first():
    """A reason shows what opens the port, not the office next to it."""
    offices = [f"198.51.{n}.0/24" for n in range(0, 9, 2)]

    assert Addresses.of(*offices, "0.0.0.0/1", "::/0").text() == "::/0, 0.0.0.0/1, 198.51.0.0/24, ..."
    assert Addresses.of("0.0.0.0/1", "128.0.0.0/1").text() == "0.0.0.0/0"
    assert Addresses.of("1.0.0.0/8", "3.0.0.0/8").text(2) == "1.0.0.0/8, 3.0.0.0/8"
    assert Addresses().text() == ""
    assert (PUBLIC & Addresses.of("10.0.0.0/8")).text() == ""


def rule(*, allows=True, protocols=BOTH, ports=(0, 65535), sources=("0.0.0.0/0", "::/0")):
    return Rule(
        allows=allows, protocols=frozenset(protocols), ports=Ranges.of(ports), sources=Addresses.of(*sources)
    )


def test_no_rule_lets_nothing_in():
    """What nothing allows is closed."""
    assert exposed([], port_set("22,3389")) == ()


def test_exposed_names_protocol_port_and_block():
    """A reviewer reads what is open, and to whom."""
    rules = [
        rule(protocols={TCP}, ports=(20, 25), sources=("0.0.0.0/0",)),
        rule(protocols={UDP}, ports=(3389, 3389)),
    ]

    assert exposed(rules, port_set("22,3389")) == ("tcp 22 from 0.0.0.0/0", "udp 3389 from 0.0.0.0/0, ::/0")


def test_halves_in_two_rules_are_taken_together():
    """Each rule alone would be one of the two halves."""
    rules = [rule(protocols={TCP}, sources=("3.0.0.0/8",)), rule(protocols={TCP}, sources=("4.0.0.0/8",))]

    assert exposed(rules, port_set("22")) == ("tcp 22 from 3.0.0.0/8, 4.0.0.0/8",)
    assert exposed(rules[:1], port_set("22")) == ()


@pytest.mark.parametrize(
    ("rules", "is_open"),
    [
        ([rule(allows=False), rule()], False),
        ([rule(), rule(allows=False)], True),
        ([rule(allows=False, sources=("0.0.0.0/0",)), rule()], True),  # IPv6 stays open
        ([rule(allows=False, sources=("0.0.0.0/1",)), rule(sources=("0.0.0.0/0",))], True),
        ([rule(allows=False, ports=(22, 22)), rule()], False),
        ([rule(allows=False, ports=(23, 23)), rule()], True),
        ([rule(allows=False, protocols={UDP}), rule()], True),
        ([rule(allows=False, protocols={TCP}), rule(allows=False, protocols={UDP}), rule()], False),
    ],
)
def test_the_first_rule_that_speaks_decides(rules, is_open):
    """A deny counts only before the allow, and only for its own addresses, ports and protocol."""
    assert bool(exposed(rules, port_set("22"))) == is_open


EIGHT = st.sampled_from(
    [f"{first}.0.0.0/{size}" for first, size in [(0, 0), (8, 5), (16, 4), (20, 8), (24, 7), (3, 8)]]
)
RULE = st.builds(
    lambda allows, protocol, start, more, sources: rule(
        allows=allows, protocols={protocol}, ports=(start, start + more), sources=tuple(sources)
    ),
    st.booleans(),
    st.sampled_from([TCP, UDP]),
    st.integers(0, 8),
    st.integers(0, 4),
    st.lists(EIGHT, min_size=1, max_size=3),
)


def packet_gets_in(rules, protocol, port, first):
    """What a firewall does with one packet from ``first``.1.2.3: the first rule that speaks of it decides."""
    for one in rules:
        if (
            protocol in one.protocols
            and port in one.ports
            and int(ipaddress.ip_address(f"{first}.1.2.3")) in one.sources.v4
        ):
            return one.allows
    return False


@given(st.lists(RULE, max_size=6))
def test_exposed_agrees_with_packets(rules):
    """Open is where packets from more than one public /8 get in; blocks here are whole /8s."""
    wanted = Ranges.of((0, 12))
    told = {tuple(entry.split(" from ")[0].split()) for entry in exposed(rules, wanted)}
    starts = {name: wanted.pieces(r.ports for r in rules if number in r.protocols) for number, name in NAMED}
    for number, name in NAMED:
        for port in range(13):
            public = [
                f for f in range(1, 224) if f not in (10, 127) and packet_gets_in(rules, number, port, f)
            ]
            sample = max(s for s in starts[name] if s <= port)

            assert ((name, str(sample)) in told) == (len(public) > 1)


NAMED = ((TCP, "tcp"), (UDP, "udp"))
