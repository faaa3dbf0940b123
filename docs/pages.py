"""The reference pages: checks, calls, objectives, requests, services, reports, frameworks."""  # noqa: INP001 - beside the script that uses it

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from botocore.session import Session

from generator.checks import all_checks
from generator.collect.permissions import actions_of
from generator.model.catalog import (
    Call,
    Catalog,
    CheckUse,
    CustomerLine,
    Feature,
    Framework,
    ReportFamily,
    Requirement,
    When,
)
from generator.model.lines import options_of, uses
from generator.model.verdict import Check
from generator.render.escape import markdown
from generator.scope import default_scope, plan

NOTE = "<!-- Written by make docs: change the code or the mappings, not this page. -->"
_NO_ANCHOR = re.compile(r"[^\w\- ]")


def pages(catalog: Catalog) -> dict[str, str]:
    """Each reference page by its name, with its whole text."""
    made = {
        "checks": _checks_page(catalog),
        "calls": _calls_page(catalog),
        "objectives": _objectives_page(catalog),
        "requests": _requests_page(catalog),
        "services": _services_page(catalog),
        "reports": _reports_page(catalog),
        "cuecs": _cuecs_page(catalog),
        "crosswalk": _crosswalk_page(catalog),
        "options": _options_page(catalog),
        **{framework.id: _framework_page(catalog, framework) for framework in catalog.frameworks.values()},
    }
    return {name: "\n".join([*lines, ""]).rstrip("\n") + "\n" for name, lines in made.items()}


def anchor(heading: str) -> str:
    """The anchor that forges give a heading."""
    return _NO_ANCHOR.sub("", heading.replace("`", "").lower()).replace(" ", "-")


def _link(page: str, name: str) -> str:
    return f"[`{name}`]({page}.md#{anchor(name)})"


def _code(text: str) -> str:
    return f"`{text}`"


