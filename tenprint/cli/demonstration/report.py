"""Show the answers to the bookings, in 100 columns or as JSON."""

from collections.abc import Sequence

from google.protobuf.json_format import MessageToDict
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tenprint.cli.demonstration.bookings import BookingOutcome
from tenprint.cli.demonstration.plan import IAFIS, IDENT
from tenprint.cli.shared import output
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2 import Booking
from tenprint.v1.candidate_pb2 import Candidate, SearchReport

WIDTH = 100
_SHOWN_CANDIDATES = 3

_FINDINGS = {
    pb2.SEARCH_RESULT_FINDING_IDENT: "ident (I): known to the criminal file",
    pb2.SEARCH_RESULT_FINDING_NON_IDENT: "non-ident (N): not known to the criminal file",
}
_KINDS = {
    pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR: "IDENT data response with the LESC's answer",
    pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH: "IDENT data response: no match",
}


def print_outcome(console: Console, outcome: BookingOutcome, number: int, count: int) -> None:
    """Show a booking with its two responses."""
    person, booking = outcome.planned.person, outcome.booking
    parts: list[RenderableType] = [Text(_timeline(booking), style="dim")]
    if booking.HasField("first_response"):
        first = booking.first_response
        parts += [
            Text(f"First response   IAFIS: {_FINDINGS.get(first.finding, '')}", style="bold"),
            _candidates(first.candidates, first.report),
            Text(f"{_stages(first.report)}\nretained under {first.identity_id}", style="dim"),
        ]
    if booking.HasField("second_response"):
        second = booking.second_response
        kind = _KINDS.get(second.kind, second.error_message)
        parts += [
            Text(f"Second response  {kind}", style="bold"),
            _candidates(second.candidates, second.report),
            Text(_stages(second.report), style="dim"),
        ]
    parts += [_lesc(booking), _verdict(outcome)]
    title = f"{number} of {count}  {booking.tcn}  {person.name}, {person.group}"
    console.print(Panel(Group(*parts), title=title, title_align="left", box=box.ROUNDED))


def print_summary(console: Console, outcomes: Sequence[BookingOutcome]) -> None:
    """Show all bookings in one table."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("booking", "truth", "IAFIS", "IDENT", "LESC", "time", ""):
        table.add_column(heading, no_wrap=True)
    for outcome in outcomes:
        booking = outcome.booking
        table.add_row(
            booking.tcn,
            outcome.planned.person.group,
            _best(booking.first_response.candidates),
            _best(booking.second_response.candidates),
            "asked" if booking.HasField("lesc_receipt") else "-",
            f"{outcome.duration_s:.1f} s",
            Text("wrong", "bold red") if outcome.faults else Text("right", "green"),
        )
    console.print(table)


def as_json(outcome: BookingOutcome) -> dict[str, object]:
    """Turn an outcome into a JSON object."""
    person = outcome.planned.person
    return {
        "tcn": outcome.planned.tcn,
        "person": person.name,
        "in_iafis": person.is_in(IAFIS),
        "in_ident": person.is_in(IDENT),
        "duration_s": round(outcome.duration_s, 3),
        "faults": list(outcome.faults),
        "booking": MessageToDict(outcome.booking, preserving_proto_field_name=True),
        "lesc_queries": [
            MessageToDict(query, preserving_proto_field_name=True) for query in outcome.queries
        ],
    }


def _timeline(booking: Booking) -> str:
    start_ms = booking.receive_time.ToMilliseconds()
    times_s = [(one.change_time.ToMilliseconds() - start_ms) / 1e3 for one in booking.history]
    states = [output.state_name(one.state) for one in booking.history]
    return " > ".join(f"{state} {s:.2f} s" for state, s in zip(states, times_s, strict=True))


def _candidates(candidates: Sequence[Candidate], report: SearchReport) -> RenderableType:
    if not candidates:
        return Text("  no candidates")
    table = Table("", "encounter", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for heading in ("score", "margin", "pairs by finger, 1 to 10"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for candidate in candidates[:_SHOWN_CANDIDATES]:
        table.add_row(
            str(candidate.rank),
            candidate.encounter_id,
            f"{candidate.score_db:.1f} dB",
            f"{candidate.score_db - report.threshold_db:+.1f} dB",
            " ".join(f"{finger.paired_minutia_count:>2}" for finger in candidate.fingers),
            Text("match", "bold green") if candidate.above_threshold else Text("below", "dim"),
        )
    return Padding(table, (0, 0, 0, 2))


def _stages(report: SearchReport) -> str:
    stages = ", ".join(f"{stage.name} {stage.duration_ms:.1f} ms" for stage in report.stages)
    return (
        f"{report.reference_count} references, threshold {report.threshold_db:.1f} dB "
        f"(FPIR {report.target_fpir:g})\n{stages}"
    )


def _lesc(booking: Booking) -> RenderableType:
    if not booking.HasField("lesc_receipt"):
        return Text("LESC             not asked", style="bold")
    answer = booking.second_response.determination or "no answer"
    return Group(
        Text(f"LESC             {answer}", style="bold"),
        Text(f"receipt {booking.lesc_receipt.receipt_id}", style="dim"),
    )


def _verdict(outcome: BookingOutcome) -> Text:
    if outcome.faults:
        return Text(f"WRONG: {'; '.join(outcome.faults)}", style="bold red")
    return Text("as the truth has it", style="green")


def _best(candidates: Sequence[Candidate]) -> str:
    if not candidates:
        return "no candidates"
    best = candidates[0]
    score = f"{best.score_db:.0f} dB"
    return f"{best.encounter_id} {score}" if best.above_threshold else f"nobody ({score})"
