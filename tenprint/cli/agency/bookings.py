"""Bookings: submit, watch, show and list them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tenprint.cli.agency import verdict
from tenprint.cli.agency.subject import read_charge, subject_options
from tenprint.cli.shared import (
    EnumChoice,
    answered,
    console,
    files,
    options,
    output,
    table_of,
    waiting,
)
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.errors import DEADLINE_EXPIRED, RpcError
from tenprint.v1.booking_service_pb2 import (
    Booking,
    BookingEntry,
    BookingState,
    ListBookingsRequest,
    ResponseFile,
    SecondResponseKind,
    TransactionType,
)

_CLOCKS_DIFFER = timedelta(seconds=30)
"""By so much the service's clock may be behind."""
_TCN = re.compile(rb"\x1d1\.0{0,2}9:([!-~]{10,40})[\x1c\x1d]")
_HEADER_BYTES = 4_096
TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


def _print_states(bookings: Iterable[Booking]) -> None:
    """Print each state as it comes, with what the booking waits for; then the whole booking."""
    booking, told = None, 0
    for booking in bookings:
        newest = [
            one.note
            for one in booking.second_responses[told:][-1:]
            if one.kind == SecondResponseKind.SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE
        ]
        told = len(booking.second_responses)
        line = ": ".join([booking.tcn, output.state_name(booking.state), *newest])
        console.print(line, markup=False)
    if booking is not None:
        verdict.print_booking(booking)


def _print_submitted(found: Booking | Iterable[Booking]) -> None:
    if isinstance(found, Booking):
        verdict.print_booking(found)
    else:
        _print_states(found)


@click.command()
@click.option("--tcn", default="", help="Transaction control number: 10 to 40 characters.")
@click.option("--agency", "ori", help="ORI of the controlling agency, if not --ori.")
@click.option("--arrested", "arrest_date", type=options.DAY, help="Date of arrest.")
@click.option("--case", "agency_case_number", default="", help="The agency's case number.")
@options.defaulted(
    "--type",
    "type_of_transaction",
    type=EnumChoice(TransactionType),
    default="car",
    help="Type of transaction.",
)
@options.defaulted("--retain/--no-retain", default=True, help="Keep the prints.")
@subject_options
@click.option(
    "--charge",
    "charges",
    multiple=True,
    help="`WORDS` or `CODE:WORDS`; CODE has the four digits of NCIC. May be given several times.",
)
@click.option("--released", is_flag=True, help="The person is not held.")
@options.defaulted(
    "--priority", type=click.IntRange(1, 9), default=9, help="Priority; 1 is the most urgent."
)
@click.option("--watch", "watching", is_flag=True, help="Wait until the booking is complete.")
@click.option(
    "--errt", type=options.FILE, help="Write the ERRT to this file if the file is refused."
)
@files.sampled_or_file
@answered(_print_submitted)
def submit(
    client: Client,
    /,
    tcn: str,
    charges: tuple[str, ...],
    released: bool,
    watching: bool,
    file: bytes,
    errt: Path | None,
    **stated: Any,  # noqa: ANN401 - the client's other arguments
) -> Booking | Iterator[Booking]:
    """Submit the booking of a person; a repetition is harmless.

    An EBTS transaction file says everything itself: no other option counts beside such a file.

    \b
    tenprint submit --ori WVTEST000 --watch card.eft
    tenprint submit --tcn BOOKING-0001 --ppi 500 --watch prints/bob/
    tenprint submit --tcn BOOKING-0002 --ppi 500 --name ROE,JO --charge 1313:ASSAULT prints/roe/
    tenprint submit --tcn CIVIL-0001 --ppi 500 --type NFUF --role civil_agency \\
        --purpose applicant prints/ann/
    """
    begin = datetime.now(UTC) - _CLOCKS_DIFFER
    with waiting("submitting"), _given_up(tcn or _tcn_of(file)):
        if file:
            accepted = _submit_file(client, file, errt)
        else:
            accepted = client.submit_booking(
                tcn, charges=map(read_charge, charges), in_custody=not released, **stated
            )
    _tell_repetition(accepted, begin)
    return client.watch_booking(accepted.tcn) if watching else accepted


@contextmanager
def _given_up(tcn: str) -> Iterator[None]:
    """Say what becomes of a booking whose submission had no answer in time."""
    try:
        yield
    except RpcError as error:
        if error.reason != DEADLINE_EXPIRED:
            raise
        raise click.ClickException(
            f"{error}: repeat the command, with more time by --timeout; a repetition is harmless. "
            f"If the booking was stored all the same, the service works on it: `tenprint watch "
            f"{tcn or 'TCN'}` goes on"
        ) from error


