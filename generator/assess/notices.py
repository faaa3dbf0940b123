"""What a reader must see before all else: services in use outside the program that a framework's data asks for."""

from collections.abc import Iterator

from generator.assess.requirements import Ground
from generator.assess.scoped import Looked, look, some
from generator.model.assessment import Notice
from generator.model.catalog import Framework, ReportFamily
from generator.model.listings import OLD


def notices(framework: Framework, ground: Ground) -> tuple[Notice, ...]:
    """Services outside first, then those of which it is not known, then lists that are old."""
    if not framework.program:
        return ()
    # Only the program matters here: whether services are on its list, whatever family goes by it.
    family = ReportFamily(id="", name="", kind="report", rules=(), attests="", program=framework.program)
    found = look(ground, family, ground.accounts(framework.id), None)
    return tuple(
        Notice(framework=framework.id, what=what, text=text) for what, text in _texts(framework, found)
    )


def _texts(framework: Framework, found: Looked) -> Iterator[tuple[str, str]]:
    where = f"in the accounts that {framework.name} reaches"
    program = f"AWS's list for '{framework.program}'"
    if found.out:
        yield "services outside", f"In use {where} and not on {program}: {some(found.out.values(), 12)}."
    if found.unlisted:
        what = f"In use {where}, and it is not known whether {program} holds them"
        yield "services unknown", f"{what}: {some(found.unlisted.values(), 12)}."
    if found.old:
        what = f"Services are held against {program} of {found.old}, which is older than {OLD} days"
        yield "list old", f"{what}: import a fresh one with 'evidencemap services import'."
