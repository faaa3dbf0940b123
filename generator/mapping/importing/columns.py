"""How lists head their columns."""

import re

# Letters and digits only: pages break a word over several elements. ``PCI 3DS`` and ``PCI PIN`` are other programs.
_PROGRAMS = {
    "soc": re.compile(r"(aws)?(soc|soc123|soc12and3|soc2|soc2type(2|ii))"),
    "pci-dss": re.compile(r"(aws)?(pci|pcidss(v?[34]\d{0,2})?(level1)?)"),
    "hipaa-eligible": re.compile(r"(aws)?hipaa(baa|eligible|eligibility|eligibleservices)?"),
    "iso": re.compile(r"(aws)?(iso|isoandcsastar|isocsastar|isoandcsastarcertified|isocertified)"),
}
_NAMES = re.compile(r"(aws)?(services?|servicenames?|servicesprograms?|names?)")
_SPACES = re.compile(r"(sdks?|namespaces?)")


def heading(text: str) -> str:
    """A heading's letters and digits, without case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def is_program(text: str, program: str) -> bool:
    """Whether a column holds the program's marks."""
    return bool(_PROGRAMS[program].fullmatch(heading(text))) if program in _PROGRAMS else False


def is_name(text: str) -> bool:
    """Whether a column holds the names of services."""
    return bool(_NAMES.fullmatch(heading(text)))


def is_namespace(text: str) -> bool:
    """Whether a column holds names that SDKs use: no marks."""
    return bool(_SPACES.fullmatch(heading(text)))
