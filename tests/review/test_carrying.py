"""An earlier quarter's words in this one: what goes on, what does not, and what must be looked at again."""

from dataclasses import replace
from datetime import date

from packs import rendered, small
from sheets import ASKED, KEYS, handed_out, standing, taken

from generator.review import carried, facts_of, followed, state
from generator.review.carrying import Facts, differences

A, B, C = KEYS[:3]
DAY = date(2026, 10, 1)
FACTS = Facts(
    responsibility="shared", aws_status="inherited", customer_status="supported",
    aws=(("AWS guards the doors", "inherited"),), customer=(("We lock ours", "supported"),), requests=("PBC-1",),
)  # fmt: skip
SAME = dict.fromkeys(KEYS, FACTS)


def written():
    """A row with everything in it, one with a note, and two requests."""
    paper = handed_out(period="2026Q3")
    for head, text in (
        ("Assignee", "Ben"), ("Reviewer result", "agreed"), ("Reviewer note", "fine"), ("Reviewer", "Anna"),
        ("Date", "2026-09-01"), ("Follow-up", "ask Carl"), ("Follow-up due", "2026-10-15"),
        ("Assessor result", "In Place"), ("Assessor note", "seen"),
    ):  # fmt: skip
        paper.write(A, head, text)
    paper.write(B, "Reviewer note", "second")
    for request, until in (("PBC-1", "2026-10-01"), ("PBC-2", "2026-09-30")):
        for head, text in (("Answer", "in the wiki"), ("Our owner", "Dora"), ("Valid until", until)):
            paper.write(request, head, text, "Requests")
    return taken(paper).answers


def test_sign_offs_are_not_carried():
    """Notes and work go on, with who wrote them and when; what vouches for one quarter stays there."""
    log = written()
    made, again = carried(log, SAME, SAME, "2026Q3", DAY)
    assert {(a.key, a.field) for a in made if a.sheet == "Requirements"} == {
        (A, "assignee"), (A, "review_note"), (A, "follow_up"), (A, "due_on"), (B, "review_note"),
    }  # fmt: skip
    assert {(a.source, a.base, a.by, a.at) for a in made if a.key == A} == {
        ("carried: 2026Q3", 0, "Anna", log[0].at)
    }
    assert not again
    assert {c.carried for c in state(made).values()} == {"2026Q3"}


def test_requests_go_on_while_they_are_valid():
    """An answer that ran out on the day before is asked for again; whom we ask goes on."""
    made, _ = carried(written(), SAME, SAME, "2026Q3", DAY)
    assert {(a.key, a.field) for a in made if a.sheet == "Requests"} == {
        ("PBC-1", "answer"), ("PBC-1", "request_owner"), ("PBC-1", "valid_until"), ("PBC-2", "request_owner"),
    }  # fmt: skip
    assert ASKED == ("PBC-1", "PBC-2")


def test_what_changed_is_looked_at_again():
    """Each fact that counts is named; a note on another row stands as it was."""
    for change, words in (
        ({"customer_status": "deviations"}, "customer status supported -> deviations"),
        ({"aws_status": "report gap"}, "AWS status inherited -> report gap"),
        ({"responsibility": "customer"}, "responsibility shared -> customer"),
        (
            {"customer": (("We lock ours", "deviations"),)},
            "customer part: 'We lock ours' supported -> deviations",
        ),
        ({"aws": ()}, "AWS part: 'AWS guards the doors' is gone"),
        ({"requests": ("PBC-1", "PBC-2")}, "request PBC-2 is new"),
        ({"requests": ()}, "request PBC-1 is gone"),
    ):
        assert list(differences(FACTS, replace(FACTS, **change))) == [words]
        made, again = carried(written(), SAME, SAME | {A: replace(FACTS, **change)}, "2026Q3", DAY)
        assert again == {A: words}
        cells = {(c.key, c.field): c.look_again for c in state(made).values()}
        assert cells[A, "review_note"] == words
        assert not cells[B, "review_note"]
    assert not list(differences(FACTS, FACTS))


def test_look_again_holds_until_somebody_looked():
    """A new name in the row is not looking; a result or a note is. What nobody looked at is said again."""
    changed = SAME | {A: replace(FACTS, aws_status="no report")}
    log, _ = carried(written(), SAME, changed, "2026Q3", DAY)
    paper = handed_out(log, "2026Q4").write(A, "Assignee", "Eve")
    log += taken(paper, log).answers
    note = next(c for c in state(log).values() if (c.key, c.field) == (A, "review_note"))
    assert note.look_again == "AWS status inherited -> no report"
    later, again = carried(log, changed, changed, "2026Q4", date(2027, 1, 1))
    assert again[A] == "not looked at since 2026Q3: AWS status inherited -> no report"
    assert {c.carried for c in state(later).values()} == {"2026Q4"}
    looked = taken(handed_out(log, "2026Q4").write(A, "Reviewer result", "agreed"), log).answers
    assert not any(c.look_again for c in state((*log, *looked)).values())
    assert A not in carried((*log, *looked), changed, changed, "2026Q4", DAY)[1]


