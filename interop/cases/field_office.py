"""Which office is responsible for a case, and which office is alerted (R15)."""

from dataclasses import dataclass
from datetime import datetime, time

from interop.local_time import is_working_day, local

RESOURCE_CENTRE = "interoperability-resource-centre"
"""Works around the clock, and takes the cases that no field office can take at once."""

RESOURCE_CENTRE_ORI = "ICEIRC000"


@dataclass(frozen=True)
class FieldOffice:
    """An office and its opening hours, by its own clock."""

    name: str
    ori: str
    """Who calls with this ORI calls for the office. This simulation chose the ORIs."""
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
    FieldOffice("boston", "ICEBOS000", "MA", ("CT", "MA", "ME", "NH", "RI", "VT")),
    FieldOffice("chicago", "ICECHI000", "IL", ("IL", "IN", "KS", "KY", "MO", "WI")),
    FieldOffice("denver", "ICEDEN000", "CO", ("CO", "WY")),
    FieldOffice("houston", "ICEHOU000", "TX", ("TX",)),
    FieldOffice("los-angeles", "ICELOS000", "CA", ("CA",)),
    FieldOffice("miami", "ICEMIA000", "FL", ("FL",)),
    FieldOffice("phoenix", "ICEPHO000", "AZ", ("AZ",)),
    FieldOffice("san-diego", "ICESND000", "CA", ("CA037",)),
    FieldOffice("san-francisco", "ICESFR000", "CA", ("CA038",)),
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


def office_of(ori: str) -> str:
    """Name the office, or the resource centre, that calls with an ORI; empty if none does."""
    if ori == RESOURCE_CENTRE_ORI:
        return RESOURCE_CENTRE
    return next((one.name for one in AUDITED_OFFICES if one.ori == ori), "")


def ori_of(office: str) -> str:
    """Name the ORI of an office or of the resource centre; empty if there is no such office."""
    if office == RESOURCE_CENTRE:
        return RESOURCE_CENTRE_ORI
    return next((one.ori for one in AUDITED_OFFICES if one.name == office), "")
