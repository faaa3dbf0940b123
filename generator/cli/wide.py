"""Options that say where a collection is done, where its evidence is also kept, and what is asked again."""

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]
_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option("--fresh", is_flag=True, help="Begin anew, even where a cut run could go on."),
    click.option(
        "--only-missing",
        is_flag=True,
        help="Ask again only what was denied or failed, in the cut run or pack that is there.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(0, 256),
        default=0,
        metavar="N",
        help="Read accounts on N local processes; needs the extra 'cluster'.",
    ),
    click.option(
        "--cluster",
        default="",
        metavar="ADDRESS",
        help="Read accounts on a Dask cluster: tcp://scheduler:8786.",
    ),
    click.option(
        "--evidence",
        default="",
        metavar="URL",
        help="Keep evidence here too, a folder or s3://bucket/prefix; workers on other machines meet there.",
    ),
    click.option("--kms-key", default="", metavar="ARN", help="S3 encrypts evidence with this key."),
    click.option(
        "--object-lock",
        default="",
        metavar="MODE:DAYS",
        help="S3 keeps evidence unchanged: governance:365 or compliance:2555.",
    ),
)
_NAMES = ("only_missing", "workers", "cluster", "evidence", "kms_key", "object_lock")


def wide_options(command: Command) -> Command:
    """How a collection is done."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def taken(options: dict[str, Any], *, fresh: bool) -> dict[str, Any]:
    """These options, taken out of all that were given, and looked over before AWS is asked."""
    given = {name: options.pop(name) for name in _NAMES}
    if fresh and given["only_missing"]:
        raise click.UsageError("--fresh asks everything again, --only-missing what is missing: give one.")
    from generator.collect import Settings

    how_of(given, Settings())
    return given


def how_of(given: dict[str, Any], settings: Any) -> Any:
    """What they mean together."""
    from generator import gather

    return gather.how_of(settings, **given)
