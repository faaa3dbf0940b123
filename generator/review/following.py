"""The rows of the quarter before in this one: most keep their key; one whose key changed is found by what it is called."""

from collections.abc import Mapping, Sequence

from generator.model.assessment import RequirementResult
from generator.model.plain import plain


@plain
class Followed:
    """Where a row whose key is gone stands now."""

    key: str  # "" where the pack has no such row any more
    why: str  # what to say of it


def followed(
    old: Sequence[RequirementResult], new: Sequence[RequirementResult], *, renamed: str = ""
) -> Mapping[str, Followed]:
    """Old row key -> where its row stands now, for all rows whose key the new pack does not have.

    A key holds the framework's version and the organisation's name (``renamed``: what it was), so that another one of
    either gives all rows new keys. The row is the same where framework and requirement are, or where the requirement
    says that it formerly had that id.
    """
    keys = {one.row_key for one in new}
    ids = {(one.framework, one.requirement): one for one in new}
    taken = {(one.framework, one.requirement) for one in old} & ids.keys()
    former = {
        (one.framework, id_): one
        for one in new
        if (one.framework, one.requirement) not in taken
        for id_ in one.formerly
    }
    found = {}
    for one in old:
        if one.row_key not in keys:
            place = (one.framework, one.requirement)
            found[one.row_key] = _followed(one, ids.get(place) or former.get(place), renamed)
    return found


def _followed(old: RequirementResult, new: RequirementResult | None, renamed: str) -> Followed:
    if new is None:
        named = f"{old.framework} {old.requirement} ({old.title})"
        return Followed(key="", why=f"the pack has no such row any more; it was {named}")
    whys = [f"the organisation was named {renamed}"] if renamed else []
    if old.version != new.version:
        whys.append(f"the framework's version changed ({old.version}, now {new.version})")
    if old.requirement != new.requirement:
        whys.append(f"the requirement was {old.requirement}")
    return Followed(key=new.row_key, why="; ".join(whys))
