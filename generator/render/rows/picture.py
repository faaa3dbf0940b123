"""The cited families over our period as a picture: what the HTML page draws, with all of it in words too."""

from generator.model.plain import plain
from generator.render.escape import line, shorten
from generator.render.figures import plural
from generator.render.rows.families import SPARE, families, line_of, standings
from generator.render.timeline import Kind, Piece, Run, Tick, covered, pieces, ticks
from generator.render.view import View
from generator.render.words import NONE

ROW = 64  # pixels a family: its name, how it stands, its bar
LETTER = 2.1  # per cent of a telephone's width that a letter takes
KINDS: dict[Kind, str] = {
    "report": "report or certificate",
    "agreement": "agreement",
    "bridge": "bridge letter",
    "nothing": "nothing",
    "unknown": "not known",
}


@plain
class Drawn(Piece):
    """A piece with what is said of it."""

    label: str  # "" where there is no room for it
    told: str


@plain
class Lane:
    """A family."""

    label: str
    beside: str
    told: str
    pieces: tuple[Drawn, ...]

    @property
    def short(self) -> str:
        """As much of the label as a telephone's width takes."""
        return shorten(self.label.removeprefix("AWS "), 58)


@plain
class Picture:
    """All of them over the period."""

    title: str
    description: str
    first: str
    last: str
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    kinds: tuple[Kind, ...]  # that are in it
    row: int = ROW

    @property
    def foot(self) -> int:
        """Where the lanes end."""
        return ROW * len(self.lanes)

    @property
    def height(self) -> int:
        """With the days beneath."""
        return self.foot + 36


def picture(view: View) -> Picture:
    """A lane a family, the worst first."""
    period = view.all.period
    known = standings(view)
    lanes, kinds = [], set()
    for family in families(view):
        runs = line_of(view, family)
        document = "certificate" if "certificate" in family.name.lower() else "report"
        kinds |= {run.kind for run in runs}
        status, why = known[family.family]
        spare = " (not needed)" if why.endswith(SPARE) else ""
        said = f"{status or NONE}{spare}"
        days = f"{covered(runs):,} of {plural(period.days, 'day')}"
        lanes.append(
            Lane(
                label=line(family.name),
                beside=f"{said}; {days}",
                told=f"{line(family.name)}: {said}, {days}: {', '.join(_told(run, document) for run in runs)}",
                pieces=tuple(_drawn(piece, document) for piece in pieces(period, runs)),
            )
        )
    return Picture(
        title=f"AWS reports, certificates and agreements over {line(view.period)}",
        description="; ".join(lane.told for lane in lanes),
        first=str(period.start),
        last=str(period.end),
        lanes=tuple(lanes),
        ticks=ticks(period),
        kinds=tuple(kind for kind in KINDS if kind in kinds),
    )


def _drawn(piece: Piece, document: str) -> Drawn:
    run = piece.run
    word, days = _word(run, document), plural(run.days, "day")
    labels = (f"{word}: {days}", word) if run.kind in ("nothing", "unknown") else (word,)
    label = next((label for label in labels if len(label) * LETTER <= piece.wide), "")
    names = f" ({line('; '.join(run.names))})" if run.names else ""
    return Drawn(run=run, at=piece.at, wide=piece.wide, label=label, told=f"{_told(run, document)}{names}")


def _told(run: Run, document: str) -> str:
    return f"{_word(run, document)} {run.words}"


def _word(run: Run, document: str) -> str:
    return document if run.kind == "report" else KINDS[run.kind]
