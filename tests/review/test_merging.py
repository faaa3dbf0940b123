"""A copy against what is known: what is new, what clashes, what is refused, and that nothing is taken twice."""

import pytest
from sheets import ASKED, AT, KEYS, handed_out, pack, standing, taken

from generator.celltext import CELL_LIMIT, CUT
from generator.errors import ReviewError
from generator.model.answers import shown
from generator.review.state import as_read, state

A, B = KEYS[:2]


def note(paper, text, key=A):
    return paper.write(key, "Reviewer note", text)


def only(answers, field="review_note", key=A):
    (found,) = [c for c in state(answers).values() if (c.key, c.field) == (key, field)]
    return found


def test_an_answer_says_everything():
    """Who wrote what, where, when, in which workbook, knowing how much."""
    paper = note(handed_out(), "  looks right  ")
    (answer,) = taken(paper).answers
    assert (answer.framework, answer.sheet, answer.key, answer.field) == (
        "hipaa",
        "Requirements",
        A,
        "review_note",
    )
    assert (answer.value, answer.by, answer.at) == ("looks right", "anna", AT)
    assert (answer.source, answer.base, answer.given, answer.over) == (paper.read().sha256, 0, 0, "")
    (asked,) = taken(handed_out().write(ASKED[0], "Answer", "see wiki", "Requests")).answers
    assert (asked.framework, asked.sheet, asked.key, asked.field) == ("", "Requests", "PBC-1", "answer")


def test_the_same_again_adds_nothing():
    """Read in twice, or handed out and read back untouched: no line."""
    paper = note(handed_out(), "one")
    first = taken(paper)
    assert first.counts == {"new": 1}
    again = taken(paper, first.answers)
    assert (again.answers, again.counts) == ((), {"unchanged": 1})
    assert not taken(handed_out(first.answers), first.answers).answers


def test_blank_says_nothing_and_clear_takes_away():
    """A blank cell changes nothing and is told; (clear) erases, whatever its case."""
    log = taken(note(handed_out(), "one")).answers
    blank = taken(note(handed_out(log), ""), log)
    assert (blank.answers, blank.counts) == ((), {"emptied": 1})
    cleared = taken(note(handed_out(log), " (Clear) "), log)
    assert cleared.counts == {"erased": 1}
    log += cleared.answers
    assert only(log).value == ""
    assert not handed_out(log).cells["Requirements", A, "Reviewer note"]
    assert not taken(note(handed_out(), "(clear)")).answers


def test_two_copies_clash_until_somebody_settles_it():
    """Both values are kept and shown with who wrote them; a copy that showed both settles it."""
    mine, yours = note(handed_out(), "fine"), note(handed_out(), "not fine")
    log = taken(mine).answers
    second = taken(yours, log, "ben")
    (clash,) = second.clashes
    assert (clash.value, clash.by, [(o.value, o.by) for o in clash.others]) == (
        "not fine",
        "ben",
        [("fine", "anna")],
    )
    log += second.answers
    text = handed_out(log).cells["Requirements", A, "Reviewer note"]
    assert text == "⟂ 'fine' (anna, 2026-10-05) / 'not fine' (ben, 2026-10-05)"
    assert not taken(handed_out(log), log, "carl").answers
    settled = taken(note(handed_out(log), "fine after all"), log, "carl")
    assert not settled.clashes
    assert standing((*log, *settled.answers)) == {(A, "review_note"): {"fine after all"}}
    assert not taken(yours, (*log, *settled.answers), "ben").answers


def test_two_who_agree_do_not_clash():
    """The same word from two people is one word."""
    log = taken(note(handed_out(), "fine")).answers
    second = taken(note(note(handed_out(), "fine"), "more", B), log, "ben")
    assert second.counts == {"the same as another's": 1, "new": 1}
    assert not second.clashes
    assert shown(only((*log, *second.answers))) == "fine"


def test_a_later_save_of_the_same_copy_replaces():
    """Somebody who goes on in the same workbook does not clash with themselves, but still with others."""
    paper = note(handed_out(), "one")
    log = taken(paper).answers
    log += taken(note(handed_out(), "theirs"), log, "ben").answers
    note(paper, "two")
    note(paper, "more", B)
    log += taken(paper, log).answers
    assert standing(log) == {(A, "review_note"): {"two", "theirs"}, (B, "review_note"): {"more"}}


