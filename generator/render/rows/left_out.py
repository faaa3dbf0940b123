"""What decides which requirements apply: options and their answers, and what they leave out."""

from generator.model.assessment import OptionRow
from generator.model.plain import plain
from generator.render.view import View


@plain
class LeftOutGroup:
    """Requirements that one answer leaves out."""

    why: str
    requirements: tuple[str, ...]


def left_out(view: View) -> tuple[LeftOutGroup, ...]:
    """One for each reason, in the framework's order."""
    groups: dict[str, list[str]] = {}
    for one in view.all.left_out:
        if one.framework == view.framework.id:
            groups.setdefault(one.why, []).append(one.requirement)
    return tuple(LeftOutGroup(why=why, requirements=tuple(ids)) for why, ids in groups.items())


def answers(view: View) -> tuple[str, ...]:
    """Options that this framework asks, how they were answered, and by whom."""
    return tuple(
        f"{o.option}: {', '.join(o.answer)}{' (not answered; the default)' if o.by_default else ''}"
        for o in asked(view)
    )


def asked(view: View) -> tuple[OptionRow, ...]:
    """The options that this framework's requirements or lines ask."""
    return tuple(o for o in view.all.options if view.framework.id in o.frameworks)
