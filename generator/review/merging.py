"""What a copy says against what is known -> new answers. Nothing that a person typed is lost: what is not taken in is listed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.celltext import CUT, beyond, restored
from generator.errors import ReviewError
from generator.model.answers import CLEAR, FORMS, SCHEMA, Column, shown
from generator.model.reviewed import Came, Merged, Refused, Typed
from generator.model.work import Answer
from generator.review.days import day
from generator.review.known import Known
from generator.review.shapes import Copy, Line
from generator.review.state import CARRIED, Cell, as_read, cell_of, state


def merge(copy: Copy, known: Known, answers: Sequence[Answer], by: str, at: str) -> Merged:
    """Hold a copy against the pack and against all answers so far. ReviewError where nothing may be taken in.

    ``by`` is whose copy it is, ``at`` when it is read in (UTC, ISO 8601). Pure: the same again gives no answers.
    """
    _belongs(copy, known, answers)
    rows = _rows(copy, known)
    merging = _Merging(copy, answers, by, at)
    for (form, key), lines in rows.items():
        merging.row(form, key, lines)
    new = tuple(merging.found)
    after = state([*answers, *new])
    touched = dict.fromkeys(cell_of(one) for one in new)
    refused, strays = _typed_over(known, rows)
    forms = {form for form, _ in rows}
    ours = {one.text for book in known.sealed for one in book.strays}  # "3 more in ...", under a long table
    return Merged(
        name=copy.name,
        answers=new,
        counts=merging.counts,
        refused=refused,
        clashes=tuple(after[cell] for cell in touched if after[cell].others),
        orphans=tuple(one for one in new if not known.has(one.sheet, one.key)),
        strays=(*(one for one in copy.strays if one.text not in ours), *strays),
        missing=sum(1 for form, key in known.expected() if form in forms and (form, key) not in rows),
        remarks=(*copy.remarks, *_lost_columns(copy), *merging.remarks),
    )


def _belongs(copy: Copy, known: Known, answers: Sequence[Answer]) -> None:
    """Stop where the copy is another pack's, of a later version, or knows answers that are not here."""
    theirs, ours = copy.identity, known.identity
    for what in ("organisation", "framework", "period"):
        said, meant = getattr(theirs, what), getattr(ours, what)
        if said != meant:
            raise ReviewError(
                f"{copy.name} belongs to another pack: its {what} is '{said[:60]}', this pack's is '{meant[:60]}'.",
                "Name the pack that it was rendered for with --pack.",
            )
    if not 0 < theirs.schema <= SCHEMA:
        raise ReviewError(
            f"{copy.name} was rendered by a later version (its columns have version {theirs.schema}, "
            f"this program knows {SCHEMA}).",
            "Read it with the version of evidencemap that rendered it.",
        )
    if not 0 <= theirs.revision <= len(answers):
        raise ReviewError(
            f"{copy.name} was rendered with {theirs.revision} answers; reviews.jsonl holds {len(answers)}.",
            "Put the whole reviews.jsonl back beside the pack; it is only ever added to.",
        )
    if not copy.lines:
        raise ReviewError(
            f"{copy.name} has no sheet with columns that people fill in ({', '.join(FORMS)}).",
            "Were heads changed, or the sheets taken out? Put them back from the workbook that was handed out.",
        )


def _rows(copy: Copy, known: Known) -> dict[tuple[str, str], list[Line]]:
    """The lines of each row; ReviewError where a key is unknown, or doubled with two answers."""
    rows: dict[tuple[str, str], list[Line]] = {}
    for line in copy.lines:
        key = line.key or known.key(line)
        if not known.may_have(line.form, key, copy.identity):
            raise ReviewError(
                f"{copy.name}: {line.title}, row {line.row}: the pack has no row '{(key or _named(line))[:60]}'.",
                "The column that names the rows must stay as it was; notes of your own go into amber columns.",
            )
        rows.setdefault((line.form, key), []).append(line)
    return rows


