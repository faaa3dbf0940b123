"""Licensed wording from a user's file: shown, checked line by line, never kept with the mappings."""

from contextlib import suppress
from pathlib import Path

import pytest
from builders import catalog, framework, requirement
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ScopeError
from generator.model.catalog import CustomerLine
from generator.scope import read_wording
from generator.scope.wording import MAX_BYTES

LINE = CustomerLine(request="ask")
CATALOG = catalog(frameworks=[framework("f", requirement("1.1", LINE), requirement("1.10", LINE))])


def read(path: Path, raw: bytes) -> dict[str, str]:
    """What a file of these bytes gives."""
    path.write_bytes(raw)
    (found,) = read_wording(CATALOG, {"f": path})
    return dict(found.texts)


@pytest.mark.parametrize(
    "raw",
    [
        b'id,text\n1.1,Ours\n1.10,"Two, lines\nlong"\n',
        b'\xef\xbb\xbfID, Text \r\n1.1,Ours\r\n\r\n1.10,"Two, lines\nlong"\r\n',
    ],
)
def test_a_file_gives_text_by_id(tmp_path: Path, raw: bytes) -> None:
    """As spreadsheets write it: a mark at the start, either line end, empty rows; 1.1 is not 1.10."""
    assert read(tmp_path / "w.csv", raw) == {"1.1": "Ours", "1.10": "Two, lines\nlong"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "w.csv:1: the columns are missing; write id,text"),
        (b"name,words\n", "w.csv:1: the columns are name, words; write id,text"),
        (b"id,text\n1.2,x\n", "w.csv:2: f has no requirement '1.2'; did you mean '1.1"),
        (b"id,text\n1.1,x\n1.1,y\n", "w.csv:3: '1.1' stands twice; keep one"),
        (b"id,text\n1.1,a,b\n", "w.csv:2: 3 columns; two are wanted"),
        (b"id,text\n1.1\n", "w.csv:2: 1 columns; two are wanted"),
        (b"id,text\n1.1, \n", "w.csv:2: '1.1' has no text; leave the row out"),
        (b'id,text\n1.1,"x\n', "w.csv:2: not CSV"),
        (b"id,text\n1.1,\xff\n", "w.csv:2: not UTF-8."),
        (b"id,text\n1.1," + b"x" * MAX_BYTES, f"is larger than {MAX_BYTES:,} bytes."),
    ],
)
def test_each_fault_is_told_with_its_line(tmp_path: Path, raw: bytes, said: str) -> None:
    """And what the file should be."""
    with pytest.raises(ScopeError) as told:
        read(tmp_path / "w.csv", raw)

    assert said in told.value.message
    assert told.value.hint


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Not the first alone."""
    with pytest.raises(ScopeError) as told:
        read(tmp_path / "w.csv", b"id,text\n9,x\n1.1,a\n1.1,b\n")

    assert len(told.value.message.splitlines()) == 2


def test_a_framework_or_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nothing is rendered then."""
    with pytest.raises(ScopeError, match="There is no framework 'g' to lay wording over"):
        read_wording(CATALOG, {"g": tmp_path / "w.csv"})
    with pytest.raises(ScopeError, match="cannot be read"):
        read_wording(CATALOG, {"f": tmp_path / "w.csv"})


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_whatever_a_file_holds_ends_in_text_or_in_words(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    """Never in a traceback."""
    path = tmp_path_factory.mktemp("w") / "w.csv"
    with suppress(ScopeError):
        assert set(read(path, b"id,text\n" + raw)) <= {"1.1", "1.10"}
