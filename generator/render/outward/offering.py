"""The AWS services that an offering runs on, of all that a pack shows: names alone, nothing of how they stand."""

from generator.model.assessment import Assessment
from generator.model.catalog import Framework, Model, When
from generator.model.lines import held_to
from generator.model.plain import plain
from generator.render.view import View

_OTHERS = "*"  # the row of services that could not be looked for


@plain
class Used:
    """A service that the offering runs on."""

    id: str
    name: str
    model: Model
    sure: bool  # False where nobody could see whether it is used


@plain
class Offering:
    """What is used, as read on ``day``; ``others`` where further services could not be ruled out."""

    services: tuple[Used, ...]
    others: bool
    day: str

    def of(self, when: When | None) -> tuple[Used, ...]:
        """The services that a line holds for; none for a line that always holds."""
        names = held_to(when)
        return tuple(one for one in self.services if one.model in names or one.id in names)

    def holds(self, when: When | None) -> bool:
        """Whether a line holds here. What could not be seen counts as used: nothing is left out on a guess."""
        return not held_to(when) or self.others or bool(self.of(when))


def offering(assessment: Assessment, framework: Framework) -> Offering:
    """The services in the accounts that the framework reaches, each once, by name."""
    rows = View(assessment, framework).services
    found: dict[str, Used] = {}
    for row in rows:
        if row.service != _OTHERS:
            sure = row.in_use == "yes" or (row.service in found and found[row.service].sure)
            found[row.service] = Used(id=row.service, name=row.name, model=row.model, sure=sure)
    return Offering(
        services=tuple(sorted(found.values(), key=lambda one: (one.name.lower(), one.id))),
        others=any(row.service == _OTHERS for row in rows),
        day=assessment.collected_to[:10],
    )


def called(one: Used) -> str:
    """Its name; with a word where it may not be used at all."""
    return one.name if one.sure else f"{one.name} (if used)"
