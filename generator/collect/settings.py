"""How to reach AWS: what the command line adds to botocore's own look-up."""

from generator.model.plain import plain


@plain
class Settings:
    """Times are seconds; ``workers`` is how many requests may be under way at once."""

    profile: str = ""
    workers: int = 32  # more threads than that gain nothing in one process (measured)
    attempts: int = 5
    backoff: float = 1.0  # stretches the pauses between tries
    session_name: str = "evidencemap"  # what CloudTrail shows of a role's session
    duration: int = 3600  # how long a role's session lasts
    connect_timeout: float = 5
    read_timeout: float = 45
    version: str = "0"
