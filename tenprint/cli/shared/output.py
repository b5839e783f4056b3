"""What commands print: JSON for programs, tables for people."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2
from rich.console import Console
from rich.table import Table

from tenprint.enums import enum_name
from tenprint.v1 import booking_service_pb2, sample_pb2
from tenprint.v1.booking_service_pb2 import Booking, FirstResponse, SecondResponse
from tenprint.v1.candidate_pb2 import Candidate, SearchReport
from tenprint.v1.sample_pb2 import MissingFinger

P = ParamSpec("P")
FoundT = TypeVar("FoundT")

Column = str | Callable[[Any], str]

console = Console(width=None if sys.stdout.isatty() else 160, soft_wrap=True)
progress_console = Console(stderr=True)
"""Progress goes to standard error, so that standard output holds the answer alone."""

_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
CommandT = TypeVar("CommandT", bound=Callable[..., object])


def prints_json(kind: object) -> Callable[[CommandT], CommandT]:
    """Add `--json` to a command that prints by itself.

    kind: a message or a typed dictionary, which the reference of commands describes;
    `Iterator[kind]` means a line for each of several.
    """

    def decorate(command: CommandT) -> CommandT:
        command.printed = kind  # type: ignore[attr-defined]
        return _json_option(command)

    return decorate


def shown(
    people: Callable[[FoundT], object],
) -> Callable[[Callable[P, FoundT]], Callable[P, None]]:
    """Add `--json` to a command, and show what the command returns.

    people: prints the answer for people.
    """

    def decorate(command: Callable[P, FoundT]) -> Callable[P, None]:
        @_json_option
        @wraps(command)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
            as_json = bool(kwargs.pop("as_json"))
            show(command(*args, **kwargs), people, as_json=as_json)

        return wrapper

    return decorate


def show(found: FoundT, people: Callable[[FoundT], object], *, as_json: bool) -> None:
    """Print what was found: for people, or as JSON, with a line for each of several.

    found: a message or a mapping of plain values, or several.
    """
    if not as_json:
        people(found)
    elif isinstance(found, Message):
        print_json(found)
    elif isinstance(found, Mapping):
        click.echo(json.dumps(found, indent=2))
    elif isinstance(found, Iterable):
        for one in found:
            if isinstance(one, Mapping):
                click.echo(json.dumps(one))
            else:
                print_json(one, indent=None)


def table_of(
    columns: Mapping[str, Column], *, empty: str, title: str | None = None
) -> Callable[[Message | Iterable[Any]], None]:
    """Make a function that prints an item or items as a table, or a sentence without items.

    columns: by heading, the field of an item, or a function from an item to the cell.
    """

    def print_items(items: Message | Iterable[Any]) -> None:
        table = Table(title=title)
        for heading in columns:
            table.add_column(heading, overflow="fold")
        for item in [items] if isinstance(items, Message) else items:
            table.add_row(*(cell(item, column) for column in columns.values()))
        print_table(table) if table.row_count else console.print(empty)

    return print_items


def print_table(table: Table) -> None:
    """Print a table so wide that no word breaks: an id is copied as a whole."""
    for column in table.columns:
        cells = (column.header, *column.cells)
        column.min_width = max(len(word) for one in cells for word in [*str(one).split(), ""])
    console.print(table, crop=False)


def cell(item: Any, column: Column) -> str:  # noqa: ANN401 - a message, or what has the same fields
    """Show a field of an item in a cell of a table; an absent field is empty."""
    if not isinstance(column, str):
        return column(item)
    value, field = getattr(item, column), item.DESCRIPTOR.fields_by_name[column]
    if field.has_presence and not item.HasField(column):
        return ""
    if field.enum_type is not None:
        return enum_words(EnumTypeWrapper(field.enum_type), value)
    if isinstance(value, Timestamp):
        return time_words(value)
    if isinstance(value, date_pb2.Date):
        return date_words(value)
    return " ".join(value) if field.is_repeated else str(value)


def print_json(message: Message, *, indent: int | None = 2) -> None:
    """Print a message with its proto field names, zeros included."""
    text = MessageToJson(
        message,
        preserving_proto_field_name=True,
        always_print_fields_with_no_presence=True,
        indent=indent,
    )
    click.echo(text)


def enum_words(kind: EnumTypeWrapper, value: int) -> str:
    """Name a value of an enum in words."""
    return enum_name(kind, value).replace("_", " ")


def position_name(position: int) -> str:
    """Name a finger position in words."""
    return enum_words(sample_pb2.FingerPosition, position)


def state_name(state: int) -> str:
    """Name a booking's state in words."""
    return enum_words(booking_service_pb2.BookingState, state)


