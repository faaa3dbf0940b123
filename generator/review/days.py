"""A day as people write it, in the ways that can mean only one day."""

import re
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})\.?")
_STROKES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_ASIAN = re.compile(r"(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})日")
_NAMED = re.compile(r"(\d{1,2})(?:\. ?|[ -](?:de )?)([^\W\d_]+)\.?[ -](?:de )?(\d{4})")  # 5. November 2026
_AMERICAN = re.compile(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})")  # November 5, 2026
# English, German, French, Spanish; each name, whole or short, means one month in all of them.
_MONTHS = (
    "january jan januar jänner janvier enero ene",
    "february feb februar février fév febrero",
    "march mar märz mär mrz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug août agosto ago",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre déc diciembre dic",
)
_NUMBERS = {name: str(number) for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SERIAL = re.compile(r"\d{5}")
_FIRST, _LAST = 36_526, 73_051  # Excel's numbers of the days 2000-01-01 and 2100-01-01
_EXCEL = date(1899, 12, 30)


def day(text: str) -> str:
    """The day as ``2026-12-31``, or nothing where the text is none or can mean two: 05/06/2026."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _made(found[1], found[2], found[3])
    if found := _DOTTED.fullmatch(text):  # with points the day always comes first
        return _made(found[3], found[2], found[1])
    if found := _ASIAN.fullmatch(text):
        return _made(found[1], found[2], found[3])
    if found := _NAMED.fullmatch(text):
        return _made(found[3], _NUMBERS.get(found[2].casefold(), ""), found[1])
    if found := _AMERICAN.fullmatch(text):
        return _made(found[3], _NUMBERS.get(found[1].casefold(), ""), found[2])
    if found := _STROKES.fullmatch(text):
        readings = {_made(found[3], found[1], found[2]), _made(found[3], found[2], found[1])} - {""}
        return readings.pop() if len(readings) == 1 else ""
    if _SERIAL.fullmatch(text) and _FIRST <= int(text) < _LAST:  # a date whose cell lost its format
        return (_EXCEL + timedelta(days=int(text))).isoformat()
    return ""


def _made(year: str, month: str, number: str) -> str:
    try:
        return date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return ""
