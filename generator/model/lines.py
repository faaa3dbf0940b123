"""What lines of the mappings lead to: checks, options, the kinds of service that they are held to."""

from generator.model.catalog import Catalog, CheckUse, CustomerLine, When


def held_to(when: When | None) -> tuple[str, ...]:
    """The service models and services that a line is held to; none for one that always holds."""
    return (*when.models, *when.services) if when else ()


def options_of(catalog: Catalog, framework: str) -> tuple[str, ...]:
    """The options that a framework's requirements, their lines and objectives ask."""
    whens: list[When | None] = []
    for one in catalog.frameworks[framework].requirements:
        whens += [one.when, *(line.when for line in one.aws), *(line.when for line in one.customer)]
        named = (catalog.objectives.get(line.objective) for line in one.customer)
        whens += [objective.when for objective in named if objective]
    return tuple(dict.fromkeys(name for when in whens if when for name in when.options))


def uses(catalog: Catalog, line: CustomerLine) -> tuple[CheckUse, ...]:
    """The checks that a customer line names, itself or through its objective."""
    if line.check:
        return (CheckUse(check=line.check, params=line.params),)
    if not line.objective:
        return ()
    named = catalog.objectives[line.objective].checks
    return tuple(CheckUse(check=use) if isinstance(use, str) else use for use in named)


def check_key(use: CheckUse) -> str:
    """``iam.password_length`` or ``iam.password_length(minimum=12)``."""
    params = ", ".join(f"{name}={value}" for name, value in sorted(use.params.items()))
    return f"{use.check}({params})" if params else use.check
