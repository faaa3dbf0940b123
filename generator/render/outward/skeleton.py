"""An overlay to be filled in: a commented entry for each requirement that nobody has stated yet."""

import json

from generator.render.escape import line
from generator.render.outward.rows import Matrix, Row

_HEAD = """\
# How {who} shares the requirements of {framework} with its own customers; read by 'evidencemap responsibility'.
# Put this file into the folder outward/ of a mappings folder that evidencemap.yaml names (mappings: [our-mappings/]).
#
# Take the "# " away from the front of an entry and fill it in; 'evidencemap lint' tells what is missing. Lines
# with ## are for information and stay as they are.
#   carried_by  us              we carry it (alone, or with AWS beneath): say in 'us' what we do
#               shared          we and our customer: say in 'us' and in 'customer' what each does
#               customer        our customer carries it: say in 'customer' what it must do
#               not applicable  it does not arise in our service: say in 'note' why
# Whoever signs the matrix stands by these words. Drafts come from general objectives: look them over.
"""
_ENTRY = """\
# - framework: {framework}
#   requirement: {requirement}
#   carried_by: to be stated
#   us: ""
#   customer: ""
#   note: ""
"""


def skeleton(made: Matrix) -> str:
    """The overlay file as text; as it stands it states nothing and loads."""
    head = _HEAD.format(who=line(made.who), framework=line(made.framework.name))
    return "\n".join([head, *(_entry(made, row) for row in made.rows)])


def _entry(made: Matrix, row: Row) -> str:
    """What is known of a requirement, then the fields; what is stated already is not asked again."""
    told = [f"{row.requirement} {row.title}" + (f" ({row.applies_to})" if row.applies_to else "")]
    if row.stated:
        return _comment([*told, f"Stated already: carried by {row.carried_by}."])
    told += [f"AWS: {text}" for text in row.aws]
    told += [f"Draft for us: {text}" for text in row.drafts]
    return _comment(told) + _ENTRY.format(
        framework=json.dumps(made.framework.id), requirement=json.dumps(row.requirement)
    )


def _comment(texts: list[str]) -> str:
    """Each on one line: no text of the mappings can end the comment."""
    return "".join(f"## {line(text)}\n" for text in texts)
