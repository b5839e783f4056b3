"""Which office is responsible for a case, and which office is alerted (R15)."""

from dataclasses import dataclass
from datetime import datetime, time

from interop.local_time import is_working_day, local

RESOURCE_CENTRE = "interoperability-resource-centre"
"""Works around the clock, and takes the cases that no field office can take at once."""


@dataclass(frozen=True)
class FieldOffice:
    """An office and its opening hours, by its own clock."""

    name: str
    us_state: str
    areas: tuple[str, ...]
    """Beginnings of ORIs: a State (`TX`), or a State and county (`CA019`)."""
    opens: time = time(8)
    closes: time = time(18)

    def is_open(self, now: datetime) -> bool:
        """Tell whether the office is staffed."""
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
"""The nine offices that the audit visited. This simulation chose their areas."""


def responsible_office(ori: str, us_state: str) -> str:
    """Name the office of an agency by the longest area that fits; empty if no area fits."""
    fits = [
        (len(area), office.name)
        for office in AUDITED_OFFICES
        for area in office.areas
        if ori.startswith(area) or area == us_state
    ]
    return max(fits)[1] if fits else ""


def alerted_office(office: str, now: datetime) -> str:
    """Name who is told of a case now: the office of the case, or the resource centre (R15)."""
    open_now = (one.name for one in AUDITED_OFFICES if one.is_open(now))
    return office if office in open_now else RESOURCE_CENTRE
