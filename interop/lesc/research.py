"""What the LESC's sources hold, what a specialist finds in them, and the conclusion.

A fact is what one source says happened. A finding is one look-up of one source. The research of a
query has one finding for each source that was consulted. The module `determination` draws the
conclusion. An encounter's kind is not a fact here: status comes from sources alone (R46).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

CITIZENSHIP_SOURCES = ("naturalisation", "passports", "births_abroad", "adoption")
"""Unless all of them have answered, nobody is said not to be a citizen."""

STATUS_SOURCES = (
    "benefits",
    "asylum",
    "immigration_court",
    "students",
    "entry_exit",
)
"""They can show a right to be here. Unless all have answered, nobody is said to have no right."""

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
"""The up to 16 databases of R13, under names of this project."""


class FactKind(StrEnum):
    """What a source can say of a person. Each kind belongs to the source named below it."""

    ALIEN_FILE = "alien_file"
    """central_index"""
    DECEASED = "deceased"
    """central_index: the day of death"""
    NATURALISED = "naturalised"
    """naturalisation; the date of the oath"""
    NATURALISATION_REFUSED = "naturalisation_refused"
    """naturalisation: not a citizen on that day"""
    NATURALISATION_REVOKED = "naturalisation_revoked"
    """naturalisation"""
    US_PASSPORT = "us_passport"
    """passports: a citizen on the day of issue, even if the passport has expired"""
    PASSPORT_REFUSED = "passport_refused"
    """passports: found not to be a citizen on that day"""
    CITIZENSHIP_RENOUNCED = "citizenship_renounced"
    """passports"""
    BORN_ABROAD_A_CITIZEN = "born_abroad_a_citizen"
    """births_abroad"""
    CITIZEN_BY_ADOPTION = "citizen_by_adoption"
    """adoption: adopted by a citizen, and so a citizen"""
    CITIZEN_BY_DERIVATION = "citizen_by_derivation"
    """naturalisation: a certificate of citizenship through a parent; the day of the right"""
    CITIZENSHIP_ESTABLISHED = "citizenship_established"
    """central_index: a claim was upheld because of evidence that a person has seen"""
    ADOPTED_AS_A_CITIZEN = "adopted_as_a_citizen"
    """adoption: adopted a child from abroad, which only a citizen can do (R9)"""
    VISA_ISSUED = "visa_issued"
    """visa_issuance; gives no right to be here before admission"""
    VISA_REFUSED = "visa_refused"
    """visa_issuance"""
    VISA_ABUSED = "visa_abused"
    """visa_issuance: an authority found that the person abused a visa programme (R23)"""
    ADMITTED = "admitted"
    """entry_exit; until the end of the authorised stay"""
    DEPARTED = "departed"
    """entry_exit"""
    PERMANENT_RESIDENCE = "permanent_residence"
    """benefits"""
    RESIDENCE_ENDED = "residence_ended"
    """benefits: abandoned or rescinded"""
    STATUS_GRANTED = "status_granted"
    """benefits: any other right to be here, until the right ends"""
    STUDENT_STATUS = "student_status"
    """students; until its end"""
    TRUSTED_TRAVELLER = "trusted_traveller"
    """trusted_travellers; says nothing about status"""
    ENTERED_WITHOUT_INSPECTION = "entered_without_inspection"
    """border_encounters"""
    ENTERED_BY_FRAUD = "entered_by_fraud"
    """border_encounters: admitted by a false document or another person's document (R24)"""
    SMUGGLING_ARREST = "smuggling_arrest"
    """border_encounters; says nothing about status, because citizens are arrested too (R9)"""
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
    """A conviction as a criminal history states it."""

    date: date
    category: str
    maximum_sentence_months: int
    """The longest sentence for the crime. Over 12: "punishable by more than one year"."""
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
    """The last day on which the fact holds; None: the fact has no end."""
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
        """Whether the source has answered, also if it knows nobody."""
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
    """True: found by FIN, alien number or IDENT identity. False: by name and date of birth."""
    name: str = ""
    """The name in the source; empty if unknown."""
    date_of_birth: str = ""
    """YYYYMMDD, the date in the source; empty if unknown."""
    sex: str = ""
    place_of_birth: str = ""
    alien_number: str = ""
    fbi_number: str = ""


@dataclass(frozen=True)
class BookedPerson:
    """Whom the booking agency stated to have booked; empty: not stated.

    A query fills its other fields from IDENT. What IDENT says confirms nobody who was booked.
    """

    name: str = ""
    """`LAST,FIRST MIDDLE`."""
    dates_of_birth: tuple[str, ...] = ()
    """YYYYMMDD; one of several may be true."""
    sex: str = ""
    place_of_birth: str = ""
    alien_number: str = ""
    fbi_number: str = ""


class Agreement(IntEnum):
    """How what the booking states goes with what the sources hold. Values are the proto's."""

    AGREEMENT = 1
    DOUBT = 2
    """Both may be about one person; or the sources differ."""
    CONTRADICTION = 3


@dataclass(frozen=True)
class FieldComparison:
    """One field of the booked person, compared with the sources that found the person by number."""

    field: str
    """A field of `BookedPerson`."""
    agreement: Agreement
    booked: str
    """As stated; several dates of birth with commas between."""
    held: tuple[str, ...]
    """The different values of the sources, sorted."""

    def __str__(self) -> str:
        """Name the field, both sides and the result."""
        held = ", ".join(self.held)
        return f"{self.field} {self.booked}, in the sources {held}: {self.agreement.name.lower()}"


@dataclass(frozen=True)
class Research:
    """Everything that was found for a query."""

    findings: tuple[Finding, ...]

    def facts(self, *kinds: FactKind) -> Iterator[Fact]:
        """Go through the facts of some kinds; without kinds, through all facts."""
        for finding in self.findings:
            yield from (fact for fact in finding.facts if not kinds or fact.kind in kinds)

    @property
    def not_consulted(self) -> tuple[str, ...]:
        """The sources that have not answered, in the order of SOURCES."""
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
    """No advice to detain follows from this status."""


class Ground(IntEnum):
    """Why a person could be removed (R14). Values are the proto's."""

    ENTERED_ILLEGALLY = 1
    OVERSTAYED = 2
    PREVIOUSLY_REMOVED = 3
    REMOVABLE_CONVICTION = 4
    ORDERED_REMOVED = 5
    """A final order of removal that was not carried out."""
    ABUSED_VISA = 6
    """An authority found that the person abused a visa programme."""
    ENTERED_BY_FRAUD = 7


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
    identity: tuple[FieldComparison, ...] = ()
    """The booked person beside the sources, field by field; a field that one side lacks is left
    out."""

    @property
    def identity_doubts(self) -> tuple[FieldComparison, ...]:
        """The fields in which the booked person may not be the person of the sources."""
        return tuple(one for one in self.identity if one.agreement is not Agreement.AGREEMENT)

    @property
    def identity_contradictions(self) -> tuple[str, ...]:
        """The fields in which the booked person contradicts the person of the sources."""
        return tuple(one.field for one in self.identity if one.agreement is Agreement.CONTRADICTION)
