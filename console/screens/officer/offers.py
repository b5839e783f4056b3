"""What an officer can do with a case now: why the service would refuse the rest, in one sentence.

The service decides. The page leaves out what it knows to be refused, and says why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from console.gateway import COMPARISON
from console.people import Listed
from console.screens import claims
from console.web import enum
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import work_service_pb2 as work_pb2
from tenprint.v1.detainer_service_pb2 import Detainer
from tenprint.v1.research_pb2 import AGREEMENT_CONTRADICTION

TO_OFFICES = frozenset(
    {
        pb2.CASE_ALARM_KIND_CLAIM_UNRESOLVED,
        pb2.CASE_ALARM_KIND_DETAINER_EXPIRED,
        pb2.CASE_ALARM_KIND_DETAINER_CANCELLED,
    }
)
"""The alarms that an office acknowledges; the others go to a supervisor."""
_WORK = (pb2.CASE_STATE_ALERTED, pb2.CASE_STATE_WITHDRAWN)
"""The states in which officers have work on a case."""
_MAY_HOLD = (pb2.ADVICE_DETAIN, pb2.ADVICE_MAY_DETAIN)
_UNITED_STATES = "US"
Refusals = Iterator[tuple[str, str]]
"""An action, by the last part of its address, and why it is not offered."""


@dataclass(frozen=True)
class Known:
    """What the page knows of the case, and of who looks."""

    person: Listed
    file: pb2.GetCaseResponse
    advice: pb2.AssessCaseResponse | None
    transfers: Sequence[work_pb2.Transfer]
    escalations: Sequence[work_pb2.Escalation]
    comparisons: Sequence[correction_pb2.Comparison]

    @property
    def is_mine(self) -> bool:
        """Whether this officer holds the task."""
        mine = (self.person.person, self.person.ori)
        return (self.file.task_officer, self.file.task_ori) == mine

    @property
    def compares(self) -> bool:
        """Whether examiners compare the prints again."""
        return any(not one.HasField("end_time") for one in self.comparisons)


def elsewhere(known: Known) -> str:
    """Say whose case it is, if it is not the case of the officer's office; empty: it is."""
    file, case = known.file, known.file.case
    if file.is_own_office:
        return ""
    if not file.caller_office:
        return f"{known.person.ori} is the ORI of no field office: nobody there acts on a case."
    return (
        f"This case belongs to the office {case.alerted_to or case.office or 'resource centre'}, "
        f"which alone acts on it; you are of {file.caller_office}."
    )


def refusals(known: Known) -> dict[str, str]:
    """Say of each action that the service would refuse now why it would."""
    parts = (_task(known), _documents(known), _detainers(known), _others(known))
    return {action: why for part in parts for action, why in part if why}


def lacking(known: Known) -> list[str]:
    """Name what the case lacks to be closed, as the service names it."""
    return [*known.file.case.missing_fields, *([COMPARISON] if known.compares else [])]


def alarm_refusal(alarm: pb2.CaseAlarm, person: Listed) -> str:
    """Say why an officer cannot acknowledge an alarm; empty: the officer can."""
    if alarm.caused_by == person.person:
        return "You caused this alarm: somebody else must know of it."
    return "" if alarm.kind_code in TO_OFFICES else "A supervisor must know of this alarm."


def reason_needed(known: Known) -> str:
    """Say why a detainer needs the officer's reason; empty: it needs none."""
    file = known.file
    cautions = (
        (known.advice is not None and known.advice.advice not in _MAY_HOLD, "against the advice"),
        (file.case.is_juvenile, "for a juvenile"),
        (file.booked.citizenship == _UNITED_STATES, "for a person who is booked as a U.S. citizen"),
        (
            any(one.agreement == AGREEMENT_CONTRADICTION for one in file.determination.identity),
            "although the booking contradicts the sources",
        ),
    )
    return ", ".join(words for applies, words in cautions if applies)


def _held_by_other(known: Known) -> str:
    file = known.file
    if not file.task_officer or known.is_mine:
        return ""
    return (
        f"{file.task_officer} of {file.task_ori} holds the task: wait, or let a supervisor give it "
        "to you."
    )


def _not_work(known: Known) -> str:
    state = known.file.case.current.state
    if state in _WORK:
        return ""
    if state == pb2.CASE_STATE_CLOSED:
        return "The case is closed: begin another version first."
    return "The case is no work of officers yet: it waits for the alert."


def _task(known: Known) -> Refusals:
    yield "take", _not_work(known) or _held_by_other(known)
    waiting = next((one for one in known.transfers if enum(one, "state") == "waiting"), None)
    asked = f"{waiting.to_office} is asked to take the case already." if waiting else ""
    yield "transfer", _not_work(known) or _held_by_other(known) or asked
    open_ = next((one for one in known.escalations if not one.HasField("end_time")), None)
    before = f"The supervisors of {open_.queue} are asked already." if open_ else ""
    yield "escalate", _not_work(known) or before


def _documents(known: Known) -> Refusals:
    held = _held_by_other(known)
    yield "encounter", held
    yield "disposition", held
    missing = "It cannot be closed yet: what is missing is said above." if lacking(known) else ""
    untrue = known.file.contradictions
    contradicted = "It cannot be closed yet: what is said above is not so." if untrue else ""
    yield "close", held or missing or contradicted


def _detainers(known: Known) -> Refusals:
    case, advice = known.file.case, known.advice
    barred = claims.barring(known.file)
    claimed = f"A claim of citizenship is {barred}: nobody takes custody." if barred else ""
    compared = "Examiners compare the prints again: nobody takes custody." if known.compares else ""
    yield "custody", claimed or compared
    if case.current.state != pb2.CASE_STATE_ALERTED:
        yield "detainer", "Only an open case that the LESC has answered can have a detainer."
    elif case.detainers:
        yield "detainer", f"An arrest has one detainer: this one is {_state(case.detainers[-1])}."
    elif advice is None:
        yield "detainer", "The LESC has not answered yet."
    elif advice.advice not in _MAY_HOLD and not advice.overridable:
        why = "; ".join(one.text for one in advice.reasons)
        yield "detainer", f"The rules allow no detainer here, whatever the reason: {why}."


def _others(known: Known) -> Refusals:
    yield "compare", claims.comparison_refusal(known.comparisons)
    yield "claim", claims.refusal(known.file)


def _state(detainer: Detainer) -> str:
    return enum(detainer, "state")
