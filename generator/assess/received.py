"""Requests: what was given, who accepted it, and whether it counts on a day.

Only what somebody other than its giver accepted, and what has not run out, is an answer. Three days are kept apart:
the day that a thing shows (observed), the days that it covers, and the day that it came (received).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from generator.assess.lasting import day_of, remarks, runs_out, wrong_days
from generator.assess.steps import SUBSTANCE, TERMS, Step, clash, knew, stories
from generator.model.answers import STATES
from generator.model.assessment import RequestStanding
from generator.model.catalog import Request
from generator.model.covering import same_person
from generator.model.plain import plain
from generator.model.scope import Period
from generator.model.work import Answer, Given

_LONG = 40  # characters of a text that should have been a day
_SAID = {
    "observed": "the day observed",
    "covers_from": "the first day covered",
    "covers_to": "the last day covered",
    "received": "the day received",
    "valid_until": "the last day it is valid",
}


@plain
class Received:
    """How a request stands on a day."""

    request: str
    state: RequestStanding = "requested"
    why_open: str = ""  # why it is not answered; "" where it is, or where nothing has happened yet
    observed: str = ""
    covers_from: str = ""
    covers_to: str = ""
    received: str = ""
    valid_until: str = ""  # given, or by how often it is asked; "" where it does not run out
    given_by: tuple[str, ...] = ()
    accepted_by: str = ""
    accepted_on: str = ""
    file: str = ""
    sha256: str = ""
    answer: str = ""
    link: str = ""
    note: str = ""
    owner: str = ""
    due: str = ""
    remarks: tuple[str, ...] = ()  # what an assessor would ask about, though it counts


@plain
class _Told:
    """What stands of a request's story, its days read."""

    steps: Sequence[Step]
    standing: Mapping[str, Step]  # field -> the step that it stands by, also where that took it away
    days: Mapping[str, date]
    unread: tuple[str, ...]  # fields that hold a text which is no day
    day: date
    period: Period
    until: date | None

    def text(self, field: str) -> str:
        """What stands in a field."""
        step = self.standing.get(field)
        return step.value if step else ""

    @property
    def given(self) -> tuple[Step, ...]:
        """What was given and still stands."""
        return tuple(self.standing[f] for f in SUBSTANCE if self.text(f))


def received(
    requests: Mapping[str, Request],
    given: Sequence[Given],
    answers: Sequence[Answer],
    day: date,
    period: Period,
) -> Mapping[str, Received]:
    """How each request stands on ``day``; lines that name none of them change nothing."""
    told = stories(requests, given, answers)
    return {
        id_: _standing(request, _read(request, told[id_], day, period))
        if id_ in told
        else Received(request=id_)
        for id_, request in requests.items()
    }


def answered(states: Mapping[str, Received]) -> frozenset[str]:
    """The requests that count as answered."""
    return frozenset(id_ for id_, one in states.items() if one.state == "accepted")


def _read(request: Request, steps: Sequence[Step], day: date, period: Period) -> _Told:
    standing = {step.field: step for step in steps}
    days, unread = {}, []
    for field in TERMS:
        text = standing[field].value if field in standing else ""
        found = day_of(text)
        if found:
            days[field] = found
        elif text:
            unread.append(field)
    if "received" not in days and (came := _came(standing)):
        days["received"] = came
    return _Told(
        steps=steps,
        standing=standing,
        days=days,
        unread=tuple(unread),
        day=day,
        period=period,
        until=days.get("valid_until") or runs_out(request.frequency, days),
    )


def _came(standing: Mapping[str, Step]) -> date | None:
    """The day that the first of it was written down; nobody knows it of what was carried over."""
    here = [standing[f] for f in SUBSTANCE if f in standing and standing[f].value]
    days = [step.day for step in here if step.day and not step.carried]
    return min(days) if days and len(days) == len(here) else None


# -- how it stands -----------------------------------------------------------------------------------------


def _standing(request: Request, told: _Told) -> Received:
    said = told.text("state")
    faults = _faults(told)
    late = _late(told)
    accepted, why = _accepted(told) if said == "accepted" else (None, ())
    state, reasons = _state(told, said, counts=bool(accepted) and not faults)
    if late and state in ("accepted", "submitted"):
        state, reasons = "expired", (late, *reasons)
    if state in ("submitted", "expired"):
        reasons = (*reasons, *why, *faults)
    file = told.standing.get("file")
    came = told.days.get("received")
    return Received(
        request=request.id,
        state=state,
        why_open="; ".join(dict.fromkeys(reasons)),
        observed=told.text("observed")[:_LONG],
        covers_from=told.text("covers_from")[:_LONG],
        covers_to=told.text("covers_to")[:_LONG],
        received=told.text("received")[:_LONG] or (str(came) if came and told.given else ""),
        valid_until=told.text("valid_until")[:_LONG]
        or (str(told.until) if told.until and told.given else ""),
        given_by=_givers(told),
        accepted_by=_name(accepted.by) if accepted and state == "accepted" else "",
        accepted_on=str(accepted.day) if accepted and state == "accepted" else "",
        file=file.line.file if file and file.line else "",
        sha256=told.text("file"),
        answer=told.text("answer"),
        link=told.text("link"),
        note=told.text("note"),
        owner=told.text("owner"),
        due=told.text("due") if day_of(told.text("due")) else "",
        remarks=remarks(request.frequency, told.days, told.period) if told.given else (),
    )


