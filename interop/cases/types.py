"""Cases of the field offices: one case for each match that was sent on. Times are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum

from sqlalchemy.orm import Session

from database.caller import Caller
from gallery.types import IdentityChange
from interop.audit import Act
from interop.cases.detainer_life import Detainer
from interop.cases.priorities import Advice, Level, RuleSet
from interop.cases.tables import LEAST_URGENT, NO_DEADLINE_S
from interop.lesc import Status


@dataclass(frozen=True)
class Actor:
    """Who acts on a case: the calling system and its user."""

    caller: Caller
    officer: str = ""
    """An opaque id; empty if the operation needs no person."""

    def act(self, session: Session, now: datetime) -> Act:
        """Act now, in a transaction."""
        return Act(session, self.caller, now, self.officer)


class CaseState(IntEnum):
    """The state of a case. Values are the proto's."""

    AWAITING_DETERMINATION = 1
    ALERTED = 2
    """The LESC has answered; an office has the case."""
    CLOSED = 3
    WITHDRAWN = 4
    """The match was withdrawn: an officer reviews what was done because of the match."""
    IN_COMPARISON = 5
    """The LESC doubts that the booked person is the person of the sources: examiners compare the
    prints again, before anybody is alerted."""

    @property
    def is_open(self) -> bool:
        """Whether an officer still has work to do."""
        return self is not CaseState.CLOSED


class EncounterManner(IntEnum):
    """How an officer met the person, if at all. Values are the proto's."""

    IN_PERSON = 1
    BY_TELEPHONE = 2
    RECORDS_ONLY = 3


class DispositionAction(IntEnum):
    """What was done about a match (R31, R42). Values are the proto's."""

    DETENTION_REQUESTED = 1
    REMOVED = 2
    COULD_NOT_BE_REMOVED = 3
    NO_DETENTION = 4


class DispositionReason(IntEnum):
    """Why an action was chosen (R42). Values are the proto's."""

    PRIORITY_1 = 1
    PRIORITY_2 = 2
    PRIORITY_3 = 3
    REMOVABLE_CONVICTION = 4
    UNLAWFULLY_PRESENT = 5
    """Outside the priorities (R27)."""
    US_CITIZEN = 6
    LAWFUL_STATUS = 7
    NO_RECORD = 8
    """Neither an immigration nor a criminal record."""
    STATUS_UNRESOLVED = 9
    DISCRETION = 10
    NO_TRAVEL_DOCUMENT = 11
    RELIEF_GRANTED = 12
    RELEASED_BEFORE = 13
    DETAINER_DECLINED = 14
    MATCH_WITHDRAWN = 15
    DECEASED = 16


_R = DispositionReason
_FOR_ACTION = frozenset(
    {_R.PRIORITY_1, _R.PRIORITY_2, _R.PRIORITY_3, _R.REMOVABLE_CONVICTION, _R.UNLAWFULLY_PRESENT}
)

REASONS: Mapping[DispositionAction, frozenset[DispositionReason]] = {
    DispositionAction.DETENTION_REQUESTED: _FOR_ACTION,
    DispositionAction.REMOVED: _FOR_ACTION,
    DispositionAction.COULD_NOT_BE_REMOVED: frozenset({_R.NO_TRAVEL_DOCUMENT, _R.RELIEF_GRANTED}),
    DispositionAction.NO_DETENTION: frozenset(
        {
            _R.US_CITIZEN,
            _R.LAWFUL_STATUS,
            _R.NO_RECORD,
            _R.STATUS_UNRESOLVED,
            _R.DISCRETION,
            _R.RELEASED_BEFORE,
            _R.DETAINER_DECLINED,
            _R.MATCH_WITHDRAWN,
            _R.DECEASED,
        }
    ),
}
"""The reasons that fit each action."""

EXPLAINED = frozenset({_R.STATUS_UNRESOLVED, _R.DISCRETION, _R.NO_TRAVEL_DOCUMENT})
"""The reasons that need a remark."""


@dataclass(frozen=True)
class EncounterRecord:
    """An officer's record of meeting the person; may be a draft with gaps (R32)."""

    officer: str = ""
    encounter_time: datetime | None = None
    manner: EncounterManner | None = None
    place: str = ""