def _links(page: str, names: Iterable[str]) -> str:
    return ", ".join(_link(page, name) for name in names)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(_code(name) for name in names)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _listed(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """``- Name: text``, where there is text."""
    yield from (f"- {name}: {text}" for name, text in pairs if text)
    yield ""


def _requirements(catalog: Catalog, framework: str, names: Iterable[str]) -> str:
    wanted = set(names)
    found = (one for one in catalog.frameworks[framework].requirements if one.id in wanted)
    return ", ".join(f"[`{one.id}`]({framework}.md#{anchor(_heading(one))})" for one in found)


def _heading(one: Requirement) -> str:
    """With the title: ids alone can differ in brackets only, which anchors leave out."""
    return f"`{one.id}` {one.title}"


def _serves(catalog: Catalog) -> dict[str, dict[str, list[str]]]:
    """Framework -> check, objective or request -> the requirements that rest on it."""
    found: dict[str, dict[str, list[str]]] = {}
    for framework in catalog.frameworks.values():
        known = found.setdefault(framework.id, {})
        for requirement in framework.requirements:
            for line in requirement.customer:
                for name in _names(catalog, line):
                    known.setdefault(name, []).append(requirement.id)
    return found


def _names(catalog: Catalog, line: CustomerLine) -> list[str]:
    checks = [use.check for use in uses(catalog, line)]
    requests = catalog.objectives[line.objective].requests if line.objective else ()
    return [name for name in (*checks, line.objective, line.request, *requests) if name]


def _served(catalog: Catalog, serves: Mapping[str, Mapping[str, list[str]]], name: str) -> str:
    """The requirements of each framework, with its name before them."""
    parts = (
        f"{framework} {_requirements(catalog, framework, known[name])}"
        for framework, known in serves.items()
        if name in known
    )
    return "; ".join(parts)


def _checks_page(catalog: Catalog) -> Iterator[str]:
    shipped = [c for c in all_checks().values() if c.function.__module__.startswith("generator.checks.")]
    serves = _serves(catalog)
    yield from (
        "# Checks",
        "",
        NOTE,
        "",
        f"{len(shipped)} checks. How to add one: [adding.md](../adding.md).",
        "",
    )
    rows = ((_link("checks", c.id), c.severity, markdown(c.title)) for c in shipped)
    yield from _table(("Check", "Severity", "What holds when it passes"), rows)
    for check in shipped:
        yield from (f"## `{check.id}`", "", markdown(check.title) + " " + markdown(check.rationale), "")
        yield from _listed(_check_facts(catalog, check, _served(catalog, serves, check.id)))


def _check_facts(catalog: Catalog, check: Check, served: str) -> Iterator[tuple[str, str]]:
    resources = catalog.calls[check.calls[0]].resources
    kind = resources.kind if resources and check.of == "resource" else ""
    yield "Severity", check.severity
    yield "Judges", f"each {_code(kind)}" if kind else f"each {check.of}, once"
    yield "What to do", markdown(check.remediation)
    yield "Calls", _links("calls", check.calls)
    yield "Thresholds", ", ".join(f"`{name}` = {value}" for name, value in check.params.items())
    yield "The same control elsewhere", _codes(check.same_as)
    yield "Source", f"<{check.source}>"
    yield "Serves", served


def _calls_page(catalog: Catalog) -> Iterator[str]:
    session = Session()
    needed = plan(catalog, default_scope((), date(2026, 1, 1))).needed_by
    yield from (
        "# Calls",
        "",
        NOTE,
        "",
        "Every AWS operation that the mappings name. All of them only read.",
        "",
    )
    for call in sorted(catalog.calls.values(), key=lambda c: c.id):
        yield from (f"## `{call.id}`", "")
        actions = () if call.same_reply_as else actions_of(call, session)
        yield from _listed(_call_facts(call, actions, needed.get(call.id, ())))


def _call_facts(call: Call, actions: Sequence[str], needed: Sequence[str]) -> Iterator[tuple[str, str]]:
    own = [name for name in needed if "." in name and " " not in name]
    yield "Operation", _code(call.call) + (" (once an account)" if call.scope == "global" else "")
    yield "View of the reply of", _links("calls", filter(None, [call.same_reply_as]))
    yield "Made for each item of", _links("calls", filter(None, [call.for_each]))
    yield "Made after", _links("calls", filter(None, [call.after]))
    yield "IAM actions", _codes(actions)
    yield "Errors that are an answer", _codes(call.absent)
    yield "Dropped before anything is kept", _codes(call.drop)
    if call.resources:
        yield "Shows", f"{_code(call.resources.kind)} as {_code(call.resources.arn)}"
    yield "Needed by checks", _links("checks", sorted({name.partition("(")[0] for name in own}))
    yield "Needed by", markdown(", ".join(name for name in needed if name not in own))
    yield "Source", f"<{call.source}>" if call.source else ""


def _objectives_page(catalog: Catalog) -> Iterator[str]:
    serves = _serves(catalog)
    yield from ("# Objectives and the requirements that they serve", "", NOTE, "")
    heads = ("Objective", "What holds", "Checks", "Requests", *catalog.frameworks)
    rows = []
    for one in sorted(catalog.objectives.values(), key=lambda o: o.id):
        names = (use.check if isinstance(use, CheckUse) else use for use in one.checks)
        words = markdown(one.statement) + _when(one.when)
        served = (_requirements(catalog, f, known.get(one.id, ())) for f, known in serves.items())
        shown = (f"`{one.id}`", words, _links("checks", names), _links("requests", one.requests), *served)
        rows.append(shown)
    yield from _table(heads, rows)


def _crosswalk_page(catalog: Catalog) -> Iterator[str]:
    """Objective by framework: what is shown once and read in several."""
    frameworks = list(catalog.frameworks)
    yield "# Objectives across frameworks"
    yield NOTE
    yield ""
    yield "An objective is shown once, by its checks and requests, and read by every requirement that rests on it."
    yield ""
    serves = _serves(catalog)
    rows = []
    for one in catalog.objectives.values():
        cells = [", ".join(dict.fromkeys(serves[f].get(one.id, []))) or "–" for f in frameworks]
        rows.append((_code(one.id), markdown(one.statement), *cells))
    yield from _table(("Objective", "Statement", *frameworks), rows)


def _options_page(catalog: Catalog) -> Iterator[str]:
    """What the user is asked, and what each answer means."""
    yield "# Options"
    yield NOTE
    yield ""
    yield "Written under `options:` in evidencemap.yaml. Where one is not answered, its default holds."
    yield ""
    for one in catalog.options.values():
        asked = [f for f in catalog.frameworks if one.id in options_of(catalog, f)]
        yield f"## `{one.id}`"
        yield ""
        yield markdown(one.question)
        yield ""
        yield from _listed(
            [
                *((f"`{value}`", markdown(means)) for value, means in one.values.items()),
                ("Default", ", ".join(one.default)),
                ("Several answers", "yes" if one.many else "no"),
                ("Asked by", ", ".join(asked)),
            ]
        )


def _requests_page(catalog: Catalog) -> Iterator[str]:
    serves = _serves(catalog)
    yield from ("# Requests: evidence that only a person can give", "", NOTE, "")
    for one in sorted(catalog.requests.values(), key=lambda r: r.id):
        yield from (f"## `{one.id}`", "", f"{markdown(one.title)}. {markdown(one.wording)}", "")
        facts = (("Owner", one.owner), ("How often", one.frequency), ("A good answer", one.good_answer))
        told = [(name, markdown(text)) for name, text in facts]
        yield from _listed([*told, ("Serves", _served(catalog, serves, one.id))])


def _services_page(catalog: Catalog) -> Iterator[str]:
    yield from (
        "# Services",
        "",
        NOTE,
        "",
        "What the mappings say of each AWS service, with date and source.",
        "",
    )
    for one in catalog.services.values():
        listed = (f"{p.program} {p.listed} ([{p.as_of}]({p.source}))" for p in one.programs)
        yield from (f"## `{one.id}`", "")
        facts = (
            ("Name", f"{markdown(one.name)} ({one.model})"),
            ("Layer", one.layer),
            ("Found by", _links("calls", one.found_by)),
            ("Tags of ARNs that begin", _codes(one.tagged)),
            ("Types in AWS Config that begin", _codes(one.recorded)),
            ("AWS manages", markdown(one.aws_manages)),
            ("The customer manages", markdown(one.customer_manages)),
            ("To turn on", "; ".join(_feature(f) for f in one.features)),
            ("Logging", markdown(one.logging)),
            ("AWS's programmes", "; ".join(listed)),
            ("Other names", markdown("; ".join(one.also))),
            ("Sources", ", ".join(f"<{source.page}>" for source in one.sources)),
            ("Reviewed", str(one.reviewed or "")),
        )
        yield from _listed(facts)


def _feature(one: Feature | str) -> str:
    if isinstance(one, str):
        return markdown(one)
    return f"{markdown(one.name)} ({_link('checks', one.check)})" if one.check else markdown(one.name)


def _reports_page(catalog: Catalog) -> Iterator[str]:
    yield from ("# Report families and agreements of AWS Artifact", "", NOTE, "")
    for one in catalog.families.values():
        yield from (f"## `{one.id}`", "", f"{markdown(one.name)} ({one.kind}). {markdown(one.attests)}", "")
        yield from _listed(_family_facts(catalog, one))


def _family_facts(catalog: Catalog, one: ReportFamily) -> Iterator[tuple[str, str]]:
    rules = (f"{r.id} ({_rule(r.name, r.series, r.category, r.not_name)})" for r in one.rules)
    yield "Recognised by", "; ".join(rules)
    yield "Bridges", _links("reports", one.bridges)
    yield "Programme", one.program
    months = f"for {one.valid_months} months at most" if one.valid_months else "to its own end"
    yield "Given at a moment", f"relied on from its first day, {months}" if one.point_in_time else ""
    if one.cadence:
        often = f"every {one.cadence.months} months, about {one.cadence.days_after} days after"
        yield "Issued", f"{often} ([source]({one.cadence.source}))"
    if one.regions:
        known = f"as of {one.regions.as_of} ([source]({one.regions.source}))"
        yield "Regions", f"{_codes(one.regions.only)} {known}"
    yield "Who may see it", markdown(one.access)
    yield "What it leaves to others", markdown(one.method)
    yield "Carries", _carried(catalog, one.id)
    yield "Expects of us", _links("cuecs", [c.id for c in catalog.cuecs if one.id in c.reports])
    yield "Source", f"<{one.source.page}>" if one.source else ""
    yield "Reviewed", str(one.reviewed or "")


def _carried(catalog: Catalog, family: str) -> str:
    """How many requirements of each framework cite the family."""
    counts = {
        framework.name: sum(
            any(family in (*line.reports, *line.agreements) for line in one.aws)
            for one in framework.requirements
        )
        for framework in catalog.frameworks.values()
    }
    return "; ".join(
        f"{number} requirements of {markdown(name)}" for name, number in counts.items() if number
    )


def _cuecs_page(catalog: Catalog) -> Iterator[str]:
    yield from ("# What AWS's reports take for granted of you", "", NOTE, "")
    yield from (
        "In our own words, by topic: the reports' own text is confidential. The state of each is that of its",
        "objectives; [AWS's part](../aws-part.md#what-aws-expects-of-you) says how to read it.",
        "",
    )
    for one in catalog.cuecs:
        yield from (f"## `{one.id}`", "", f"{markdown(one.topic)}. {markdown(one.statement)}", "")
        source = f"<{one.source.page}> {markdown(one.source.section)}".strip() if one.source else ""
        facts = (
            ("Expected by", _links("reports", one.reports)),
            ("Where to look", markdown(one.section)),
            ("Objectives", _codes(one.objectives)),
            ("Only with", _links("services", one.services)),
            ("Source", source),
            ("Reviewed", str(one.reviewed or "")),
        )
        yield from _listed(facts)


def _rule(*patterns: str) -> str:
    named = zip(("name", "series", "category", "not"), patterns, strict=True)
    return ", ".join(f"{field} {_code(pattern)}" for field, pattern in named if pattern)


def _framework_page(catalog: Catalog, framework: Framework) -> Iterator[str]:
    yield from (f"# {markdown(framework.name)}", "", NOTE, "")
    facts = (
        ("Version", framework.version),
        ("Publisher", framework.publisher),
        ("In force", f"since {framework.effective}" if framework.effective else ""),
        ("Text", framework.text_licence),
        ("Where to get it", framework.obtain),
    )
    yield from _listed([*((n, markdown(t)) for n, t in facts), ("Page", f"<{framework.url}>")])
    if framework.not_covered:
        yield from ("Not covered:", "", *(f"- {markdown(one)}" for one in framework.not_covered), "")
    yield from _table(("Kind", "Meaning"), ((f"`{k}`", markdown(v)) for k, v in framework.kinds.items()))
    family = ""
    for requirement in framework.requirements:
        if requirement.family != family:
            family = requirement.family
            yield from (f"## {markdown(family)}", "")
        yield from _requirement(catalog, requirement)


def _requirement(catalog: Catalog, one: Requirement) -> Iterator[str]:
    who = "shared" if one.aws and one.customer else "aws" if one.aws else "customer"
    reach = f"; {one.applies_to}" if one.applies_to else ""
    often = f"; {one.timeframe}" if one.timeframe else ""
    kind = f"Kind `{one.kind}`, responsibility {who}{reach}{often}{_when(one.when)}."
    yield from (f"### {_heading(one)}", "", kind, "")
    for line in one.aws:
        cited = _links("reports", (*line.reports, *line.agreements))
        yield f"- AWS, {line.kind}: {markdown(line.statement)} ({cited}){_when(line.when)}"
    for duty in one.customer:
        yield f"- Customer: {_duty(catalog, duty)}{_when(duty.when)}"
    yield ""


def _duty(catalog: Catalog, line: CustomerLine) -> str:
    """The words of a customer line, and what shows that it holds."""
    if line.request:
        words = line.statement or catalog.requests[line.request].title + "."
        return f"{markdown(words)} Request {_link('requests', line.request)}"
    if line.check:
        return f"{markdown(line.statement)} Check {_link('checks', line.check)}"
    words = line.statement or catalog.objectives[line.objective].statement
    return f"{markdown(words)} Objective `{line.objective}`"


def _when(when: When | None) -> str:
    if when is None:
        return ""
    answers = [f"{name} = {' or '.join(values)}" for name, values in when.options.items()]
    return f" (only with {', '.join((*when.models, *when.services, *answers))})"
