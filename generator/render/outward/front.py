"""The front of the matrix: what it is, how to read it, what it does not say."""

from generator.render.escape import line
from generator.render.figures import plural
from generator.render.outward.offering import called
from generator.render.outward.rows import Matrix
from generator.render.words import MODELS, NONE

PARTIES = (("For the provider", "For the customer"), ("Organisation", "Name", "Role", "Date", "Signature"))


def facts(made: Matrix) -> tuple[tuple[str, str], ...]:
    """What this matrix is of."""
    framework = made.framework
    rows = [
        ("Provider (we, us)", line(made.organisation) or NONE),
        ("Customer", "the organisation that this matrix is handed to; it is named below, where both sign"),
        ("Framework", line(f"{framework.name}, version {framework.version} ({framework.publisher})")),
        ("As of", made.day.isoformat()),
        *_services(made),
        ("Rows", f"{plural(len(made.rows), 'requirement')}; {_left(made)}"),
        ("Made with", f"evidencemap {made.version}; mappings {made.mapping_digest[:16] or NONE} (SHA-256)"),
    ]
    return tuple(rows)


def _services(made: Matrix) -> tuple[tuple[str, str], ...]:
    """The services of the offering by their kind, as the lines in brackets name it."""
    used = made.offering
    if used is None:
        told = "not narrowed to those in use: lines say in brackets which kinds of AWS service they hold for"
        return (("AWS services", told),)
    found = {
        kind: ", ".join(line(called(one)) for one in used.services if one.model == kind) for kind in MODELS
    }
    rows = [(f"{kind} services".capitalize(), names) for kind, names in found.items() if names]
    more = "; others cannot be ruled out" if used.others else ""
    return (("AWS services", f"{len(used.services):,} found on {used.day}{more}"), *rows)


def _left(made: Matrix) -> str:
    if not made.left_out:
        return "none is left out"
    return f"{len(made.left_out):,} more are left out, and named with the reason at the end"


def notes(made: Matrix) -> tuple[tuple[str, str], ...]:
    """How to read it, and what it does not say."""
    framework = made.framework
    obtain = f" {line(framework.obtain)}" if framework.obtain else ""
    rows = [
        (
            "Who does what",
            (
                f"This matrix says who does what, as stated by {made.who}. It says nothing of whether it is done: "
                "it holds no result of any check, and whether a requirement is met is an assessor's decision. "
                "The word under Carried by only sums up; the columns of each side are what counts."
            ),
        ),
        (
            "The standard's text",
            (
                "Titles are short words of the mappings that this matrix is made from; the standard's own text "
                f"decides. What those mappings say of it: {line(framework.text_licence)}{obtain}"
            ),
        ),
        (
            "AWS's part",
            (
                f"What AWS does is a reading of public material. There, 'the customer' is AWS's customer: {made.who}. "
                "AWS's own responsibility summary and reports, which come through AWS Artifact, override it. That a "
                "report is named says where to look, not that a current one was seen."
            ),
        ),
        (
            "Kinds of service",
            (
                "A line led by brackets holds where such AWS services are used. Infrastructure: AWS runs the "
                "hardware (EC2, EBS). Platform: AWS runs system and engine too (RDS, ECS). Managed: AWS runs all "
                "but data, access and settings (S3, Lambda). Security and management: tools that guard or run the rest."
            ),
        ),
    ]
    if made.unstated:
        rows.insert(
            0,
            (
                "Draft",
                (
                    f"{made.progress}. Such a row says nothing of what a customer must do. Words led by DRAFT were "
                    f"put together from general objectives; they are no statement of {made.who} before it has "
                    "looked them over."
                ),
            ),
        )
    return tuple(rows)


def kinds(made: Matrix) -> tuple[tuple[str, str], ...]:
    """The kinds of requirement that occur, and whom each binds."""
    found = {one.kind for one in made.framework.requirements}
    parts = ((text.partition(":")) for kind, text in made.framework.kinds.items() if kind in found)
    return tuple((line(head), line(rest) or NONE) for head, _, rest in parts)
