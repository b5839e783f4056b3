"""What the criminal master file knows of a person beside prints."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from interop.offenses import OffenseCategory


class EventKind(IntEnum):
    """What happened. Values are the proto's."""

    ARREST = 1
    CONVICTION = 2
    DISPOSITION = 3
    """The case ended without a conviction: dismissed, acquitted, or no charges brought."""


@dataclass(frozen=True)
class CriminalEvent:
    """An entry of a criminal history, for one charge."""

    event_id: str
    """The reporting agency chooses the id, so that a repeated report is harmless."""
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
    """The longest sentence that the law allows; None if unknown."""
    imposed_sentence_months: int | None = None
    """The sentence of the conviction; None if unknown or if no sentence was imposed."""
    aggravated_felony: bool | None = None
    """Whether 8 U.S.C. 1101(a)(43) calls it an aggravated felony; None: nobody has decided."""
    disposition: str = ""
    """For a DISPOSITION: how the case ended, in the court's words."""
    encounter_id: str = ""
    """The encounter whose prints came with the event. The event follows the encounter."""


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
    """Whether the agency fetches the person from anywhere."""
    clear_date: date | None = None
    """When the want was served or withdrawn; None: the want is active."""

    @property
    def is_active(self) -> bool:
        """Tell whether the person is still wanted."""
        return self.clear_date is None


@dataclass(frozen=True)
class RapSheet:
    """A person's present criminal history."""

    identity_id: str
    fbi_number: str
    """Empty if the person has no number yet."""
    other_fbi_numbers: tuple[str, ...] = ()
    """The numbers of identities that were merged into this identity."""
    events: tuple[CriminalEvent, ...] = ()
    """Oldest first."""
    wants: tuple[Want, ...] = ()
    """The active wants, oldest first."""
