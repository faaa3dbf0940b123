"""A pack's own workbooks and tables, found in its folder, as what copies are held against."""

from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from generator.errors import PackError, ReviewError
from generator.model.sampling import Sample
from generator.review.known import Known, PackRows, pack_rows
from generator.review.reading import read_copy, read_identity


def rows_of(pack: Path) -> PackRows:
    """The rows that the pack has; PackError where its tables are not there. Its draws are those it was sealed with."""
    tables = pack / "data" / "tables"
    draws = sorted((pack / "data" / "work" / "samples").glob("*/sample.json"))
    shape = TypeAdapter(Sample)
    try:
        return pack_rows(
            (tables / "requirements.csv").read_bytes(),
            (tables / "requests.csv").read_bytes(),
            [shape.validate_json(path.read_bytes()) for path in draws],
        )
    except (OSError, KeyError, ValueError) as error:  # pydantic's are ValueErrors
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
