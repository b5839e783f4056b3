"""Commands of a booking agency: submit, watch, enrol, identify, verify, extract, correct.

Also templates in the formats of other systems.
"""

from tenprint.cli.agency.bookings import booking, submit, watch
from tenprint.cli.agency.correction import correction
from tenprint.cli.agency.extract import extract
from tenprint.cli.agency.prints import enrol, identify, verify
from tenprint.cli.agency.slaps import slaps
from tenprint.cli.agency.template import template

__all__ = [
    "booking",
    "correction",
    "enrol",
    "extract",
    "identify",
    "slaps",
    "submit",
    "template",
    "verify",
    "watch",
]
