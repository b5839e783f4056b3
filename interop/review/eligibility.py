"""Which items an examiner may get, and in which order they wait.

Nobody gets an item twice, an item that this person saw as a supervisor, a pair that this person
decided about before, or an item of a person or booking for which this person stepped aside. An item
that no examiner may get stays and becomes overdue: then an alarm says so.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from interop.review.tables import (
    ReviewAssignmentRow,
    ReviewCandidateRow,
    ReviewDecisionRow,
    ReviewItemRow,
    ReviewViewRow,
)
from interop.review.types import AsideReason

LEASE = timedelta(minutes=30)
"""How long an item waits for its examiner; after that another examiner may get the item too."""

CUSTODY_FIRST_FOR = timedelta(hours=2)
"""How long people in custody go before an item that waits. This project chose the time: half of
what a review may take before an alarm, so that nobody waits for ever behind people in custody."""


def next_item(session: Session, examiner_id: str, now: datetime) -> ReviewItemRow | None:
    """Find the item that an examiner gets next: what waited too long, then custody, then age."""
    item = ReviewItemRow
    waits_too_long = item.open_time <= now - CUSTODY_FIRST_FOR
    return session.scalar(
        select(item)
        .where(*_open_to(examiner_id, now))
        .order_by(case((waits_too_long, 0), (item.in_custody.is_(True), 1), else_=2), item.sequence)
        .limit(1)
    )


def may_get(session: Session, item_id: str, examiner_id: str, now: datetime) -> bool:
    """Tell whether an examiner may get an item now that this person never had."""
    found = select(ReviewItemRow.item_id).where(
        ReviewItemRow.item_id == item_id, *_open_to(examiner_id, now)
    )
    return session.scalar(found) is not None


def _open_to(examiner_id: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Make the conditions that an item needs another examiner, and that this one may decide."""
    item, assignment = ReviewItemRow, ReviewAssignmentRow
    of_item = assignment.item_id == item.item_id
    active = and_(
        assignment.aside_time.is_(None),
        assignment.decide_time.is_not(None) | (assignment.assign_time > now - LEASE),
    )
    examiner_count = select(func.count()).where(of_item, active).scalar_subquery()
    own = select(assignment.item_id).where(of_item, assignment.examiner_id == examiner_id)
    seen = select(ReviewViewRow.item_id).where(
        ReviewViewRow.item_id == item.item_id, ReviewViewRow.person == examiner_id
    )
    return (
        item.end_time.is_(None),
        examiner_count < item.needed_count,
        ~own.exists(),
        ~seen.exists(),
        ~_decided_pair(examiner_id),
        ~_stood_aside(examiner_id),
    )


def _same_probe(earlier: type[ReviewItemRow]) -> ColumnElement[bool]:
    """Make the condition that an earlier item shows prints of the same person or booking."""
    item = ReviewItemRow
    return or_(
        and_(item.person_id != "", earlier.person_id == item.person_id),
        and_(item.probe_encounter_id != "", earlier.probe_encounter_id == item.probe_encounter_id),
        # A booking that is compared again, also if its prints are nobody's.
        func.coalesce(earlier.tcn, earlier.compared_tcn)
        == func.coalesce(item.tcn, item.compared_tcn),
    )


def _stood_aside(examiner_id: str) -> ColumnElement[bool]:
    """Tell whether the examiner stepped aside from an earlier item of the person or booking."""
    earlier, given = aliased(ReviewItemRow), ReviewAssignmentRow
    return (
        select(given.item_id)
        .join(earlier, earlier.item_id == given.item_id)
        .where(
            given.examiner_id == examiner_id,
            given.aside_reason.is_not(None),
            given.aside_reason != int(AsideReason.TAKEN_AWAY),
            earlier.gallery == ReviewItemRow.gallery,
            _same_probe(earlier),
        )
        .correlate(ReviewItemRow)
        .exists()
    )


def _decided_pair(examiner_id: str) -> ColumnElement[bool]:
    """Tell whether the examiner decided about a probe and a candidate of the item before."""
    item, candidate = ReviewItemRow, ReviewCandidateRow
    earlier, other = aliased(ReviewItemRow), aliased(ReviewCandidateRow)
    same_candidate = or_(
        other.encounter_id == candidate.encounter_id, other.identity_id == candidate.identity_id
    )
    turned_round = and_(
        item.probe_encounter_id != "",
        earlier.probe_encounter_id == candidate.encounter_id,
        other.encounter_id == item.probe_encounter_id,
    )
    return (
        select(ReviewDecisionRow.candidate_id)
        .join(other, other.candidate_id == ReviewDecisionRow.candidate_id)
        .join(earlier, earlier.item_id == other.item_id)
        .join(candidate, candidate.item_id == item.item_id)
        .where(
            ReviewDecisionRow.examiner_id == examiner_id,
            earlier.gallery == item.gallery,
            or_(and_(_same_probe(earlier), same_candidate), turned_round),
        )
        .correlate(item)
        .exists()
    )
