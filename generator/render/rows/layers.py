"""Edge, network, compute, application, data: what runs in each layer, what evidence stands there, what is empty."""

from collections.abc import Iterator, Sequence

from generator.model.assessment import ServiceRow
from generator.model.plain import plain
from generator.model.status import Counts
from generator.render.figures import judged, n_of
from generator.render.rows.fields import Field, few
from generator.render.view import View
from generator.render.words import NONE, UNKNOWN

PLACES_SHOWN = 25
LAYERS = {
    "edge": "What the internet meets first: distribution, name service, protection from flooding.",
    "network": "Networks and what stands between them: VPCs, gateways, firewalls, load balancers.",
    "compute": "What programs run on: servers, containers, functions, platforms.",
    "application": "What programs are put together from: interfaces, queues, topics, workflows, directories.",
    "data": "Where data lies: buckets, volumes, databases, tables, caches, warehouses.",
    "all": "Tools over all layers: identity, keys, records of activity, detection, backup.",
}


@plain
class LayerRow:
    """A service in its layer, over all accounts and regions; or a layer in which nothing was found."""

    layer: str
    means: str
    service: str
    places: tuple[str, ...]
    resources: int
    in_use: str
    counts: Counts
    on: tuple[str, ...]  # features that are on, on how many
    holes: tuple[str, ...]


def layers(view: View) -> tuple[LayerRow, ...]:
    """Layer by layer from the outside in, services by name."""
    return tuple(row for layer in LAYERS for row in _layer(view, layer))


def _layer(view: View, layer: str) -> Iterator[LayerRow]:
    rows = [row for row in view.services if row.layer == layer]
    names = sorted({row.name for row in rows})
    for name in names:
        yield _row(layer, name, [row for row in rows if row.name == name])
    if not names:
        yield LayerRow(
            layer=layer,
            means=LAYERS[layer],
            service="nothing in use was found here",
            places=(),
            resources=0,
            in_use="no",
            counts=Counts(),
            on=(),
            holes=(),
        )


def _row(layer: str, name: str, rows: Sequence[ServiceRow]) -> LayerRow:
    return LayerRow(
        layer=layer,
        means=LAYERS[layer],
        service=name,
        places=tuple(dict.fromkeys(f"{row.account} {row.region}" for row in rows)),
        resources=sum(row.resources for row in rows),
        in_use="yes" if any(row.in_use == "yes" for row in rows) else "unknown",
        counts=added([row.judged for row in rows]),
        on=features(rows),
        holes=tuple(dict.fromkeys(row.blind_spots for row in rows if row.blind_spots)),
    )


def features(rows: Sequence[ServiceRow]) -> tuple[str, ...]:
    """Each feature with on how many resources it is on, of how many; those that no check sees say so."""
    names = dict.fromkeys((f.name, f.check) for row in rows for f in row.features)
    told = []
    for name, check in names:
        counts = added([f.counts for row in rows for f in row.features if (f.name, f.check) == (name, check)])
        seen = "no check sees it" if not check else f"on: {n_of(counts.passed, judged(counts))}"
        unread = f", {counts.no_data} could not be read" if counts.no_data else ""
        told.append(f"{name} ({seen}{unread})")
    return tuple(told)


def added(counts: Sequence[Counts]) -> Counts:
    """The sum."""
    return Counts(
        population=sum(c.population for c in counts),
        passed=sum(c.passed for c in counts),
        failed=sum(c.failed for c in counts),
        no_data=sum(c.no_data for c in counts),
        exceptions=sum(c.exceptions for c in counts),
        not_applicable=sum(c.not_applicable for c in counts),
    )


def _evidence(row: LayerRow) -> str:
    """What stands there, or that nothing does."""
    if judged(row.counts):
        return n_of(row.counts.passed, judged(row.counts))
    return NONE if row.in_use == "no" else "none: nothing of it is judged"


FIELDS = (
    Field(
        name="layer",
        head="Layer",
        says="Where in the architecture, from the outside in; 'all' are tools over all of them.",
        value=lambda x: x.layer,
        width=13,
    ),
    Field(name="means", head="What it holds", says="The layer in words.", value=lambda x: x.means, width=28),
    Field(name="service", head="Service", says="What runs there.", value=lambda x: x.service, width=26),
    Field(
        name="in_use",
        head="In use",
        says="Whether resources of it were seen; unknown where that could not be read.",
        value=lambda x: x.in_use,
        width=10,
        look="word",
        words=UNKNOWN,
    ),
    Field(
        name="resources",
        head="Resources",
        says="How many were seen.",
        value=lambda x: x.resources,
        width=12,
        look="number",
    ),
    Field(
        name="evidence",
        head="Checks passed",
        says="Results of checks on its resources that passed, of all that were judged.",
        value=_evidence,
        width=20,
    ),
    Field(
        name="failed",
        head="Failed",
        says="Results that failed.",
        value=lambda x: x.counts.failed,
        width=10,
        look="number",
    ),
    Field(
        name="no_data",
        head="No data",
        says="Results that could not be read.",
        value=lambda x: x.counts.no_data,
        width=10,
        look="number",
    ),
    Field(
        name="features",
        head="Security features",
        says="What can be turned on, and on how many resources it is.",
        value=lambda x: x.on,
        width=56,
    ),
    Field(
        name="places",
        head="Where",
        says="Accounts and regions.",
        value=lambda x: few(x.places, PLACES_SHOWN, "in tables/services.csv"),
        width=26,
    ),
    Field(
        name="blind_spots",
        head="Blind spots",
        says="What of it this pack does not look at.",
        value=lambda x: x.holes,
        width=30,
    ),
)
