"""Bookings: submit one, watch it, show it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from tenprint.cli.shared import (
    DAY,
    EnumChoice,
    connected,
    console,
    imaged,
    json_option,
    print_booking,
    prints_argument,
    progress_console,
    read_charge,
    read_samples,
    show,
    shown,
    state_name,
    subject_options,
    table_of,
)
from tenprint.client import Client
from tenprint.v1.booking_service_pb2 import (
    Booking,
    BookingEntry,
    BookingState,
    ListBookingsRequest,
    Subject,
    TransactionType,
)

TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


def _print_states(bookings: Iterable[Booking]) -> None:
    booking = None
    for booking in bookings:
        console.print(f"{booking.tcn}: {state_name(booking.state)}")
    if booking is not None:
        print_booking(booking)


@click.command()
@click.option("--tcn", required=True, help="Transaction control number: 10 to 40 characters.")
@click.option("--agency", default=None, help="ORI of the controlling agency, if not --ori.")
@click.option("--arrested", type=DAY, help="Date of arrest.")
@click.option("--case", "case_number", default="", help="The agency's case number.")
@click.option(
    "--type",
    "type_of_transaction",
    type=EnumChoice(TransactionType),
    default="car",
    show_default=True,
    help="Type of transaction.",
)
@click.option("--retain/--no-retain", default=True, show_default=True, help="Keep the prints.")
@subject_options
@click.option(
    "--charge",
    "charges",
    multiple=True,
    help="`WORDS` or `CODE:WORDS`, CODE being NCIC's four digits; may be given several times.",
)
@click.option("--released", is_flag=True, help="The person is not held.")
@click.option(
    "--priority",
    type=click.IntRange(1, 9),
    default=9,
    show_default=True,
    help="1 is the most urgent.",
)
@click.option("--watch", "watching", is_flag=True, help="Stay until the booking is complete.")
@imaged
@json_option
@prints_argument
@connected
def submit(
    client: Client,
    tcn: str,
    agency: str | None,
    arrested: datetime | None,
    case_number: str,
    type_of_transaction: TransactionType,
    retain: bool,
    subject: Subject,
    charges: tuple[str, ...],
    released: bool,
    priority: int,
    watching: bool,
    ppi: int,
    impression: str,
    as_json: bool,
    prints: tuple[str, ...],
) -> None:
    """Submit the booking of a person; the same one again is harmless.

    \b
    tenprint submit --tcn BOOKING-0001 --ppi 500 --watch prints/bob/
    tenprint submit --tcn BOOKING-0002 --ppi 500 --name ROE,JO --charge 1313:ASSAULT prints/roe/
    tenprint submit --tcn CIVIL-0001 --ppi 500 --type NFUF --role civil_agency \\
        --purpose applicant prints/ann/
    """
    samples = read_samples(prints, ppi, impression)
    with progress_console.status("submitting"):
        accepted = client.submit_booking(
            tcn,
            samples,
            arrest_date=arrested,
            agency_case_number=case_number,
            ori=agency,
            type_of_transaction=type_of_transaction,
            retain=retain,
            subject=subject,
            charges=[read_charge(one) for one in charges],
            in_custody=not released,
            priority=priority,
        )
    if watching:
        show(client.watch_booking(tcn), _print_states, as_json=as_json)
    else:
        show(accepted, print_booking, as_json=as_json)


@click.command()
@click.option("--for", "limit_s", type=float, default=None, help="Give up after these seconds.")
@click.argument("tcn")
@connected
@shown(_print_states)
def watch(client: Client, tcn: str, limit_s: float | None) -> Iterator[Booking]:
    """Watch a booking until it is complete; with --json one line for each state.

    \b
    tenprint watch BOOKING-0001
    """
    return client.watch_booking(tcn, timeout_s=limit_s)


@click.group()
def booking() -> None:
    """Read bookings."""


@booking.command("show")
@click.argument("tcn")
@connected
@shown(print_booking)
def show_booking(client: Client, tcn: str) -> Booking:
    """Show a booking as it stands.

    \b
    tenprint booking show BOOKING-0001 --json
    """
    return client.get_booking(tcn)


def _row(entry: BookingEntry) -> tuple[str, ...]:
    return (
        entry.tcn,
        entry.ori,
        TransactionType.Name(entry.type_of_transaction).removeprefix("TRANSACTION_TYPE_"),
        f"{entry.receive_time.ToDatetime():%Y-%m-%d %H:%M}",
        state_name(entry.state),
        entry.agency_case_number,
    )


@booking.command("list")
@click.option("--state", type=EnumChoice(BookingState), help="Bookings in this state alone.")
@click.option("--open", "open_only", is_flag=True, help="Bookings that are not complete.")
@click.option(
    "--unacknowledged",
    "unacknowledged_only",
    is_flag=True,
    help="Bookings whose newest second response was not acknowledged.",
)
@click.option("--agency", default="", help="Bookings of this ORI.")
@click.option("--from", "since", type=TIME, help="Received at this time, UTC, or later.")
@click.option("--before", "until", type=TIME, help="Received before this time, UTC.")
@connected
@shown(
    table_of(
        *("TCN", "agency", "type", "received", "state", "case number"),
        row=_row,
        empty="no bookings",
    )
)
def list_bookings(
    client: Client,
    state: BookingState | None,
    open_only: bool,
    unacknowledged_only: bool,
    agency: str,
    since: datetime | None,
    until: datetime | None,
) -> Iterator[BookingEntry]:
    """List bookings in the order in which they came; with --json one line for each.

    \b
    tenprint booking list --unacknowledged
    tenprint booking list --role operator --open --from 2012-01-01
    """
    request = ListBookingsRequest(
        state=state,
        open_only=open_only,
        unacknowledged_only=unacknowledged_only,
        ori=agency,
        received_from=since,
        received_before=until,
    )
    return client.list_bookings(request)


@booking.command()
@click.argument("tcn")
@click.argument("ordinal", type=click.IntRange(min=1))
@connected
@shown(print_booking)
def acknowledge(client: Client, tcn: str, ordinal: int) -> Booking:
    """Say that a version of the second response has come.

    \b
    tenprint booking acknowledge BOOKING-0001 2
    """
    return client.acknowledge_response(tcn, ordinal)
