"""The load of the review, and the error rates of its examiners."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from interop.bookings import BookingState, StateChangeRow, SubmissionSampleRow
from interop.review.tables import (
    ReviewAssignmentRow,
    ReviewCandidateRow,
    ReviewDecisionRow,
    ReviewItemRow,
)
from interop.review.types import Decision, Verdict
from interop.review.verdicts import EXAMINER_COUNT
from matcher.intervals import interval
from matcher.types import FINGERS, FingerPosition


@dataclass(frozen=True)
class Rate:
    """A count of a total, with the exact interval."""

    count: int
    total: int

    @property
    def share(self) -> float:
        """Count by total; 0 if the total is 0."""
        return self.count / self.total if self.total else 0.0

    @property
    def low(self) -> float:
        """The lower end of the exact interval."""
        return interval(self.count, self.total)[0]

    @property
    def high(self) -> float:
        """The upper end of the exact interval."""
        return interval(self.count, self.total)[1]


@dataclass(frozen=True)
class QueueFigures:
    """Counts of items, with controls."""

    open_count: int
    oldest_open_time: datetime | None
    ended_count: int
    third_count: int
    """Items that need a third examiner."""
    verdict_counts: dict[Verdict, int]
    """Only of bookings."""
    control_count: int


@dataclass(frozen=True)
class LoadFigures:
    """Bookings whose search in IDENT used the same fingers."""

    fingers: tuple[FingerPosition, ...]
    reviewed: Rate
    """The reviewed bookings of the searched bookings."""


@dataclass(frozen=True)
class ExaminerFigures:
    """Error rates of an examiner, measured by controls; an undecided control is no error."""

    examiner_id: str
    item_count: int
    """Decided items, with controls."""
    false_same: Rate
    """The share of known non-mates that the examiner called the same person."""
    false_different: Rate
    """The share of known mates that the examiner called different persons."""
    cannot_decide: Rate
    """The share of all controls."""


@dataclass(frozen=True)
class PairFigures:
    """How far two examiners agree about the candidates that both decided about."""

    first_examiner_id: str
    second_examiner_id: str
    agreed: Rate
    """The share of the candidates about which both said the same."""
    opposed: Rate
    """The share about which one said the same person and the other said different persons."""


@dataclass(frozen=True)
class ReviewStatistics:
    """All figures together."""

    queue: QueueFigures
    load: tuple[LoadFigures, ...] = field(default=())
    examiners: tuple[ExaminerFigures, ...] = field(default=())
    pairs: tuple[PairFigures, ...] = field(default=())


def read_statistics(session: Session) -> ReviewStatistics:
    """Compute all figures from the database."""
    return ReviewStatistics(_queue(session), _load(session), _examiners(session), _pairs(session))


def _queue(session: Session) -> QueueFigures:
    item = ReviewItemRow
    total, ended, third, controls = session.execute(
        select(
            func.count(),
            func.count(item.end_time),
            func.count().filter(item.needed_count > EXAMINER_COUNT),
            func.count().filter(item.tcn.is_(None), item.compared_tcn.is_(None)),
        ).select_from(item)
    ).one()
    oldest = session.scalar(select(func.min(item.open_time)).where(item.end_time.is_(None)))
    verdicts = session.execute(
        select(item.verdict, func.count())
        .where(
            item.verdict.is_not(None), or_(item.tcn.is_not(None), item.compared_tcn.is_not(None))
        )
        .group_by(item.verdict)
    )
    return QueueFigures(
        open_count=total - ended,
        oldest_open_time=oldest,
        ended_count=ended,
        third_count=third,
        verdict_counts={Verdict(verdict): count for verdict, count in verdicts if verdict},
        control_count=controls,
    )


def _load(session: Session) -> tuple[LoadFigures, ...]:
    """Count bookings by their searched fingers, which SQL adds up as powers of two."""
    sample = SubmissionSampleRow
    finger = case(
        (sample.position == int(FingerPosition.PLAIN_RIGHT_THUMB), 1),
        (sample.position == int(FingerPosition.PLAIN_LEFT_THUMB), 6),
        else_=sample.position,
    )
    fingers = (
        select(sample.tcn, finger.label("finger"))
        .join(StateChangeRow, StateChangeRow.tcn == sample.tcn)
        .where(
            StateChangeRow.state == int(BookingState.SEARCHED_IN_IDENT),
            sample.failure_reason == "",
        )
        .distinct()
        .subquery()
    )
    bit = case({code: 1 << code for code in range(1, 11)}, value=fingers.c.finger, else_=0)
    bookings = select(fingers.c.tcn, func.sum(bit).label("bits")).group_by(fingers.c.tcn).subquery()
    rows = session.execute(
        select(bookings.c.bits, func.count(), func.count(ReviewItemRow.tcn))
        .outerjoin(ReviewItemRow, ReviewItemRow.tcn == bookings.c.tcn)
        .group_by(bookings.c.bits)
    )
    figures = [LoadFigures(_fingers(int(bits)), Rate(n, total)) for bits, total, n in rows]
    return tuple(sorted(figures, key=lambda one: (-one.reviewed.total, one.fingers)))


def _examiners(session: Session) -> tuple[ExaminerFigures, ...]:
    decided = session.execute(
        select(ReviewAssignmentRow.examiner_id, func.count())
        .where(ReviewAssignmentRow.decide_time.is_not(None))
        .group_by(ReviewAssignmentRow.examiner_id)
        .order_by(ReviewAssignmentRow.examiner_id)
    )
    rows = session.execute(
        select(
            ReviewDecisionRow.examiner_id,
            ReviewCandidateRow.mated,
            ReviewDecisionRow.decision,
            func.count(),
        )
        .join(ReviewCandidateRow, ReviewCandidateRow.candidate_id == ReviewDecisionRow.candidate_id)
        .where(ReviewCandidateRow.mated.is_not(None))
        .group_by(
            ReviewDecisionRow.examiner_id, ReviewCandidateRow.mated, ReviewDecisionRow.decision
        )
    )
    tested: dict[str, dict[tuple[bool, Decision], int]] = {}
    for examiner_id, mated, decision, count in rows:
        tested.setdefault(examiner_id, {})[bool(mated), Decision(decision)] = count
    return tuple(examiner_figures(one, count, tested.get(one, {})) for one, count in decided)


def examiner_figures(
    examiner_id: str, item_count: int, tested: dict[tuple[bool, Decision], int]
) -> ExaminerFigures:
    """Compute the error rates of an examiner.

    tested: how often the examiner decided so about known mates (True) and known non-mates.
    """
    mates = sum(tested.get((True, decision), 0) for decision in Decision)
    strangers = sum(tested.get((False, decision), 0) for decision in Decision)
    unsure = sum(n for (_, decision), n in tested.items() if decision is Decision.CANNOT_DECIDE)
    return ExaminerFigures(
        examiner_id=examiner_id,
        item_count=item_count,
        false_same=Rate(tested.get((False, Decision.SAME), 0), strangers),
        false_different=Rate(tested.get((True, Decision.DIFFERENT), 0), mates),
        cannot_decide=Rate(unsure, mates + strangers),
    )


def _pairs(session: Session) -> tuple[PairFigures, ...]:
    first, second = aliased(ReviewDecisionRow), aliased(ReviewDecisionRow)
    rows = session.execute(
        select(first.examiner_id, second.examiner_id, first.decision, second.decision, func.count())
        .join(second, second.candidate_id == first.candidate_id)
        .where(first.examiner_id < second.examiner_id)
        .group_by(first.examiner_id, second.examiner_id, first.decision, second.decision)
    )
    said: dict[tuple[str, str], Counter[tuple[Decision, Decision]]] = defaultdict(Counter)
    for one, other, decision, reply, count in rows:
        said[one, other][Decision(decision), Decision(reply)] = count
    return tuple(_pair(one, other, said[one, other]) for one, other in sorted(said))


def _pair(one: str, other: str, said: Counter[tuple[Decision, Decision]]) -> PairFigures:
    agreed = sum(n for (decision, reply), n in said.items() if decision is reply)
    same, different = Decision.SAME, Decision.DIFFERENT
    opposed = said[same, different] + said[different, same]
    total = said.total()
    return PairFigures(one, other, Rate(agreed, total), Rate(opposed, total))


def _fingers(bits: int) -> tuple[FingerPosition, ...]:
    return tuple(finger for finger in FINGERS if bits & 1 << finger)
