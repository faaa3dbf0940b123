"""AWS's part: families over our period, documents, what is expected of us, and what must be seen first."""

import csv
import io
from dataclasses import replace

import madeup

from generator.model.assessment import ReportRow, Stretch
from generator.render.book import sheets
from generator.render.csvfile import tables
from generator.render.rows import cuecs, families, picture, reports, services
from generator.render.rows.fields import pick, shown
from generator.render.terminal import summary_lines
from generator.render.view import View


def cells(view: View, row: ReportRow, *names: str) -> list[str]:
    """What people see of a document."""
    columns = pick((*reports.FIELDS, *reports.joined(view)), *names)
    return [shown(column, row) for column in columns]


def test_only_what_the_framework_cites_is_shown_as_its_own(whole):
    """A family stands under the framework that cites it, with the requirements of that framework alone."""
    hipaa, soc = (View(whole, framework) for framework in whole.frameworks)

    assert set(hipaa.families) == {"soc-2", "iso-27001", "pci-dss", "baa", "hitrust"}
    assert set(soc.families) == {"soc-2"}
    assert soc.resting == {"soc-2": ("CC6.1", "CC6.7")}
    rows = reports.reports(soc)
    assert rows[0].family == "soc-2"
    assert all(row.id for row in rows), "what another framework missed is not missing here"
    assert {r.family for r in reports.reports(hipaa) if not r.id} == {"baa", "hitrust"}


def test_the_worst_family_stands_first_and_used_before_unused(view, whole):
    """No data, no report, out of scope, gap, inherited; then what is not cited."""
    old = replace(whole.reports[0], version="1", used=False, note="not used: version 2 supersedes it")
    more = View(replace(whole, reports=(old, *whole.reports)), view.framework)

    told = [(r.family, r.used) for r in reports.reports(more)]
    assert told == [
        ("baa", False), ("hitrust", False), ("pci-dss", True), ("soc-2", True), ("soc-2", False), ("iso-27001", True),
        ("", False),
    ]  # fmt: skip
    assert [f.family for f in families.families(view)] == ["baa", "hitrust", "pci-dss", "soc-2", "iso-27001"]


def test_a_family_is_never_better_than_its_services_and_lines(view, whole):
    """Days alone do not make it inherited: a service off its list, one not known, or a line that rests on it alone."""

    def stands(**changed: object) -> tuple[str, str]:
        found = tuple(
            replace(f, **changed) if f.family == "iso-27001" else f
            for f in whole.families  # type: ignore[arg-type]
        )
        return families.standings(View(replace(whole, families=found), view.framework))["iso-27001"]

    assert stands() == (
        "inherited",
        "the report covers the whole period and every service in use",
    )
    status, why = stands(not_listed=("App Runner (not listed as of 2026-09-20)",))
    assert (status, why.startswith("in use outside its scope: App Runner")) == ("service out of scope", True)
    assert stands(outside=("region eu-west-1",))[0] == "service out of scope"
    assert stands(unlisted=("X (unknown: no list at hand)",))[0] == "no data"

    changed = tuple(
        replace(r, aws=tuple(replace(x, status="no data", reason="R: not read") for x in r.aws))
        if r.requirement == "164.310(d)(2)(i)" else r
        for r in whole.requirements
    )  # fmt: skip
    doubted = families.standings(View(replace(whole, requirements=changed), view.framework))["iso-27001"]
    assert doubted == ("no data", "R: not read; covers the whole period")


def test_a_family_that_others_stand_in_for_says_so(view, whole):
    """Reports are alternatives: one that is missing and not needed stands last, with its word as it is."""
    changed = tuple(
        replace(
            r, aws=tuple(replace(x, status="inherited", families=("hitrust", "iso-27001")) for x in r.aws)
        )
        for r in whole.requirements
    )
    there = View(replace(whole, requirements=changed), view.framework)

    status, why = families.standings(there)["hitrust"]
    assert (status, why.endswith(families.SPARE)) == ("no report", True)


