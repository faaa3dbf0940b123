"""The mappings and the user's own lines as plain rows: who carries a requirement, and what each side does."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from generator.model.catalog import AwsLine, Catalog, Framework, LeftOut, Outward, Requirement, When
from generator.model.lines import held_to
from generator.model.plain import plain
from generator.render.escape import line
from generator.render.figures import n_of, plural
from generator.render.outward.offering import Offering, called
from generator.render.outward.words import CARRIED, NOBODY, NOT_STATED
from generator.render.words import NONE

_SIDES = {  # what the user states, and whether AWS has a part -> the word
    ("us", True): "shared: AWS and us",
    ("us", False): "us",
    ("shared", True): "all three",
    ("shared", False): "shared: us and customer",
    ("customer", True): "shared: AWS and customer",
    ("customer", False): "customer",
}


@plain
class Row:
    """One requirement."""

    requirement: str
    title: str
    family: str
    applies_to: str
    carried_by: str
    aws: tuple[str, ...]
    named: str  # the reports and agreements of AWS that speak of it
    us: str  # the user's words, or that they are wanted
    customer: str
    services: tuple[str, ...]  # of the offering, that some of its lines are held to
    note: str
    drafts: tuple[
        str, ...
    ]  # words for our part that the mappings would give; shown until the user's own are there

    @property
    def stated(self) -> bool:
        """Whether the user has said how it is shared."""
        return self.carried_by != NOT_STATED


@plain
class Matrix:
    """The whole document."""

    organisation: str  # "" where none is named
    framework: Framework
    day: date
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    strays: tuple[str, ...]  # requirements that are left out although the user has a line on them
    offering: Offering | None
    version: str
    mapping_digest: str

    @property
    def who(self) -> str:
        """The organisation, for sentences."""
        return line(self.organisation) or NOBODY

    @property
    def unstated(self) -> int:
        """How many rows wait for the user's words."""
        return sum(not row.stated for row in self.rows)

    @property
    def title(self) -> str:
        """Of the page and of the file; a draft says so first."""
        return f"{'DRAFT: ' if self.unstated else ''}Responsibility matrix for {line(self.framework.name)}"

    @property
    def progress(self) -> str:
        """``212 of 255 rows not stated yet``."""
        return f"{n_of(self.unstated, len(self.rows))} rows not stated yet"

    def counted(self) -> Mapping[str, int]:
        """Rows by who carries them, in the order of the words."""
        found = Counter(row.carried_by for row in self.rows)
        return {word: found[word] for word in CARRIED if found[word]}


def matrix(
    catalog: Catalog,
    framework: Framework,
    organisation: str,
    day: date,
    *,
    version: str,
    offering: Offering | None = None,
) -> Matrix:
    """A row for each requirement of ``framework``, which is one of ``catalog`` as it holds on ``day``."""
    who = line(organisation) or NOBODY
    left = tuple(out for out in catalog.left_out if out.framework == framework.id)
    return Matrix(
        organisation=organisation,
        framework=framework,
        day=day,
        rows=tuple(_row(catalog, framework, one, offering, who) for one in framework.requirements),
        left_out=left,
        strays=tuple(o.requirement for o in left if f"{o.framework}:{o.requirement}" in catalog.outward),
        offering=offering,
        version=version,
        mapping_digest=catalog.digest,
    )


def remarks(made: Matrix) -> tuple[str, ...]:
    """What whoever makes the matrix should look at before handing it out."""
    found = [f"DRAFT: {made.progress}."] if made.unstated else []
    if not made.organisation:
        found.append("No organisation is named; 'evidencemap init' writes a configuration that names one.")
    for why, number in Counter(out.why for out in made.left_out).items():
        found.append(f"{plural(number, 'requirement')} left out, look whether that is right: {line(why)}")
    if made.strays:
        ids = line(", ".join(made.strays[:5])) + (", …" if len(made.strays) > 5 else "")
        found.append(f"Left out although a line of yours speaks of them: {ids}")
    return tuple(found)


def _row(catalog: Catalog, framework: Framework, one: Requirement, used: Offering | None, who: str) -> Row:
    own = catalog.outward.get(f"{framework.id}:{one.id}")
    aws = [part for part in one.aws if used is None or used.holds(part.when)]
    drafts, whens = _drafts(catalog, one, used)
    waived = own is not None and own.carried_by == "not applicable"
    return Row(
        requirement=one.id,
        title=one.title,
        family=one.family,
        applies_to=_applies_to(framework, one),
        carried_by=_carried(own, one, aws),
        aws=() if waived else _aws(catalog, aws),
        named="" if waived else _named(catalog, aws),
        us=_us(own, who),
        customer=_customer(own, who),
        services=() if waived else _services(used, [*(part.when for part in aws), *whens]),
        note=own.note.strip() if own else "",
        drafts=drafts,
    )


