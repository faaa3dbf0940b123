"""Exceptions laid over findings: what counts, what does not and is told, and what never changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from builders import ACCOUNT, OTHER, QUARTER
from grounds import finding, judge
from hypothesis import given
from hypothesis import strategies as st

from generator.assess.exceptions import applied
from generator.model.assessment import Assessment, ExceptionRow, Finding
from generator.model.catalog import CustomerLine, Framework
from generator.model.scope import Account
from generator.model.work import ExceptionEntry, Worksheet
from generator.render.rows import exceptions as sheet
from generator.render.rows.fields import pick, shown
from generator.render.view import View

DAY = date(2026, 10, 2)
PRESS = "arn:aws:s3:::press"


def one(number: int, status: Any = "failed", resource: str = "", **more: Any) -> Finding:
    """A finding of a bucket."""
    made = finding(status, number, account=more.pop("account", ACCOUNT))
    return replace(made, **{"resource": resource or f"{PRESS}-{number}", **more})


def entry(id_: str = "EX-1", **more: Any) -> ExceptionEntry:
    """An exception in force over press-1."""
    made = {
        "checks": ("s3.tls_only",), "resources": (f"{PRESS}-1",), "reason": "why", "risk": "low", "owner": "Ann Lee",
        "approver": "Bo Chen", "approved": date(2026, 6, 30), "opened": date(2026, 7, 1), "expires": date(2026, 12, 31),
    }  # fmt: skip
    return ExceptionEntry(**{"id": id_, **made, **more})


def lay(findings: Sequence[Finding], *entries: ExceptionEntry) -> tuple[list[str], list[ExceptionRow]]:
    """The statuses that come of it, and the rows."""
    after, rows = applied(findings, entries, DAY, QUARTER)
    return [f.status for f in after], list(rows)


def test_one_in_force_covers_and_what_was_seen_stays() -> None:
    """The finding tells who approved it until when, and keeps its own words before that."""
    found = [one(1), one(2)]
    after, (row,) = applied(found, [entry()], DAY, QUARTER)

    assert after[0] == replace(
        found[0],
        status="exception",
        exception="EX-1",
        reason="because; exception EX-1, approved by Bo Chen on 2026-06-30, until 2026-12-31",
    )
    assert after[1] is found[1]
    assert (row.state, row.why, row.notes) == ("in force", "covers 1 finding", ())
    assert (row.covered, row.failing, row.requirements, row.days_left) == ((found[0].key,), (found[0].key,), ("made:R1",), 90)  # fmt: skip


def test_only_failed_findings_are_covered() -> None:
    """No data, passed and a population that nobody saw stay what they are, however broad the exception."""
    found = [
        one(1, "passed"),
        one(2, "no data"),
        one(3, "not applicable"),
        one(4, "no data", "*"),
        one(5, "failed", "*"),
    ]
    statuses, (row,) = lay(found, entry(resources=(), broad=True))

    assert statuses == [f.status for f in found]
    assert (row.state, row.failing) == ("unused", ())
    assert row.why == "nothing in its reach fails: 1 no data, 1 not applicable, 1 passed"


def test_what_does_not_count_is_told() -> None:
    """Each reason, alone and together; the findings stay failed and are counted beside it."""
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"approver": ""}, "not approved", "nobody is named as approver"),
        ({"approver": " ANN lee "}, "not approved", "the approver is the owner"),
        ({"approved": None}, "not approved", "it has no day of approval"),
        (
            {"approved": date(2026, 10, 3)},
            "not approved",
            "its approval is dated 2026-10-03, after the evidence",
        ),
        ({"expires": date(2026, 10, 1)}, "expired", "it ran out on 2026-10-01"),
        ({"opened": date(2026, 10, 3)}, "not opened yet", "it begins on 2026-10-03"),
        ({"resources": ()}, "too broad", "does not say broad"),
        ({"resources": ("arn:aws:s3:::*",)}, "too broad", "does not say broad"),
        ({"resources": (f"{PRESS}-*",)}, "too broad", "its patterns match all that s3.tls_only found"),
        ({"approver": "", "expires": date(2026, 9, 1)}, "not approved", "it ran out on 2026-09-01"),
        ({"resources": (), "expires": date(2026, 9, 1)}, "too broad", "it ran out on 2026-09-01"),
    ]
    for changed, state, words in cases:
        statuses, (row,) = lay([one(1), one(2, "passed")], entry(**changed))
        assert statuses == ["failed", "passed"], changed
        assert (row.state, row.covered, len(row.failing)) == (state, (), 1), changed
        assert words in row.why, (changed, row.why)
        assert row.why.endswith("; would cover 1 finding")


def test_the_first_and_the_last_day_count() -> None:
    """Days are inclusive, and so is the day of approval."""
    for changed in (
        {"expires": DAY},
        {"opened": DAY},
        {"approved": DAY},
        {"opened": DAY, "expires": DAY, "approved": DAY},
    ):
        assert lay([one(1)], entry(**changed))[0] == ["exception"], changed


def test_a_pattern_that_all_names_fit_is_too_broad() -> None:
    """Seen against what was found: one name out of them, an account, or exact names are narrow enough."""
    found = [one(1), one(2), one(3, account=OTHER)]
    wide = entry(resources=(f"{PRESS}-*",))

    assert lay(found, wide)[0] == ["failed"] * 3
    assert lay([*found, one(4, "passed", "arn:aws:s3:::web")], wide)[0] == ["exception"] * 3 + ["passed"]
    assert lay(found, replace(wide, broad=True))[0] == ["exception"] * 3
    assert lay(found, replace(wide, accounts=(ACCOUNT,)))[0] == ["exception", "exception", "failed"]
    assert lay(found, replace(wide, resources=tuple(f.resource for f in found)))[0] == ["exception"] * 3
    assert lay(found[:1], wide)[0] == ["exception"]


def test_checks_are_named_by_id_or_with_thresholds() -> None:
    """An id means all thresholds, a key only its own; another check is not touched."""
    found = [
        one(1, check="iam.password_length", resource=f"account {ACCOUNT}"),
        one(2, check="iam.password_length", params="minimum=12", resource=f"account {ACCOUNT}"),
        one(3, check="iam.password_lengths", resource=f"account {ACCOUNT}"),
    ]
    here = (f"account {ACCOUNT}",)

    assert lay(found, entry(checks=("iam.password_length",), resources=here))[0] == [
        "exception",
        "exception",
        "failed",
    ]
    for key, statuses in (("minimum=12", ["failed", "exception", "failed"]), ("minimum=13", ["failed"] * 3)):
        assert lay(found, entry(checks=(f"iam.password_length({key})",), resources=here))[0] == statuses


def test_two_that_cover_one_finding() -> None:
    """The first by id counts, whatever their order in the file; both say so."""
    found = [one(1), one(2)]
    both = [entry("EX-2", resources=(f"{PRESS}-1", f"{PRESS}-2")), entry("EX-1")]
    after, rows = applied(found, both, DAY, QUARTER)

    assert applied(found, both[::-1], DAY, QUARTER) == (after, rows)
    assert [f.exception for f in after] == ["EX-1", "EX-2"]
    assert {r.id: r.notes for r in rows} == {
        "EX-1": ("1 finding in its reach covered by EX-2 too",),
        "EX-2": ("1 finding in its reach covered by EX-1 already",),
    }
    _, rows = applied(found, [entry("EX-1"), entry("EX-2")], DAY, QUARTER)
    assert (rows[1].state, rows[1].why) == ("unused", "1 finding in its reach covered by EX-1 already")
    _, rows = applied(found, [entry("EX-1", approver=""), entry("EX-2")], DAY, QUARTER)
    assert {r.id: (r.state, r.notes) for r in rows} == {
        "EX-1": ("not approved", ()),
        "EX-2": ("in force", ()),
    }


def test_unused_ones_say_why() -> None:
    """A slip in a pattern, a check that was not run, a resource that was mended look different."""
    found = [one(1, "passed"), one(2, account=OTHER)]
    why = {
        row.id: row.why
        for row in lay(
            found,
            entry("mended"),
            entry("slip", resources=("arn:aws:s3:::pres-1",)),
            entry("elsewhere", checks=("s3.versioned",)),
            entry("account", resources=(f"{PRESS}-2",), accounts=("999900001111",)),
        )[1]
    }

    assert why == {
        "mended": "nothing in its reach fails: 1 passed",
        "slip": "it matches none of 2 findings of its checks",
        "elsewhere": "none of its checks judged anything in its accounts",
        "account": "none of its checks judged anything in its accounts",
    }


def test_what_an_assessor_would_ask_about_is_noted() -> None:
    """Days of the period without it, an approval that came late, a run of more than a year."""
    late = entry(approved=date(2026, 7, 11), expires=date(2027, 7, 2))
    _, (row,) = lay([one(1)], late)
    assert row.notes == (
        "in force on 82 of 92 days of the period",
        "approved 10 days after it was opened",
        "runs 367 days, more than 366: approve it anew at least once a year",
    )
    _, (row,) = lay([one(1)], entry(opened=date(2026, 10, 1)))
    assert (row.state, row.notes) == ("in force", ("in force on 0 of 92 days of the period",))
    _, (row,) = lay([one(1)], entry(expires=date(2026, 9, 29)))
    assert (row.state, row.notes) == ("expired", ("in force on 91 of 92 days of the period",))


def test_rows_come_worst_first() -> None:
    """What is relied on and does not count stands above what does; the most findings first."""
    found = [one(n) for n in range(1, 4)]
    rows = lay(
        found,
        entry("force"),
        entry("unused", resources=("arn:aws:s3:::x",)),
        entry("ran-out", expires=date(2026, 9, 1)),
        entry("ran-out-3", expires=date(2026, 9, 1), resources=tuple(f.resource for f in found)),
        entry("later", opened=date(2026, 11, 1)),
        entry("broad", resources=()),
        entry("alone", approver=""),
    )[1]

    assert [row.id for row in rows] == ["alone", "broad", "ran-out-3", "ran-out", "later", "force", "unused"]


def test_a_requirement_tells_of_its_exceptions() -> None:
    """What is covered is no deviation any more, and is not counted as held either."""
    after, _ = applied([one(1), one(2, "passed")], [entry()], DAY, QUARTER)
    result = judge(CustomerLine(check="s3.tls_only"), findings=after)

    assert result.customer_status != "deviations"
    assert (result.counts.exceptions, result.counts.passed, result.counts.population) == (1, 1, 2)


# -- laws --------------------------------------------------------------------------------------------------

STATUSES = st.sampled_from(["passed", "failed", "no data", "not applicable"])
PLACES = st.sampled_from(
    [f"{PRESS}-1", f"{PRESS}-2", "arn:aws:s3:::web", "arn:aws:s3:::[x]", "*", f"account {ACCOUNT}"]
)
NAMES = st.sampled_from(["", "Ann Lee", "Bo Chen", "ann lee"])
DAYS = st.integers(-40, 40).map(lambda n: DAY + timedelta(days=n))
PATTERNS = st.sampled_from(
    [f"{PRESS}-1", f"{PRESS}-?", "arn:aws:s3:::*", "arn:*:*:*:*:*", "arn:aws:s3:::[x]", f"account {ACCOUNT}"]
)


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    """Some findings of two checks in two accounts."""
    drawn = draw(
        st.lists(st.tuples(STATUSES, PLACES, st.sampled_from([ACCOUNT, OTHER]), st.booleans()), max_size=8)
    )
    return [
        one(
            n,
            status,
            place,
            account=account,
            **({} if own else {"check": "s3.versioned", "params": "days=7"}),
        )
        for n, (status, place, account, own) in enumerate(drawn)
    ]


@st.composite
def exceptions(draw: st.DrawFn) -> ExceptionEntry:
    """Any exception: approved or not, over or not begun, broad or not."""
    checks = st.sampled_from(["s3.tls_only", "s3.versioned", "s3.versioned(days=7)", "s3.versioned(days=8)"])
    return entry(
        draw(st.sampled_from(["a", "b", "c"])),
        checks=tuple(draw(st.lists(checks, min_size=1, max_size=2))),
        resources=tuple(draw(st.lists(PATTERNS, max_size=2))),
        accounts=tuple(draw(st.lists(st.just(ACCOUNT), max_size=1))),
        approver=draw(NAMES),
        approved=draw(st.none() | DAYS),
        opened=draw(DAYS),
        expires=draw(DAYS),
        broad=draw(st.booleans()),
    )


@given(findings(), st.lists(exceptions(), max_size=4))
def test_no_exception_turns_what_is_not_failed(found: list[Finding], entries: list[ExceptionEntry]) -> None:
    """No finding comes or goes, none but a failed one changes, what was observed stays, every exception has its row."""
    after, rows = applied(found, entries, DAY, QUARTER)

    assert sorted(row.id for row in rows) == sorted(e.id for e in entries)
    assert len(after) == len(found)
    for old, new in zip(found, after, strict=True):
        if new is not old:
            assert (old.status, new.status, old.resource == "*") == ("failed", "exception", False)
            assert new.reason.startswith(f"{old.reason}; exception {new.exception}, approved by ")
            assert replace(new, status=old.status, reason=old.reason, exception="") == old
    turned = {f.key: f.exception for f in after if f.status == "exception"}
    told = {key: row.id for row in rows for key in row.covered}
    assert told == turned
    assert sum(len(row.covered) for row in rows) == len(turned)
    assert all(bool(row.covered) == (row.state == "in force") for row in rows)


@given(findings(), st.lists(exceptions(), max_size=4))
def test_only_what_is_approved_open_and_narrow_covers(
    found: list[Finding], entries: list[ExceptionEntry]
) -> None:
    """Told from the entry's own fields, without the code's help."""
    after, _ = applied(found, entries, DAY, QUARTER)
    for new in (f for f in after if f.status == "exception"):
        assert any(
            e.id == new.exception
            and e.approver == "Bo Chen"
            and e.approved is not None
            and e.approved <= DAY
            and e.opened <= DAY <= e.expires
            and (e.broad or (e.resources and not {"arn:aws:s3:::*", "arn:*:*:*:*:*"} & set(e.resources)))
            and any(c.partition("(")[0] == new.check and c[-8:] != "(days=8)" for c in e.checks)
            and new.account in (e.accounts or (new.account,))
            for e in entries
        )


@given(findings(), st.lists(exceptions(), max_size=4))
def test_expired_ones_change_nothing(found: list[Finding], entries: list[ExceptionEntry]) -> None:
    """A deviation comes back by itself."""
    over = [replace(e, expires=DAY - timedelta(days=1)) for e in entries]
    after, rows = applied(found, over, DAY, QUARTER)

    assert after == tuple(found)
    assert all(row.covered == () for row in rows)


# -- the sheet ---------------------------------------------------------------------------------------------


def view(found: Sequence[Finding], *entries: ExceptionEntry, framework: str = "made") -> View:
    """A pack of one framework with these."""
    after, rows = applied(found, entries, DAY, QUARTER)
    made = Framework(id=framework, name="M", version="1", publisher="p", url="", text_licence="ours")
    nothing: Any = dict.fromkeys(
        ("regions", "callers", "requirements", "populations", "calls", "families", "reports", "services", "requests",
         "blind_spots", "checks"), (),
    )  # fmt: skip
    whole = Assessment(
        organisation="Acme", period=QUARTER, frameworks=(made,), accounts=(Account(id=ACCOUNT, name="prod"),),
        assessed_at="", collected_from="", collected_to="", version="", mapping_digest="", findings=after,
        exceptions=rows, **nothing,
    )  # fmt: skip
    return View(whole, made)


def cells(made: View) -> list[dict[str, str]]:
    """What people read, row by row."""
    columns = pick(
        (*sheet.FIELDS, *sheet.WORKSHEET, *sheet.joined(made)), *sheet.PEOPLE, *sheet.worksheet(made)
    )
    return [{f.name: shown(f, row) for f in columns} for row in sheet.exceptions(made)]


def test_the_sheet_reads_in_words() -> None:
    """Expiry in words, names beside accounts, counts of this framework, an unlimited reach said as such."""
    found = [one(1), one(2, requirements=("else:X",)), one(3, "passed")]
    rows = cells(
        view(
            found,
            entry(
                "both",
                resources=(f"{PRESS}-1", f"{PRESS}-2"),
                accounts=(ACCOUNT,),
                expires=date(2026, 10, 14),
            ),
            entry("all", resources=(), broad=True, expires=date(2026, 8, 23)),
        )
    )

    told = (
        "id",
        "state",
        "until",
        "findings_here",
        "failing_here",
        "requirement_ids",
        "account_names",
        "resources_few",
        "broad",
    )
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("all", "expired", "expired 40 days ago", "0", "1", "R1", "every one", "every one", "yes"),
        (
            "both",
            "in force",
            "12 days left",
            "1",
            "1",
            "R1",
            f"{ACCOUNT} (prod)",
            f"{PRESS}-1\n{PRESS}-2",
            "no",
        ),
    ]
    assert [row["reason"] for row in rows] == ["why", "why"]
    left = [
        sheet.until(row)
        for row in applied(found, [entry(expires=DAY), entry("b", expires=date(2026, 10, 3))], DAY, QUARTER)[
            1
        ]
    ]
    assert sorted(left) == ["1 day left", "last day"]


def test_a_framework_shows_what_touches_it_or_nothing_at_all() -> None:
    """Another framework's exceptions stay in its own workbook; an unused one is nobody's, so everybody's."""
    made = view([one(1)], entry(), entry("unused", resources=("arn:aws:s3:::x",)), framework="other")

    assert [row["id"] for row in cells(made)] == ["unused"]


def test_the_worksheet_has_columns_only_where_something_stands_in_it() -> None:
    """Six fields, or the one that takes their place."""
    six = Worksheet(constraints="c", objective="o", risk="r", definition="d", validation="v", maintenance="m")
    other = Worksheet(customized_approach="drive")
    none, full = view([one(1)], entry()), view([one(1)], entry(pci=six))

    assert sheet.worksheet(none) == ()
    assert sheet.worksheet(view([one(1)], entry(pci=other))) == ("pci_customized_approach",)
    assert [cells(full)[0][name] for name in sheet.worksheet(full)] == ["c", "d", "o", "r", "v", "m"]
