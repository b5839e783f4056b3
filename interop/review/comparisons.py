"""Comparisons: the prints of a match that went on are given to examiners once more.

The caller begins and ends transactions. A comparison decides nothing by itself: the flow does what
follows from the verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import columns_of, from_row
from gallery.types import Candidate
from interop.audit import Act, Action
from interop.bookings import ResponseCause, completion, documents, second_response
from interop.bookings import store as bookings
from interop.lesc import LescQuery
from interop.lesc import documents as lesc_documents
from interop.names import IDENT
from interop.review import prints, store
from interop.review.errors import ComparisonConflictError, ComparisonRefusedError
from interop.review.tables import ComparisonRow, ReviewCandidateRow, ReviewItemRow
from interop.review.thresholds import candidates_for_review
from interop.review.types import Comparison, ComparisonCause, Verdict


@dataclass(frozen=True)
class ComparisonRequest:
    """Which match is to be compared again, and why, in words."""

    comparison_id: str
    tcn: str
    reason: str


def request(act: Act, asked: ComparisonRequest, *, is_supervisor: bool) -> Comparison:
    """Let somebody concerned ask for a comparison; the same request again changes nothing.

    After examiners have decided about the booking, only a supervisor may ask for other examiners.
    Raises BookingNotFoundError, ComparisonRefusedError, ComparisonConflictError.
    """
    known = _find(act.session, asked.comparison_id)
    if known is not None:
        return _same(known, asked)
    session = act.session
    bookings.submission_row(session, asked.tcn)
    item = store.find_item(session, asked.tcn)
    under_way = item is not None and item.end_time is None
    if under_way or open_of(session, asked.tcn) is not None:
        raise ComparisonRefusedError(f"examiners decide about booking {asked.tcn} already")
    if item is None and bookings.find_query(session, asked.tcn) is None:
        raise ComparisonRefusedError(f"booking {asked.tcn} has no match to compare again")
    was_decided = item is not None or newest(session, asked.tcn) is not None
    if was_decided and not is_supervisor:
        raise ComparisonRefusedError(
            f"examiners have decided about booking {asked.tcn}: a supervisor may ask others"
        )
    if not prints.prints_of_booking(session, asked.tcn):
        raise ComparisonRefusedError(f"no print of booking {asked.tcn} is kept: nothing to compare")
    return _open(act, asked, ComparisonCause.REOPENED if was_decided else ComparisonCause.REQUESTED)


def doubt(act: Act, asked: ComparisonRequest) -> Comparison:
    """Give a match to examiners because of doubt about the booked person, once."""
    known = _find(act.session, asked.comparison_id)
    return known or _open(act, asked, ComparisonCause.IDENTITY_DOUBT)


def newest(session: Session, tcn: str) -> Comparison | None:
    """Read the newest comparison of a booking."""
    row = session.scalar(
        select(ComparisonRow)
        .where(ComparisonRow.tcn == tcn)
        .order_by(ComparisonRow.sequence.desc())
        .limit(1)
    )
    return None if row is None else _comparison(row)


def open_of(session: Session, tcn: str) -> Comparison | None:
    """Read the comparison of a booking that examiners have not ended."""
    found = newest(session, tcn)
    return found if found is not None and found.end_time is None else None


def decided(session: Session, limit: int) -> list[str]:
    """List the comparisons whose examiners have decided, and of which nothing followed yet."""
    return list(
        session.scalars(
            select(ComparisonRow.comparison_id)
            .join(ReviewItemRow, ReviewItemRow.item_id == ComparisonRow.item_id)
            .where(ComparisonRow.end_time.is_(None), ReviewItemRow.end_time.is_not(None))
            .order_by(ComparisonRow.sequence)
            .limit(limit)
        )
    )


def end(session: Session, comparison_id: str, now: datetime) -> Comparison | None:
    """End a comparison by what its examiners decided; None if it was ended before."""
    row = session.scalar(select(ComparisonRow).where(ComparisonRow.comparison_id == comparison_id))
    if row is None or row.end_time is not None:
        return None
    row.verdict, row.end_time = int(_verdict(session, row)), now
    session.flush()
    return _comparison(row)


def comparisons(session: Session, tcn: str, page: Page) -> Listed[Comparison]:
    """Read a page of comparisons, oldest first, and the next page's token. tcn: empty: all."""
    found = select(ComparisonRow).where(*equal(ComparisonRow, tcn=tcn))
    rows, token = read_page(session, found, [ComparisonRow.sequence], f"comparisons/{tcn}", page)
    return [_comparison(row) for (row,) in rows], token