def test_clashes_and_orphans_go_on():
    """Both values of a clash go on and still clash; a row that is gone keeps its words."""
    log = taken(handed_out().write(A, "Reviewer note", "yes").write(C, "Reviewer note", "kept")).answers
    log += taken(handed_out().write(A, "Reviewer note", "no"), log, "ben").answers
    made, again = carried(log, SAME, {A: FACTS}, "2026Q3", DAY)
    assert standing(made) == {(A, "review_note"): {"yes", "no"}, (C, "review_note"): {"kept"}}
    assert not again


def test_what_was_erased_does_not_come_back():
    """An answer that was taken away is not carried."""
    log = taken(handed_out().write(A, "Reviewer note", "yes")).answers
    log += taken(handed_out(log).write(A, "Reviewer note", "(clear)"), log).answers
    assert carried(log, SAME, SAME, "2026Q3", DAY) == ((), {})


def test_facts_of_a_requirement():
    """Statuses and statements count; how many resources there are does not."""
    result = small().of("hipaa")[1]
    more = replace(result, counts=replace(result.counts, population=result.counts.population + 5))
    assert facts_of(result) == facts_of(more)
    assert facts_of(result) != facts_of(replace(result, customer_status="no data"))


def test_the_workbook_shows_it():
    """Carried words stand in their cells, and the row says where they come from and what changed."""
    import io

    from openpyxl import load_workbook

    key = small().of("hipaa")[0].row_key
    log = taken_from(key)
    made, _ = carried(log, {key: FACTS}, {key: replace(FACTS, aws_status="no report")}, "2026Q3", DAY)
    ws = load_workbook(io.BytesIO(rendered(made)["hipaa.xlsx"]))["Requirements"]
    heads = [c.value for c in ws[1]]
    row = {head: ws.cell(2, n).value for n, head in enumerate(heads, 1)}
    assert row["Reviewer note"] == "fine"
    assert row["Carried over"] == "from 2026Q3; look again: AWS status inherited -> no report"
    assert row["Reviewer result"] is None
    assert "Carried over" not in [
        c.value for c in load_workbook(io.BytesIO(rendered()["hipaa.xlsx"]))["Requirements"][1]
    ]


def taken_from(key: str):
    """The written row, under another key."""
    return tuple(replace(a, key=key) for a in written() if a.key == A)


def test_a_new_version_or_id_moves_the_words():
    """Rows are found by what they are called: they go on under the new key and are looked at again, with why."""
    old = tuple(replace(r, version="1.0") for r in small().of("hipaa")[:4])
    named = replace(old[1], row_key="b" * 12, requirement="new id", formerly=(old[1].requirement,))
    new = (replace(old[0], row_key="a" * 12, version="2.0"), named, old[3])
    rows = followed(old, new)
    assert {key: one.key for key, one in rows.items()} == {
        old[0].row_key: "a" * 12, old[1].row_key: "b" * 12, old[2].row_key: "",
    }  # fmt: skip
    log = tuple(taken_from(one.row_key)[0] for one in old)
    facts, later = {r.row_key: facts_of(r) for r in old}, {r.row_key: facts_of(r) for r in new}
    made, again = carried(log, facts, later, "2026Q3", DAY, rows=rows)
    assert [a.key for a in made] == ["a" * 12, "b" * 12, old[2].row_key, old[3].row_key]
    gone = f"the pack has no such row any more; it was hipaa {old[2].requirement} ({old[2].title})"
    assert again == {
        "a" * 12: "the framework's version changed (1.0, now 2.0)",
        "b" * 12: f"the requirement was {old[1].requirement}",
        old[2].row_key: gone,
    }
    assert [c.look_again for c in state(made).values()] == [*again.values(), ""]
    # An orphan goes on saying what it was, once.
    assert carried(made, later, later, "2026Q4", DAY)[1][old[2].row_key] == gone
    renamed = followed(old, [replace(r, row_key=f"x{r.row_key[1:]}") for r in old], renamed="Acme Ltd")
    assert {one.why for one in renamed.values()} == {"the organisation was named Acme Ltd"}
    assert followed(old, old) == {}
    # One that took another one's place keeps its own words; the other's stay an orphan.
    merged = replace(old[0], row_key="c" * 12, formerly=(old[1].requirement,))
    assert [one.key for one in followed(old[:2], (merged,)).values()] == ["c" * 12, ""]


def test_lines_that_went_the_same_way_are_named_together():
    """A part is named once, however many of its lines changed; one statement on two lines is not lost."""
    lines = tuple((f"s{n}", "inherited") for n in range(4))
    later = (("s0", "report gap"), ("s1", "report gap"), ("s2", "inherited"), ("s9", "inherited"))
    words = "AWS part: 's9' is new, 's3' is gone, 's0', 's1' inherited -> report gap"
    assert list(differences(replace(FACTS, aws=lines), replace(FACTS, aws=later))) == [words]
    twice = (("s", "supported"), ("s", "deviations"))
    better = (("s", "supported"), ("s", "supported"))
    assert list(differences(replace(FACTS, customer=twice), replace(FACTS, customer=better))) == [
        "customer part: 's' deviations, supported -> supported, supported"
    ]
