"""Commands of a booking agency: submit, watch, enrol, identify, verify, extract, correct."""

from tenprint.cli.agency.bookings import booking, submit, watch
from tenprint.cli.agency.correction import correction
from tenprint.cli.agency.extract import extract
from tenprint.cli.agency.prints import enrol, identify, verify

__all__ = ["booking", "correction", "enrol", "extract", "identify", "submit", "verify", "watch"]
