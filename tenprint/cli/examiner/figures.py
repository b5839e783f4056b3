"""What a supervisor reads of reviews, as tables."""

from collections.abc import Iterable

from rich.table import Table

from tenprint.cli.shared import console, enum_name, enum_words, table_of
from tenprint.v1 import review_service_pb2 as pb2


def _row(candidate: tuple[pb2.ReviewItem, pb2.ReviewCandidate]) -> tuple[str, ...]:
    item, one = candidate
    decisions = (
        f"{d.examiner_id}:{enum_words(pb2.ReviewDecision, d.decision)}" for d in one.decisions
    )
    return (
        item.item_id,
        item.tcn,
        item.reason,
        f"{one.candidate_id} ({one.identity_id})",
        f"{one.score_db:.1f}",
        _truth(one),
        " ".join(decisions),
        enum_name(pb2.ReviewVerdict, one.verdict) if one.verdict else "",
    )


_print_candidates = table_of(
    *("item", "booking", "why", "candidate", "score dB", "truth", "decisions", "verdict"),
    row=_row,
    empty="nothing was reviewed",
)


def print_items(items: Iterable[pb2.ReviewItem]) -> None:
    """Print items, a candidate a row."""
    _print_candidates((item, one) for item in items for one in item.candidates)


def print_statistics(counted: pb2.GetReviewStatisticsResponse) -> None:
    """Print what was counted."""
    console.print(
        f"{counted.open_count} open, {counted.ended_count} ended; "
        f"{counted.control_count} controls; a third examiner in {counted.third_count}"
    )
    console.print(
        f"bookings: {counted.same_count} same, {counted.different_count} different, "
        f"{counted.undecided_count} undecided"
    )
    loads = Table("fingers searched", "reviewed", title="Load")
    for load in counted.loads:
        loads.add_row(" ".join(str(int(one)) for one in load.fingers), _rate(load.reviewed))
    console.print(loads)
    examiners = Table("examiner", "items", title="Examiners, by controls")
    for heading in ("same, of non-mates", "different, of mates", "cannot decide"):
        examiners.add_column(heading)
    for one in counted.examiners:
        errors = (one.false_same, one.false_different, one.cannot_decide)
        examiners.add_row(one.examiner_id, str(one.item_count), *map(_rate, errors))
    console.print(examiners)


def _truth(candidate: pb2.ReviewCandidate) -> str:
    if not candidate.HasField("mated"):
        return ""
    return "mate" if candidate.mated else "stranger"


def _rate(rate: pb2.MeasuredRate) -> str:
    if not rate.total_count:
        return "none"
    return f"{rate.count} of {rate.total_count} [{100 * rate.low:.1f}–{100 * rate.high:.1f} %]"
