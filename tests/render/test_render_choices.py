"""Crosswalk, layers, the matrix, options and limits, in the workbook and on the pages."""

from dataclasses import replace

import madeup
import pytest

from generator.model.assessment import AwsLineResult, CustomerLineResult, RequirementResult
from generator.render import html, markdown
from generator.render.facts import facts
from generator.render.rows import coverage, crosswalk, layers, left_out, limits, matrix
from generator.render.view import View


@pytest.fixture(scope="module")
def view() -> View:
    made = madeup.assessment()
    return View(made, made.frameworks[0])


def aws(statement: str, **fields: object) -> AwsLineResult:
    """A line of AWS's."""
    made = {
        "statement": statement, "kind": "shared", "status": "inherited", "reason": "", "families": ("soc-2",),
        "citation": "SOC 2, 2026", "out_of_scope": (), "evidence": (),
    }  # fmt: skip
    return AwsLineResult(**{**made, **fields})  # type: ignore[arg-type]


def ours(statement: str, **fields: object) -> CustomerLineResult:
    """A line of ours."""
    from generator.model.assessment import Counts

    made = {
        "statement": statement, "objective": "o", "status": "supported", "reason": "", "checks": (), "requests": (),
        "applies": True, "why_not": "", "counts": Counts(),
    }  # fmt: skip
    return CustomerLineResult(**{**made, **fields})  # type: ignore[arg-type]


def with_parts(
    view: View, aws_: tuple[AwsLineResult, ...], ours_: tuple[CustomerLineResult, ...]
) -> RequirementResult:
    """A requirement of these parts."""
    who = "shared" if aws_ and ours_ else "aws" if aws_ else "customer"
    return replace(view.requirements[0], aws=aws_, customer=ours_, responsibility=who)


@pytest.mark.parametrize(
    ("theirs", "own", "said"),
    [
        (("AWS guards. And more.",), (), "AWS alone, as far as its reports carry it: AWS guards."),
        ((), ("We choose. And more.",), "We alone: We choose."),
        (("AWS guards.",), ("We choose.",), "AWS: AWS guards. We: We choose."),
    ],
)
def test_how_it_is_shared_is_one_sentence_of_each_side(
    view: View, theirs: tuple[str, ...], own: tuple[str, ...], said: str
) -> None:
    """What each does first."""
    assert matrix.how(with_parts(view, tuple(map(aws, theirs)), tuple(map(ours, own)))) == said


def test_the_matrix_tells_what_differs_by_model(view: View) -> None:
    """Lines that hold always, lines held to a model, and those that are not asked and why."""
    one = with_parts(
        view,
        (aws("AWS always."), aws("AWS patches hosts.", only=("infrastructure",))),
        (
            ours("We always."),
            ours("We patch guests.", only=("infrastructure",), applies=False, why_not="no infrastructure service is in use"),
            ours("We set SQS.", only=("sqs",)),
        ),
    )  # fmt: skip

    assert (matrix.aws_does(one), matrix.we_do(one)) == (("• AWS always.",), ("• We always.",))
    assert matrix.by_model(one, "infrastructure") == (
        "AWS: AWS patches hosts.",
        "(We: We patch guests. Not asked: no infrastructure service is in use.)",
    )
    assert matrix.by_model(one, "managed") == ()
    assert matrix.by_service(one) == ("We (sqs): We set SQS.",)
    assert matrix.cited(one) == ("SOC 2, 2026",)


def test_crosswalk_names_the_requirements_that_share_an_objective(view: View) -> None:
    """Of other frameworks of the pack only, and every objective once a requirement."""
    rows = crosswalk.crosswalk(view)
    keys = [(row.requirement, row.objective) for row in rows]

    assert len(set(keys)) == len(keys)
    assert all(view.framework.id not in row.others for row in rows)
    expected = {r.requirement for r in view.requirements if r.objectives}
    assert {row.requirement for row in rows} == expected
    heads = [f.head for f in crosswalk.fields(view)]
    assert heads[-len(view.all.frameworks) + 1 :] == [
        f.name for f in view.all.frameworks if f.id != view.framework.id
    ]


def test_every_layer_has_a_row(view: View) -> None:
    """A layer in which nothing was found says so; a service stands once in its layer."""
    rows = layers.layers(view)

    assert list(dict.fromkeys(row.layer for row in rows)) == list(layers.LAYERS)
    empty = [row for row in rows if row.service == "nothing in use was found here"]
    assert {row.layer for row in empty} == {"edge", "network", "application", "all"}
    assert len({(row.layer, row.service) for row in rows}) == len(rows)
    assert all("Encryption (on: " in " ".join(row.on) for row in rows if row not in empty)
    assert all("Access points (no check sees it)" in row.on for row in rows if row not in empty)


def test_what_is_left_out_is_told(view: View) -> None:
    """On the cover, in the coverage, with the question; options with their answers."""
    told = dict(facts(view))

    assert told["Options"] == "site: no (not answered; the default)"
    assert told["Left out"] == "2 requirements: see Coverage and blind spots"
    assert told["Wording"] == "the licensed text in ours.csv sha256:0"
    (row,) = [r for r in coverage.coverage(view) if r.kind == "left out"]
    assert (row.costs, row.why) == (("164.999(a)", "164.999(b)"), "option site: no (A site?)")
    (group,) = left_out.left_out(view)
    assert (group.requirements, group.why) == (("164.999(a)", "164.999(b)"), "option site: no (A site?)")


def test_limits_are_tied_to_what_was_found(view: View) -> None:
    """Counts where checks show it, words where none can or none was asked."""
    assert [limits.shows(row) for row in view.all.limits] == [
        "1 of 3 results fail, 1 could not be read (1 of 3 pass).",
        "No AWS API shows it.",
        "The frameworks of this pack ask for none of the checks that could show it.",
    ]


def test_pages_show_layers_and_limits(view: View) -> None:
    """Both pages, under their own heads."""
    page, text = html.page(view).decode(), markdown.page(view).decode()

    for shown in (page, text):
        assert "Managed is not secure by itself" in shown
        assert "nothing in use was found here" in shown
    assert 'id="layers"' in page
    assert "## What these reports do not cover" in text


def test_a_framework_shows_only_the_accounts_that_it_reaches() -> None:
    """Services, layers, calls and blind spots of other accounts stay out, and the cover says how many."""
    made = madeup.assessment()
    first = made.accounts[0].id
    view = View(replace(made, reach={made.frameworks[0].id: (first,)}), made.frameworks[0])
    cited = view._cited()

    assert {s.account for s in view.services} == {first}
    assert {c.account for c in view.calls if c.evidence not in cited} <= {first}
    assert {b.account for b in view.blind_spots} <= {first, ""}
    assert {p.account for p in view.populations} == {first}
    assert dict(facts(view))["Accounts"].endswith("(2 more in this pack, which it does not reach)")
    other = View(view.all, made.frameworks[1])
    assert {s.account for s in other.services} == {s.account for s in made.services}
