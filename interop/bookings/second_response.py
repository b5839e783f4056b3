"""The rules of IDENT: which second response follows a search, a review or an answer."""

from datetime import datetime

from gallery.types import Identification
from interop.bookings.types import SecondResponse, SecondResponseKind

UNDER_REVIEW = "examiners decide whether IDENT knows this person: nothing went to the LESC yet"
SENT_ON = "IDENT may know this person: the LESC was asked, and its answer follows"


def no_match_response(
    tcn: str, response_time: datetime, note: str, found: Identification | None = None
) -> SecondResponse:
    """Compose the IDR of a person whom IDENT does not know, or for whom IDENT was not searched.

    found: the search that found nobody. None: examiners decided, or the prints stay with IAFIS
    because the jurisdiction is not activated.
    """
    return _response(tcn, SecondResponseKind.IDR_NO_MATCH, response_time, found, note=note)


def match_response(
    tcn: str, found: Identification, determination: str, response_time: datetime, note: str
) -> SecondResponse:
    """Compose the IDR of a known person together with the LESC's answer (IAR)."""
    kind = SecondResponseKind.IDR_WITH_IAR
    return _response(tcn, kind, response_time, found, note=note, determination=determination)


def sent_on_response(
    tcn: str, found: Identification, response_time: datetime, note: str
) -> SecondResponse:
    """Tell the agency, before the LESC answers, that the LESC was asked about a match.

    A match is not a determination: IDENT also holds citizens and lawful residents (R9, R10).
    """
    note = "; ".join(filter(None, (SENT_ON, note)))
    kind = SecondResponseKind.SHARED_SERVICES_RESPONSE
    return _response(tcn, kind, response_time, found, note=note)


def under_review_response(tcn: str, response_time: datetime) -> SecondResponse:
    """Tell the agency that examiners decide.

    The response names no candidates, because perhaps none of them is the person.
    """
    kind = SecondResponseKind.SHARED_SERVICES_RESPONSE
    return _response(tcn, kind, response_time, note=UNDER_REVIEW)


def error_response(tcn: str, reason: str, message: str, response_time: datetime) -> SecondResponse:
    """Compose the answer to prints that could not be searched, or that the LESC refused."""
    kind = SecondResponseKind.ERROR
    return _response(tcn, kind, response_time, error_reason=reason, error_message=message)


def _response(
    tcn: str,
    kind: SecondResponseKind,
    response_time: datetime,
    found: Identification | None = None,
    *,
    note: str = "",
    determination: str = "",
    error_reason: str = "",
    error_message: str = "",
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
