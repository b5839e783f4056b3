"""Cases of the field offices: one for each match that was sent on. Times are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from database.caller import Caller
from gallery.types import IdentityChange
from interop import names
from interop.cases.detainer_life import Detainer


@dataclass(frozen=True)
class Actor:
    """Who does something to a case: the calling system and the person at it."""

    caller: Caller
    officer: str = ""
    """An opaque id; empty where no person is needed."""


SERVICE = Actor(names.SERVICE)
"""The service itself: what falls due, and what follows from an answer."""


class CaseState(IntEnum):
    """Where a case stands. Values are the proto's."""

    AWAITING_DETERMINATION = 1
    ALERTED = 2
    """The LESC has answered; an office has the case."""
    CLOSED = 3
    WITHDRAWN = 4
    """There was no such match: what was done because of it is under review."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self is not CaseState.CLOSED


class EncounterManner(IntEnum):
    """How an officer met the person, or did not. Values are the proto's."""

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
    """Why (R42). Values are the proto's."""

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
        }
    ),
}
"""Which reasons go with which action."""

EXPLAINED = frozenset({_R.STATUS_UNRESOLVED, _R.DISCRETION, _R.NO_TRAVEL_DOCUMENT})
"""Reasons that say nothing without a remark."""


@dataclass(frozen=True)
class EncounterRecord:
    """What an officer wrote down about meeting the person; may be a draft with gaps (R32)."""

    officer: str = ""
    encounter_time: datetime | None = None
    manner: EncounterManner | None = None
    place: str = ""


@dataclass(frozen=True)
class Disposition:
    """What was decided and why; may be a draft with gaps (R33)."""

    officer: str = ""
    action: DispositionAction | None = None
    reason: DispositionReason | None = None
    remark: str = ""
    decision_time: datetime | None = None


class Completeness(IntEnum):
    """How far a case is documented; the audit counts the last two apart (R36)."""

    COMPLETE = 1
    PARTIAL = 2
    EMPTY = 3


class VersionCause(StrEnum):
    """Why a case has another version."""

    OPENED = "opened"
    EDITED = "edited"
    """Somebody had something to change after it was closed."""
    ANSWERED = "answered"
    """The LESC answered anew after it was closed."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class CaseVersion:
    """A version of a case; all but the newest never change."""

    version: int
    state: CaseState
    """As it was left, for all but the newest."""
    cause: VersionCause
    officer: str
    """Who made it necessary; empty: the service."""
    answer_version: int
    """Of the LESC's answer that it stands on; 0 before the first."""
    create_time: datetime
    close_time: datetime | None
    encounter: EncounterRecord
    disposition: Disposition


class ClaimState(IntEnum):
    """Where a claim of citizenship stands. Values are the proto's."""

    OPEN = 1
    UPHELD = 2
    REFUTED = 3
    UNRESOLVED = 4
    """Nobody could tell by the deadline, which weighs against detention."""


@dataclass(frozen=True)
class CitizenshipClaim:
    """Somebody says of themselves that they are a citizen."""

    claim_id: str
    case_id: str
    state: ClaimState
    officer: str
    """Who took it down."""
    claim_time: datetime
    deadline: datetime
    answer_version: int
    """The LESC's answer at that time."""
    end_time: datetime | None = None
    end_reason: str = ""


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
    """The LESC had consulted it for this very match (R17)."""


class AlarmKind(StrEnum):
    """What somebody has to know of without looking for it."""

    CLAIM_UNRESOLVED = "claim_unresolved"
    DETAINER_EXPIRED = "detainer_expired"
    """The agency must release."""
    DETAINER_AGAINST_ADVICE = "detainer_against_advice"
    DETAINER_CANCELLED = "detainer_cancelled"
    """By the service: what it stood on is gone."""


@dataclass(frozen=True)
class CaseAlarm:
    """Something to be known and acknowledged."""

    alarm_id: int
    case_id: str
    kind: AlarmKind
    alarm_time: datetime
    acknowledge_time: datetime | None = None
    acknowledged_by: str = ""


@dataclass(frozen=True)
class Case:
    """A case as it stands."""

    case_id: str
    tcn: str
    query_id: str
    ori: str
    identity_id: str
    """Of IDENT, as it was when the match was made."""
    encounter_id: str
    """Of IDENT: the prints that matched; empty where unknown."""
    current_identity_id: str
    """Whose those prints are now, after what was merged and split since."""
    us_state: str
    office: str
    """The field office of the area; empty where none is assigned."""
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
    identity_changes: tuple[IdentityChange, ...] = ()
    """What became of that identity since the case was opened."""

    @property
    def state(self) -> CaseState:
        """Where it stands."""
        return self.current.state

    @property
    def repeated_look_up_count(self) -> int:
        """Look-ups that the LESC had done before (R17); 0 is the aim (R18)."""
        return sum(look_up.repeated for look_up in self.look_ups)

    @property
    def live_detainer(self) -> Detainer | None:
        """The detainer that still asks for the person to be held."""
        return next((one for one in self.detainers if one.state.is_live), None)

    @property
    def open_claim(self) -> CitizenshipClaim | None:
        """The claim that nobody has decided yet."""
        return next((one for one in self.claims if one.state is ClaimState.OPEN), None)
