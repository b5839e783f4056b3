"""What the criminal master file holds of a person beside prints."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Protocol

from interop.offenses import OffenseCategory


class Charged(Protocol):
    """A charge as a booking states it."""

    @property
    def literal(self) -> str:
        """The charge in words."""

    @property
    def offense_code(self) -> str:
        """NCIC offence code, four digits; empty if unknown."""


class EventKind(IntEnum):
    """What happened. Values are the proto's."""

    ARREST = 1
    CONVICTION = 2
    DISPOSITION = 3
    """An end without a conviction: dismissed, acquitted, no charges brought."""


@dataclass(frozen=True)
class CriminalEvent:
    """An entry of a criminal history, for one charge."""

    event_id: str
    """Chosen by who reports it, so that reporting it again is harmless."""
    kind: EventKind
    date: date
    ori: str
    """The agency that arrested, or the court."""
    literal: str
    category: OffenseCategory = OffenseCategory.OTHER
    offense_code: str = ""
    """NCIC offence code, four digits; empty if unknown."""
    statute: str = ""
    maximum_sentence_months: int | None = None
    """What the law allows; None if unknown."""
    imposed_sentence_months: int | None = None
    """What a conviction brought; None if unknown or none was imposed."""
    aggravated_felony: bool | None = None
    """As 8 U.S.C. 1101(a)(43) defines it; None: nobody has decided."""
    disposition: str = ""
    """Of a DISPOSITION: how it ended, in the court's words."""
    encounter_id: str = ""
    """The encounter whose prints came with it; it goes where the encounter goes."""


@dataclass(frozen=True)
class Want:
    """A want or warrant for a person."""

    want_id: str
    ori: str
    """The agency that wants the person."""
    literal: str
    issue_date: date
    offense_code: str = ""
    extradition: bool = False
    """Whether the agency would come for the person from anywhere."""
    clear_date: date | None = None
    """When it was served or withdrawn; None: it is active."""

    @property
    def is_active(self) -> bool:
        """Tell whether the person is wanted still."""
        return self.clear_date is None


@dataclass(frozen=True)
class RapSheet:
    """A person's criminal history as it stands."""

    identity_id: str
    fbi_number: str
    """Empty where the person has no number yet."""
    other_fbi_numbers: tuple[str, ...] = ()
    """Given to identities that were merged into this one."""
    events: tuple[CriminalEvent, ...] = ()
    """Oldest first."""
    wants: tuple[Want, ...] = ()
    """The active ones, oldest first."""
