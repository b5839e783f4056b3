"""Bookings: submit one, watch it, show it."""

from datetime import datetime

import click
from rich.table import Table

from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.files import imaged, prints_argument, read_samples
from tenprint.cli.shared.output import (
    console,
    json_option,
    print_booking,
    print_json,
    progress_console,
    state_name,
)
from tenprint.cli.shared.subject import read_charge, subject_options
from tenprint.client import Client
from tenprint.v1.booking_service_pb2 import (
    BookingEntry,
    BookingState,
    ListBookingsRequest,
    Subject,
    TransactionType,
)

STATES = [name.removeprefix("BOOKING_STATE_") for name, value in BookingState.items() if value]
TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
TYPES = [name.removeprefix("TRANSACTION_TYPE_") for name, value in TransactionType.items() if value]


@click.command()
@click.option("--tcn", required=True, help="Transaction control number: 10 to 40 characters.")
@click.option("--agency", default=None, help="ORI of the controlling agency, if not --ori.")
@click.option("--arrested", type=click.DateTime(["%Y-%m-%d"]), help="Date of arrest.")
@click.option("--case", "case_number", default="", help="The agency's case number.")
@click.option(
    "--type",
    "type_name",
    type=click.Choice(TYPES),
    default="CAR",
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
    connection: Connection,
    tcn: str,
    agency: str | None,
    arrested: datetime | None,
    case_number: str,
    type_name: str,
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
    with connection.open() as client:
        with progress_console.status("submitting"):
            accepted = client.submit_booking(
                tcn,
                samples,
                arrest_date=arrested.date() if arrested else None,
                agency_case_number=case_number,
                ori=agency,
                type_of_transaction=f"TRANSACTION_TYPE_{type_name}",
                retain=retain,
                subject=subject,
                charges=[read_charge(one) for one in charges],
                in_custody=not released,
                priority=priority,
            )
        if watching:
            _watch(client, tcn, None, as_json)
        elif as_json:
            print_json(accepted)
        else:
            print_booking(accepted)


@click.command()
@click.option("--for", "limit_s", type=float, default=None, help="Give up after these seconds.")
@json_option
@click.argument("tcn")
@connected
def watch(connection: Connection, tcn: str, limit_s: float | None, as_json: bool) -> None:
    """Watch a booking until it is complete; with --json one line for each state.

    \b
    tenprint watch BOOKING-0001
    """
    with connection.open() as client:
        _watch(client, tcn, limit_s, as_json)


@click.group()
def booking() -> None:
    """Read bookings."""


@booking.command()
@json_option
@click.argument("tcn")
@connected
def show(connection: Connection, tcn: str, as_json: bool) -> None:
    """Show a booking as it stands.

    \b
    tenprint booking show BOOKING-0001 --json
    """
    with connection.open() as client:
        found = client.get_booking(tcn)
    if as_json:
        print_json(found)
    else:
        print_booking(found)


@booking.command("list")
@click.option("--state", type=click.Choice(STATES), help="Bookings in this state alone.")
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
@json_option
@connected
def list_bookings(
    connection: Connection,
    state: str | None,
    open_only: bool,
    unacknowledged_only: bool,
    agency: str,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """List bookings in the order in which they came; with --json one line for each.

    \b
    tenprint booking list --unacknowledged
    tenprint booking list --role operator --open --from 2012-01-01
    """
    request = ListBookingsRequest(
        state=f"BOOKING_STATE_{state}" if state else None,
        open_only=open_only,
        unacknowledged_only=unacknowledged_only,
        ori=agency,
    )
    if since:
        request.received_from.FromDatetime(since)
    if until:
        request.received_before.FromDatetime(until)
    table = Table("TCN")
    for heading in ("agency", "type", "received", "state", "case number"):
        table.add_column(heading, overflow="fold")
    with connection.open() as client:
        for found in client.list_bookings(request):
            if as_json:
                print_json(found, indent=None)
            else:
                table.add_row(*_cells(found))
    if not as_json:
        console.print(table if table.row_count else "no bookings")


@booking.command()
@json_option
@click.argument("tcn")
@click.argument("ordinal", type=click.IntRange(min=1))
@connected
def acknowledge(connection: Connection, tcn: str, ordinal: int, as_json: bool) -> None:
    """Say that a version of the second response has come.

    \b
    tenprint booking acknowledge BOOKING-0001 2
    """
    with connection.open() as client:
        found = client.acknowledge_response(tcn, ordinal)
    if as_json:
        print_json(found)
    else:
        print_booking(found)


def _cells(entry: BookingEntry) -> list[str]:
    kind = TransactionType.Name(entry.type_of_transaction).removeprefix("TRANSACTION_TYPE_")
    received = f"{entry.receive_time.ToDatetime():%Y-%m-%d %H:%M}"
    state = state_name(entry.state)
    return [entry.tcn, entry.ori, kind, received, state, entry.agency_case_number]


def _watch(client: Client, tcn: str, limit_s: float | None, as_json: bool) -> None:
    last = None
    for last in client.watch_booking(tcn, timeout_s=limit_s):
        if as_json:
            print_json(last, indent=None)
        else:
            console.print(f"{tcn}: {state_name(last.state)}")
    if last is not None and not as_json:
        print_booking(last)
