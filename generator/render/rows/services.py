"""An AWS service in an account and region a row."""

from generator.render.figures import judged, n_of
from generator.render.rows.fields import Field
from generator.render.rows.layers import features
from generator.render.view import View
from generator.render.words import UNKNOWN

FIELDS = (
    Field(
        name="service",
        head="Service",
        says="The service's id.",
        value=lambda s: s.service,
        width=22,
        look="code",
    ),
    Field(
        name="model",
        head="Model",
        says="How much of it AWS runs (infrastructure, platform, managed), or a tool of security or management.",
        value=lambda s: s.model,
        width=15,
    ),
    Field(name="account", head="Account", says="The AWS account.", value=lambda s: s.account, width=16),
    Field(name="region", head="Region", says="The region.", value=lambda s: s.region, width=13),
    Field(
        name="resources",
        head="Resources",
        says="How many of its resources were seen.",
        value=lambda s: s.resources,
        width=13,
        look="number",
    ),
    Field(
        name="programs",
        head="AWS programmes",
        says="What AWS's services-in-scope lists say of it, and as of which day.",
        value=lambda s: s.programs,
        width=37,
    ),
    Field(
        name="calls_made",
        head="Calls",
        says="The calls that were made to it.",
        value=lambda s: s.calls,
        width=28,
        look="code",
    ),
    Field(
        name="blind_spots",
        head="Blind spots",
        says="What of it this pack does not look at.",
        value=lambda s: s.blind_spots,
        width=34,
    ),
    Field(
        name="layer",
        head="Layer",
        says="Its place: edge, network, compute, application, data; all for tools over all of them.",
        value=lambda s: s.layer,
        width=13,
    ),
    Field(
        name="features",
        head="Security features",
        says="What can be turned on, and on how many resources it is.",
        value=lambda s: features((s,)),
        width=46,
    ),
    Field(
        name="logging",
        head="Logging",
        says="What can be recorded, and how.",
        value=lambda s: s.logging,
        width=34,
    ),
    Field(
        name="seen_by",
        head="Seen by",
        says="What found it: a list of its own counts all; tags and AWS Config count so many at least.",
        value=lambda s: s.seen_by,
        width=13,
    ),
)


def joined(view: View) -> tuple[Field, ...]:
    """Columns that read best for people."""
    return (
        Field(name="name", head="Name", says="The service's name.", value=lambda s: s.name, width=26),
        Field(
            name="account_name",
            head="Account",
            says="The AWS account and its name.",
            value=lambda s: view.account(s.account),
            width=18,
        ),
        Field(
            name="in_use",
            head="In use",
            says="Whether resources of it were seen; unknown where that could not be read.",
            value=lambda s: s.in_use,
            width=10,
            look="word",
            words=UNKNOWN,
        ),
        Field(
            name="judged",
            head="Checks passed",
            says="Results of checks on its resources that passed, of all that were judged.",
            value=lambda s: n_of(s.judged.passed, judged(s.judged)),
            width=15,
        ),
        Field(
            name="aws_manages",
            head="AWS manages",
            says="What AWS looks after.",
            value=lambda s: s.aws_manages,
            width=38,
        ),
        Field(
            name="customer_manages",
            head="We manage",
            says="What is left to us.",
            value=lambda s: s.customer_manages,
            width=38,
        ),
    )
