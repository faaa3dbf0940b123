"""A pack's own workbooks and tables, found in its folder, as what copies are held against."""

from dataclasses import replace
from pathlib import Path

from generator.errors import PackError, ReviewError
from generator.review.known import Known, PackRows, pack_rows
from generator.review.reading import read_copy, read_identity


def rows_of(pack: Path) -> PackRows:
    """The rows that the pack has; PackError where its tables are not there."""
    tables = pack / "data" / "tables"
    try:
        return pack_rows((tables / "requirements.csv").read_bytes(), (tables / "requests.csv").read_bytes())
    except (OSError, KeyError, ValueError) as error:
        raise PackError(
            f"{pack} has no tables that can be read.", "Give the folder of a pack; see 'evidencemap verify'."
        ) from error


def known_of(pack: Path, framework: str) -> Known:
    """What the pack says of its rows; of all its workbooks where ``framework`` is "" (a list of requests)."""
    rows = rows_of(pack)
    found = []
    for path in sorted((pack / "data").glob("*.xlsx")):
        whose = read_identity(path)
        if whose and framework in ("", whose.framework):
            found.append(read_copy(path))
    if not found:
        raise ReviewError(
            f"The pack {pack} has no workbook of '{framework[:60]}'.",
            "Name the pack that the workbook was rendered for with --pack.",
        )
    return Known(replace(found[0].identity, framework=framework), rows, found)
