"""The IDENT leg of a booking: search, route, review, query, answer."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from database.caller import Caller
from gallery.types import Candidate, Identification
from interop.audit import Act, Action
from interop.bookings import (
    BookingState,
    ResponseCause,
    SecondResponse,
    completion,
    documents,
    outbox,
    store,
)
from interop.bookings import second_response as ident
from interop.cases import events as case_store
from interop.corrections import known_non_mates
from interop.flow import queries
from interop.flow.queries import Match
from interop.flow.surroundings import Surroundings
from interop.jurisdictions import NATIONWIDE
from interop.jurisdictions import store as jurisdictions_store
from interop.lesc import messages as lesc
from interop.names import IDENT, SERVICE, query_id
from interop.review import ReviewOutcome, Verdict, comparisons
from interop.review import store as review_store
from interop.review import thresholds as review

log = structlog.get_logger(__name__)

_NOT_CONFIRMED = (
    "examiners compared the prints again and could not confirm that they are of one person"
)


def go_on(to: Surroundings, tcn: str, source: BookingState) -> bool:
    """End the booking if its prints stay with IAFIS; otherwise search IDENT."""
    with to.database.read() as session:
        row = store.submission_row(session, tcn)
        handling = store.handling_of(session, tcn)
        if handling.forwarded:
            day = store.arrest_date(row)
            routing = jurisdictions_store.route(session, row.ori, day, nationwide=to.nationwide)
    if not handling.forwarded:
        with to.database.write() as session:
            return completion.close(session, tcn, source, to.clock())
    if not routing.is_active:
        response = ident.no_match_response(tcn, to.clock(), routing.note)
        with to.database.write() as session:
            return completion.complete(session, source, response, ResponseCause.SEARCH)
    return _search(to, tcn, source)


def respond_no_match(to: Surroundings, tcn: str) -> bool:
    """SEARCHED_IN_IDENT → SECOND_RESPONSE_READY if IDENT does not know the prints."""
    now = to.clock()
    with to.database.write() as session:
        if store.find_query(session, tcn) is not None:
            # The relay moves the booking on.
            return False
        response = ident.no_match_response(tcn, now, _note(session), _found(session, tcn))
        return completion.complete(
            session, BookingState.SEARCHED_IN_IDENT, response, ResponseCause.SEARCH
        )


def end_review(to: Surroundings, tcn: str) -> bool:
    """IN_REVIEW → the outcome, once the examiners have decided."""
    now = to.clock()
    with to.database.write() as session:
        outcome = review_store.outcome(session, tcn)
        if outcome is None or store.find_query(session, tcn) is not None:
            return False
        if outcome.matched is None:
            response = ident.no_match_response(tcn, now, _words(outcome))
            return completion.complete(
                session, BookingState.IN_REVIEW, response, ResponseCause.REVIEW
            )
        ask_lesc(session, tcn, outcome.matched, ResponseCause.REVIEW, now)
        store.wait(session, tcn)
    return True


def respond_match(to: Surroundings, tcn: str) -> bool:
    """QUERY_SENT_TO_LESC → SECOND_RESPONSE_READY once the LESC has answered."""
    now = to.clock()
    with to.database.write() as session:
        answer = outbox.find_answer(session, query_id(tcn))
        if answer is None:
            return False
        if comparisons.open_of(session, tcn) is not None:
            # The end of the comparison makes the booking due.
            store.wait(session, tcn)
            return False
        response = answered(session, tcn, answer, now)
        return completion.complete(
            session, BookingState.QUERY_SENT_TO_LESC, response, ResponseCause.ANSWER
        )


def take_answer(session: Session, answer: lesc.LescAnswer, now: datetime, caller: Caller) -> bool:
    """Store an answer and alert a field office; returns whether the answer was stored before.

    A booking that was answered before gets another response. caller: stands in the audit log.
    Raises QueryNotFoundError, AnswerConflictError, AnswerOrderError.
    """
    if outbox.take_answer(session, answer, now):
        return True
    case_store.take_answer(session, answer, now)
    query_id, reason = answer.query_id, f"version-{answer.version}"
    Act(session, caller, now).log(Action.ANSWER_TAKEN, query_id, reason)
    tcn = outbox.message(session, query_id).tcn
    compared = comparisons.open_of(session, tcn) is not None
    if not compared and outbox.find_answer(session, query_id) == answer:
        completion.answer_again(session, answered(session, tcn, answer, now))
    return False


def _search(to: Surroundings, tcn: str, source: BookingState) -> bool:
    with to.database.read() as session:
        samples = store.extracted_samples(session, tcn)
    probe = [sample.features for sample in samples if sample.features is not None]
    found = to.galleries[IDENT].identify(probe, target_fpir=review.REVIEW_FPIR, check=to.check)
    now = to.clock()
    with to.database.write() as session:
        best = review.best_candidate(found)
        non_mate = best is not None and _is_known_non_mate(session, tcn, best)
        route = review.classify(found, known_non_mate=non_mate)
        if not store.advance(
            session,
            tcn,
            source,
            BookingState.SEARCHED_IN_IDENT,
            now,
            due=route is review.Route.NO_MATCH,
            ident_search=documents.IDENTIFICATION.dump(found),
        ):
            return False
        if route is review.Route.REVIEW:
            _let_review(session, tcn, found, known_non_mate=non_mate, now=now)
        elif route is review.Route.AUTOMATIC:
            assert best is not None
            ask_lesc(session, tcn, best, ResponseCause.SEARCH, now)
    to.watch.routed(str(route))
    return True


def _let_review(
    session: Session, tcn: str, found: Identification, *, known_non_mate: bool, now: datetime
) -> None:
    """Give a match to examiners. Nothing leaves for the LESC until they have decided."""
    reason = review.review_reason(found, known_non_mate=known_non_mate)
    assert reason is not None
    review_store.open_review(session, tcn, found, reason, now)
    store.advance(
        session, tcn, BookingState.SEARCHED_IN_IDENT, BookingState.IN_REVIEW, now, due=False
    )
    Act(session, SERVICE, now).log(Action.REVIEW_OPENED, tcn)
    completion.tell_meanwhile(session, ident.under_review_response(tcn, now), ResponseCause.SEARCH)


def ask_lesc(session: Session, tcn: str, match: Match, cause: ResponseCause, now: datetime) -> None:
    """Write the query about a match and open the case, in one transaction."""
    submission = store.read_submission(session, tcn)
    composed = queries.for_match(session, submission, match, now)
    outbox.add_query(session, composed.query)
    place = jurisdictions_store.state_and_zone(session, submission.ori)
    case_store.open_case(session, composed.query, *place)
    note = "; ".join(filter(None, (composed.note, _note(session))))
    response = ident.sent_on_response(tcn, _found(session, tcn), now, note)
    completion.tell_meanwhile(session, response, cause)
    if composed.left_out:
        log.warning("query_written_without", tcn=tcn, fields=composed.left_out)


def answered(session: Session, tcn: str, answer: lesc.LescAnswer, now: datetime) -> SecondResponse:
    """Compose the response to a match that the LESC has answered."""
    determination = lesc.describe(answer.determination)
    found = _found(session, tcn)
    compared = comparisons.newest(session, tcn)
    undecided = compared is not None and compared.verdict is Verdict.UNDECIDED
    note = _NOT_CONFIRMED if undecided else ""
    note = "; ".join(filter(None, (note, _note(session))))
    return ident.match_response(tcn, found, determination, now, note)


def _is_known_non_mate(session: Session, tcn: str, best: Candidate) -> bool:
    person = store.criminal_identity(session, tcn)
    return bool(person) and known_non_mates.contains(session, person, best.identity_id)


def _found(session: Session, tcn: str) -> Identification:
    text = store.submission_row(session, tcn).ident_search
    assert text is not None
    return documents.IDENTIFICATION.load(text)


def _note(session: Session) -> str:
    return NATIONWIDE if jurisdictions_store.is_empty(session) else ""


def _words(outcome: ReviewOutcome) -> str:
    if outcome.verdict is Verdict.DIFFERENT:
        return "examiners decided that this is nobody whom IDENT knows"
    return "examiners could not decide whether IDENT knows this person: no match is reported"
