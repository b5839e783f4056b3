"""Commands of a booking agency: submit, watch, enrol, identify, verify, slaps, correct."""

from tenprint.cli.agency.bookings import booking, submit, watch
from tenprint.cli.agency.correction import correction
from tenprint.cli.agency.extract import extract
from tenprint.cli.agency.prints import enrol, identify, verify
from tenprint.cli.agency.slaps import slaps

__all__ = [
    "booking",
    "correction",
    "enrol",
    "extract",
    "identify",
    "slaps",
    "submit",
    "verify",
    "watch",
]