def test_a_document_shows_its_days_in_characters_and_words(view, whole):
    """Its own line, bridged; a document that is not used has none and is not tinted as if it were."""
    (row,) = (r for r in whole.reports if r.family == "soc-2")
    bridged = replace(row, bridged_to="2026-09-14")
    vendor = replace(
        whole.reports[-1], covers="whole", period_from="2026-01-01", period_to="2026-12-31", id="v"
    )

    assert cells(view, row, "named", "covers_shown", "alone", "gap_days") == [
        "SOC 2 Type 2 report, version 2", "part", "████████·····\n61 of 92 days", "31",
    ]  # fmt: skip
    assert cells(view, bridged, "alone", "bridged_to") == ["████████▒▒···\n76 of 92 days", "2026-09-14"]
    assert cells(view, vendor, "family_name", "covers_shown", "alone", "used") == [
        "nothing (no rule matches it)", "whole, not used", "–", "no",
    ]  # fmt: skip
    assert cells(view, row, "document") == [madeup.hexes("fetched", length=64)]
    assert cells(view, vendor, "document") == ["not fetched"]


def test_what_could_not_be_read_is_not_none(view, whole):
    """An account where Artifact is shut is not known; one where it answered and lists nothing has none."""
    (missing,) = (r for r in whole.reports if r.family == "hitrust")
    shut = next(c.evidence for c in whole.calls if c.outcome == "denied")

    assert cells(view, missing, "named", "covers_shown", "alone") == [
        "none found",
        "none",
        "·" * 13 + "\n0 of 92 days",
    ]
    for evidence in (shut, "", "of no call"):
        told = cells(view, replace(missing, evidence=evidence), "named", "covers_shown", "alone")
        assert told == ["could not be read", "not known", "?" * 13 + "\n0 of 92 days"]


def test_a_bridge_letter_stands_beneath_what_it_carries_on(view, whole):
    """It is cited by no line itself; it belongs to the report that it goes on from."""
    letter = replace(
        whole.reports[0], family="soc-bridge", family_name="Letter", kind="bridge", name="Letter", id="b",
        period_from="2026-08-31", period_to="2026-09-30",
    )  # fmt: skip
    stretch = Stretch(kind="bridge", start="2026-08-31", end="2026-09-30", name="Letter, version 2")
    found = tuple(
        replace(f, stretches=(*f.stretches, stretch), gaps=()) if f.family == "soc-2" else f
        for f in whole.families
    )
    there = View(replace(whole, reports=(*whole.reports, letter), families=found), view.framework)

    order = [r.family for r in reports.reports(there)]
    assert order[order.index("soc-2") + 1] == "soc-bridge"
    assert cells(there, letter, "family_name") == ["Letter (goes on from SOC 2 Type 2 report)"]
    (row,) = (r for r in whole.reports if r.family == "soc-2")
    assert cells(there, row, "family_together") == ["████████▒▒▒▒▒\n92 of 92 days"]


def test_the_picture_says_all_of_it_in_words(view, files):
    """Whoever does not see the picture has each family, status and day; no piece is told by colour alone."""
    drawn = picture.picture(view)
    page = files["hipaa.html"].decode()

    assert (
        "SOC 2 Type 2 report: report gap, 61 of 92 days: report 2026-07-01 to 2026-08-30, "
        in drawn.description
    )
    assert (
        "Business associate addendum: no data, 0 of 92 days: not known 2026-07-01 to 2026-09-30"
        in drawn.description
    )
    assert [t.label for t in drawn.ticks] == ["Jul", "Aug", "Sep"]
    assert drawn.description in page.replace("&#39;", "'").replace("&amp;", "&")
    assert 'fill="url(#times-nothing)"' in page
    assert {p.run.kind for lane in drawn.lanes for p in lane.pieces if not p.label} == set()
    assert {"2026-07-01", "2026-09-30"} == {drawn.first, drawn.last}


def test_markdown_shows_the_bar_above_the_documents(files):
    """In backticks, so that it stays whole."""
    text = files["hipaa.md"].decode()
    part = text[text.index("## AWS reports") : text.index("## Requests")]

    assert part.index("`████████····· 61 of 92 days`") < part.index("The documents one by one")
    assert "| Topic 2 |" in part
    assert "| not judged |" in part


