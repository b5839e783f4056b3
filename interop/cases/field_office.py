"""Which office is responsible for a case, and which office is alerted (R15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from interop.local_time import is_working_day, local

RESOURCE_CENTRE = "interoperability-resource-centre"
"""Works around the clock, and takes the cases that no field office can take at once."""

RESOURCE_CENTRE_ORI = "ICEIRC000"
"""This project chose the ORI."""


@dataclass(frozen=True)
class FieldOffice:
    """An office and its opening hours, by its own clock."""

    name: str
    place: str
    """A State or a time zone: `interop.local_time.zone_of` reads it."""
    areas: tuple[str, ...]
    """Beginnings of ORIs: a State (`TX`), or a State and county (`CA019`)."""
    opens: time
    closes: time
    ori: str = ""
    """Who calls with this ORI calls for the office; empty: nobody does."""

    def is_open(self, now: datetime) -> bool:
        """Tell whether the office is staffed."""
        there = local(now, self.place)
        return is_working_day(there.date()) and self.opens <= there.time() < self.closes


def responsible_office(offices: Iterable[FieldOffice], ori: str, us_state: str) -> str:
    """Name the office of an agency by the longest area that fits; empty if no area fits."""
    fits = [
        (len(area), office.name)
        for office in offices
        for area in office.areas
        if ori.startswith(area) or area == us_state
    ]
    return max(fits)[1] if fits else ""


def alerted_office(offices: Iterable[FieldOffice], office: str, now: datetime) -> str:
    """Name who is told of a case now: the office of the case, or the resource centre (R15)."""
    open_now = (one.name for one in offices if one.is_open(now))
    return office if office in open_now else RESOURCE_CENTRE
