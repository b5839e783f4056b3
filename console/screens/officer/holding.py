"""Which tasks an officer had in hand in this session, so that nobody loses one without a word."""

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from console.web import Page, time_words
from tenprint.v1 import case_service_pb2 as pb2

_KEPT = "/work"
_GIVEN_AWAY = frozenset({"release", "close", "transfer", "answer", "escalate"})
"""Actions by which an officer gives a task away."""


def acts(page: Page) -> None:
    """Forget a task that the officer gives away; a page that still shows it notes it again."""
    if page.part("action") in _GIVEN_AWAY:
        _held(page).pop(page.part("case_id"), None)


def why_lost(page: Page, file: pb2.GetCaseResponse, *, is_mine: bool) -> str:
    """Say why a task is not the officer's any more that the officer did not give away."""
    held, case_id = _held(page), file.case.case_id
    if is_mine:
        held[case_id] = file.lease_end
        return ""
    until = held.get(case_id)
    if until is None:
        return ""
    end = time_words(until, page.zone)
    why = (
        f"This task was taken from you before your time was over, at {end}: a supervisor gave it "
        "away, or the case is done or went elsewhere."
    )
    if until.ToDatetime(UTC) <= datetime.now(UTC):
        why = f"Your time for this task was over at {end}."
    has = file.task_officer or "Nobody of your office"
    return f"{why} {has} has it now. What you had not sent is not recorded."


def _held(page: Page) -> dict[str, Timestamp]:
    """Find which tasks the session has shown as the person's own, and until when they were."""
    found = page.session.kept.setdefault(_KEPT, {})
    assert isinstance(found, dict)
    return found
