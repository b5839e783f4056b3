"""Which office a case belongs to, and who is alerted (R15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from interop.local_time import is_working_day, local

RESOURCE_CENTRE = "interoperability-resource-centre"
"""Works around the clock; takes what no field office can take at once."""


@dataclass(frozen=True)
class FieldOffice:
    """An office and when somebody is there, by its own clock."""

    name: str
    us_state: str
    areas: tuple[str, ...]
    """Beginnings of ORIs: a State (`TX`), or a State and county (`CA019`)."""
    opens: time = time(8)
    closes: time = time(18)

    def is_open(self, now: datetime) -> bool:
        """Tell whether somebody is there."""
        there = local(now, self.us_state)
        return is_working_day(there.date()) and self.opens <= there.time() < self.closes


AUDITED_OFFICES = (
    FieldOffice("boston", "MA", ("CT", "MA", "ME", "NH", "RI", "VT")),
    FieldOffice("chicago", "IL", ("IL", "IN", "KS", "KY", "MO", "WI")),
    FieldOffice("denver", "CO", ("CO", "WY")),
    FieldOffice("houston", "TX", ("TX",)),
    FieldOffice("los-angeles", "CA", ("CA",)),
    FieldOffice("miami", "FL", ("FL",)),
    FieldOffice("phoenix", "AZ", ("AZ",)),
    FieldOffice("san-diego", "CA", ("CA037",)),
    FieldOffice("san-francisco", "CA", ("CA038",)),
)
"""The nine that the audit visited. Their areas are those of this simulation."""


class FieldOffices:
    """Knows the offices."""

    def __init__(self, offices: Sequence[FieldOffice] = AUDITED_OFFICES) -> None:
        self._offices = {office.name: office for office in offices}

    def responsible(self, ori: str, us_state: str) -> str:
        """Name the office of an agency, by the longest area that fits; empty where none does."""
        fits = [
            (len(area), office.name)
            for office in self._offices.values()
            for area in office.areas
            if ori.startswith(area) or area == us_state
        ]
        return max(fits)[1] if fits else ""

    def alerted(self, office: str, now: datetime) -> str:
        """Name who is told of a case now: its office, or the resource centre (R15)."""
        known = self._offices.get(office)
        return office if known is not None and known.is_open(now) else RESOURCE_CENTRE
