"""What follows when examiners have compared the prints of a match again.

The same person: the match stands, and the office that waited is alerted. Two persons: the match is
withdrawn everywhere. Undecided: the match stands, but nobody may be held because of it. A review
that was reopened and now finds a match sends the match on.
"""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.bookings import BookingState, ResponseCause, completion, outbox, responses, store
from interop.cases import events as case_store
from interop.corrections import CorrectionReason, CorrectionRequest, withdrawal
from interop.flow import ident_steps
from interop.flow.surroundings import Surroundings
from interop.names import SERVICE, comparison_correction_id, query_id
from interop.review import Comparison, Verdict, comparisons
from interop.review import store as review_store

log = structlog.get_logger(__name__)

_BATCH = 16


def end_due(to: Surroundings) -> bool:
    """End the comparisons that examiners have decided; returns whether there were any."""
    with to.database.read() as session:
        due = comparisons.decided(session, _BATCH)
    for comparison_id in due:
        _end(to, comparison_id)
    return bool(due)


def _end(to: Surroundings, comparison_id: str) -> None:
    now = to.clock()
    with to.database.write() as session:
        ended = comparisons.end(session, comparison_id, now)
        if ended is None:
            return
        assert ended.verdict is not None
        Act(session, SERVICE, now).log(Action.COMPARISON_ENDED, ended.tcn, ended.verdict.name)
        if store.find_query(session, ended.tcn) is None:
            _send_on(session, ended, now)
        elif not responses.is_corrected(session, ended.tcn):
            _act_on(session, to, ended, now)
    for gallery in to.galleries.values():
        gallery.identities.committed()
    log.info("comparison_ended", tcn=ended.tcn, verdict=ended.verdict.name)


def _send_on(session: Session, ended: Comparison, now: datetime) -> None:
    """Send on the match that a reopened review found."""
    outcome = review_store.outcome_of(session, ended.item_id)
    if outcome is not None and outcome.matched is not None:
        ident_steps.ask_lesc(session, ended.tcn, outcome.matched, ResponseCause.REVIEW, now)


def _act_on(session: Session, to: Surroundings, ended: Comparison, now: datetime) -> None:
    if ended.verdict is Verdict.DIFFERENT:
        asked = CorrectionRequest(
            comparison_correction_id(ended.item_id), ended.tcn, CorrectionReason.DIFFERENT_PERSON
        )
        withdrawal.correct(Act(session, SERVICE, now), asked, to.galleries)
        return
    case_store.take_comparison(session, ended.tcn, now)
    store.wake(session, ended.tcn, BookingState.QUERY_SENT_TO_LESC, now)
    answer = outbox.find_answer(session, query_id(ended.tcn))
    if answer is not None:
        completion.answer_again(session, ident_steps.answered(session, ended.tcn, answer, now))
