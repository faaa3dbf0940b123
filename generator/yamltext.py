"""YAML as text: every scalar stays what was written, twin keys are refused, each fault has its line.

PyYAML reads ``1.10`` as 1.1 and drops the first of two equal keys; here a scalar gets its type from the
field it fills, through pydantic.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
MAX_BYTES = 4_000_000
MAX_NODES = 400_000
MAX_DEPTH = 100
_UNION = re.compile(r"str|CheckUse|\w+\[.*\]")  # how pydantic names the members of a union in a path
_ODD = object()
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Document:
    """A parsed YAML file: ``data`` of dicts, lists and text, ``faults`` met while reading it."""

    def __init__(self, path: Path, shown: str, origin: str = "") -> None:
        self.path = path
        self.shown = shown
        self.origin = origin  # the directory that it belongs to
        self.faults: list[str] = []
        self.data: Any = None
        self._text = ""
        self._node: Any = None
        self._left = MAX_NODES
        self._read()

    def _read(self) -> None:
        try:
            raw = self.path.read_bytes()
            if len(raw) > MAX_BYTES:
                self.faults.append(f"{self.shown}: larger than {MAX_BYTES:,} bytes; split it")
                return
            text = raw.decode("utf-8")
            self._text = text
            self.data = _simple(text)
            if self.data is _ODD:
                self.data = None
                self._compose()
        except UnicodeDecodeError:
            self.faults.append(f"{self.shown}: not UTF-8; save it as UTF-8")
        except OSError as error:
            self.faults.append(
                f"{self.shown}: cannot be read ({error.strerror}); check the path and its rights"
            )
        except RecursionError:
            self.faults.append(f"{self.shown}: nested too deeply; flatten it")
        except yaml.YAMLError as error:
            self.faults.append(f"{self.shown}{_mark(error)}: not YAML: {getattr(error, 'problem', error)}")

    def _compose(self) -> None:
        """The slow way: with twin keys told, aliases followed, and the lines of everything."""
        if _too_deep(self._text):
            raise RecursionError  # libyaml's composer recurses in C and would crash
        self._node = yaml.compose(self._text, Loader=_Loader)
        self.data = None if self._node is None else self._plain(self._node)

    def _plain(self, node: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise yaml.YAMLError(f"more than {MAX_NODES:,} values")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item) for item in node.value]
        return node.value

    def _mapping(self, node: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
            if name in found:
                line = key.start_mark.line + 1
                self.faults.append(f"{self.shown}:{line}: the key '{name}' stands twice; keep one")
            found[name] = self._plain(value)
        return found

    def line(self, path: Sequence[Any]) -> int:
        """The line of what ``path`` (keys and indexes) leads to, as far as it leads."""
        if self._node is None and self.data is not None:
            self._node = yaml.compose(self._text, Loader=_Loader)  # lines are wanted only for faults
        node, line = self._node, 1
        for step in path:
            line = node.start_mark.line + 1 if node is not None else line
            following = _step(node, step)
            if following is None:
                continue
            line, node = following
        return line

    def at(self, path: Sequence[Any], fault: str) -> str:
        """``file:line: fault``."""
        return f"{self.shown}:{self.line(path)}: {fault}"


def _simple(text: str) -> Any:  # noqa: C901, PLR0912 - one loop: a call for each of 50,000 events costs more
    """The data of a plain file in one pass, text for every scalar; ``_ODD`` for whatever wants a closer look."""
    root: list[Any] = []
    stack: list[Any] = [root]  # containers that are open
    keys: list[Any] = [None]  # the key that waits for its value, for each open mapping
    nodes = 0
    following = _Loader(text).get_event
    while type(event := following()) is not yaml.StreamEndEvent:
        kind = type(event)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()
            keys.pop()
            continue
        if kind is yaml.ScalarEvent:
            value: Any = event.value
        elif kind is yaml.MappingStartEvent:
            value = {}
        elif kind is yaml.SequenceStartEvent:
            value = []
        elif kind is yaml.AliasEvent:
            return _ODD
        else:
            continue
        nodes += 1
        over = stack[-1]
        if type(over) is list:
            over.append(value)
        elif keys[-1] is None:
            if kind is not yaml.ScalarEvent or value in over:
                return _ODD
            keys[-1] = value
            continue
        else:
            over[keys[-1]] = value
            keys[-1] = None
        if kind is not yaml.ScalarEvent:
            stack.append(value)
            keys.append(None)
            if len(stack) > MAX_DEPTH:
                return _ODD
    if len(root) > 1 or nodes > MAX_NODES:
        return _ODD
    return root[0] if root else None


def _too_deep(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return True
    return False


def _step(node: Any, step: Any) -> tuple[int, Any] | None:
    """Line and node one step down; None where the step is not one (pydantic names union members too)."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _mark(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark else ""


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def fill(document: Document, kind: Any, faults: list[str], at: Sequence[Any] = (), data: Any = None) -> Any:
    """``document``'s data (or ``data``, which stands at ``at`` in it) as ``kind``; None after faults."""
    try:
        return _adapter(kind).validate_python(document.data if data is None else data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        for fault in found:
            if any(_deeper(other["loc"], fault["loc"]) for other in found):
                continue  # the other reading of a union, which fits less far
            path = (*at, *fault["loc"])
            faults.append(document.at(path, _words(fault, path)))
        return None


def _deeper(other: Sequence[Any], loc: Sequence[Any]) -> bool:
    """Whether ``other`` leads further into the value that ``loc`` refuses as text (its last step is ``str``)."""
    return loc[-1:] == ("str",) and len(other) > len(loc) and other[: len(loc) - 1] == loc[:-1]


def _words(fault: Any, path: Sequence[Any]) -> str:
    names = [step for step in path if isinstance(step, str) and not _UNION.fullmatch(step)]
    where = names[-1] if names else "the file"
    match fault["type"]:
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"there is no field '{where}' here; see mappings/schema for the fields"
        case "missing" | "missing_keyword_only_argument" | "missing_argument":
            return f"'{where}' is missing; add it"
        case "literal_error":
            return f"'{where}' is '{fault['input']}'; write {fault['ctx']['expected']}"
        case "tuple_type" | "list_type":
            return f"'{where}': a list is wanted here; it is {str(fault['input'])[:60]!r}"
        case "dataclass_type" | "dict_type":
            return f"'{where}': fields (name: value) are wanted here; it is {str(fault['input'])[:60]!r}"
        case _:
            return f"'{where}': {fault['msg'].lower()}; it is {str(fault['input'])[:60]!r}"