def test_two_copies_under_one_name_still_clash():
    """What is blank in the second copy shows that it is another one: nobody's word is replaced."""
    first = note(note(handed_out(), "one"), "kept", B)
    log = taken(first).answers
    log += taken(note(handed_out(), "two"), log).answers
    assert standing(log)[A, "review_note"] == {"one", "two"}


def test_who_wrote_it():
    """The name written into the row in this copy; a name that stood there before signs nothing new."""
    paper = note(handed_out(), "one").write(A, "Reviewer", "Dora")
    log = taken(paper).answers
    assert {a.by for a in log} == {"Dora"}
    (answer,) = taken(note(handed_out(log), "two"), log, "ben").answers
    assert answer.by == "ben"


def test_generated_cells_are_refused():
    """What was typed over a generated cell is listed with both texts; the answers in its row still count."""
    paper = note(handed_out(), "one").write(A, "Title", "my title").write(B, "Title", "Title  " + B)
    merged = taken(paper)
    assert [(r.place, r.ours, r.theirs) for r in merged.refused] == [
        ("Requirements!C2", f"Title {A}", "my title")
    ]
    assert len(merged.answers) == 1


def test_words_that_are_not_what_they_should_be_are_kept():
    """Choices in any case, days in any clear way; whatever cannot be told stays as typed, and is told."""
    paper = handed_out()
    for head, text in (
        ("Reviewer result", "AGREED"),
        ("Date", "31.12.2026"),
        ("Follow-up due", "05/06/2026"),
    ):
        paper.write(A, head, text)
    paper.write(B, "Reviewer result", "sort of").write(B, "Reviewer note", '=HYPERLINK("http://x","y")')
    merged = taken(paper)
    assert {(a.key, a.field): a.value for a in merged.answers} == {
        (A, "review_result"): "agreed", (A, "review_date"): "2026-12-31", (A, "due_on"): "05/06/2026",
        (B, "review_result"): "sort of", (B, "review_note"): '=HYPERLINK("http://x","y")',
    }  # fmt: skip
    assert len(merged.remarks) == 3
    log = merged.answers
    assert not taken(handed_out(log), log).remarks


def test_a_note_longer_than_a_cell_stays_whole():
    """A cell shows the beginning; what is written before the cut keeps the end that was never seen."""
    long_ = "abcde " * 7_000
    log = taken(note(handed_out(), long_)).answers
    assert log[0].value == long_.strip()
    shown_ = handed_out(log).cells["Requirements", A, "Reviewer note"]
    assert shown_.endswith(CUT)
    assert len(shown_) <= CELL_LIMIT
    assert not taken(handed_out(log), log).answers
    (edited,) = taken(note(handed_out(log), "ABC" + shown_[3:]), log).answers
    assert edited.value == "ABC" + long_.strip()[3:]


def test_marks_that_a_cell_writes_out_do_not_count_as_changes():
    """What a cell cannot hold comes back in another shape: that is no change, and the first shape is kept."""
    text = "שלום\u200f a\u202eb \ud83d\x07"
    log = taken(note(handed_out(), text)).answers
    assert log[0].value == text
    assert as_read(text) != text
    assert not taken(handed_out(log), log).answers


def test_a_copy_that_knows_too_much_is_refused():
    """More answers than there are: the log is not whole."""
    paper = note(handed_out(), "one")
    paper.revision = 1
    with pytest.raises(ReviewError, match="holds 0"):
        taken(paper)


def test_a_list_of_requests_belongs_to_all_frameworks():
    """Sent out on its own, with columns of its own; what was typed beside them is told."""
    paper = (
        handed_out()
        .write("PBC-2", "Answer", "here", "Requests")
        .write("PBC-2", "Asked of", "Ben", "Requests")
    )
    paper.order["Requirements"] = []
    paper.extra = ["Asked of", "Mine"]
    paper.write("PBC-2", "Mine", "x", "Requests")
    known = pack()
    copy = paper.read(framework="")
    from dataclasses import replace

    from generator.review import merge

    known.identity = replace(known.identity, framework="")
    merged = merge(copy, known, (), "ben", AT)
    assert [(a.key, a.value) for a in merged.answers] == [("PBC-2", "here")]
    assert [s.text for s in merged.strays] == ["x"]
    assert not merged.refused