def _applies_to(framework: Framework, one: Requirement) -> str:
    """``service providers only; service providers with ...``: the kind in short, then the requirement's own words."""
    kind = framework.kinds.get(one.kind, one.kind).partition(":")[0]
    own = "" if one.applies_to and one.applies_to in kind else one.applies_to
    return "; ".join(part for part in (kind, own) if part)


def _carried(own: Outward | None, one: Requirement, aws: Sequence[AwsLine]) -> str:
    """The user's statement decides between us and the customer; the mappings say what AWS does beneath."""
    if own is None:
        return NOT_STATED
    if own.carried_by == "not applicable":
        return own.carried_by
    alone = aws and not one.customer and all(part.kind == "inherited" for part in aws)
    if own.carried_by == "us" and alone:
        return "AWS"
    return _SIDES[own.carried_by, bool(aws)]


# -- what each side does -----------------------------------------------------------------------------------


def _aws(catalog: Catalog, lines: Sequence[AwsLine]) -> tuple[str, ...]:
    """AWS's lines; each names its own source where they differ."""
    several = len({_said(catalog, part) for part in lines}) > 1
    told = []
    for part in lines:
        text = _held(catalog, line(part.statement), part.when)
        text += " AWS alone carries this." if part.kind == "inherited" else ""
        said = _said(catalog, part) if several else ""
        told.append(f"{text} Named in: {said}." if said else text)
    return tuple(told)


def _named(catalog: Catalog, lines: Sequence[AwsLine]) -> str:
    """The source of all lines, where it is one."""
    said = {_said(catalog, part) for part in lines}
    return said.pop() if len(said) == 1 else ""


def _said(catalog: Catalog, part: AwsLine) -> str:
    """The names of the report families, which are alternatives, and of the agreements, each of which is needed."""
    reports = " or ".join(line(catalog.families[id_].name) for id_ in part.reports)
    agreements = " and ".join(line(catalog.families[id_].name) for id_ in part.agreements)
    return "; ".join(text for text in (reports, agreements) if text)


def _held(catalog: Catalog, text: str, *whens: When | None) -> str:
    """The text, with the kinds of service that it is held to."""
    names = dict.fromkeys(name for when in whens for name in held_to(when))
    if not names:
        return text
    told = [
        line(catalog.services[name].name) if name in catalog.services else f"{name} services"
        for name in names
    ]
    return f"[{', '.join(told)}] {text}"


def _us(own: Outward | None, who: str) -> str:
    if own is None:
        return _to_fill(who)
    if own.carried_by == "not applicable":
        return NONE
    return own.us.strip() or f"nothing, as {who} states"


def _customer(own: Outward | None, who: str) -> str:
    """The user's own words alone: nothing is ever taken for granted of somebody else."""
    if own is None:
        return _to_fill(who)
    if own.carried_by == "not applicable":
        return NONE
    return own.customer.strip() or f"nothing, as {who} states"


def _to_fill(who: str) -> str:
    return f"not stated yet: to be filled in by {who}"


def _drafts(
    catalog: Catalog, one: Requirement, used: Offering | None
) -> tuple[tuple[str, ...], tuple[When | None, ...]]:
    """What our objectives would say of our part, and what those lines are held to.

    Objectives alone: the lines' own statements and requests speak to whoever gathers evidence.
    """
    texts: dict[str, None] = {}
    whens: list[When | None] = []
    for name, *held in _objectives(catalog, one):
        if used is None or all(used.holds(when) for when in held):
            texts[_held(catalog, line(catalog.objectives[name].statement), *held)] = None
            whens += held
    return tuple(texts), tuple(whens)


def _objectives(catalog: Catalog, one: Requirement) -> Iterator[tuple[str, When | None, When | None]]:
    for part in one.customer:
        if part.objective:
            yield part.objective, part.when, catalog.objectives[part.objective].when


def _services(used: Offering | None, whens: Sequence[When | None]) -> tuple[str, ...]:
    if used is None:
        return ()
    named = {one.id: called(one) for when in whens for one in used.of(when)}
    return tuple(line(named[one.id]) for one in used.services if one.id in named)
