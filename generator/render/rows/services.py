"""An AWS service in an account and region a row."""

from generator.render.rows.fields import Field
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
        says="How much of it AWS runs: infrastructure, platform or managed.",
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
