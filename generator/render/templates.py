"""Where the templates are: beside the package in a wheel, at the top of the repository in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from generator.errors import SetupError


def template(name: str) -> str:
    """The text of a template. Raises SetupError where it is not installed."""
    for folder in _folders():
        file = folder.joinpath(name)
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise SetupError(f"the template {name} is not installed", "install evidencemap again")


def _folders() -> tuple[Traversable, ...]:
    """The wheel's own first, so that an installed copy never reads what lies beside it."""
    return files("generator") / "_data" / "templates", Path(__file__).parents[2] / "templates"
