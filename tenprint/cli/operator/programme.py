"""The programme: how far activation is, and what is on its way to the LESC."""

from datetime import datetime

import click
from rich.table import Table

from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.output import console, date_words, json_option, print_json
from tenprint.v1.programme_service_pb2 import OutboundQuery, OutboundState

_STATES = ("waiting", "acknowledged", "rejected")


@click.group()
def programme() -> None:
    """See how far activation is, and what is on its way to the LESC."""


@programme.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="A day; left out: today.")
@json_option
@connected
def activation(connection: Connection, day: datetime | None, as_json: bool) -> None:
    """Tell how many jurisdictions and States are activated on a day.

    \b
    tenprint programme activation --on 2011-12-28
    """
    with connection.open() as client:
        found = client.programme.activation(day.date() if day else None)
    if as_json:
        print_json(found)
    elif found.nationwide:
        console.print("no jurisdictions are on record: all count as activated")
    else:
        console.print(
            f"{date_words(found.day)}: {found.active_count:,} of {found.jurisdiction_count:,} "
            f"jurisdictions in {found.active_state_count} of {found.state_count} States"
        )


@programme.command()
@click.option("--state", type=click.Choice(_STATES), help="Only those that stand so.")
@click.option("--tcn", default="", help="Only those of a booking.")
@json_option
@connected
def queries(connection: Connection, state: str | None, tcn: str, as_json: bool) -> None:
    """List messages to the LESC, oldest first; with --json one line for each.

    \b
    tenprint programme queries --role operator --state rejected
    """
    wanted = f"OUTBOUND_STATE_{state.upper()}" if state else None
    table = _table()
    with connection.open() as client:
        for one in client.programme.outbound_queries(state=wanted, tcn=tcn):
            if as_json:
                print_json(one, indent=None)
            else:
                _add(table, one)
    if not as_json:
        console.print(table)


@programme.command()
@json_option
@click.argument("message_id")
@connected
def requeue(connection: Connection, message_id: str, as_json: bool) -> None:
    """Let a message that the LESC rejected leave again.

    A query is written anew from what is on record now.

    \b
    tenprint programme requeue --role operator iaq:BOOKING-0001
    """
    with connection.open() as client:
        found = client.programme.requeue(message_id)
    if as_json:
        print_json(found)
        return
    table = _table()
    _add(table, found)
    console.print(table)


def _table() -> Table:
    table = Table()
    for heading in ("message", "kind", "booking", "state", "attempts", "next attempt", "error"):
        table.add_column(heading, overflow="fold")
    return table


def _add(table: Table, one: OutboundQuery) -> None:
    due = one.next_attempt_time
    table.add_row(
        one.message_id,
        one.kind,
        one.tcn,
        OutboundState.Name(one.state).removeprefix("OUTBOUND_STATE_").lower(),
        str(one.attempt_count),
        due.ToDatetime().isoformat(timespec="seconds") if due.seconds else "",
        one.error,
    )
