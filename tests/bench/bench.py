"""All figures in one go: collection (``collecting.py``), workbooks (``workbooks.py``) and cold starts. Run with ``make bench``.

Speed is told as ratios in one run: CPU time a request beside bare botocore, requests made beside the fewest possible, wall
time beside what AWS's limits allow, workbooks written and read beside plain openpyxl.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
STARTS = {
    "python": ("-c", "pass"),
    "help": (
        "-c",
        "import sys; sys.argv = ['evidencemap', '--help']; from generator.cli import main; main()",
    ),
    "mappings": ("-c", "from generator.mapping import load; load()"),
}


def main() -> None:
    """Print the ratios as text and JSON."""
    import collecting
    import workbooks

    # This process stays small: the memory of a child is counted from what its parent held.
    figures = workbooks.report() | collecting.report() | starts()
    print(json.dumps(figures))


def starts() -> dict[str, float]:
    """CPU seconds of a cold process: Python alone, --help, all mappings loaded."""
    least = {name: min(_start(arguments) for _ in range(5)) for name, arguments in STARTS.items()}
    ratios = {name: round(least[name] / least["python"], 1) for name in ("help", "mappings")}
    print(
        f"CPU time of a cold start: --help {least['help']:.2f} s, all mappings {least['mappings']:.2f} s, "
        f"'python -c pass' {least['python']:.2f} s: ratios {ratios['help']} and {ratios['mappings']}"
    )
    told = {f"{name}_cpu_s": round(seconds, 3) for name, seconds in least.items()}
    return told | {f"{name}_over_python": ratio for name, ratio in ratios.items()}


def _start(arguments: tuple[str, ...]) -> float:
    before = _children()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
