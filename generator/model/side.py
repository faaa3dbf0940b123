"""One of two packs that are held against each other."""

from generator.model.assessment import Assessment
from generator.model.plain import plain
from generator.model.scope import Scope


@plain
class Side:
    """A pack as it is judged here, and the scope that it was planned with."""

    assessment: Assessment
    scope: Scope
