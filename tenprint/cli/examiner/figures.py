"""What a supervisor reads of reviews, as tables."""

from collections.abc import Iterable

from rich.table import Table

from tenprint.cli.shared.output import console, print_json
from tenprint.v1 import review_service_pb2 as pb2


def show_items(items: Iterable[pb2.ReviewItem], as_json: bool) -> None:
    """Print items, a candidate a row; as JSON an item a line."""
    table = Table("item")
    for heading in ("booking", "why", "candidate", "score dB", "truth", "decisions", "verdict"):
        table.add_column(heading, overflow="fold")
    for item in items:
        if as_json:
            print_json(item, indent=None)
            continue
        for one in item.candidates:
            table.add_row(
                item.item_id,
                item.tcn,
                item.reason,
                f"{one.candidate_id} ({one.identity_id})",
                f"{one.score_db:.1f}",
                _truth(one),
                " ".join(f"{d.examiner_id}:{decision_name(d.decision)}" for d in one.decisions),
                verdict_name(one.verdict),
            )
    if not as_json:
        console.print(table if table.row_count else "nothing was reviewed")


def show_statistics(counted: pb2.GetReviewStatisticsResponse, as_json: bool) -> None:
    """Print what was counted."""
    if as_json:
        print_json(counted)
        return
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


def decision_name(decision: pb2.ReviewDecision) -> str:
    """Name a decision in words."""
    name = pb2.ReviewDecision.Name(decision)
    return name.removeprefix("REVIEW_DECISION_").lower().replace("_", " ")


def verdict_name(verdict: pb2.ReviewVerdict) -> str:
    """Name a verdict in a word; nothing while the review is open."""
    name = pb2.ReviewVerdict.Name(verdict)
    return name.removeprefix("REVIEW_VERDICT_").lower() if verdict else ""


def _truth(candidate: pb2.ReviewCandidate) -> str:
    if not candidate.HasField("mated"):
        return ""
    return "mate" if candidate.mated else "stranger"


def _rate(rate: pb2.MeasuredRate) -> str:
    if not rate.total_count:
        return "none"
    return f"{rate.count} of {rate.total_count} [{100 * rate.low:.1f}–{100 * rate.high:.1f} %]"
