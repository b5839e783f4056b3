"""What reports say: rows of the audit's sample, rates of offices, exceptions, a dossier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from interop.audit import LoggedEntry
from interop.bookings import BookingEntry
from interop.cases import Case, ReleaseNotice
from interop.corrections import Correction
from interop.review import Rate


class SampleRow(IntEnum):
    """A row of the audit's findings (R31, R36, R43). Values are the proto's."""

    INCOMPLETE = 1
    """The records are not sufficient to tell whether the action was appropriate."""
    PRIORITY_1_ACTED = 2
    """Detention requested, removed, or could not be removed."""
    PRIORITY_2_OR_3_ACTED = 3
    RESIDENT_DETAINED = 4
    """A legal permanent resident with a removable conviction."""
    CITIZEN_NOT_DETAINED = 5
    LAWFUL_NOT_DETAINED = 6
    UNKNOWN_NOT_DETAINED = 7
    """No prior immigration or criminal record."""
    CHARGED_DETAINED = 8
    """Unlawfully present, but outside the priorities."""
    OTHER_CONSISTENT = 9
    """As the policy wants, but the audit has no row for such a case."""
    PRIORITY_1_NOT_DETAINED = 10
    PRIORITY_2_OR_3_NOT_DETAINED = 11
    RESIDENT_WITHOUT_GROUND_DETAINED = 12
    OTHER_INCONSISTENT = 13

    @property
    def is_assessed(self) -> bool:
        """Whether the records were sufficient."""
        return self is not SampleRow.INCOMPLETE

    @property
    def is_consistent(self) -> bool:
        """Whether the action agrees with the policy."""
        return self.is_assessed and self <= SampleRow.OTHER_CONSISTENT


@dataclass(frozen=True)
class Period:
    """Days, both included; each by the clock of the place of the match."""

    first: date
    last: date


@dataclass(frozen=True)
class SampledCase:
    """A case of a sample."""

    case_id: str
    row: SampleRow
    is_violation: bool
    """Whether the gaps of an incomplete case broke the policy of the day of the match (R33)."""


@dataclass(frozen=True)
class AuditSample:
    """A random sample of the cases of a period, classified."""

    period: Period
    seed: int
    population_count: int
    """Cases of the period, from which the sample was drawn."""
    cases: tuple[SampledCase, ...]
    """In the order of the drawing."""
    rows: Mapping[SampleRow, Rate]
    """Of the whole sample, every row, with exact intervals."""
    assessed: Rate
    """Of the whole sample."""
    consistent: Rate
    """Of the assessed cases."""
    violations: Rate
    """Incomplete cases that broke the policy of their day (R33), of the whole sample."""


@dataclass(frozen=True)
class UndocumentedMatch:
    """A match without a complete record of encounter and disposition."""

    tcn: str
    case_id: str
    """Empty if the match has no case."""
    office: str
    match_time: datetime
    missing_fields: tuple[str, ...]
    is_violation: bool
    """Whether the gap broke the policy of the day of the match (R33)."""


@dataclass(frozen=True)
class OfficeCompliance:
    """How many matches of an office are documented (R34)."""

    office: str
    """`interoperability-resource-centre` where no field office is responsible."""
    match_count: int
    documented_count: int
    """Matches with encounter and disposition, with or without an enforcement action."""
    violation_count: int

    @property
    def rate(self) -> float:
        """The documented matches of all matches; 1 if there are no matches."""
        return self.documented_count / self.match_count if self.match_count else 1.0


@dataclass(frozen=True)
class ComplianceReport:
    """The monthly report of recommendation 2."""

    month: str
    """YYYY-MM."""
    offices: tuple[OfficeCompliance, ...]
    total: OfficeCompliance
    lacking: tuple[UndocumentedMatch, ...]
    """Every match that lacks a record, oldest first; the first 20,000."""


class ExceptionKind(IntEnum):
    """What is lacking. Values are the proto's."""

    MATCH_WITHOUT_CASE = 1
    CASE_WITHOUT_QUERY = 2
    QUERY_WITHOUT_ANSWER = 3
    ANSWER_NOT_TAKEN = 4
    """The case does not know the newest answer."""
    HOLD_WITHOUT_END = 5
    CLAIM_WITHOUT_END = 6
    NOTICE_WITHOUT_ACKNOWLEDGEMENT = 7
    ALARM_WITHOUT_ACKNOWLEDGEMENT = 8
    CLOSED_WITHOUT_RECORD = 9
    """A closed case lacks a field that a case needs to be closed."""
    CORRECTED_WITHOUT_WITHDRAWAL = 10
    """The match was withdrawn, but the case stands."""
    RELEASE_WITHOUT_CONFIRMATION = 11
    """Nobody has answered the notice that a person may not be held any more."""


@dataclass(frozen=True)
class ReportedException:
    """One thing that lacks what it must have."""

    kind: ExceptionKind
    object_id: str
    """Of the query, case, detainer, claim, notice or alarm."""
    case_id: str
    """Empty if there is no case."""
    since: datetime
    detail: str = ""


@dataclass(frozen=True)
class ExceptionReport:
    """Everything that lacks what it must have."""

    exceptions: tuple[ReportedException, ...]
    """By kind, oldest first; of each kind the first 1,000."""
    counts: Mapping[ExceptionKind, int]
    """Of each kind that occurs, all."""


@dataclass(frozen=True)
class Dossier:
    """What is on record about a person."""

    person_id: str
    """As asked for."""
    ident_identity_ids: tuple[str, ...]
    iafis_identity_ids: tuple[str, ...]
    bookings: tuple[BookingEntry, ...]
    cases: tuple[Case, ...]
    """With their claims, holds and alarms."""
    corrections: tuple[Correction, ...]
    log: tuple[LoggedEntry, ...]
    """The newest 1,000 entries, oldest first."""
    log_left_out: bool
    """Whether the caller may not read the log."""
    release_notices: tuple[ReleaseNotice, ...] = ()
    """The notices that the person may not be held any more, with their answers; oldest first."""
