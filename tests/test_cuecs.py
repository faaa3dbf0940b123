"""What AWS's reports take for granted of us: no family without it, none of its text, and a state for each entry."""

import re

from generator.mapping import load

CATALOG = load()
CUECS = CATALOG.cuecs

# Documents that list nothing of the kind: a certificate names a management system, not what users must do.
EXPECT_NOTHING = {"iso-27001", "iso-22301"}
# Words of advice and of reports. An entry says what must be done, as a plain fact.
NOT_OUR_WORDS = (
    r"\b(we|it is|is) recommend(s|ed)?\b|\bshould\b|\bbest practices?\b|\buser entit(y|ies)\b|\bin order to\b"
    r"|\bAWS customers?\b|\bresponsible for\b|\bleverag\w+|\butili[sz]\w+|\bensur\w+"
)


def families(framework: str) -> set[str]:
    """The families of reports and agreements that a framework cites."""
    rows = CATALOG.frameworks[framework].requirements
    return {one for row in rows for line in row.aws for one in (*line.reports, *line.agreements)}


def objectives(framework: str) -> set[str]:
    """The objectives that stand under a framework's requirements."""
    rows = CATALOG.frameworks[framework].requirements
    return {line.objective for row in rows for line in row.customer if line.objective}


FAMILIES = {framework: families(framework) for framework in CATALOG.frameworks}
OBJECTIVES = {framework: objectives(framework) for framework in CATALOG.frameworks}


def test_every_family_that_carries_a_requirement_says_what_it_expects_of_us() -> None:
    """A reader who leans on a report must see its other half; a family newly cited shows up here."""
    cited = set().union(*FAMILIES.values())
    told = {family for cuec in CUECS for family in cuec.reports}
    assert cited - told == EXPECT_NOTHING


def test_an_entry_is_short_plain_and_sourced() -> None:
    """The reports are confidential: long or advising sentences would be theirs, a page without https no source."""
    faults = []
    assert len({c.id for c in CUECS}) == len(CUECS)
    assert len({c.topic for c in CUECS}) == len(CUECS)
    for cuec in CUECS:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cuec.id):
            faults.append(f"{cuec.id}: no kebab-case id")
        if len(cuec.statement) >= 300 or cuec.statement.count(". ") > 1 or not cuec.statement.endswith("."):
            faults.append(f"{cuec.id}: more than two short sentences")
        if found := re.search(NOT_OUR_WORDS, cuec.statement, re.IGNORECASE):
            faults.append(f"{cuec.id}: says '{found[0]}'")
        if not cuec.section.strip() or not cuec.source or not cuec.source.page.startswith("https://"):
            faults.append(f"{cuec.id}: no section or no public page")
        if not cuec.reviewed or not 1 <= len(set(cuec.objectives)) == len(cuec.objectives) <= 6:
            faults.append(f"{cuec.id}: no date of review, or objectives doubled or too many")
    assert faults == []


def test_the_state_of_each_entry_is_shown_where_its_report_is_relied_on() -> None:
    """An objective that no framework with this report uses would never be judged, and the row would say nothing."""
    faults = []
    for cuec in CUECS:
        at = {family: [f for f, cited in FAMILIES.items() if family in cited] for family in cuec.reports}
        judged = {name for frameworks in at.values() for f in frameworks for name in OBJECTIVES[f]}
        faults += [f"{cuec.id}: nobody judges {name}" for name in cuec.objectives if name not in judged]
        for family, frameworks in at.items():  # soc-1 carries no requirement: it stands beside soc-2
            if frameworks and not any(OBJECTIVES[f] & set(cuec.objectives) for f in frameworks):
                faults.append(f"{cuec.id}: nothing shows it beside {family}")
    assert faults == []


def test_each_principal_requirement_of_pci_dss_has_its_customer_half() -> None:
    """The responsibility summary goes by requirement: an entry a number, resting on objectives of that number."""
    rows = CATALOG.frameworks["pci-dss"].requirements
    for number in range(1, 13):
        under = {
            line.objective for row in rows if row.id.startswith(f"{number}.") for line in row.customer
        } - {""}
        own = [c for c in CUECS if c.id.startswith(f"pci-{number}-")]
        assert [c.section for c in own] == [f"Responsibility summary, requirement {number}"]
        assert set(own[0].reports) == {"pci-responsibility", "pci-package"}
        assert set(own[0].objectives) <= under, (number, set(own[0].objectives) - under)


def test_most_of_what_is_ours_is_among_what_the_reports_expect() -> None:
    """Hardly a duty of the customer is nothing to AWS's reports; a new objective has to be placed or left out."""
    for framework, share in {"soc-2": 0.9, "pci-dss": 0.75, "hipaa": 0.9, "gdpr": 0.9}.items():
        told = {o for c in CUECS if set(c.reports) & FAMILIES[framework] for o in c.objectives}
        own = OBJECTIVES[framework]
        assert len(own & told) >= share * len(own), (framework, sorted(own - told))
