"""The rules of IDENT: which second response follows a search, a review or an answer."""

from dataclasses import replace
from datetime import datetime

from gallery.types import Identification
from interop.bookings.types import SecondResponse, SecondResponseKind

UNDER_REVIEW = "examiners decide whether IDENT knows this person: nothing went to the LESC yet"
SENT_ON = "IDENT may know this person: the LESC was asked, and its answer follows"
COMPARED_AGAIN = (
    "examiners compare the prints again: until they have decided, no determination counts"
)


def no_match_response(
    tcn: str, response_time: datetime, note: str, found: Identification | None = None
) -> SecondResponse:
    """Compose the IDR of a person whom IDENT does not know, or for whom IDENT was not searched.

    found: the search that found nobody. None: examiners decided, or the prints stay with IAFIS
    because the jurisdiction is not activated.
    """
    response = SecondResponse(tcn, SecondResponseKind.IDR_NO_MATCH, response_time, note=note)
    return response if found is None else _after(found, response)


def match_response(
    tcn: str, found: Identification, determination: str, response_time: datetime, note: str
) -> SecondResponse:
    """Compose the IDR of a known person together with the LESC's answer (IAR)."""
    kind = SecondResponseKind.IDR_WITH_IAR
    response = SecondResponse(tcn, kind, response_time, determination=determination, note=note)
    return _after(found, response)


def sent_on_response(
    tcn: str, found: Identification, response_time: datetime, note: str
) -> SecondResponse:
    """Tell the agency, before the LESC answers, that the LESC was asked about a match.

    A match is not a determination: IDENT also holds citizens and lawful residents (R9, R10).
    """
    note = "; ".join(filter(None, (SENT_ON, note)))
    kind = SecondResponseKind.SHARED_SERVICES_RESPONSE
    return _after(found, SecondResponse(tcn, kind, response_time, note=note))


def under_review_response(tcn: str, response_time: datetime) -> SecondResponse:
    """Tell the agency that examiners decide.

    The response names no candidates, because perhaps none of them is the person.
    """
    kind = SecondResponseKind.SHARED_SERVICES_RESPONSE
    return SecondResponse(tcn, kind, response_time, note=UNDER_REVIEW)


def compared_again_response(tcn: str, response_time: datetime) -> SecondResponse:
    """Tell the agency that examiners compare the prints of a match again.

    The response names no candidates, because the match is in doubt.
    """
    kind = SecondResponseKind.SHARED_SERVICES_RESPONSE
    return SecondResponse(tcn, kind, response_time, note=COMPARED_AGAIN)


def error_response(tcn: str, reason: str, message: str, response_time: datetime) -> SecondResponse:
    """Compose the answer to prints that could not be searched, or that the LESC refused."""
    kind = SecondResponseKind.ERROR
    return SecondResponse(tcn, kind, response_time, error_reason=reason, error_message=message)


def _after(found: Identification, response: SecondResponse) -> SecondResponse:
    """Add the search that a response is about."""
    return replace(response, candidates=found.candidates, report=found.report)