def test_back_to_an_earlier_word():
    """One, another, and the first again: the last is what stands."""
    paper, log = handed_out(), ()
    for text in ("one", "two", "one"):
        log += taken(note(paper, text), log).answers
    assert standing(log) == {(A, "review_note"): {"one"}}
    assert not taken(paper, log).answers


def test_lost_columns_are_told():
    """A column that was taken out stays as it was, and is told; the auditor's edition never had ours."""
    from dataclasses import replace

    from generator.model.answers import FORMS
    from generator.review.merging import _lost_columns

    copy = handed_out().read()

    def without(*fields):
        lines = tuple(
            replace(line, columns={f: c for f, c in line.columns.items() if f not in fields})
            for line in copy.lines
        )
        return list(_lost_columns(replace(copy, lines=lines)))

    assert not without()
    assert [r.endswith(": Reviewer note.") for r in without("review_note")] == [True]
    ours = [c.field for form in FORMS.values() for c in form.columns if c.internal]
    assert not without(*ours)
    assert [r.endswith(": Assessor note.") for r in without(*ours, "assessor_note")] == [True]


RTL, WORDS = "\u200f", "[U+200F]"


def test_a_mark_that_cannot_be_shown_survives_an_edit():
    """What the cell wrote out means the mark, as long as it is left there; what a person typed is what is kept."""
    for stored, change, kept in (
        (f"a{RTL}b", lambda t: t + " more", f"a{RTL}b more"),
        (f"a{RTL}b", lambda t: "see: " + t, f"see: a{RTL}b"),
        (f"a{RTL}b", lambda t: t.replace("a", "A").replace("b", "B"), f"A{RTL}B"),
        (f"a{RTL}b", lambda t: t.replace(WORDS, ""), "ab"),
        (f"a{RTL}b", lambda t: f"{WORDS} is a mark: {t}", f"{WORDS} is a mark: a{RTL}b"),
        (f"a{RTL}b", lambda t: f"{t} and {WORDS}", f"a{RTL}b and {WORDS}"),
        (f"{WORDS} is text", lambda t: t + "!", f"{WORDS} is text!"),
        (f"{RTL}x{WORDS}y{RTL}", lambda t: t.replace("y", "yy"), f"{RTL}x{WORDS}yy{RTL}"),
        ("a\x01b", lambda t: t + "c", "a\x01bc"),
        ("a\u202eb\u2066c", lambda t: t.replace("b", ""), "a\u202e\u2066c"),
        (f"one{RTL}\ntwo", lambda t: t.replace("two", "three"), f"one{RTL}\nthree"),
        ("", lambda _: f"typed {WORDS} anew", f"typed {WORDS} anew"),
    ):
        log = taken(note(handed_out(), stored)).answers
        paper = handed_out(log)
        was = paper.cells["Requirements", A, "Reviewer note"]
        assert RTL not in was
        log += taken(note(paper, change(was)), log).answers
        assert standing(log) == {(A, "review_note"): {kept}}, (stored, kept)
        assert not taken(handed_out(log), log).answers


def test_a_clash_is_settled_with_its_marks():
    """The cell that showed both values showed their marks too."""
    log = taken(note(handed_out(), f"yes{RTL}")).answers
    log += taken(note(handed_out(), "no"), log, "ben").answers
    both = handed_out(log).cells["Requirements", A, "Reviewer note"]
    settled = taken(note(handed_out(log), both.partition("'")[2].partition("'")[0] + " indeed"), log)
    assert standing((*log, *settled.answers)) == {(A, "review_note"): {f"yes{RTL} indeed"}}


def test_marks_in_a_text_that_was_cut():
    """A long text with marks, edited where it is shown: nothing behind the cut is lost or doubled."""
    for stored in (
        f"a{RTL}" * 9_000 + "the end",
        "_x000D_" * 9_000 + "the end",
        f"{'x' * (CELL_LIMIT - len(CUT) - 3)}{RTL}{RTL} the end {'y' * 100}",
        *(f"{'x' * (CELL_LIMIT - len(CUT) - n)}_xABCD_ the end {'y' * 100}" for n in range(9)),
    ):
        log = taken(note(handed_out(), stored)).answers
        paper = handed_out(log)
        was = paper.cells["Requirements", A, "Reviewer note"]
        assert was.endswith(CUT)
        log += taken(note(paper, "look: " + was), log).answers
        assert standing(log) == {(A, "review_note"): {"look: " + stored}}
