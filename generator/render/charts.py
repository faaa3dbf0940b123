"""Charts: SVG for the HTML page, a mermaid pie for Markdown. The numbers stand beside each of them as text."""

from collections.abc import Mapping, Sequence

from jinja2 import Environment
from markupsafe import Markup

from generator.model.plain import plain
from generator.render.escape import line, shorten
from generator.render.templates import template
from generator.render.words import Word, shade

ROW = 46  # pixels a bar with its label
NARROW = 7.0  # per cent: a number needs that much room


@plain
class Segment:
    """A piece of a bar, in per cent of its width."""

    word: str
    tone: str
    n: int
    at: float
    wide: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.at + self.wide / 2, 3)

    @property
    def numbered(self) -> bool:
        """Whether there is room for a number."""
        return self.wide >= NARROW


@plain
class Bar:
    """One stacked bar."""

    label: str
    beside: str  # what is said at its end: "2 of 7 supported"
    segments: tuple[Segment, ...]

    @property
    def short(self) -> str:
        """As much of the label as stands beside its figure on a telephone."""
        return shorten(self.label, 34)


def bar(label: str, beside: str, counted: Mapping[str, int], words: Mapping[str, Word]) -> Bar:
    """A bar over the whole width, worst first."""
    total = sum(counted.values())
    at, segments = 0.0, []
    for word, n in counted.items():
        if n:
            wide = round(100 * n / total, 3)
            segments.append(
                Segment(word=word, tone=shade(word, words), n=n, at=round(at, 3), wide=min(wide, 100 - at))
            )
            at += wide
    return Bar(label=line(label), beside=beside, segments=tuple(segments))


def svg(name: str, title: str, description: str, bars: Sequence[Bar]) -> Markup:
    """The bars as one SVG with a title and a description for those who do not see it."""
    drawn = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        template("chart.svg.j2")
    )
    text = drawn.render(
        name=name, title=title, description=description, bars=bars, row=ROW, height=ROW * len(bars)
    )
    return Markup(text)  # noqa: S704 # made by an autoescaping template


def mermaid_pie(title: str, counted: Mapping[str, int]) -> str:
    """A fenced mermaid pie; the words are our own, so nothing needs escaping. Empty where all is nought."""
    rows = [f'  "{word}" : {n}' for word, n in counted.items() if n]
    return "\n".join(["```mermaid", f"pie showData title {title}", *rows, "```"]) if rows else ""
