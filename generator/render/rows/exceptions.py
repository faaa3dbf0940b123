"""An exception a row: who answers for what until when, whether it counts, and what it covers."""

from collections.abc import Callable

from generator.model.assessment import ExceptionRow
from generator.model.work import Worksheet
from generator.render.figures import plural
from generator.render.rows.fields import Field, few
from generator.render.view import View
from generator.render.words import EXCEPTION

SHOWN = 12
EVERY = "every one"


def until(row: ExceptionRow) -> str:
    """How long it still runs, counted from the day of the evidence."""
    if row.days_left < 0:
        return f"expired {plural(-row.days_left, 'day')} ago"
    return f"{plural(row.days_left, 'day')} left" if row.days_left else "last day"


FIELDS = (
    Field(
        name="id",
        head="Exception",
        says="Its id in exceptions.yaml.",
        value=lambda e: e.id,
        width=16,
        look="code",
    ),
    Field(
        name="state",
        head="State",
        says="Whether it counts. Only one in force turns a deviation into an exception.",
        value=lambda e: e.state,
        width=15,
        look="word",
        words=EXCEPTION,
    ),
    Field(name="why", head="Why", says="Why it stands so.", value=lambda e: e.why, width=36),
    Field(
        name="notes",
        head="To note",
        says="What an assessor would ask about: days of the period without it, a late approval, a long run, another "
        "exception that covers the same.",
        value=lambda e: e.notes,
        width=34,
    ),
    Field(
        name="reason",
        head="Reason",
        says="Why it does not hold, as its owner says.",
        value=lambda e: e.reason,
        width=38,
    ),
    Field(name="risk", head="Risk", says="What could come of it.", value=lambda e: e.risk, width=34),
    Field(
        name="compensating_control",
        head="Compensating control",
        says="What is done instead.",
        value=lambda e: e.compensating_control,
        width=34,
    ),
    Field(
        name="checks",
        head="Checks",
        says="The checks it speaks of.",
        value=lambda e: e.checks,
        width=32,
        look="code",
    ),
    Field(
        name="resources",
        head="Resources",
        says="The resources it speaks of: * stands for any text, ? for one character.",
        value=lambda e: e.resources,
        width=44,
        look="code",
        empty=EVERY,
    ),
    Field(
        name="accounts",
        head="Accounts",
        says="The accounts it is held to.",
        value=lambda e: e.accounts,
        width=16,
        empty=EVERY,
    ),
    Field(
        name="broad",
        head="Broad",
        says="Whether it says that it means everything.",
        value=lambda e: "yes" if e.broad else "no",
        width=8,
    ),
    Field(name="owner", head="Owner", says="Who answers for it.", value=lambda e: e.owner, width=20),
    Field(
        name="approver",
        head="Approver",
        says="Who approved it: somebody other than its owner.",
        value=lambda e: e.approver,
        width=20,
    ),
    Field(
        name="approved", head="Approved", says="The day of approval.", value=lambda e: e.approved, width=12
    ),
    Field(
        name="opened", head="Opened", says="The first day that it counts.", value=lambda e: e.opened, width=12
    ),
    Field(
        name="expires",
        head="Expires",
        says="The last day that it counts.",
        value=lambda e: e.expires,
        width=12,
    ),
    Field(
        name="days_left",
        head="Days left",
        says="Days from the day of the evidence to its last; below 0 where it ran out.",
        value=lambda e: e.days_left,
        width=9,
        look="number",
    ),
    Field(name="ticket", head="Ticket", says="Where it is dealt with.", value=lambda e: e.ticket, width=18),
    Field(
        name="findings",
        head="Findings covered",
        says="How many findings it turned into exceptions.",
        value=lambda e: len(e.covered),
        width=10,
        look="number",
    ),
    Field(
        name="failing",
        head="Findings in its reach",
        says="How many findings that do not hold it names, whether or not it counts.",
        value=lambda e: len(e.failing),
        width=10,
        look="number",
    ),
    Field(
        name="requirements",
        head="Requirements",
        says="The requirements that rest on the findings in its reach.",
        value=lambda e: e.requirements,
        width=24,
    ),
    Field(
        name="keys",
        head="Keys of findings",
        says="The findings that it turned into exceptions.",
        value=lambda e: e.covered,
        width=16,
        look="code",
    ),
)