def test_each_table_cites_the_family_of_its_framework(files):
    """reports.csv: what holds under a framework is led by its id."""
    rows = list(csv.DictReader(io.StringIO(files["tables/reports.csv"].decode())))
    soc, pci, vendor = (next(r for r in rows if r["family"] == f) for f in ("soc-2", "pci-dss", ""))

    assert soc["gaps"] == "hipaa: 2026-08-31 to 2026-09-30; soc-2: 2026-08-31 to 2026-09-30"
    assert soc["requirements"].endswith("soc-2:CC6.1; soc-2:CC6.7")
    assert soc["next_expected"] == "about 2026-11-15 (for the days to 2026-09-30)"
    assert pci["services_outside"] == "hipaa: AWS App Runner (not listed as of 2026-09-20)"
    assert (vendor["used"], vendor["requirements"], vendor["gaps"]) == ("no", "", "")


def test_what_is_expected_of_us(view, whole, book):
    """A row each with its state; not judged is a word of its own; the user's note only where there is one."""
    ws = book["CUECs"]
    heads = [c.value for c in ws[1]]
    states = [ws.cell(n, heads.index("State") + 1).value for n in (2, 3, 4)]
    assert states == ["deviations", "supported", "not judged"]
    assert "Your note" not in heads
    assert ws.cell(2, heads.index("Evidence") + 1).hyperlink

    noted = replace(whole, cuecs=(replace(whole.cuecs[0], note="Section III, page 40"), *whole.cuecs[1:]))
    columns = next(s for s in sheets.tables(View(noted, view.framework)) if s.title == "CUECs").columns
    assert "note" in [c.name for c in columns]
    assert cuecs.noted(view) == ()
    assert View(whole, whole.frameworks[1]).cuecs == ()
    means = {
        ws.cell(n, 2).value: ws.cell(n, 3).value
        for ws in [book["Dictionary"]]
        for n in range(2, ws.max_row + 1)
    }
    assert "carve-out" in means["CUECs"]
    assert len(list(csv.DictReader(io.StringIO(tables(whole)["cuecs"].decode())))) == len(whole.cuecs)


def test_notices_come_first(book, files, whole):
    """Before every figure: in the workbook, on the pages, on the front page, on the terminal."""
    first, second = (f"{n.what.capitalize()}. {n.text}" for n in whole.notices)
    ws = book["Summary"]
    assert [ws["B3"].value, ws["B4"].value] == [first, second]
    assert ws["B3"].fill.start_color.rgb != ws["B4"].fill.start_color.rgb
    assert ws["B3"].fill.start_color.rgb.endswith("FBDDD9")

    page, text = files["hipaa.html"].decode(), files["hipaa.md"].decode()
    assert (
        page.index('class="notice bad"') < page.index('class="notice unknown"') < page.index('class="groups"')
    )
    assert text.index(f"> **{whole.notices[0].what.capitalize()}.**") < text.index("assessor's decision")
    assert 'class="notice' not in files["soc-2.html"].decode()
    assert 'class="notice bad"' in files["index.html"].decode()
    assert "services outside.**" in files["index.md"].decode()
    lines = summary_lines(whole)
    assert [line[:4] for line in lines[:4]] == ["HIPA", "  ! ", "  ! ", "  cu"]


def test_services_show_what_is_outside_first(view, whole):
    """The word before the programme, the worst first, and the worst word by itself."""
    (row, *_) = (s for s in whole.services if s.service == "apprunner")
    (other, *_) = (s for s in whole.services if s.service == "s3")
    (listed,) = pick(services.joined(view), "listed")

    assert services.programs_by_word(row) == (
        "not listed as of 2026-09-20: pci-dss",
        "listed as of 2022-07-15: hipaa-eligible",
    )
    assert services.programs_by_word(other)[0] == "unknown: no list at hand: hipaa-eligible"
    assert (shown(listed, row), shown(listed, other)) == ("not listed", "listed"), (
        "hipaa-eligible is not asked here"
    )
    asked = replace(view.framework, program="hipaa-eligible")
    (strict,) = pick(services.joined(View(whole, asked)), "listed")
    assert shown(strict, other) == "unknown"
    assert shown(strict, replace(other, programs=("pci-dss: nonsense",))) == "unknown"


def test_hostile_words_start_no_formula(small):
    """Families, notices and notes come from files and AWS; the pages' own tests see to tags and cells."""
    named = madeup.with_name(small, "=1+1")
    view = View(named, named.frameworks[0])

    assert view.notices
    assert view.cuecs
    for data in tables(named).values():
        for row in csv.reader(io.StringIO(data.decode(), newline="")):
            assert not [cell for cell in row if cell.startswith("=")]
