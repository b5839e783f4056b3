"""Which agencies' bookings go on from IAFIS to IDENT (rule R1)."""

from datetime import date
from typing import Protocol


class Jurisdictions(Protocol):
    """Knows which jurisdictions are activated."""

    def is_active(self, ori: str, arrest_date: date) -> bool:
        """Tell whether this agency's jurisdiction is activated on the date of arrest."""
        ...


class EveryJurisdiction:
    """Nationwide activation, as planned for 2013 (rule R4)."""

    def is_active(self, ori: str, arrest_date: date) -> bool:
        """Tell that it is."""
        return True
