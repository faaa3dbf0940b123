"""The same workbook as the same bytes: times fixed, formula results beside formulas, charts told in words."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Results = Mapping[str, Mapping[str, int | str]]  # part of the zip -> cell -> what its formula gives
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(r"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_LABEL = b'<numFmt formatCode="0;;;" />'  # openpyxl cannot say that a label's format is its own
_CHART = re.compile(r'(<cNvPr id="\d+" name="Chart \d+") />')  # nor can it give a chart its words
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"((?: s="\d+")?)>(<f>[^<]*</f>)<v ?/></c>')


def stable(workbook: bytes, moment: str, results: Results, told: Sequence[str] = ()) -> bytes:
    """Rewrite openpyxl's zip. ``results`` let viewers that do not calculate show the numbers all the same.

    ``told`` are the charts in words, in the order in which they were added: screen readers read them out.
    """
    out, words = io.BytesIO(), iter(told)
    with ZipFile(io.BytesIO(workbook)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _TIMES.sub(rf"\g<1>{moment}\g<3>", data.decode()).encode()
            elif name.startswith("xl/charts/"):
                data = data.replace(_LABEL, _LABEL[:-2] + b'sourceLinked="0" />')
            elif name.startswith("xl/drawings/drawing"):
                data = _told(data.decode(), words).encode()
            elif name in results:
                data = _filled(data.decode(), results[name]).encode()
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0
            new.writestr(info, data)
    return out.getvalue()


def _told(xml: str, words: Iterator[str]) -> str:
    """The drawing with a description at each chart."""
    return _CHART.sub(lambda found: f"{found[1]} descr={quoteattr(next(words, ''))} />", xml)


def _filled(xml: str, results: Mapping[str, int | str]) -> str:
    """The sheet with each formula's result in it."""

    def one(found: re.Match[str]) -> str:
        cell, style, formula = found.groups()
        value = results.get(cell)
        if value is None:
            return found[0]
        kind = "" if isinstance(value, int) else ' t="str"'
        return f'<c r="{cell}"{style}{kind}>{formula}<v>{escape(str(value))}</v></c>'

    return _FORMULA.sub(one, xml)
