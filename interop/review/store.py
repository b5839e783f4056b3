"""Reviews in the database, for the flow. The caller begins and ends transactions."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gallery.store import find_encounter
from gallery.types import Candidate, Identification
from interop.bookings import store as bookings
from interop.review.tables import ReviewAssignmentRow, ReviewCandidateRow, ReviewItemRow
from interop.review.thresholds import ReviewReason, best_candidate, candidates_for_review
from interop.review.types import MatchedCandidate, ReviewOutcome, Verdict
from interop.review.verdicts import EXAMINER_COUNT
from matcher.types import FingerPosition


def open_review(
    session: Session, tcn: str, identification: Identification, reason: ReviewReason, now: datetime
) -> None:
    """Put a booking and its candidates into the queue; a repeated call changes nothing."""
    if find_item(session, tcn) is not None:
        return
    best = best_candidate(identification)
    assert best is not None
    booked = bookings.read_submission(session, tcn)
    item = ReviewItemRow(
        tcn=tcn,
        gallery=identification.report.gallery,
        reason=str(reason),
        fingers=fingers_column(one.position for one in best.fingers),
        open_time=now,
        control_pending=True,
        in_custody=booked.in_custody,
        person_id=bookings.criminal_identity(session, tcn),
    )
    insert(session, item, [(one, None) for one in candidates_for_review(identification)])


def insert(
    session: Session, item: ReviewItemRow, candidates: Iterable[tuple[Candidate, bool | None]]
) -> None:
    """Put an item into the queue, under random ids.

    candidates: each with the truth, which is known only for controls.
    """
    item.item_id, item.needed_count = _new_id(), EXAMINER_COUNT
    session.add(item)
    session.flush()
    session.add_all(
        ReviewCandidateRow(
            candidate_id=_new_id(),
            item_id=item.item_id,
            rank=candidate.rank,
            identity_id=candidate.identity_id,
            encounter_id=candidate.encounter_id,
            score_db=candidate.score_db,
            mated=mated,
        )
        for candidate, mated in candidates
    )
    session.flush()


def outcome(session: Session, tcn: str) -> ReviewOutcome | None:
    """Tell how the review of a booking ended; None if the review is open, or there is none."""
    return _outcome(session, find_item(session, tcn))


def outcome_of(session: Session, item_id: str) -> ReviewOutcome | None:
    """Tell how the review of an item ended; None if the review is open."""
    item = session.scalar(select(ReviewItemRow).where(ReviewItemRow.item_id == item_id))
    return _outcome(session, item)


def _outcome(session: Session, item: ReviewItemRow | None) -> ReviewOutcome | None:
    if item is None or item.verdict is None or item.end_time is None:
        return None
    return ReviewOutcome(Verdict(item.verdict), _matched(session, item), item.end_time)


def find_item(session: Session, tcn: str) -> ReviewItemRow | None:
    """Read the item of a booking."""
    return session.scalar(select(ReviewItemRow).where(ReviewItemRow.tcn == tcn))


def booking_of(item: ReviewItemRow) -> str | None:
    """Name the booking whose prints an item shows; None for a control."""
    return item.tcn or item.compared_tcn


def has_decided(session: Session, tcn: str, person: str) -> bool:
    """Tell whether a person decided as an examiner about the match of a booking."""
    decided = (
        select(ReviewAssignmentRow.item_id)
        .join(ReviewItemRow, ReviewItemRow.item_id == ReviewAssignmentRow.item_id)
        .where(
            or_(ReviewItemRow.tcn == tcn, ReviewItemRow.compared_tcn == tcn),
            ReviewAssignmentRow.examiner_id == person,
            ReviewAssignmentRow.decide_time.is_not(None),
        )
    )
    return session.scalar(decided.limit(1)) is not None


def fingers_column(fingers: Iterable[FingerPosition]) -> str:
    """Write fingers as a column."""
    return " ".join(str(int(code)) for code in sorted({one.finger for one in fingers}))


def fingers_of(item: ReviewItemRow) -> tuple[FingerPosition, ...]:
    """Read the fingers that an item shows."""
    return tuple(FingerPosition(int(code)) for code in item.fingers.split())


def _new_id() -> str:
    return secrets.token_hex(8)


def _matched(session: Session, item: ReviewItemRow) -> MatchedCandidate | None:
    row = session.scalar(
        select(ReviewCandidateRow)
        .where(
            ReviewCandidateRow.item_id == item.item_id,
            ReviewCandidateRow.verdict == int(Verdict.SAME),
        )
        .order_by(ReviewCandidateRow.rank)
        .limit(1)
    )
    if row is None:
        return None
    # The examiners saw this encounter: the identity that holds the encounter now is the person.
    encounter = find_encounter(session, item.gallery, row.encounter_id)
    identity_id = encounter.identity_id if encounter else row.identity_id
    return MatchedCandidate(identity_id, row.encounter_id, row.score_db)