def _part(name: str) -> Callable[[ExceptionRow], str]:
    return lambda row: getattr(row.pci, name) if row.pci else ""


def _sheet(name: str, head: str, says: str) -> Field:
    return Field(name=f"pci_{name}", head=head, says=says, value=_part(name), width=40)


# PCI DSS v4.0.1, Appendix C, in its order.
WORKSHEET = (
    _sheet(
        "constraints", "PCI 1: constraints", "What keeps us from meeting the requirement as it is written."
    ),
    _sheet(
        "definition",
        "PCI 2: definition",
        "The compensating controls, and how they meet the objective and the risk.",
    ),
    _sheet(
        "objective",
        "PCI 3: objective",
        "What the requirement is for, and what the compensating control achieves.",
    ),
    _sheet("risk", "PCI 4: identified risk", "The further risk that comes of not meeting it as written."),
    _sheet("validation", "PCI 5: validation", "How the compensating controls were tested."),
    _sheet("maintenance", "PCI 6: maintenance", "What keeps the compensating controls in place."),
    _sheet(
        "customized_approach",
        "PCI: customized approach",
        "Where its controls matrix and targeted risk analysis stand. Never together with a compensating control.",
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people; counts and requirements are those of this framework."""
    mine = {f.key: f.exception for f in view.findings}
    return (
        Field(
            name="until",
            head="Runs",
            says="How long it still runs, or how long ago it ran out, on the day of the evidence.",
            value=until,
            width=16,
        ),
        Field(
            name="findings_here",
            head="Findings covered",
            says="Findings of this framework that it turned into exceptions (see Findings).",
            value=lambda e: sum(mine.get(key) == e.id for key in e.covered),
            width=10,
            look="number",
        ),
        Field(
            name="failing_here",
            head="Findings in its reach",
            says="Findings of this framework that do not hold and that it names, whether or not it counts.",
            value=lambda e: sum(key in mine for key in e.failing),
            width=10,
            look="number",
        ),
        Field(
            name="requirement_ids",
            head="Requirements",
            says="The requirements of this framework that rest on the findings in its reach.",
            value=lambda e: few(view.mine(e.requirements), SHOWN, "in tables/exceptions.csv"),
            width=60,
            separator=", ",
        ),
        Field(
            name="resources_few",
            head="Resources",
            says="The resources it speaks of: * stands for any text, ? for one character.",
            value=lambda e: few(e.resources, SHOWN, "in tables/exceptions.csv"),
            width=44,
            look="code",
            empty=EVERY,
        ),
        Field(
            name="account_names",
            head="Accounts",
            says="The accounts it is held to.",
            value=lambda e: tuple(view.account(id_) for id_ in e.accounts),
            width=20,
            empty=EVERY,
        ),
    )


PEOPLE = (
    *("id", "state", "until", "why", "reason", "risk", "compensating_control", "findings_here", "owner"),
    *("approver", "approved", "opened", "expires", "requirement_ids", "notes", "failing_here", "checks"),
    *("resources_few", "account_names", "broad", "ticket"),
)


def worksheet(view: View) -> tuple[str, ...]:
    """The columns of PCI DSS's worksheet that any exception shown has something in."""
    sheets = [row.pci or Worksheet() for row in exceptions(view)]
    parts = (f.name.removeprefix("pci_") for f in WORKSHEET)
    return tuple(f"pci_{part}" for part in parts if any(getattr(sheet, part).strip() for sheet in sheets))


def exceptions(view: View) -> tuple[ExceptionRow, ...]:
    """Those that touch this framework, worst first; one that touches nothing at all is shown in each."""
    return tuple(e for e in view.all.exceptions if not e.requirements or view.mine(e.requirements))
