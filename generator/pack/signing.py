"""Who put their name to a pack: preparer, reviewer, approver, three different people, each over the same state.

A record of names, not a cryptographic signature. What is signed is SHA-256 of the tag manifest, which covers every file
of the pack. A pack that is rendered again has another one: what was signed before stays in the record.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from generator.errors import PackError, ScopeError
from generator.model.plain import plain
from generator.model.work import Signature
from generator.pack.bag import TAGS, sha256
from generator.pack.verify import verify

Role = Literal["preparer", "reviewer", "approver"]
ROLES: tuple[Role, ...] = get_args(Role)
NAME_LIMIT, NOTE_LIMIT = 200, 4_000
_JOINERS = "\u200c\u200d"  # part of names in some scripts; in comparing they do not count
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@plain
class Standing:
    """How a record stands to a pack's state."""

    matching: tuple[Signature, ...]  # over the pack as it lies there
    earlier: tuple[Signature, ...]  # over another state of it
    missing: tuple[str, ...]  # what a full sign-off lacks, in words


def manifest_of(pack: Path) -> str:
    """What is signed: SHA-256 of the tag manifest. PackError where anything in the pack has changed."""
    _, faults = verify(pack)
    if faults:
        more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
        raise PackError(
            f"{pack} does not verify: {'; '.join(faults[:3])}{more}.",
            "Only a pack as it was sealed can be signed; take it from a copy.",
        )
    return manifest_hash(pack)


def manifest_hash(pack: Path) -> str:
    """The same for a pack that was just verified."""
    return sha256(pack / TAGS)


def person(name: str) -> str:
    """A name as it is compared: whatever the case, the spaces, the width of letters and marks that nobody sees."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in _UNSEEN)


def signed(
    before: Sequence[Signature], role: Role, name: str, manifest: str, *, at: str, note: str = ""
) -> Signature | None:
    """The line to add for this name; None where the same person signed this state in this role already.

    Raises ScopeError where the name is none, another role of this state is this person's, an earlier role has not
    signed it yet, or a later one has.
    """
    name, note = _named(name), _noted(note)
    here = [one for one in before if one.manifest == manifest]
    same = [one for one in here if person(one.name) == person(name)]
    if any(one.role == role for one in same):
        return None
    if same:
        raise ScopeError(
            f"{same[0].name} has signed this state as {same[0].role}, and cannot be its {role} too.",
            "Preparer, reviewer and approver are three different people.",
        )
    _in_turn(here, role)
    return Signature(role=role, name=name, at=at, manifest=manifest, note=note)


def _in_turn(here: Sequence[Signature], role: Role) -> None:
    """Preparer, then reviewer, then approver."""
    place = ROLES.index(role)
    roles = {one.role for one in here}
    absent = [r for r in ROLES[:place] if r not in roles]
    if absent:
        raise ScopeError(
            f"No {absent[0]} has signed this state yet, so no {role} can.",
            f"First: evidencemap sign PACK --as {absent[0]} --name NAME",
        )
    late = [one for one in here if ROLES.index(one.role) > place]
    if late:
        raise ScopeError(
            f"{late[0].name} has signed this state as {late[0].role}; a {role} would come after.",
            "What was signed stays. A pack that is rendered anew is signed anew.",
        )


def standing(record: Sequence[Signature], manifest: str) -> Standing:
    """Who signed this state, who another, and what a full sign-off lacks. The record may have been written by hand."""
    matching = tuple(one for one in record if one.manifest == manifest)
    return Standing(
        matching=matching,
        earlier=tuple(one for one in record if one.manifest != manifest),
        missing=(*_absent(matching), *_twice(matching), *_out_of_turn(matching)),
    )


def _absent(matching: Sequence[Signature]) -> list[str]:
    roles = {one.role for one in matching}
    return [f"no {role} has signed this state" for role in ROLES if role not in roles]


def _twice(matching: Sequence[Signature]) -> list[str]:
    """A person in two roles, whatever order they stand in; somebody without a name."""
    roles: dict[str, set[str]] = {}
    for one in matching:
        roles.setdefault(person(one.name), set()).add(one.role)
    nameless = ["a signature has no name"] if "" in roles else []
    return nameless + [
        f"one person is {' and '.join(r for r in ROLES if r in held)}"
        for held in roles.values()
        if len(held) > 1
    ]


def _out_of_turn(matching: Sequence[Signature]) -> list[str]:
    places = [ROLES.index(one.role) for one in matching]
    return [] if places == sorted(places) else ["the signatures stand in another order than their roles"]


def _named(name: str) -> str:
    """The name on one line; what cannot be seen is no part of one."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    odd = [c for c in name if unicodedata.category(c) in _UNSEEN and c not in _JOINERS]
    if odd or not person(name) or len(name) > NAME_LIMIT:
        raise ScopeError(
            f"A name must have 1 to {NAME_LIMIT} characters that can be seen.", 'Write --name "Given Family".'
        )
    return name


def _noted(note: str) -> str:
    note = " ".join(note.split())
    if len(note) > NOTE_LIMIT:
        raise ScopeError(
            f"A note has at most {NOTE_LIMIT:,} characters.", "Put more into a document of its own."
        )
    return note