@dataclass(frozen=True)
class Disposition:
    """An officer's decision and its reason; may be a draft with gaps (R33)."""

    officer: str = ""
    action: DispositionAction | None = None
    reason: DispositionReason | None = None
    remark: str = ""
    decision_time: datetime | None = None


class Completeness(IntEnum):
    """How completely a case is documented; the audit counts PARTIAL and EMPTY separately (R36)."""

    COMPLETE = 1
    PARTIAL = 2
    EMPTY = 3


class VersionCause(StrEnum):
    """Why a case has another version."""

    OPENED = "opened"
    EDITED = "edited"
    """An officer changed the case after the close."""
    ANSWERED = "answered"
    """The LESC answered again after the close."""
    WITHDRAWN = "withdrawn"
    CLAIMED = "claimed"
    """The person claimed to be a citizen after the close."""
    REINSTATED = "reinstated"
    """The withdrawal of the match was taken back."""


@dataclass(frozen=True)
class CaseVersion:
    """A version of a case; only the newest version changes."""

    version: int
    state: CaseState
    """For an earlier version: the state before the next version began."""
    cause: VersionCause
    officer: str
    """The officer who began the version; empty: the service."""
    answer_version: int
    """The version of the LESC's answer; 0 before the first answer."""
    create_time: datetime
    close_time: datetime | None
    encounter: EncounterRecord
    disposition: Disposition


class ClaimState(IntEnum):
    """The state of a claim of citizenship. Values are the proto's."""

    OPEN = 1
    UPHELD = 2
    REFUTED = 3
    UNRESOLVED = 4
    """Nobody decided by the deadline, which counts against detention."""


@dataclass(frozen=True)
class CitizenshipClaim:
    """A person claims to be a citizen."""

    claim_id: str
    case_id: str
    state: ClaimState
    officer: str
    """Who recorded the claim."""
    claim_time: datetime
    deadline: datetime
    answer_version: int
    """The version of the LESC's answer at that time."""
    end_time: datetime | None = None
    end_reason: str = ""
    taken_by: str = ""
    """The ORI of the agency that took the claim; empty in claims of earlier versions."""


@dataclass(frozen=True)
class ClaimEvidence:
    """What somebody has seen that bears on a claim."""

    evidence_id: str
    claim_id: str
    given_by: str
    """The ORI of the agency that holds the evidence."""
    officer: str
    text: str
    evidence_time: datetime


@dataclass(frozen=True)
class LookUp:
    """An officer consulted a source."""

    look_up_id: str
    source: str
    outcome: int
    """A `research.Outcome`."""
    look_up_time: datetime
    officer: str
    repeated: bool
    """Whether the LESC had consulted the source for this match (R17)."""


class DecisionKind(StrEnum):
    """What an officer decided."""

    DETAINER = "detainer"
    DISPOSITION = "disposition"
    CLOSE = "close"


@dataclass(frozen=True)
class DecisionBasis:
    """What was known when a decision was made; a row stores these fields as one document."""

    advice: Advice
    priority: int | None
    level: Level | None
    rule_set: RuleSet
    reasons: tuple[str, ...]
    """The rules that applied, and to which facts."""
    status: Status | None
    """The determination; None before the LESC's answer."""
    answer_version: int
    is_consistent: bool | None
    """Whether the action agrees with the advice (R31); None: no action was documented."""
    is_violation: bool
    """Whether the record broke the policy of the day of the match (R33)."""
    contradictions: tuple[str, ...] = ()
    """What the disposition says that did not happen."""
    because: str = ""
    """A supervisor's reason to close all the same."""


@dataclass(frozen=True)
class CaseDecision:
    """A decision with its basis. Neither changes."""

    decision_id: int
    version: int
    kind: DecisionKind
    officer: str
    decision_time: datetime
    basis: DecisionBasis


