"""Which agencies' bookings go on from IAFIS to IDENT (R1). Only activation decides.

Neither the charge nor a person's origin matters (R7).
"""

from dataclasses import dataclass
from datetime import date, datetime

NATIONWIDE = "no jurisdictions are on record: all count as activated"
"""As planned for 2013 (R4), and only if the operator says so. Responses and the log tell it."""

NO_REGISTRY = (
    "no jurisdictions are on record, and the operator did not set --activation nationwide: IDENT "
    "was not searched"
)


@dataclass(frozen=True)
class ActivationPeriod:
    """Days on which a jurisdiction was activated."""

    activation_date: date
    """The first day."""
    deactivation_date: date | None = None
    """The first day on which prints went on no more; None: no end has been set."""

    def covers(self, day: date) -> bool:
        """Tell whether the jurisdiction was activated on a day."""
        end = self.deactivation_date
        return self.activation_date <= day and (end is None or day < end)


@dataclass(frozen=True)
class RecordedPeriod:
    """A period as it was on record: a replaced one stays as history."""

    period: ActivationPeriod
    record_time: datetime | None
    """None: on record before the service kept times."""
    replace_time: datetime | None
    """None: still on record."""


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
    deactivation_date: date | None = None
    """The first day on which prints go on no more; None: no end has been set."""
    earlier_activations: tuple[ActivationPeriod, ...] = ()
    """Periods that ended before `activation_date`, in order."""
    time_zone: str = ""
    """Of a county in a State with two zones; empty: the zone of most of the State."""

    @property
    def place(self) -> str:
        """Where days begin and end: `interop.local_time.zone_of` reads it."""
        return self.time_zone or self.us_state

    @property
    def activations(self) -> tuple[ActivationPeriod, ...]:
        """List all periods, in order."""
        if self.activation_date is None:
            return self.earlier_activations
        newest = ActivationPeriod(self.activation_date, self.deactivation_date)
        return (*self.earlier_activations, newest)


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
    if any(one.covers(arrest_date) for one in jurisdiction.activations):
        return Routing(is_active=True, us_state=jurisdiction.us_state)
    note = (
        f"{jurisdiction.name} ({ori}) was not activated on the date of arrest: IDENT was not "
        "searched"
    )
    return Routing(is_active=False, us_state=jurisdiction.us_state, note=note)
