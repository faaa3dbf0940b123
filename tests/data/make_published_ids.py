"""Writes ``published_ids.txt``: run it when a version is released; ids are only ever added."""

from pathlib import Path

from generator.checks import all_checks
from generator.mapping import load

HERE = Path(__file__).parent


def main() -> None:
    """Add what is new to what was published before."""
    catalog = load()
    kinds = {
        "objective": catalog.objectives, "request": catalog.requests, "service": catalog.services,
        "report": catalog.families, "option": catalog.options, "check": all_checks(),
    }  # fmt: skip
    ids = {f"{kind} {id_}" for kind, entries in kinds.items() for id_ in entries}
    ids |= {f"requirement {f.id}:{r.id}" for f in catalog.frameworks.values() for r in f.requirements}
    path = HERE / "published_ids.txt"
    before = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()
    path.write_text("\n".join(sorted(before | ids)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
