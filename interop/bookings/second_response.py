"""The rules of IDENT: which second response follows what was found."""

from datetime import datetime

from gallery.types import Identification
from interop.bookings.types import SecondResponse, SecondResponseKind

UNDER_REVIEW = "examiners decide whether IDENT knows this person: nothing went to the LESC yet"
SENT_ON = "IDENT may know this person: the LESC was asked, and its answer follows"


def no_match_response(
    tcn: str, identification: Identification, response_time: datetime, note: str = ""
) -> SecondResponse:
    """Compose the IDR of a person whom IDENT does not know."""
    return _response(
        tcn, SecondResponseKind.IDR_NO_MATCH, response_time, found=identification, note=note
    )


def match_response(
    tcn: str,
    identification: Identification,
    determination: str,
    response_time: datetime,
    note: str = "",
) -> SecondResponse:
    """Compose the IDR of a known person together with the LESC's answer (IAR)."""
    return _response(
        tcn,
        SecondResponseKind.IDR_WITH_IAR,
        response_time,
        found=identification,
        determination=determination,
        note=note,
    )


def sent_on_response(
    tcn: str, identification: Identification, response_time: datetime, note: str = ""
) -> SecondResponse:
    """Tell for the time being that a match went to the LESC.

    A match is not a determination: IDENT also holds citizens and lawful residents (R9, R10).
    """
    return _response(
        tcn,
        SecondResponseKind.SHARED_SERVICES_RESPONSE,
        response_time,
        found=identification,
        note="; ".join(filter(None, (SENT_ON, note))),
    )


def under_review_response(tcn: str, response_time: datetime) -> SecondResponse:
    """Tell for the time being that people decide; without candidates, of whom none may be it."""
    return _response(
        tcn, SecondResponseKind.SHARED_SERVICES_RESPONSE, response_time, note=UNDER_REVIEW
    )


def reviewed_response(tcn: str, note: str, response_time: datetime) -> SecondResponse:
    """Compose the IDR of a person whom examiners did not find in IDENT."""
    return _response(tcn, SecondResponseKind.IDR_NO_MATCH, response_time, note=note)


def not_routed_response(tcn: str, note: str, response_time: datetime) -> SecondResponse:
    """Compose the answer for a jurisdiction that is not activated: the prints stay with IAFIS.

    No report: nothing was searched.
    """
    return _response(tcn, SecondResponseKind.IDR_NO_MATCH, response_time, note=note)


def error_response(tcn: str, reason: str, message: str, response_time: datetime) -> SecondResponse:
    """Compose the answer to prints that could not be searched, or were not taken on."""
    return _response(
        tcn,
        SecondResponseKind.ERROR,
        response_time,
        error_reason=reason,
        error_message=message,
    )


def _response(
    tcn: str,
    kind: SecondResponseKind,
    response_time: datetime,
    *,
    found: Identification | None = None,
    determination: str = "",
    error_reason: str = "",
    error_message: str = "",
    note: str = "",
) -> SecondResponse:
    return SecondResponse(
        tcr=tcn,
        kind=kind,
        candidates=found.candidates if found else (),
        report=found.report if found else None,
        determination=determination,
        error_reason=error_reason,
        error_message=error_message,
        response_time=response_time,
        note=note,
    )
