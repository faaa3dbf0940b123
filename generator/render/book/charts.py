"""Stacked bars in the workbook: a family a bar, a status a colour, and the table they are drawn from beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties

from generator.celltext import clean
from generator.render.book.styles import FONT, FULL, INK, LINE
from generator.render.escape import line, shorten
from generator.render.words import Word, shade

POINTS_A_BAR = 26
POINTS_BESIDE = 78  # title, axis and legend
LEAST_A_BAR = 13
MANY = 10  # bars of one line each: their names are not wrapped, so they are written smaller
TOLD = 2_000  # characters of its description


def height(bars: int, room: float) -> float:
    """How high the chart is, in points: bars grow thin before the chart grows over its room."""
    each = max(LEAST_A_BAR, min(POINTS_A_BAR, (room - POINTS_BESIDE) / max(bars, 1)))
    return float(max(150, POINTS_BESIDE + each * bars))


def stacked(
    ws: Any,
    title: str,
    rows: tuple[int, int],
    *,
    first_column: int,
    table: Mapping[str, Sequence[int]],
    words: Mapping[str, Word],
) -> Any:
    """A chart over the table whose families stand in column 2 from row to row, statuses from ``first_column``.

    ``table`` holds the numbers again (family -> one a status) for viewers that do not calculate.
    """
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    _title(chart, title)
    names = Reference(ws, min_col=2, min_row=rows[0], max_row=rows[1])
    for number, word in enumerate(words):
        column = first_column + number
        values = [counts[number] for counts in table.values()]
        if any(values):
            chart.series.append(
                _series(
                    ws,
                    rows,
                    column,
                    names=[clean(name) for name in table],
                    values=values,
                    colour=FULL[shade(word, words)],
                    where=names,
                )
            )
    _axes(chart)
    chart.x_axis.tickLblSkip = 1  # each bar has its name
    if len(table) > MANY:
        chart.x_axis.txPr = _rich(800)
    chart.legend.position = "b"
    chart.legend.txPr = _rich(900)
    return chart


def told(title: str, table: Mapping[str, Sequence[int]], words: Mapping[str, Word]) -> str:
    """What the chart shows, for those who do not see it."""
    bars = (
        f"{name}: {', '.join(f'{n:,} {word}' for word, n in zip(words, counts, strict=True) if n) or 'none'}"
        for name, counts in table.items()
    )
    return shorten(
        line(f"{title}, as stacked bars; the table beneath holds the same. {'; '.join(bars)}."), TOLD
    )


def readable(on: str) -> str:
    """White or ink, whichever stands out more from the colour (contrast as WCAG 2 counts it)."""
    light = _light(on)
    return "FFFFFF" if 1.05 / (light + 0.05) >= (light + 0.05) / (_light(INK) + 0.05) else INK


def _light(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _title(chart: Any, title: str) -> None:
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(1100, bold=True))
    for run in chart.title.tx.rich.p[0].r:
        run.rPr = _letters(1100, bold=True)
    chart.title.overlay = False


def _series(
    ws: Any,
    rows: tuple[int, int],
    column: int,
    *,
    names: list[str],
    values: list[int],
    colour: str,
    where: Any,
) -> Any:
    series = Series(Reference(ws, min_col=column, min_row=rows[0] - 1, max_row=rows[1]), title_from_data=True)
    series.cat = _categories(where, names)
    series.val.numRef.numCache = NumData(
        formatCode="General", ptCount=len(values), pt=[NumVal(idx=n, v=v) for n, v in enumerate(values)]
    )
    series.tx.strRef.strCache = StrData(ptCount=1, pt=[StrVal(idx=0, v=ws.cell(rows[0] - 1, column).value)])
    series.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.graphicalProperties.line = LineProperties(solidFill="FFFFFF", w=6350)
    series.dLbls = DataLabelList()
    series.dLbls.showVal = True
    for other in ("showSerName", "showCatName", "showLegendKey", "showPercent", "showLeaderLines"):
        setattr(series.dLbls, other, False)
    series.dLbls.numFmt = "0;;;"  # a nought is not written
    series.dLbls.txPr = _rich(800, colour=readable(colour), bold=True)
    return series


def _categories(where: Any, names: list[str]) -> Any:
    cache = StrData(ptCount=len(names), pt=[StrVal(idx=n, v=name) for n, name in enumerate(names)])
    return AxDataSource(strRef=StrRef(f=str(where), strCache=cache))


def _axes(chart: Any) -> None:
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _rich(900)
        axis.title = None
        axis.majorTickMark = "none"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.x_axis.scaling.orientation = "maxMin"  # the first family on top
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.y_axis.numFmt = chart.y_axis.number_format = "0"
    chart.y_axis.crosses = "max"  # after turning the order, the numbers stand below


def _letters(size: int, *, colour: str = INK, bold: bool = False) -> Any:
    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=Font(typeface=FONT))


def _rich(size: int, *, colour: str = INK, bold: bool = False) -> Any:
    properties = _letters(size, colour=colour, bold=bold)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=properties)])
