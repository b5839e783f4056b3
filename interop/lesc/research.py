"""What the LESC's sources hold, what a specialist finds in them, and what is concluded.

A fact is what one source says happened; a finding is one look-up of one source; the research of
a query is one finding for each source that was consulted. The conclusion is drawn in
`lesc_determination`. An encounter's kind is no fact here: status comes from sources alone (R46).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

CITIZENSHIP_SOURCES = ("naturalisation", "passports", "births_abroad", "adoption")
"""Without each of them nobody can be said not to be a citizen."""

STATUS_SOURCES = (
    "benefits",
    "asylum",
    "immigration_court",
    "students",
    "entry_exit",
)
"""Those that can show a right to be here: without each nobody can be said to have none."""

SOURCES = (
    "central_index",
    *CITIZENSHIP_SOURCES,
    "visa_issuance",
    *STATUS_SOURCES,
    "trusted_travellers",
    "border_encounters",
    "removals",
    "criminal_history",
    "wants",
)
"""The up to 16 databases of R13, by names of our own."""


class FactKind(StrEnum):
    """What a source can say of a person; each kind belongs to the source named beside it."""

    ALIEN_FILE = "alien_file"
    """central_index"""
    NATURALISED = "naturalised"
    """naturalisation; the date is that of the oath"""
    NATURALISATION_REFUSED = "naturalisation_refused"
    """naturalisation: not a citizen on that day"""
    NATURALISATION_REVOKED = "naturalisation_revoked"
    """naturalisation"""
    US_PASSPORT = "us_passport"
    """passports: a citizen on the day of issue, whether or not it has expired"""
    PASSPORT_REFUSED = "passport_refused"
    """passports: found not to be a citizen on that day"""
    CITIZENSHIP_RENOUNCED = "citizenship_renounced"
    """passports"""
    BORN_ABROAD_A_CITIZEN = "born_abroad_a_citizen"
    """births_abroad"""
    CITIZEN_BY_ADOPTION = "citizen_by_adoption"
    """adoption: adopted by a citizen, and so one"""
    ADOPTED_AS_A_CITIZEN = "adopted_as_a_citizen"
    """adoption: adopted a child from abroad, which takes a citizen (R9)"""
    VISA_ISSUED = "visa_issued"
    """visa_issuance; no right to be here before admission"""
    VISA_REFUSED = "visa_refused"
    """visa_issuance"""
    ADMITTED = "admitted"
    """entry_exit; until the end of the authorised stay"""
    DEPARTED = "departed"
    """entry_exit"""
    PERMANENT_RESIDENCE = "permanent_residence"
    """benefits"""
    RESIDENCE_ENDED = "residence_ended"
    """benefits: abandoned or rescinded"""
    STATUS_GRANTED = "status_granted"
    """benefits: any other right to be here, until its end if it has one"""
    STUDENT_STATUS = "student_status"
    """students; until its end"""
    TRUSTED_TRAVELLER = "trusted_traveller"
    """trusted_travellers; says nothing about status"""
    ENTERED_WITHOUT_INSPECTION = "entered_without_inspection"
    """border_encounters"""
    SMUGGLING_ARREST = "smuggling_arrest"
    """border_encounters; says nothing about status: citizens are among them (R9)"""
    REMOVED = "removed"
    """removals"""
    ORDERED_REMOVED = "ordered_removed"
    """immigration_court: a final order; ended by `removed`, `departed` or a later relief"""
    RELIEF_GRANTED = "relief_granted"
    """immigration_court: a right to be here"""
    ASYLUM_GRANTED = "asylum_granted"
    """asylum"""
    ASYLUM_PENDING = "asylum_pending"
    """asylum; until decided"""
    CONVICTED = "convicted"
    """criminal_history; comes with a Conviction"""
    ARRESTED = "arrested"
    """criminal_history"""
    WANTED = "wanted"
    """wants; until served or withdrawn"""


@dataclass(frozen=True)
class Conviction:
    """A conviction as a criminal history has it."""

    date: date
    category: str
    maximum_sentence_months: int
    """What the law allows for the crime; beyond 12 is "punishable by more than one year"."""
    imposed_sentence_months: int
    aggravated_felony: bool
    literal: str = ""
    statute: str = ""


@dataclass(frozen=True)
class Fact:
    """One entry of a source about a person."""

    kind: FactKind
    from_date: date
    until_date: date | None = None
    """The last day on which it holds; None: it has no end."""
    details: str = ""
    conviction: Conviction | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the fact is in force on a day."""
        return self.from_date <= day and (self.until_date is None or day <= self.until_date)


class Outcome(IntEnum):
    """How a look-up ended. Values are the proto's."""

    FOUND = 1
    NOT_FOUND = 2
    UNAVAILABLE = 3
    TIMED_OUT = 4

    @property
    def is_consulted(self) -> bool:
        """Whether the source has spoken, be it to say that it knows nobody."""
        return self in (Outcome.FOUND, Outcome.NOT_FOUND)


@dataclass(frozen=True)
class Finding:
    """One look-up of one source."""

    source: str
    outcome: Outcome
    look_up_time: datetime
    specialist: str
    facts: tuple[Fact, ...] = ()
    found_by_number: bool = False
    """By FIN, alien number or IDENT identity; else by name and date of birth alone."""
    name: str = ""
    """As the source has it; empty where unknown."""
    date_of_birth: str = ""
    """YYYYMMDD as the source has it; empty where unknown."""


@dataclass(frozen=True)
class Research:
    """Everything that was found for a query."""

    findings: tuple[Finding, ...]

    def facts(self, *kinds: FactKind) -> Iterator[Fact]:
        """Go through the facts of some kinds, of all kinds if none is named."""
        for finding in self.findings:
            yield from (fact for fact in finding.facts if not kinds or fact.kind in kinds)

    @property
    def not_consulted(self) -> tuple[str, ...]:
        """The sources that have not spoken, in the order of SOURCES."""
        spoken = {finding.source for finding in self.findings if finding.outcome.is_consulted}
        return tuple(source for source in SOURCES if source not in spoken)


class Status(IntEnum):
    """Immigration status as of the determination. Values are the proto's."""

    US_CITIZEN = 1
    LAWFUL_PERMANENT_RESIDENT = 2
    LAWFUL_STATUS = 3
    UNLAWFULLY_PRESENT = 4
    NO_RECORD = 5
    UNRESOLVED = 6
    """No advice to detain can be computed from it."""


class Ground(IntEnum):
    """Why somebody could be removed (R14). Values are the proto's."""

    ENTERED_ILLEGALLY = 1
    OVERSTAYED = 2
    PREVIOUSLY_REMOVED = 3
    REMOVABLE_CONVICTION = 4
    ORDERED_REMOVED = 5
    """A final order of removal that was not followed."""


@dataclass(frozen=True)
class Determination:
    """The initial determination of the LESC (R12)."""

    status: Status
    identity_confirmed: bool
    grounds: tuple[Ground, ...]
    convictions: tuple[Conviction, ...]
    unresolved_because: str
    """Empty unless the status is UNRESOLVED."""
    not_consulted: tuple[str, ...]
    determine_time: datetime
    specialist: str


def unresolved(because: str, now: datetime, specialist: str = "") -> Determination:
    """Conclude that nothing can be concluded yet."""
    return Determination(
        status=Status.UNRESOLVED,
        identity_confirmed=False,
        grounds=(),
        convictions=(),
        unresolved_because=because,
        not_consulted=SOURCES,
        determine_time=now,
        specialist=specialist,
    )
