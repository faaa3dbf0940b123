"""Who, when, where and with what: the words at the front of the workbook, the page and the pack."""

from collections.abc import Sequence

from generator.model.assessment import Assessment
from generator.model.reached import rule_words
from generator.model.scope import Account
from generator.render.escape import line, moment, slug, unique
from generator.render.figures import plural
from generator.render.rows import left_out, scope
from generator.render.rows.fields import few
from generator.render.view import View
from generator.render.words import NONE

SHOWN = 25

FILES = (
    ("tables/requirements.csv", "a requirement a row"),
    ("tables/findings.csv", "a check on a resource a row"),
    ("tables/populations.csv", "a check in an account and region a row"),
    ("tables/calls.csv", "an AWS call a row"),
    ("tables/reports.csv", "a report of AWS Artifact a row"),
    ("tables/services.csv", "an AWS service in an account and region a row"),
    ("tables/requests.csv", "something a person must give a row"),
    ("tables/exceptions.csv", "an exception a row"),
    ("tables/cuecs.csv", "something that AWS's reports expect of us a row"),
    ("tables/blind_spots.csv", "something that this pack does not show a row"),
    ("tables/scope.csv", "a resource in the scope of a framework whose rule cuts some a row"),
    ("evidence/", "what AWS answered, an account a file"),
    ("mappings/", "the mappings that judged this pack"),
    ("run.json", "scope, versions, callers and times of the run"),
)

READ = (
    (
        "Colours and words",
        (
            "Colours only tint; the word beside them is what counts. The Dictionary sheet explains every word, "
            "column and check. Percentages are n of N, leave out not applicable, and never count no data as good."
        ),
    ),
    (
        "Blue and amber",
        (
            "Columns with a dark-blue head were generated and are locked (without a password). Columns with an "
            "amber head are yours: reviewer, assessor, answers to requests."
        ),
    ),
    (
        "From a row to its proof",
        (
            "Evidence ids lead to the Evidence sheet: the call, its parameters, caller, time, AWS's request ids "
            "and SHA-256, and the command that repeats it. From there a link leads back."
        ),
    ),
    (
        "AWS's part",
        (
            "AWS reports says which document carries it, over which days and for which services; CUECs says what these "
            "documents expect of us. What is not on a list, or on an old one only, is never counted as in scope."
        ),
    ),
    (
        "What it cannot show",
        (
            "A configuration is read at a moment; it does not show the days before. Coverage and blind spots "
            "says what was not read, and which requirements that costs."
        ),
    ),
)
READ_PAGE = (
    (
        "Colours and words",
        (
            "Colours only tint; the word beside them is what counts. Figures are n of N, leave out not applicable, "
            "and never count no data as good."
        ),
    ),
    (
        "From a result to its proof",
        (
            "Evidence ids lead to the list of AWS calls below: parameters, caller, time, AWS's request ids and "
            "SHA-256, and the command that repeats each of them."
        ),
    ),
    *READ[3:],
)
VERIFY = (
    (
        "Nothing has changed",
        "Inside the pack's folder: sha256sum -c manifest-sha256.txt",
    ),
    (
        "Nothing was added or taken out",
        "evidencemap verify PACK (the pack's folder); it reads both manifests and every file.",
    ),
    (
        "The numbers are right",
        "Run a command of the Populations sheet (Recount by hand) and compare its output.",
    ),
)


def facts(view: View) -> tuple[tuple[str, str], ...]:
    """The front page of one framework."""
    framework = view.framework
    return (
        ("Organisation", line(view.all.organisation)),
        ("Framework", line(f"{framework.name}, version {framework.version} ({framework.publisher})")),
        *_scope(view),
        *_choices(view),
        *shared(view.all, view.accounts),
    )


def _scope(view: View) -> tuple[tuple[str, str], ...]:
    """Where the framework reaches, and what that leaves in and out."""
    reach = scope.rule(view)
    if reach is None:
        return ()
    counted = f" ({scope.summary(scope.rows(view))})" if reach.cuts else ""
    return (("Scope", line(f"{rule_words(reach)}{counted}")),)


def _choices(view: View) -> tuple[tuple[str, str], ...]:
    """What decides which requirements are shown, and whose words they are in."""
    rows = []
    if found := left_out.answers(view):
        rows.append(("Options", line("; ".join(found))))
    if out := left_out.left_out(view):
        number = sum(len(group.requirements) for group in out)
        rows.append(("Left out", line(f"{plural(number, 'requirement')}: see Coverage and blind spots")))
    if wording := view.all.wording.get(view.framework.id):
        rows.append(("Wording", line(f"the licensed text in {wording}")))
    return tuple(rows)


def shared(assessment: Assessment, accounts: Sequence[Account] | None = None) -> tuple[tuple[str, str], ...]:
    """What holds for every framework of the pack; ``accounts`` where one does not reach all of them."""
    reached = assessment.accounts if accounts is None else accounts
    left = len(assessment.accounts) - len(reached)
    beyond = f" ({left} more in this pack, which it does not reach)" if left else ""
    if assessment.accounts_left_out:
        beyond += (
            f"; {assessment.accounts_left_out:,} of the organisation left out: see Coverage and blind spots"
        )
    period = assessment.period
    return (
        (
            "Period",
            f"{line(period.name)}: {period.start.isoformat()} to {period.end.isoformat()} ({plural(period.days, 'day')})",
        ),
        ("Accounts", _list([f"{a.id} ({a.name})" if a.name else a.id for a in reached]) + beyond),
        ("Regions", _list(list(assessment.regions))),
        ("Collected", f"{moment(assessment.collected_from)} to {moment(assessment.collected_to)} (UTC)"),
        ("Judged", f"{moment(assessment.assessed_at)} (UTC)"),
        ("Callers", _list(list(assessment.callers))),
        ("Tool", f"evidencemap {assessment.version}"),
        ("Mappings (SHA-256)", assessment.mapping_digest or NONE),
    )


def file_names(assessment: Assessment) -> dict[str, str]:
    """The name of each framework's files: its id, made safe for any file system, each once."""
    ids = [framework.id for framework in assessment.frameworks]
    return dict(zip(ids, unique([slug(id_) for id_ in ids]), strict=True))


def pack_files(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """What lies in the pack's data folder, for its front page; folders end in a stroke."""
    names = file_names(assessment)
    per_framework = [
        (f"{names[framework.id]}{ending}", f"{line(framework.name)}: {what}")
        for framework in assessment.frameworks
        for ending, what in (
            (".xlsx", "the workbook to review and sign"),
            (".html", "the page to read"),
            (".md", "the same for a forge or an editor"),
        )
    ]
    return (*per_framework, *FILES)


def _list(items: list[str]) -> str:
    """``3: a, b, c``."""
    shown = ", ".join(line(item) for item in few(items, SHOWN, "in run.json"))
    return f"{len(items):,}: {shown}" if items else NONE