def _open(act: Act, asked: ComparisonRequest, cause: ComparisonCause) -> Comparison:
    session = act.session
    shown = _candidates(session, asked.tcn)
    found = prints.prints_of_booking(session, asked.tcn)
    fingers = {one.position for one in shown[0].fingers} or set(found)
    item = ReviewItemRow(
        compared_tcn=asked.tcn,
        gallery=IDENT,
        reason=cause.value,
        fingers=store.fingers_column(fingers),
        open_time=act.now,
        control_pending=True,
        in_custody=bookings.read_submission(session, asked.tcn).in_custody,
        person_id=bookings.criminal_identity(session, asked.tcn),
    )
    store.insert(session, item, [(one, None) for one in shown])
    made = Comparison(
        comparison_id=asked.comparison_id,
        tcn=asked.tcn,
        item_id=item.item_id,
        cause=cause,
        reason=asked.reason,
        requested_by=act.caller.ori,
        officer=act.actor_id,
        request_time=act.now,
    )
    session.add(ComparisonRow(**columns_of(made)))
    session.flush()
    act.log(Action.COMPARISON_REQUESTED, asked.tcn, cause.value)
    if bookings.find_query(session, asked.tcn) is not None:
        told = second_response.compared_again_response(asked.tcn, act.now)
        completion.tell_meanwhile(session, told, ResponseCause.COMPARISON)
    return made


def _candidates(session: Session, tcn: str) -> Sequence[Candidate]:
    """List whom examiners see: the search's candidates, and the person whom the match names."""
    text = bookings.submission_row(session, tcn).ident_search
    found = candidates_for_review(documents.IDENTIFICATION.load(text)) if text else ()
    query = _query(session, tcn)
    if query is None or any(one.encounter_id == query.encounter_id for one in found):
        return found
    matched = Candidate(
        rank=0,
        identity_id=query.identity_id,
        encounter_id=query.encounter_id,
        score_db=query.score_db,
        above_threshold=True,
        extrapolated=False,
        fingers=(),
    )
    listed = [matched, *found]
    return [replace(one, rank=rank) for rank, one in enumerate(listed, 1)]


def _verdict(session: Session, row: ComparisonRow) -> Verdict:
    """Take the verdict about the person whom the match names; without a match, of the item."""
    item = session.scalar(select(ReviewItemRow).where(ReviewItemRow.item_id == row.item_id))
    assert item is not None and item.verdict is not None
    query = _query(session, row.tcn)
    if query is None:
        return Verdict(item.verdict)
    named = session.scalar(
        select(ReviewCandidateRow.verdict).where(
            ReviewCandidateRow.item_id == row.item_id,
            ReviewCandidateRow.encounter_id == query.encounter_id,
        )
    )
    return Verdict(named or item.verdict)


def _query(session: Session, tcn: str) -> LescQuery | None:
    row = bookings.find_query(session, tcn)
    return None if row is None else lesc_documents.QUERY.load(row.payload)


def _find(session: Session, comparison_id: str) -> Comparison | None:
    row = session.scalar(select(ComparisonRow).where(ComparisonRow.comparison_id == comparison_id))
    return None if row is None else _comparison(row)


def _same(known: Comparison, asked: ComparisonRequest) -> Comparison:
    if (known.tcn, known.reason) != (asked.tcn, asked.reason):
        raise ComparisonConflictError(
            f"comparison {known.comparison_id} asked for something else before: choose another id"
        )
    return known


def _comparison(row: ComparisonRow) -> Comparison:
    return from_row(Comparison, row)
