"""Which agencies' bookings go on from IAFIS to IDENT (R1): by activation, and by nothing else.

Neither the charge nor where somebody comes from is asked (R7).
"""

from dataclasses import dataclass
from datetime import date

NATIONWIDE = "no jurisdictions are on record: all count as activated"
"""As planned for 2013 (R4); said wherever it matters."""


@dataclass(frozen=True)
class Jurisdiction:
    """A county or the like, with the agencies that book people there."""

    jurisdiction_id: str
    name: str
    us_state: str
    activation_date: date | None = None
    """None: no date has been set."""
    oris: tuple[str, ...] = ()
    """In order."""


@dataclass(frozen=True)
class Routing:
    """Whether a booking's prints go on to IDENT, and where it happened."""

    is_active: bool
    us_state: str
    note: str = ""
    """What the agency is told of it."""


def is_active(jurisdiction: Jurisdiction, arrest_date: date) -> bool:
    """Tell whether a jurisdiction was activated on the date of arrest (R1)."""
    activated = jurisdiction.activation_date
    return activated is not None and activated <= arrest_date


def state_of(ori: str) -> str:
    """Tell the State of an agency from its ORI, whose first two characters name it."""
    return ori[:2]


def routing(jurisdiction: Jurisdiction | None, ori: str, arrest_date: date) -> Routing:
    """Decide on a booking; `jurisdiction` is None where none at all are on record."""
    if jurisdiction is None:
        return Routing(is_active=True, us_state=state_of(ori), note=NATIONWIDE)
    if is_active(jurisdiction, arrest_date):
        return Routing(is_active=True, us_state=jurisdiction.us_state)
    note = (
        f"{jurisdiction.name} ({ori}) was not activated on the date of arrest: IDENT was not "
        "searched"
    )
    return Routing(is_active=False, us_state=jurisdiction.us_state, note=note)
