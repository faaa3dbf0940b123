"""Every account of a plan as a sealed shard in a folder; what stands there already is left."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from generator.collect import Access
from generator.gather.here import Watch, here
from generator.gather.how import How
from generator.gather.summing import Gathered, standing, summed
from generator.model.evidence import Record
from generator.model.scope import Plan
from generator.store import Keep, Store


def gather(
    plan: Plan,
    access: Access,
    folder: Path,
    progress: Callable[[Record], None],
    *,
    how: How | None = None,
    keep: Keep | None = None,
    place: str = "",
    watch: Watch | None = None,
) -> Gathered:
    """Collect all accounts of the plan into ``folder``, going on with what lies there, as far as ``keep`` holds it.

    ``place`` names this run below the folder or
    bucket that evidence is also put into. ``progress`` takes the records that are read in this process; ``watch``
    is shown how far all of it is.

    Raises AwsError where credentials expire on the way, and SetupError where a disk is full, what a worker needs is
    not installed, or no worker answers. What was collected up to there stays.
    """
    how, keep = how or How(), keep or Keep()
    found = {account.id: standing(folder, account.id, keep) for account in plan.scope.accounts}
    stand = [told for told in found.values() if told]
    left = tuple(account for account in plan.scope.accounts if not found[account.id])
    rest = replace(plan, scope=replace(plan.scope, accounts=left))
    if how.workers or how.cluster or how.keeping.url:
        from generator.gather.wider import wider  # noqa: PLC0415 - its libraries are an extra

        ids = tuple(account for account, told in found.items() if told)
        made = wider(
            rest,
            stand=ids,
            access=access,
            folder=folder,
            how=how,
            keep=keep,
            name=place,
            progress=progress,
            watch=watch,
        )
        return summed([*stand, made])
    if not left:
        return summed(stand)
    made = here(rest, access, Store(folder, keep), progress=progress, sealed=lambda _: None, watch=watch)
    return summed([*stand, made])
