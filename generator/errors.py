"""The errors a user can meet: each says what happened and what to do next.

Only ``cli`` turns them into text and exit codes.
"""


class EvidencemapError(Exception):
    """Base of all; ``exit_code`` is what the command ends with (see docs/running.md)."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class MappingError(EvidencemapError):
    """A fault in the mappings; ``faults`` are all of them, each with file and line."""

    def __init__(self, message: str, hint: str = "", faults: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.faults = faults


class ScopeError(EvidencemapError):
    """A fault in the configuration or the options."""


class SetupError(EvidencemapError):
    """Something the command needs is not installed or not writable."""


class AwsError(EvidencemapError):
    """AWS refused: no credentials, wrong account, nothing readable."""

    exit_code = 3


class PackError(EvidencemapError):
    """A pack does not verify, or is not one."""

    exit_code = 4


class ReviewError(EvidencemapError):
    """A reviewed workbook that cannot be read back; nothing of it was taken in."""
