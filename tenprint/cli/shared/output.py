"""What commands print: JSON for programs, tables for people."""

import sys
from collections.abc import Iterable

import click
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from google.type import date_pb2
from rich.console import Console
from rich.table import Table

from tenprint.v1 import booking_service_pb2, candidate_pb2, sample_pb2
from tenprint.v1.booking_service_pb2 import Booking, FirstResponse, SecondResponse
from tenprint.v1.candidate_pb2 import Candidate, SearchReport
from tenprint.v1.sample_pb2 import SampleReport

console = Console(width=None if sys.stdout.isatty() else 160, soft_wrap=True)
progress_console = Console(stderr=True)
"""Progress goes beside the answer, not into it."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(message: Message, *, indent: int | None = 2) -> None:
    """Print a message with its proto field names, zeros included."""
    text = MessageToJson(
        message,
        preserving_proto_field_name=True,
        always_print_fields_with_no_presence=True,
        indent=indent,
    )
    click.echo(text)


def position_name(position: int) -> str:
    """Name a finger position in words."""
    return enum_words(sample_pb2.FingerPosition.Name(position), "FINGER_POSITION_")


def state_name(state: int) -> str:
    """Name a booking's state in words."""
    return enum_words(booking_service_pb2.BookingState.Name(state), "BOOKING_STATE_")


def print_samples(samples: Iterable[SampleReport]) -> None:
    """Print what was found in each sample."""
    table = Table("finger", "quality", "minutiae", "not usable because", "advice", title="Samples")
    for sample in samples:
        table.add_row(
            position_name(sample.position),
            str(sample.quality),
            str(sample.minutia_count),
            sample.failure_reason,
            sample.recapture_advice,
        )
    console.print(table)


def print_candidates(candidates: Iterable[Candidate], title: str) -> None:
    """Print a candidate list."""
    table = Table("rank", title=title)
    for heading in ("identity", "encounter", "score dB", "match", "log10 LR by finger"):
        table.add_column(heading, overflow="fold")
    for entry in candidates:
        score = f"{entry.score_db:.1f}" + (" extrapolated" if entry.extrapolated else "")
        table.add_row(
            str(entry.rank),
            entry.identity_id,
            entry.encounter_id,
            score,
            "yes" if entry.above_threshold else "no",
            fingers_line(entry.fingers),
        )
    console.print(table if table.row_count else f"{title}: no candidates")


def fingers_line(fingers: Iterable[candidate_pb2.FingerScore]) -> str:
    """Show the log likelihood ratio of each finger on one line."""
    return " ".join(f"{int(finger.position)}:{finger.llr:+.1f}" for finger in fingers)


def print_report(report: SearchReport) -> None:
    """Print what is needed to reproduce a decision, and what each stage cost."""
    console.print(
        f"gallery {report.gallery}, {report.reference_count} references, "
        f"target FPIR {report.target_fpir:g}, threshold {report.threshold_db:.1f} dB "
        f"({report.matcher_version}, {report.index_version}, {report.calibration_version})"
    )
    for stage in report.stages:
        console.print(f"  {stage.name}: {stage.duration_ms:.1f} ms, {stage.kept_count} kept")


def print_booking(booking: Booking) -> None:
    """Print a booking with its responses, every version."""
    console.print(f"booking {booking.tcn} of {booking.ori}: {state_name(booking.state)}")
    for change in booking.history:
        time = change.change_time.ToDatetime().isoformat(timespec="milliseconds")
        console.print(f"  {time}Z {state_name(change.state)}")
    if booking.samples:
        print_samples(booking.samples)
    if booking.HasField("first_response"):
        _print_first_response(booking)
    for response in booking.second_responses:
        _print_second_response(response)
    if booking.HasField("lesc_receipt"):
        console.print(f"LESC receipt {booking.lesc_receipt.receipt_id}")


def _print_first_response(booking: Booking) -> None:
    response = booking.first_response
    finding = enum_words(
        booking_service_pb2.SearchResultFinding.Name(response.finding), "SEARCH_RESULT_FINDING_"
    )
    print_candidates(response.candidates, f"First response (IAFIS): {finding}")
    if response.retained_in:
        console.print(f"retained in {response.retained_in} as {response.encounter_id}")
    else:
        console.print("not retained")
    if response.identity_id:
        console.print(f"identity {response.identity_id}")
    if response.HasField("rap_sheet"):
        _print_rap_sheet(response.rap_sheet)
    print_report(response.report)


def _print_rap_sheet(sheet: FirstResponse.RapSheet) -> None:
    console.print(f"FBI number {sheet.fbi_number or 'none'}")
    for entry in sheet.entries:
        console.print(
            f"  {date_words(entry.date)} {entry.kind} {entry.ori} {entry.literal} "
            f"{entry.disposition}".rstrip()
        )
    for want in sheet.wants:
        console.print(f"  WANTED by {want.ori} since {date_words(want.issue_date)}: {want.literal}")


def _print_second_response(response: SecondResponse) -> None:
    kind = enum_words(
        booking_service_pb2.SecondResponseKind.Name(response.kind), "SECOND_RESPONSE_KIND_"
    )
    cause = enum_words(booking_service_pb2.ResponseCause.Name(response.cause), "RESPONSE_CAUSE_")
    title = f"Second response {response.ordinal} ({cause})"
    if response.error_reason:
        console.print(f"{title}: {response.error_reason}: {response.error_message}")
        return
    print_candidates(response.candidates, f"{title}: {kind}")
    if response.note:
        console.print(response.note)
    if response.determination:
        console.print(f"LESC determination: {response.determination}")
    if response.HasField("report"):
        print_report(response.report)


def date_words(day: date_pb2.Date) -> str:
    """Show a date; empty where there is none."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}" if day.year else ""


def enum_words(name: str, prefix: str) -> str:
    """Name a value of an enum in words."""
    return name.removeprefix(prefix).lower().replace("_", " ")