print_samples = table_of(
    {
        "finger": "position",
        "quality": "quality",
        "minutiae": "minutia_count",
        "not usable because": lambda one: ": ".join(
            filter(None, (one.failure_reason, one.failure_message))
        ),
        "advice": "recapture_advice",
    },
    empty="no samples",
    title="Samples",
)


def print_missing(fingers: Iterable[MissingFinger]) -> None:
    """Print the fingers of which there is no sample, as the caller stated them."""
    for one in fingers:
        reason = enum_words(sample_pb2.MissingFingerReason, one.reason)
        console.print(f"no sample of {position_name(one.position)}: {reason}")


def print_candidates(candidates: Iterable[Candidate], title: str) -> None:
    """Print a candidate list."""
    listed = list(candidates)
    # An agency is told of people, and not of other agencies' encounters with them.
    encounters: dict[str, Column] = {"encounter": "encounter_id"}
    columns: dict[str, Column] = {
        "rank": "rank",
        "identity": "identity_id",
        **(encounters if any(one.encounter_id for one in listed) else {}),
        "score dB": score_words,
        "match": lambda one: "yes" if one.above_threshold else "no",
        "log10 LR by finger": lambda one: " ".join(
            f"{int(finger.position)}:{finger.llr:+.1f}" for finger in one.fingers
        ),
    }
    table_of(columns, empty=f"{title}: no candidates", title=title)(listed)
    if listed:
        console.print(
            "score dB: 10 dB more is a coincidence ten times rarer; log10 LR: what each finger "
            "says for the match, from 1 (right thumb) to 10 (left little)"
        )
    if any(one.extrapolated for one in listed):
        console.print("extrapolated: beyond the scores that were proved on known pairs")


def score_words(found: Any) -> str:  # noqa: ANN401 - whatever has a score
    """Show a score, and whether the score is extrapolated."""
    return f"{found.score_db:.1f}" + (" extrapolated" if found.extrapolated else "")


_BEFORE_THE_SEARCH = {"decode", "extract", "queue"}
"""Stages that keep no references."""


def print_report(report: SearchReport) -> None:
    """Print what reproduces a decision, and the duration of each stage."""
    console.print(
        f"gallery {report.gallery}, {report.reference_count} references, "
        f"target FPIR {report.target_fpir:g}, threshold {report.threshold_db:.1f} dB"
    )
    for stage in report.stages:
        kept = f", {stage.kept_count} references kept for what follows"
        of_gallery = "" if stage.name in _BEFORE_THE_SEARCH else kept
        console.print(f"  {stage.name}: {stage.duration_ms:.1f} ms{of_gallery}")
    console.print(
        f"  versions, to reproduce this: {report.matcher_version}, {report.index_version}, "
        f"{report.calibration_version}"
    )
    for position in report.contradicted_positions:
        console.print(
            f"  finger {position} found several people, each by another part of its image, and is "
            "left out: capture the finger again"
        )


def print_booking(booking: Booking) -> None:
    """Print a booking with every version of its responses."""
    console.print(f"booking {booking.tcn} of {booking.ori}: {state_name(booking.state)}")
    for change in booking.history:
        time = time_words(change.change_time, "milliseconds")
        console.print(f"  {time} {state_name(change.state)}")
    if booking.samples:
        print_samples(booking.samples)
    print_missing(booking.missing_fingers)
    if booking.HasField("first_response"):
        _print_first_response(booking)
    *earlier, newest = booking.second_responses or [None]
    for response in filter(None, earlier):
        console.print(f"{_second_title(response)}: an earlier version, which --json shows")
    if newest is not None:
        _print_second_response(newest)
    if booking.HasField("lesc_receipt"):
        console.print(f"LESC receipt {booking.lesc_receipt.receipt_id}")


def _print_first_response(booking: Booking) -> None:
    response = booking.first_response
    finding = enum_words(booking_service_pb2.SearchResultFinding, response.finding)
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
    if response.error_reason:
        console.print(
            f"{_second_title(response)}: {response.error_reason}: {response.error_message}"
        )
        return
    print_candidates(response.candidates, _second_title(response))
    if response.note:
        console.print(response.note)
    if response.determination:
        console.print(f"LESC determination: {response.determination}")
    if response.HasField("report"):
        print_report(response.report)


def _second_title(response: SecondResponse) -> str:
    kind = enum_words(booking_service_pb2.SecondResponseKind, response.kind)
    cause = enum_words(booking_service_pb2.ResponseCause, response.cause)
    return f"Second response {response.ordinal} ({cause}): {kind}"


def date_words(day: date_pb2.Date) -> str:
    """Show a date; an absent date is empty."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}" if day.year else ""


def time_words(time: Timestamp, timespec: str = "seconds") -> str:
    """Show a time in UTC; an absent time is empty."""
    return f"{time.ToDatetime().isoformat(timespec=timespec)}Z" if time.seconds else ""
