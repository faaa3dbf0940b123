"""Where the work is done and where evidence goes: what the command line asks for."""

from importlib.util import find_spec

from generator.collect.settings import Settings
from generator.errors import SetupError
from generator.model.plain import plain

MODES = ("governance", "compliance")


@plain
class Keeping:
    """A folder or bucket that sealed evidence is also put into, where workers on other machines meet."""

    url: str = ""  # a folder, or s3://bucket/prefix
    kms_key: str = ""  # S3 encrypts with it
    lock_mode: str = ""  # S3 Object Lock of sealed shards
    lock_days: int = 0


@plain
class How:
    """In this process, on local worker processes, or on a Dask cluster; and what is asked again."""

    settings: Settings = Settings()  # what workers find their own credentials with
    only_missing: bool = False  # ask again what was refused or failed, and leave the rest, whatever its age
    workers: int = 0  # local processes; 0: this one alone
    cluster: str = ""  # address of a Dask scheduler
    keeping: Keeping = Keeping()


def how_of(
    settings: Settings,
    *,
    only_missing: bool = False,
    workers: int = 0,
    cluster: str = "",
    evidence: str = "",
    kms_key: str = "",
    object_lock: str = "",
) -> How:
    """What the options mean together; raises SetupError where they mean nothing."""
    if workers and cluster:
        raise SetupError(
            "--workers starts local workers, --cluster uses those of a cluster: both were given.", "Give one."
        )
    if (kms_key or object_lock) and not evidence.startswith("s3://"):
        raise SetupError(
            "--kms-key and --object-lock belong to evidence in S3.", "Add --evidence s3://bucket/prefix."
        )
    for asked, library in ((workers or cluster, "distributed"), (evidence, "fsspec")):
        if asked and find_spec(library) is None:
            raise SetupError(
                f"Workers, and evidence elsewhere, need '{library}', which is not installed.",
                "Run: pip install 'evidencemap[cluster]'",
            )
    mode, days = _lock(object_lock)
    keeping = Keeping(url=evidence.rstrip("/"), kms_key=kms_key, lock_mode=mode, lock_days=days)
    return How(
        settings=settings, only_missing=only_missing, workers=workers, cluster=cluster, keeping=keeping
    )


def _lock(text: str) -> tuple[str, int]:
    mode, _, days = text.partition(":")
    if not text:
        return "", 0
    if mode not in MODES or not (days.isascii() and days.isdigit() and 0 < int(days[:6]) < 36_500):
        raise SetupError(
            f"'{text}' is no Object Lock.", "Write the mode and the days: governance:365 or compliance:2555."
        )
    return mode, int(days)
