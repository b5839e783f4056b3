"""What a supervisor reads about reviews, as tables."""

from collections.abc import Iterable

from rich.table import Table

from tenprint.cli.shared import console, output, print_table, table_of
from tenprint.enums import enum_name
from tenprint.v1 import review_service_pb2 as pb2


def _decisions(candidate: pb2.ReviewCandidate) -> str:
    return " ".join(
        f"{one.examiner_id}:{output.enum_words(pb2.ReviewDecision, one.decision)}"
        for one in candidate.decisions
    )


_print_candidates = table_of(
    {
        "item": lambda row: str(row[0].item_id),
        "booking": lambda row: str(row[0].tcn),
        "held": lambda row: "yes" if row[0].in_custody else "no",
        "why": lambda row: str(row[0].reason),
        "candidate": lambda row: f"{row[1].candidate_id} ({row[1].identity_id})",
        "score dB": lambda row: f"{row[1].score_db:.1f}",
        "truth": lambda row: _truth(row[1]),
        "decisions": lambda row: _decisions(row[1]),
        "verdict": lambda row: (
            enum_name(pb2.ReviewVerdict, row[1].verdict) if row[1].verdict else ""
        ),
    },
    empty="nothing was reviewed",
)


def print_items(items: Iterable[pb2.ReviewItem]) -> None:
    """Print items, with a row for each candidate."""
    _print_candidates((item, one) for item in items for one in item.candidates)


def print_statistics(counted: pb2.GetReviewStatisticsResponse) -> None:
    """Print the queue, the load and the errors of examiners."""
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
    print_table(loads)
    examiners = Table("examiner", "items", title="Examiners, by controls")
    for heading in ("same, of non-mates", "different, of mates", "cannot decide"):
        examiners.add_column(heading)
    for one in counted.examiners:
        errors = (one.false_same, one.false_different, one.cannot_decide)
        examiners.add_row(one.examiner_id, str(one.item_count), *map(_rate, errors))
    print_table(examiners)
    pairs = Table("examiners", "agreed", "opposed", title="Agreement")
    for pair in counted.pairs:
        both = f"{pair.first_examiner_id}, {pair.second_examiner_id}"
        pairs.add_row(both, _rate(pair.agreed), _rate(pair.opposed))
    print_table(pairs)


def _truth(candidate: pb2.ReviewCandidate) -> str:
    if not candidate.HasField("mated"):
        return ""
    return "mate" if candidate.mated else "stranger"


def _rate(rate: pb2.MeasuredRate) -> str:
    if not rate.total_count:
        return "none"
    return f"{rate.count} of {rate.total_count} [{100 * rate.low:.1f}–{100 * rate.high:.1f} %]"
