"""Past this process: workers, evidence that is also put elsewhere, or both."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from generator.collect import Access
from generator.errors import SetupError
from generator.gather.errand import Done, Errand, mark_of, sha256_of
from generator.gather.here import Watch, here
from generator.gather.how import How
from generator.gather.places import Place, place_of
from generator.gather.summing import Gathered, Sum
from generator.model.evidence import Record, digest
from generator.model.scope import Plan
from generator.store import Keep, Store


def wider(
    plan: Plan,
    *,
    stand: tuple[str, ...],
    access: Access,
    folder: Path,
    how: How,
    keep: Keep,
    name: str,
    progress: Callable[[Record], None],
    watch: Watch | None,
) -> Gathered:
    """As ``gather``, for the accounts of the plan; those that ``stand`` already are put elsewhere where they lack."""
    place = place_of(how.keeping, access, name) if how.keeping.url else None
    if place:
        for account in stand:
            if not place.has(folder, account):
                place.give(folder, account)
    if not plan.scope.accounts:
        return Gathered()
    if not how.workers and not how.cluster:
        give = (lambda account: place.give(folder, account)) if place else (lambda _: None)
        return here(plan, access, Store(folder, keep), progress=progress, sealed=give, watch=watch)
    return _on_workers(plan, folder=folder, how=how, keep=keep, name=name, place=place, watch=watch)


def _on_workers(
    plan: Plan, *, folder: Path, how: How, keep: Keep, name: str, place: Place | None, watch: Watch | None
) -> Gathered:
    from generator.gather.cluster import on_workers  # noqa: PLC0415 - its libraries are an extra

    total = Sum()
    shared = not (how.cluster and place)  # workers of a cluster that meet in a place need not see this folder
    folder.mkdir(parents=True, exist_ok=True)

    def took(done: Done) -> None:
        total.merge(done.gathered)
        if not shared and place:
            place.take(folder, done.account)
        if sha256_of(folder, done.account) != done.sha256:
            raise SetupError(
                f"The shard of account {done.account} is not the one that its worker sealed.",
                "Run the same command again: that account is read anew.",
            )

    errand = Errand(
        run=digest([name, str(folder), mark_of(folder)])[:12],
        plan=calls_of(plan),
        settings=how.settings,
        keep=keep,
        folder=str(folder.resolve()) if shared else "",
        mark=mark_of(folder),
        keeping=how.keeping,
        place=name,
    )
    if not shared and place:
        _offer(plan, folder, place)
    on_workers(how, errand, plan.scope.accounts, took, watch)
    return total.told()


def _offer(plan: Plan, folder: Path, place: Place) -> None:
    """Shards of a pack whose missing calls are asked again go where the workers find them."""
    for account in plan.scope.accounts:
        if (folder / f"{account.id}.jsonl.gz").is_file() and not place.has(folder, account.id):
            place.give(folder, account.id)


def calls_of(plan: Plan) -> Plan:
    """The plan without what collecting needs not: nothing that is judged, rendered or laid in goes on the wire."""
    catalog = replace(
        plan.catalog,
        services={},
        families={},
        requests={},
        objectives={},
        frameworks={},
        cuecs=(),
        directories=(),
    )
    scope = replace(plan.scope, accounts=(), reach={}, organization=None, left_out_accounts=())
    return replace(plan, scope=scope, catalog=catalog, checks=(), needed_by={})
