"""Which agencies' bookings go on from IAFIS to IDENT (R1). Only activation decides.

Neither the charge nor a person's origin matters (R7).
"""

from dataclasses import dataclass
from datetime import date

NATIONWIDE = "no jurisdictions are on record: all count as activated"
"""As planned for 2013 (R4), and only if the operator says so. Responses and the log tell it."""

NO_REGISTRY = (
    "no jurisdictions are on record, and the operator did not set --activation nationwide: IDENT "
    "was not searched"
)


@dataclass(frozen=True)
class Jurisdiction:
    """A county or a similar area, with the agencies that book people there."""

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
    """What the response tells the agency about the decision."""


def state_of(ori: str) -> str:
    """Tell the State of an agency from its ORI, whose first two characters name it."""
    return ori[:2]


def routing(
    jurisdiction: Jurisdiction | None, ori: str, arrest_date: date, *, nationwide: bool
) -> Routing:
    """Decide about a booking. jurisdiction: None if no jurisdiction is on record.

    nationwide: whether the operator lets all jurisdictions count as activated if none is on record.
    """
    if jurisdiction is None:
        note = NATIONWIDE if nationwide else NO_REGISTRY
        return Routing(is_active=nationwide, us_state=state_of(ori), note=note)
    activated = jurisdiction.activation_date
    if activated is not None and activated <= arrest_date:
        return Routing(is_active=True, us_state=jurisdiction.us_state)
    note = (
        f"{jurisdiction.name} ({ori}) was not activated on the date of arrest: IDENT was not "
        "searched"
    )
    return Routing(is_active=False, us_state=jurisdiction.us_state, note=note)
