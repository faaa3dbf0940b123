"""``@check``: puts a function into the registry, with its words taken from the docstring."""

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from generator.model.catalog import Severity
from generator.model.verdict import Check, Verdict

# now; what is judged and where; accounts that may have access (trusted), and that this run reads (declared)
CONTEXT = ("now", "resource", "account", "region", "trusted", "declared")
_CHECKS: dict[str, Check] = {}

Function = Callable[..., Verdict]


def check(
    call: str,
    *,
    severity: Severity,
    remediation: str,
    source: str,
    needs: Sequence[str] = (),
    of: Literal["resource", "region", "account"] = "resource",
    same_as: Sequence[str] = (),
    formerly: Sequence[str] = (),
) -> Callable[[Function], Function]:
    """Register a check that judges what ``call`` shows.

    ``needs`` are further calls, joined at the closest scope and given in order after the first; ``formerly``
    are ids that the check had, which mappings may go on using.
    The docstring's first line is the title (a fact that holds when it passes), the rest the rationale.
    """

    def register(function: Function) -> Function:
        service = function.__module__.rsplit(".", 1)[-1]
        title, _, rationale = inspect.cleandoc(function.__doc__ or "").partition("\n")
        id_ = f"{service}.{function.__name__}"
        if id_ in _CHECKS and _origin(_CHECKS[id_].function) != _origin(function):
            raise ValueError(f"two checks are named {id_}")
        params, context = _keywords(function)
        _CHECKS[id_] = Check(
            id=id_,
            calls=(call, *needs),
            of=of,
            severity=severity,
            title=title.strip(),
            rationale=" ".join(rationale.split()),
            remediation=remediation,
            source=source,
            same_as=tuple(same_as),
            formerly=tuple(formerly),
            params=params,
            context=context,
            function=function,
            service=service,
        )
        return function

    return register


def _origin(function: Function) -> str:
    return inspect.getfile(function)


def _keywords(function: Function) -> tuple[dict[str, object], tuple[str, ...]]:
    """Thresholds (with defaults) and context names (without) among the keyword-only parameters."""
    params: dict[str, object] = {}
    context: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        if parameter.default is not inspect.Parameter.empty:
            params[name] = parameter.default
        elif name in CONTEXT:
            context.append(name)
        else:
            raise ValueError(
                f"{function.__name__}: '{name}' is neither context nor a threshold with a default"
            )
    return params, tuple(context)


def threshold(default: object, text: str) -> object:
    """The text of a threshold in the type of its default; ValueError where it does not fit."""
    if isinstance(default, bool):
        if text.lower() not in ("true", "false"):
            raise ValueError(text)
        return text.lower() == "true"
    return type(default)(text)  # type: ignore[call-arg]  # int, float or str


def registered() -> dict[str, Check]:
    """All registered checks by id, sorted."""
    return dict(sorted(_CHECKS.items()))


def forget(folder: Path) -> None:
    """Checks that were read from a folder are known no longer: those of one pack never meet another's."""
    for id_, one in list(_CHECKS.items()):
        if Path(_origin(one.function)).resolve().is_relative_to(folder.resolve()):
            del _CHECKS[id_]