class AlarmKind(StrEnum):
    """Why officers are alarmed."""

    CLAIM_UNRESOLVED = "claim_unresolved"
    DETAINER_EXPIRED = "detainer_expired"
    """The agency must release the person."""
    DETAINER_AGAINST_ADVICE = "detainer_against_advice"
    DETAINER_CANCELLED = "detainer_cancelled"
    """The service cancelled the detainer, because its ground is gone."""
    STATED_CITIZEN = "stated_citizen"
    """A detainer was asked for, although the booking states U.S. citizenship."""
    JUVENILE = "juvenile"
    """A detainer was asked for somebody who may be younger than 18."""
    IDENTITY_CONTRADICTED = "identity_contradicted"
    """A detainer was asked for, although what the booking states contradicts the sources."""
    CUSTODY_WITHOUT_GROUND = "custody_without_ground"
    """The ground is gone after custody was taken: the custodian must answer."""
    CLOSED_IN_CONTRADICTION = "closed_in_contradiction"
    """A supervisor closed a case whose disposition contradicts what happened."""
    RELEASE_NOT_CONFIRMED = "release_not_confirmed"
    """Whoever holds the person did not answer a notice by its deadline."""
    ANSWERS_CONTRADICT = "answers_contradict"
    """Answers of the LESC contradict each other about citizenship: a named supervisor decides."""


@dataclass(frozen=True)
class CaseAlarm:
    """An alarm that an officer must acknowledge."""

    alarm_id: int
    case_id: str
    kind: AlarmKind
    alarm_time: datetime
    acknowledge_time: datetime | None = None
    acknowledged_by: str = ""
    caused_by: str = ""
    """The officer whose action raised the alarm, or `service`."""


@dataclass(frozen=True)
class Case:
    """A case in its present state."""

    case_id: str
    tcn: str
    query_id: str
    ori: str
    identity_id: str
    """The identity in IDENT at the time of the match."""
    encounter_id: str
    """The encounter in IDENT whose prints matched; empty if unknown."""
    current_identity_id: str
    """The identity that holds those prints now, after merges and splits."""
    us_state: str
    office: str
    """The field office of the area; empty if no office is assigned."""
    open_time: datetime
    alerted_to: str
    """The office or the resource centre; empty before the LESC's first answer."""
    alert_time: datetime | None
    withdrawn_time: datetime | None
    withdrawn_reason: str
    current: CaseVersion
    detainers: tuple[Detainer, ...] = ()
    claims: tuple[CitizenshipClaim, ...] = ()
    look_ups: tuple[LookUp, ...] = ()
    alarms: tuple[CaseAlarm, ...] = ()
    decisions: tuple[CaseDecision, ...] = ()
    """The decisions with what was known then, oldest first."""
    identity_changes: tuple[IdentityChange, ...] = ()
    """The merges, splits and moves of the identity since the case was opened."""
    time_zone: str = ""
    """Of the county, if most of the State has another one; empty otherwise."""
    urgency: int = LEAST_URGENT
    """When the case is worked on: 1 first, 99 last (R26)."""
    deadline_s: int = NO_DEADLINE_S
    advice: Advice | None = None
    """The advice at `advice_time`; None: the case is closed, or has changed since."""
    advice_time: datetime | None = None
    """When the advice was computed, at most some minutes ago."""
    held_by: str = ""
    """The agency that has the person since a move; empty: the agency that booked the person."""
    is_juvenile: bool = False
    """Whether any stated date of birth makes the person younger than 18 at the arrest."""
    deceased_date: date | None = None
    """When the person died; None: nobody says so."""
    deceased_reason: str = ""
    """Who or what says that the person died, or that the mark was a mistake."""

    @property
    def deadline(self) -> datetime | None:
        """The clock that runs: the end of the 48 hours or of a claim's time; None if none runs."""
        none = self.deadline_s == NO_DEADLINE_S
        return None if none else datetime.fromtimestamp(self.deadline_s, UTC)

    @property
    def place(self) -> str:
        """Where days begin and end: `interop.local_time.zone_of` reads it."""
        return self.time_zone or self.us_state

    @property
    def state(self) -> CaseState:
        """The state of the newest version."""
        return self.current.state

    @property
    def repeated_look_up_count(self) -> int:
        """How many look-ups repeated a look-up of the LESC (R17); the aim is 0 (R18)."""
        return sum(look_up.repeated for look_up in self.look_ups)

    @property
    def live_detainer(self) -> Detainer | None:
        """The detainer that still asks for the person to be held."""
        return next((one for one in self.detainers if one.state.is_live), None)

    @property
    def open_claim(self) -> CitizenshipClaim | None:
        """The claim that is not decided yet."""
        return next((one for one in self.claims if one.state is ClaimState.OPEN), None)
