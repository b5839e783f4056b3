"""The rules of IDENT: what is a match, and which second response follows."""

from datetime import datetime

from gallery.types import Candidate, Identification
from interop.types import SecondResponse, SecondResponseKind


def match(identification: Identification) -> Candidate | None:
    """Pick the best candidate if it reaches the threshold of its search.

    A match is not a determination: IDENT also holds citizens and lawful residents (R9, R10).
    """
    best = min(identification.candidates, key=lambda c: c.rank, default=None)
    return best if best is not None and best.above_threshold else None


def no_match_response(
    tcn: str, identification: Identification, response_time: datetime
) -> SecondResponse:
    """Compose the IDR of a person whom IDENT does not know."""
    return SecondResponse(
        tcr=tcn,
        kind=SecondResponseKind.IDR_NO_MATCH,
        candidates=identification.candidates,
        report=identification.report,
        determination="",
        error_reason="",
        error_message="",
        response_time=response_time,
    )


def match_response(
    tcn: str, identification: Identification, determination: str, response_time: datetime
) -> SecondResponse:
    """Compose the IDR of a known person together with the LESC's answer (IAR)."""
    return SecondResponse(
        tcr=tcn,
        kind=SecondResponseKind.IDR_WITH_IAR,
        candidates=identification.candidates,
        report=identification.report,
        determination=determination,
        error_reason="",
        error_message="",
        response_time=response_time,
    )


def not_routed_response(tcn: str, ori: str, response_time: datetime) -> SecondResponse:
    """Compose the answer for a jurisdiction that is not activated: the prints stay with IAFIS.

    No report: nothing was searched.
    """
    return SecondResponse(
        tcr=tcn,
        kind=SecondResponseKind.IDR_NO_MATCH,
        candidates=(),
        report=None,
        determination="",
        error_reason="",
        error_message=f"the jurisdiction of {ori} was not activated on the date of arrest: "
        "IDENT was not searched",
        response_time=response_time,
    )


def error_response(tcn: str, reason: str, message: str, response_time: datetime) -> SecondResponse:
    """Compose the answer to prints that could not be searched."""
    return SecondResponse(
        tcr=tcn,
        kind=SecondResponseKind.ERROR,
        candidates=(),
        report=None,
        determination="",
        error_reason=reason,
        error_message=message,
        response_time=response_time,
    )
