"""What a failed call means for the person at the screen, and what that person can do next."""

from dataclasses import dataclass

import grpc

from console.gateway.labels import labelled
from console.gateway.missing import in_words, values_in_words
from tenprint.errors import RpcError

_REQUEST_ID = "request_id"
_WORDED = {
    "CASE_INCOMPLETE": in_words,
    "DISPOSITION_CONTRADICTION": values_in_words,
    "DISPOSITION_MISMATCH": values_in_words,
}
"""What makes words of what the service says, by reason."""


@dataclass(frozen=True)
class Failure:
    """A failed call in words."""

    title: str
    words: str
    """What the service says: it names the thing and the remedy."""
    remedy: str
    status: int
    """Of HTTP."""
    reason: str = ""
    """`ErrorInfo.reason`, by which people find the failure in the logs and the documentation."""
    request_id: str = ""
    may_repeat: bool = False
    """Whether the same request may succeed later."""


@dataclass(frozen=True)
class _Kind:
    title: str
    remedy: str
    status: int
    may_repeat: bool = False


_CODES = {
    grpc.StatusCode.INVALID_ARGUMENT: _Kind(
        "The service does not accept this", "Change what it names and send it again.", 400
    ),
    grpc.StatusCode.NOT_FOUND: _Kind(
        "Not found",
        "It does not exist, or it belongs to another agency, which looks the same.",
        404,
    ),
    grpc.StatusCode.PERMISSION_DENIED: _Kind(
        "This is not yours to do",
        "Nothing was done. Whoever keeps the list of people can change roles and offices.",
        403,
    ),
    grpc.StatusCode.UNAUTHENTICATED: _Kind(
        "The service does not accept your credentials", "Sign in again.", 401
    ),
    grpc.StatusCode.FAILED_PRECONDITION: _Kind(
        "Not possible as things are now",
        "What you see below was read again just now.",
        409,
    ),
    grpc.StatusCode.ABORTED: _Kind(
        "Somebody else was faster",
        "Nothing of yours was stored. What you see below was read again just now: look at it, and "
        "decide again.",
        409,
    ),
    grpc.StatusCode.ALREADY_EXISTS: _Kind(
        "There is such a record already, with other content", "Nothing was changed.", 409
    ),
    grpc.StatusCode.RESOURCE_EXHAUSTED: _Kind(
        "The service has no room for this now", "Try again in a moment.", 429, may_repeat=True
    ),
    grpc.StatusCode.UNAVAILABLE: _Kind(
        "The service cannot be reached",
        "Nothing is lost: the page may be loaded again when the service is back.",
        503,
        may_repeat=True,
    ),
    grpc.StatusCode.DEADLINE_EXCEEDED: _Kind(
        "The service did not answer in time",
        "It may have done what you asked. Load the page again before you repeat anything.",
        504,
        may_repeat=True,
    ),
}
_OTHER = _Kind("The service failed", "Tell the operator the reason and the request below.", 502)

_CONFLICTS = {
    "OTHER_OFFICE": "This belongs to another office",
    "CASE_STATE": "The case has changed, or does not allow this as it is now",
    "TASK_HELD": "Another officer holds this task",
    "TASK_NOT_HELD": "You do not hold this task any more",
    "REVIEW_DECIDED": "You have decided about this item already",
    "REVIEW_ENDED": "This item is decided",
    "REVIEW_STEPPED_ASIDE": "This item is not yours any more",
    "REVIEW_NOT_ASSIGNED": "This examiner does not have the item any more",
    "REVIEW_EXAMINER_BARRED": "This person may not decide about the item",
    "BOOKING_NOT_PARKED": "This booking gets on by itself",
    "RESEARCH_TASK_STATE": "The research does not allow this now",
    "CASE_INCOMPLETE": "The case is not documented to its end",
    "DISPOSITION_CONTRADICTION": "The disposition says what is not so",
    "DISPOSITION_MISMATCH": "This reason does not fit what was decided",
    "DETAINER_REFUSED": "The rules do not allow a detainer here",
    "STARTING": "The service is starting",
    "LESC_DOWN": "The LESC cannot be reached",
}
"""Titles of failures that people at screens meet, by reason."""


def explain(error: RpcError, asked: str = "") -> Failure:
    """Say what a failed call means.

    asked: the name of the refused request, if a form made it: its fields are called as on the page.
    """
    kind = _CODES.get(error.code, _OTHER)
    worded = _WORDED.get(error.reason)
    words = error.message or error.code.name.replace("_", " ").lower()
    return Failure(
        title=_CONFLICTS.get(error.reason, kind.title),
        words=worded(words) if worded else labelled(words, asked),
        remedy=kind.remedy,
        status=kind.status,
        reason=error.reason or error.code.name,
        request_id=error.metadata.get(_REQUEST_ID, ""),
        may_repeat=kind.may_repeat,
    )
