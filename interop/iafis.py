"""The rules of IAFIS: what the booking agency is told first."""

from datetime import datetime

from gallery.types import Identification, Retention
from interop.types import Finding, FirstResponse

BOOKING_PREFIX = "tcn:"
"""Begins the encounter ids of bookings; nobody else may enrol under it."""


def encounter_id(tcn: str) -> str:
    """Name the encounter that a booking leaves in the criminal file."""
    return BOOKING_PREFIX + tcn


def finding(retention: Retention) -> Finding:
    """Decide whether the criminal file knew the person before (EBTS 2.059 SRF: I or N)."""
    return Finding.NON_IDENT if retention.new_identity else Finding.IDENT


def first_response(
    tcn: str, identification: Identification, retention: Retention, response_time: datetime
) -> FirstResponse:
    """Compose the SRE; its TCR (1.010) is the submission's TCN (1.009)."""
    return FirstResponse(
        tcr=tcn,
        finding=finding(retention),
        identity_id=retention.identity_id,
        encounter_id=retention.encounter_id,
        candidates=identification.candidates,
        report=identification.report,
        response_time=response_time,
    )
