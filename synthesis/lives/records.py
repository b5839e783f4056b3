"""The records that a life leaves with others: plain data, with names that `interop` shares."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from matcher.types import FINGERS, FingerPosition

TEN_PRINTS_SINCE = date(2008, 1, 1)
"""Before, IDENT took the two index fingers."""

INDEX_FINGERS = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)


class Status(StrEnum):
    """The status of a person on a day. All names but the last are the LESC's."""

    US_CITIZEN = "us_citizen"
    LAWFUL_PERMANENT_RESIDENT = "lawful_permanent_resident"
    LAWFUL_STATUS = "lawful_status"
    UNLAWFULLY_PRESENT = "unlawfully_present"
    NO_RECORD = "no_record"
    """No record says anything from which a status follows."""
    ABSENT = "absent"
    """Not in the country, and no resident of it."""


class Outcome(StrEnum):
    """What should follow from a match, by the rows of the audit's sample."""

    CITIZEN = "citizen"
    LAWFUL = "lawful"
    NO_RECORD = "no_record"
    CONVICTED = "convicted"
    """Unlawfully present and convicted: priority 1."""
    OBSTRUCTED = "obstructed"
    """Unlawfully present, without convictions: priorities 2 and 3."""
    RESIDENT_CONVICTED = "resident_convicted"
    """A lawful permanent resident with a removable conviction."""
    CHARGED = "charged"
    """Unlawfully present with criminal charges alone, outside the priorities."""

    @property
    def calls_for_detainer(self) -> bool:
        """Tell whether a detainer would be consistent with the policy of March 2011 (R31)."""
        return self not in (Outcome.CITIZEN, Outcome.LAWFUL, Outcome.NO_RECORD)


@dataclass(frozen=True)
class LifeEncounter:
    """An occasion on which a DHS agency took prints."""

    ordinal: int
    """From 1; the number of the session for the population that gives the prints."""
    kind: str
    """As `interop.records.ident_types.EncounterKind` names it, in lower case."""
    time: datetime
    document_number: str
    alien_number: str
    site: str

    @property
    def positions(self) -> tuple[FingerPosition, ...]:
        """The fingers whose prints were taken."""
        return FINGERS if self.time.date() >= TEN_PRINTS_SINCE else INDEX_FINGERS


@dataclass(frozen=True)
class LifeConviction:
    """A conviction, or what an arrest was for."""

    date: date
    category: str
    """As `interop.offenses.OffenseCategory` has it."""
    literal: str
    offense_code: str
    statute: str
    maximum_sentence_months: int
    imposed_sentence_months: int
    aggravated_felony: bool


@dataclass(frozen=True)
class LifeEvent:
    """An entry of the criminal file."""

    ordinal: int
    kind: str
    """`arrest`, `conviction` or `disposition`."""
    date: date
    crime: LifeConviction
    disposition: str = ""


@dataclass(frozen=True)
class LifeWant:
    """An active want or warrant."""

    ordinal: int
    issue_date: date
    literal: str
    offense_code: str


@dataclass(frozen=True)
class LifeFact:
    """What a source of the LESC holds; source and kind as the LESC names them."""

    source: str
    kind: str
    from_date: date
    until_date: date | None = None
    conviction: LifeConviction | None = None


@dataclass(frozen=True)
class Life:
    """A person's life as far as it was recorded, and the true statuses."""

    seed: int
    story: str
    outcome: Outcome | None
    """Of the match on `as_of`; None for somebody whom IDENT does not know."""
    as_of: date
    name: str
    date_of_birth: date
    sex: str
    place_of_birth: str
    alien_number: str
    encounters: tuple[LifeEncounter, ...]
    """Oldest first."""
    events: tuple[LifeEvent, ...]
    """Oldest first."""
    wants: tuple[LifeWant, ...]
    facts: tuple[LifeFact, ...]
    statuses: tuple[tuple[date, Status], ...]
    """Each status holds from its day until the next one's; the first holds from birth."""
    has_papers: bool = True
    """False: a citizen whom no source of the LESC shows to be one."""

    def status_on(self, day: date) -> Status:
        """Tell what the person truly was on a day from birth on."""
        return [status for since, status in self.statuses if since <= day][-1]