def _named(line: Line) -> str:
    return next((text for _, text in line.others()), "")


class _Merging:
    """Goes through the rows of one copy."""

    def __init__(self, copy: Copy, answers: Sequence[Answer], by: str, at: str) -> None:
        self.found: list[Answer] = []
        self.counts: Counter[Came] = Counter()
        self.remarks: list[str] = []
        self._copy, self._by, self._at = copy, by, at
        self._revision = copy.identity.revision
        self._base = state(answers[: self._revision])
        self._now = state(answers)
        self._since: dict[Cell, list[Answer]] = {}
        for answer in answers[self._revision :]:
            self._since.setdefault(cell_of(answer), []).append(answer)
        self._earlier = self._saves(answers)

    def _saves(self, answers: Sequence[Answer]) -> frozenset[str]:
        """Earlier saves of this very copy: everything that they said is still filled in here, by the same people.

        A blank there would mean that it is somebody else's copy, whose words must clash and not be replaced.
        """
        lines = {(line.form, line.key): line for line in self._copy.lines}
        candidates: dict[str, bool] = {}
        for answer in answers[self._revision :]:
            if answer.base != self._revision or answer.source.startswith(CARRIED):
                candidates[answer.source] = False
                continue
            line = lines.get((answer.sheet, answer.key))
            holds = line is not None and answer.field in line.filled and self._who(line) == answer.by
            holds = holds and answer.framework == self._framework(answer.sheet)
            candidates[answer.source] = candidates.get(answer.source, True) and holds
        return frozenset(source for source, holds in candidates.items() if holds)

    def _framework(self, form: str) -> str:
        return "" if FORMS[form].shared else self._copy.identity.framework

    def _who(self, line: Line) -> str:
        """Who filled a row in: whoever was written into it in this copy, else whose copy it is.

        A name that stood there before is somebody else's: what is new in the row is not theirs.
        """
        who = FORMS[line.form].who
        written = line.filled.get(who, "")
        cell = (self._framework(line.form), line.form, line.key, who)
        fresh = written and written.casefold() != CLEAR and written != as_read(shown(self._base.get(cell)))
        return written if fresh else self._by

    def row(self, form: str, key: str, lines: Sequence[Line]) -> None:
        """Take in a row, doubled ones as one."""
        for column in FORMS[form].columns:
            cell = (self._framework(form), form, key, column.field)
            base = as_read(shown(self._base.get(cell)))
            line, text = self._one(column, lines, base)
            if text:
                self._cell(cell, column, line, text, base)
            elif base and column.field in line.columns:
                self.counts["emptied"] += 1

    def _one(self, column: Column, lines: Sequence[Line], base: str) -> tuple[Line, str]:
        """What the lines of one row say for a column; ReviewError where they say two things."""
        said = [(line, line.filled[column.field]) for line in lines if column.field in line.filled]
        fresh = [one for one in said if not _same(one[1], base)] or said
        if any(not _same(text, fresh[0][1]) for _, text in fresh):
            raise ReviewError(
                f"{self._copy.name}: rows {' and '.join(str(line.row) for line in lines)} of '{lines[0].title}' are "
                f"copies of one row and say two things under '{column.head}': '{fresh[0][1][:60]}' and "
                f"'{next(t for _, t in fresh if not _same(t, fresh[0][1]))[:60]}'.",
                "Keep one of the rows.",
            )
        return fresh[0] if fresh else (lines[0], "")

    def _cell(self, cell: Cell, column: Column, line: Line, text: str, base: str) -> None:
        by = self._who(line)
        value, remark = self._value(cell, column, text)
        if _same(text, base) or _same(value, base) or self._there(cell, value, by):
            self.counts["unchanged"] += 1
            return
        ours = self._now.get(cell)
        if value and ours and not ours.others and _same(value, ours.value):
            self.counts["the same as another's"] += 1
        else:
            self.counts["erased" if not value else "changed" if ours and ours.value else "new"] += 1
        if remark:
            self.remarks.append(f"{line.place(column.field)} ({column.head}): {remark}.")
        framework, form, key, field = cell
        self.found.append(
            Answer(
                framework=framework,
                sheet=form,
                key=key,
                field=field,
                value=value,
                by=by,
                at=self._at,
                source=self._copy.sha256,
                base=self._revision,
                over=self._over(cell, by),
                given=self._copy.identity.given,
            )
        )

    def _there(self, cell: Cell, value: str, by: str) -> bool:
        """Whether it was read in before: from this very file, or as this person's last word out of such a copy."""
        since = self._since.get(cell, ())
        mine = [one for one in since if one.by == by and one.base == self._revision]
        same_file = any(one.source == self._copy.sha256 and _same(one.value, value) for one in since)
        return same_file or (bool(mine) and _same(mine[-1].value, value))

    def _over(self, cell: Cell, by: str) -> str:
        """The earlier save of this copy that spoke for the cell last."""
        saves = [one for one in self._since.get(cell, ()) if one.source in self._earlier and one.by == by]
        return saves[-1].source if saves else ""

    def _value(self, cell: Cell, column: Column, text: str) -> tuple[str, str]:
        """The text as it is kept, and what to say of it: what is not what it should be stays as it was typed."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.casefold() == CLEAR:
            return "", ""
        before = self._base.get(cell)
        whole = before.value if before and not before.others else ""
        if text.endswith(CUT) and as_read(whole).endswith(CUT) and as_read(whole) != text:
            text = restored(text.removesuffix(CUT) + beyond(whole), whole)
            return text, "was too long for a cell; what did not fit was put back behind it"
        text = restored(text, shown(before))
        if column.kind == "date":
            found = day(text)
            return found or text, "" if found else f"'{text[:60]}' is no day, or can mean two; kept as typed"
        if column.kind == "choice":
            found = _choice(column, text)
            return found or text, "" if found else f"'{text[:60]}' is none of its words; kept as typed"
        return text, "is a formula; kept as its text, not worked out" if text.startswith("=") else ""


def _choice(column: Column, text: str) -> str:
    written = " ".join(text.casefold().split())
    return next((one for one in column.choices if one.casefold() == written), "")


def _same(one: str, other: str) -> bool:
    return one == other or as_read(one) == as_read(other)


def _typed_over(
    known: Known, rows: Mapping[tuple[str, str], Sequence[Line]]
) -> tuple[tuple[Refused, ...], tuple[Typed, ...]]:
    """Generated cells that say something else than the pack's, and texts in columns that are not ours."""
    refused: list[Refused] = []
    strays: list[Typed] = []
    for (form, key), lines in rows.items():
        for line in lines:
            for one in _others(known, form, key, line):
                (refused if isinstance(one, Refused) else strays).append(one)  # type: ignore[arg-type]
    return tuple(refused), tuple(strays)


def _others(known: Known, form: str, key: str, line: Line) -> Iterator[Refused | Typed]:
    if not known.has(form, key):
        return  # the pack has no such row any more: there is nothing to hold it against
    for column, text in line.others():
        head = line.heads.get(column, "")
        place = line.at(column)
        written = line.written.get(column, "")
        if not known.generated(form, head):
            yield Typed(place=place, head=written, text=text)
        elif not known.says(form, key, head, text):
            yield Refused(place=place, head=written, ours=known.text(form, key, head), theirs=text)


def _lost_columns(copy: Copy) -> Iterator[str]:
    for form in FORMS.values():
        lines = [line for line in copy.lines if line.form == form.sheet]
        gone = [c for c in form.columns if lines and all(c.field not in line.columns for line in lines)]
        auditors = all(c in gone for c in form.columns if c.internal)  # that edition never had them
        lost = [c.head for c in gone if not (auditors and c.internal)]
        if lost:
            yield f"'{lines[0].title}' has lost columns; what stood in them stays as it was: {', '.join(lost)}."
        if any(not line.key for line in lines):
            yield f"'{lines[0].title}' has lost keys; its rows were found by the requirement's id."
