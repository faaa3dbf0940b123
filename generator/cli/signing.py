"""Put a name to a pack as it stands."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click

from generator.cli.root import FOLDER, main

ROLES: tuple[Literal["preparer", "reviewer", "approver"], ...] = ("preparer", "reviewer", "approver")
_SHORT = 12  # of a hash, where it only tells two states apart


@main.command()
@click.argument("pack", type=FOLDER)
@click.option("--as", "role", type=click.Choice(ROLES), required=True, help="Your part in the sign-off.")
@click.option("--name", required=True, help="Your name.")
@click.option("--note", default="", help="What you want said beside it.")
def sign(pack: Path, *, role: Literal["preparer", "reviewer", "approver"], name: str, note: str) -> None:
    """Put your name to a pack as it stands: preparer, reviewer, approver, three different people."""
    from generator.ledger import append, read
    from generator.model.work import Signature
    from generator.pack.signing import manifest_of, signed, standing
    from generator.workfolder import SIGNATURES, beside

    manifest = manifest_of(pack)
    path = beside(pack.resolve()) / SIGNATURES
    record = read(path, Signature)
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    made = signed(record, role, name, manifest, at=at, note=note)
    if made is None:
        click.echo(f"This state is signed by this {role} already; nothing added.")
        return
    append(path, [made])
    click.echo(f"{made.role}: {_plain(made.name)} signed tagmanifest-sha256.txt, SHA-256 {manifest}")
    missing = standing((*record, made), manifest).missing
    click.echo(f"Still open: {'; '.join(missing)}." if missing else "All three have signed this state.")
    click.echo(f"written: {path}")


def told(pack: Path, *, demanded: bool) -> None:
    """Say who signed a pack that was just verified, what, and when.

    Raises PackError where all three signatures are demanded and do not stand over this state.
    """
    from generator.errors import PackError
    from generator.ledger import read
    from generator.model.work import Signature
    from generator.pack.signing import manifest_hash, standing
    from generator.workfolder import SIGNATURES, beside

    record = read(beside(pack.resolve()) / SIGNATURES, Signature)
    found = standing(record, manifest_hash(pack))
    for one in found.earlier:
        click.echo(f"{_who(one)}, signed an earlier state (manifest {one.manifest[:_SHORT]}...)")
    for one in found.matching:
        click.echo(f"{_who(one)}, signed this state")
    if not record:
        click.echo("Nobody has signed it.")
    elif found.missing:
        click.echo(f"Not signed off: {'; '.join(found.missing)}.")
    else:
        click.echo(
            "Signed off by three different names. This is a record of names, not a cryptographic signature."
        )
    if demanded and found.missing:
        raise PackError(
            f"The pack is not signed off: {'; '.join(found.missing)}.", "Sign it with 'evidencemap sign'."
        )


def _who(one: Any) -> str:
    note = f" ({_plain(one.note)})" if one.note else ""
    return f"{one.role}: {_plain(one.name)}{note}, {_plain(one.at)}"


def _plain(text: str) -> str:
    """What a hand may have written into the record, on one line and without unseen marks."""
    from generator.render.escape import line

    return line(text)
