"""The command and its errors: one sentence and an exit code, never a traceback."""

from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.errors import EvidencemapError, MappingError, SetupError

FOLDER = click.Path(path_type=Path)


class _Commands(click.Group):
    """Commands whose known errors end as one sentence and an exit code, never as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EvidencemapError as error:
            _say_error(error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("Interrupted; what was collected is kept. Run the same command to go on.", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            ctx.exit(0)
        except OSError as error:
            _say_error(_as_setup(error))
            ctx.exit(SetupError.exit_code)


def _as_setup(error: OSError) -> SetupError:
    """A full disk, a missing right: whatever the system refused, in its own words."""
    place = f"{error.filename}: " if error.filename else ""
    return SetupError(
        f"{place}{error.strerror or error}.", "Free space, check its rights, or give another place."
    )


def _say_error(error: EvidencemapError) -> None:
    click.echo(f"Error: {error.message}", err=True)
    for fault in error.faults if isinstance(error, MappingError) else ():
        click.echo(f"  {fault}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evidencemap")
def main() -> None:
    """Answer an assessor: what does AWS cover, what is yours, and where is the proof?"""