def _state(told: _Told, said: str, *, counts: bool) -> tuple[RequestStanding, tuple[str, ...]]:
    """The state that a story ends in, before days are looked at, and why it is not answered."""
    if counts:
        return "accepted", ()
    stated = told.standing["state"] if said in STATES else None  # one that was cleared says nothing
    newer = any(stated is None or step.turn > stated.turn for step in told.given)
    if said == "in progress":
        return "in progress", ("somebody is at it",)
    if said == "returned" and not newer and stated:
        return "returned", (f"returned by {_name(stated.by)} on {stated.day or 'an unknown day'}",)
    if told.given and (newer or said in ("submitted", "accepted")):
        return "submitted", ("nobody has accepted it",) if said != "accepted" else ()
    if said in ("submitted", "accepted"):
        return "submitted", ()  # the faults say that nothing was given
    return "requested", ("opened again",) if told.given else ()


def _accepted(told: _Told) -> tuple[Step | None, tuple[str, ...]]:
    """The acceptance that holds; where none does, what is wrong with the last one."""
    why: tuple[str, ...] = ()
    givers = _givers(told)
    for step in reversed([s for s in told.steps if s.field == "state"]):
        if step.value != "accepted":
            break
        wrong = _wrong(told, step, givers)
        if not wrong:
            return step, ()
        why = why or wrong
    return None, why


def _wrong(told: _Told, acceptance: Step, givers: Sequence[str]) -> tuple[str, ...]:
    """What is wrong with an acceptance: who gave it, what came after it, what its copy did not show."""
    who = _name(acceptance.by)
    if _nobody(who):
        return ("accepted by nobody named",)
    if acceptance.day is None:
        return (f"accepted by {who} on an unknown day",)
    if any(same_person(acceptance.by, giver) for giver in givers):
        return (f"accepted by {who}, who gave it",)
    if acceptance.again:
        return (f"accepted by {who} for {acceptance.carried}, and changed since: {acceptance.again}",)
    unseen = [
        step
        for field, step in told.standing.items()
        if field in (*SUBSTANCE, *TERMS)
        and not knew(acceptance, step)
        and (field in SUBSTANCE or not same_person(step.by, acceptance.by))
    ]
    if any(step.turn > acceptance.turn for step in unseen):
        return (f"changed after {who} accepted it on {acceptance.day}",)
    if unseen:
        return (f"accepted by {who} in a copy that did not show what had come by then",)
    return ()


def _givers(told: _Told) -> tuple[str, ...]:
    """Everybody who wrote what stands, and whom a workbook names as its giver."""
    named = [_name(told.text("giver"))] if told.given else []
    return tuple(dict.fromkeys(name for name in (*_writers(told), *named) if not _nobody(name)))


def _writers(told: _Told) -> list[str]:
    stands = {(step.field, step.value) for step in told.given}
    return [_name(step.by) for step in told.steps if (step.field, step.value) in stands]


def _nobody(name: str) -> bool:
    return same_person(name, "")


def _name(text: str) -> str:
    return " ".join(text.split())


# -- what does not hold ------------------------------------------------------------------------------------


def _faults(told: _Told) -> tuple[str, ...]:
    """What keeps it from counting, whoever accepted it. That it ran out is told apart."""
    if not told.given:
        return ("nothing was given: no file, no answer, no link",)
    unknown = ("given by nobody named",) if any(map(_nobody, _writers(told))) else ()
    return (*unknown, *_clashes(told), *_undated(told), *_wrong_days(told))


def _late(told: _Told) -> str:
    if not told.given or told.until is None or told.until >= told.day:
        return ""
    return f"expired on {told.until}"


def _clashes(told: _Told) -> list[str]:
    found = []
    for field in ("state", *SUBSTANCE, *TERMS):
        pair = clash(told.steps, field)
        if pair:
            names = " and ".join(dict.fromkeys(_name(step.by) or "nobody named" for step in pair))
            what = _SAID.get(field, f"the {field}")
            found.append(f"{what} was written twice ({names}), neither knowing of the other")
    return found


def _undated(told: _Told) -> list[str]:
    """What was carried over needs a day of its own, or it would be new in each quarter."""
    if any(field in told.days for field in ("observed", "received", "valid_until")):
        return []
    earlier = next((step.carried for step in told.given if step.carried), "")
    return [f"carried over from {earlier} without a day" if earlier else "no day says how old it is"]


def _wrong_days(told: _Told) -> list[str]:
    unread = [f"{_SAID[field]} is no day (year-month-day)" for field in told.unread]
    step = told.standing.get("observed")
    return unread + wrong_days(told.days, told.period, step.day if step else None)
