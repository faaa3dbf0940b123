"""Writes what is generated from the code: reference pages, JSON Schema, the help in the README.

``python docs/generate.py`` writes; with ``--check`` it writes nothing, names stale files and ends with 1.
"""  # noqa: INP001 - a script beside the pages that it writes

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from agreement import agreement_page
from pages import NOTE, pages

from generator.cli import main as command_line
from generator.mapping import load, schemas

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 110
BEGIN, END = "<!-- help: begin, written by make docs -->", "<!-- help: end -->"


def files() -> dict[str, str]:
    """Every generated file by its path from the project's root, with its whole text."""
    found = {f"mappings/schema/{name}": text for name, text in schemas().items()}
    catalog = load()
    found |= {f"docs/reference/{name}.md": text for name, text in pages(catalog).items()}
    found["docs/agreement.md"] = NOTE + "\n" + "\n".join(agreement_page(catalog)).rstrip("\n") + "\n"
    return found | {"README.md": readme((ROOT / "README.md").read_text(encoding="utf-8"))}


def readme(text: str) -> str:
    """The README with the help of the command line between its markers."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```text\n{help_text()}\n```\n{END}{after}" if after else text


def help_text() -> str:
    """What ``evidencemap --help`` says, in lines of one width on every machine."""
    context = command_line.make_context(
        "evidencemap", [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH
    )
    return command_line.get_help(context)


def stale() -> list[str]:
    """Generated files that differ from what the code gives, or are left over from an earlier code."""
    wanted = files()
    there = [*(ROOT / "docs/reference").glob("*.md"), *(ROOT / "mappings/schema").glob("*.json")]
    kept = {path.relative_to(ROOT).as_posix() for path in there}
    wrong = [name for name, text in wanted.items() if _on_disk(ROOT / name) != text]
    return sorted({*wrong, *(kept - set(wanted))})


def _on_disk(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def run(arguments: Sequence[str]) -> int:
    """Write, or check with ``--check``; gives the exit code."""
    wrong = stale()
    if "--check" in arguments:
        for name in wrong:
            click.echo(f"{name}: stale; run 'make docs'")
        return 1 if wrong else 0
    wanted = files()
    for name in wrong:
        if name in wanted:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(wanted[name], encoding="utf-8")
        else:
            (ROOT / name).unlink()
        click.echo(f"wrote {name}" if name in wanted else f"removed {name}")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