def _tcn_of(file: bytes) -> str:
    """Find the TCN (1.009) of a file; empty if it has none."""
    found = _TCN.search(file[:_HEADER_BYTES])
    return found[1].decode() if found else ""


def _tell_repetition(accepted: Booking, begin: datetime) -> None:
    """Say that a booking was there already: what follows is its former answer."""
    received = [one.change_time.ToDatetime(UTC) for one in accepted.history[:1]]
    if received and received[0] < begin:
        output.progress_console.print(
            f"{accepted.tcn} was received before, {received[0]:%Y-%m-%d %H:%M} UTC, with the same "
            "content: nothing is done anew, and the answer is the former one",
            style="yellow",
            markup=False,
        )


def _submit_file(client: Client, file: bytes, errt: Path | None) -> Booking:
    try:
        return client.submit_transaction(file)
    except RpcError as error:
        if errt and error.reason == "TRANSACTION_FAULTY":
            errt.write_bytes(client.check_transaction(file).error_response_file)
        raise


@click.command()
@click.option("--for", "limit_s", type=float, help="Give up after this number of seconds.")
@click.argument("tcn")
@answered(_print_states)
def watch(client: Client, tcn: str, limit_s: float | None) -> Iterator[Booking]:
    """Watch a booking until the booking is complete; with --json one line for each state.

    \b
    tenprint watch BOOKING-0001
    """
    return client.watch_booking(tcn, timeout_s=limit_s)


@click.group()
def booking() -> None:
    """Read bookings."""


@booking.command("show")
@click.argument("tcn")
@answered(verdict.print_booking)
def show_booking(client: Client, tcn: str) -> Booking:
    """Show the present state of a booking.

    \b
    tenprint booking show BOOKING-0001 --json
    """
    return client.get_booking(tcn)


@booking.command()
@options.defaulted("--out", type=options.FOLDER, default=".", help="Folder of the files.")
@click.argument("tcn")
@answered(
    table_of(
        {
            "type": "type_of_transaction",
            "version": "ordinal",
            "bytes": lambda one: f"{len(one.file):,}",
        },
        empty="no response files",
    )
)
def responses(client: Client, tcn: str, out: Path) -> list[ResponseFile]:
    """Write the responses to a booking that came as an EBTS file, as EBTS files.

    Version 0 is the first response, each other number a version of the second response.

    \b
    tenprint booking responses SYNTHETIC-000007-1 --out responses/
    """
    out.mkdir(parents=True, exist_ok=True)
    found = list(client.get_booking(tcn).response_files)
    for one in found:
        name = f"{tcn.replace(':', '-')}.{one.ordinal}.{one.type_of_transaction}.eft"
        (out / name).write_bytes(one.file)
        output.progress_console.print(f"written to {out / name}", markup=False)
    return found


@booking.command("list")
@click.option("--state", type=EnumChoice(BookingState), help="Only bookings in this state.")
@click.option("--open", "open_only", is_flag=True, help="Only bookings that are not complete.")
@click.option(
    "--unacknowledged",
    "unacknowledged_only",
    is_flag=True,
    help="Only bookings whose newest second response was not acknowledged.",
)
@click.option("--agency", "ori", default="", help="Only bookings of this ORI.")
@click.option(
    "--from", "received_from", type=TIME, help="Only bookings received at this time, UTC, or later."
)
@click.option(
    "--before", "received_before", type=TIME, help="Only bookings received before this time, UTC."
)
@answered(
    table_of(
        {
            "TCN": "tcn",
            "agency": "ori",
            "type": lambda one: enum_name(TransactionType, one.type_of_transaction).upper(),
            "received": lambda one: f"{one.receive_time.ToDatetime():%Y-%m-%d %H:%M}",
            "state": "state",
            "case number": "agency_case_number",
        },
        empty="no bookings",
    )
)
def list_bookings(client: Client, /, **filters: Any) -> Iterator[BookingEntry]:  # noqa: ANN401 - the request's fields
    """List bookings in the order of their arrival; with --json one line for each.

    \b
    tenprint booking list --unacknowledged
    tenprint booking list --role operator --open --from 2012-01-01
    """
    return client.list_bookings(ListBookingsRequest(**filters))


@booking.command()
@click.argument("tcn")
@click.argument("ordinal", type=click.IntRange(min=1))
@answered(verdict.print_booking)
def acknowledge(client: Client, tcn: str, ordinal: int) -> Booking:
    """Acknowledge that a version of the second response has arrived.

    \b
    tenprint booking acknowledge BOOKING-0001 2
    """
    return client.acknowledge_response(tcn, ordinal)
