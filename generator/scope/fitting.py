"""A scope held against mappings that it was not written for: what they do not know is left out."""

from dataclasses import replace

from generator.errors import ScopeError
from generator.model.catalog import Catalog
from generator.model.scope import Scope
from generator.scope.applied import answered


def fitting(scope: Scope, catalog: Catalog) -> Scope:
    """The scope without frameworks, options and answers that the mappings do not have.

    Raises ScopeError where they have none of its frameworks: none would stand for all of them.
    """
    frameworks = tuple(name for name in scope.frameworks if name in catalog.frameworks)
    if scope.frameworks and not frameworks:
        raise ScopeError(
            f"The mappings of the new pack have none of the old one's frameworks ({', '.join(scope.frameworks)}).",
            "There is nothing to compare; read each pack by itself.",
        )
    return replace(
        scope,
        frameworks=frameworks,
        reach={name: there for name, there in scope.reach.items() if name in catalog.frameworks},
        options={name: given for name, given in scope.options.items() if _answers(catalog, name, given)},
    )


def _answers(catalog: Catalog, name: str, given: tuple[str, ...]) -> bool:
    try:
        answered(catalog.options, {name: given})
    except ScopeError:
        return False
    return True
