"""how.txt: how a sample was drawn, as words and as shell lines that draw it again."""

import shlex

from generator.model.sampling import Sample
from generator.sample.draw import escaped

FILES = ("population.txt", "sample.txt", "how.txt", "sample.json")


def shell_lines(sample: Sample) -> tuple[str, ...]:
    """Lines for sh, sha256sum, sort and head that print sample.txt. Names are only ever read from population.txt."""
    return (
        f"engagement={shlex.quote(sample.engagement)}",
        "population=$(sha256sum < population.txt)",
        "population=${population%% *}",
        f'test "$population" = {sample.population_sha256} || echo "population.txt has changed" >&2',
        "while IFS= read -r item; do",
        """  rank=$(printf '%s\\n%s\\n%s' "$engagement" "$population" "$item" | sha256sum)""",
        """  printf '%s %s\\n' "${rank%% *}" "$item\"""",
        f"done < population.txt | LC_ALL=C sort | head -n {max(sample.size, 1)} |",
        """while IFS= read -r row; do printf '%s\\n' "${row#* }"; done""",
    )


def how(sample: Sample) -> str:
    """how.txt: its words are comments, so that ``sh how.txt`` prints the sample."""
    return "".join(f"# {one}".rstrip() + "\n" for one in _words(sample)) + "\n".join(
        (*shell_lines(sample), "")
    )


def _words(sample: Sample) -> tuple[str, ...]:
    return (
        "How this sample was drawn, and how to draw it again",
        "",
        f"check       {escaped(sample.check)}",
        f"engagement  {sample.engagement}",
        f"pack        {escaped(sample.organisation)}, {escaped(sample.period)}",
        f"accounts    {_names(sample.accounts)}",
        f"regions     {_names(sample.regions)}",
        *((f"narrowed to {_names(sample.narrowed)}",) if sample.narrowed else ()),
        f"population  {sample.population} lines in population.txt, whatever their result"
        + (f"; {sample.aws_owned} that AWS owns are left out" if sample.aws_owned else ""),
        f"sha256      {sample.population_sha256}",
        f"size        {sample.size}: {escaped(sample.source)}",
        f"drawn       {len(sample.drawn)}",
        *_marks(sample),
        "",
        "The population was hashed first. The rank of a line is SHA-256 of the engagement's name, the hash of",
        "population.txt and the line, with a line feed between them. The lowest ranks are drawn.",
        'In this folder, "sh how.txt" prints sample.txt again. It needs sh, sha256sum, sort and head.',
        "",
    )


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(escaped(name) for name in names)


def _marks(sample: Sample) -> tuple[str, ...]:
    """What a reader must not miss."""
    marks = [] if sample.population else ["NOT OCCURRING: the population was read and is empty."]
    if sample.holes:
        marks = [
            "INCOMPLETE: a part of the population could not be read, so the sample does not speak for it:"
        ]
        marks += [f"  {escaped(h.account)} {escaped(h.region)}: {escaped(h.why)}" for h in sample.holes]
    return ("", *marks) if marks else ()
