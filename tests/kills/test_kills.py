"""A few tries of the campaign of kills; ``make faults`` makes a hundred."""

import subprocess
import sys
from pathlib import Path


def test_a_killed_collection_goes_on_where_it_was() -> None:
    """The same evidence in the end, and no call twice but those in flight."""
    script = Path(__file__).parent / "campaign.py"
    done = subprocess.run(
        [sys.executable, script, "--tries", "2", "--seed", "3"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 faults" in done.stdout
    assert "Error" not in done.stderr
