"""The programme: how far activation is, and what is on its way to the LESC."""

from collections.abc import Iterator
from datetime import datetime

import click

from tenprint.cli.shared import (
    DAY,
    EnumChoice,
    connected,
    console,
    date_words,
    enum_words,
    shown,
    table_of,
    time_words,
)
from tenprint.client import Client
from tenprint.v1.programme_service_pb2 import GetActivationResponse, OutboundQuery, OutboundState


@click.group()
def programme() -> None:
    """See how far activation is, and what is on its way to the LESC."""


def _print_activation(found: GetActivationResponse) -> None:
    if found.nationwide:
        console.print("no jurisdictions are on record: all count as activated")
    else:
        console.print(
            f"{date_words(found.day)}: {found.active_count:,} of {found.jurisdiction_count:,} "
            f"jurisdictions in {found.active_state_count} of {found.state_count} States"
        )


@programme.command()
@click.option("--on", "day", type=DAY, help="A day; left out: today.")
@connected
@shown(_print_activation)
def activation(client: Client, day: datetime | None) -> GetActivationResponse:
    """Tell how many jurisdictions and States are activated on a day.

    \b
    tenprint programme activation --on 2011-12-28
    """
    return client.programme.activation(day)


def _row(one: OutboundQuery) -> tuple[str, ...]:
    return (
        one.message_id,
        one.kind,
        one.tcn,
        enum_words(OutboundState, one.state),
        str(one.attempt_count),
        time_words(one.next_attempt_time),
        one.error,
    )


_print_queries = table_of(
    *("message", "kind", "booking", "state", "attempts", "next attempt", "error"),
    row=_row,
    empty="no messages",
)


@programme.command()
@click.option("--state", type=EnumChoice(OutboundState), help="Only those that stand so.")
@click.option("--tcn", default="", help="Only those of a booking.")
@connected
@shown(_print_queries)
def queries(client: Client, state: OutboundState | None, tcn: str) -> Iterator[OutboundQuery]:
    """List messages to the LESC, oldest first; with --json one line for each.

    \b
    tenprint programme queries --role operator --state rejected
    """
    return client.programme.outbound_queries(state=state, tcn=tcn)


def _print_query(found: OutboundQuery) -> None:
    _print_queries([found])


@programme.command()
@click.argument("message_id")
@connected
@shown(_print_query)
def requeue(client: Client, message_id: str) -> OutboundQuery:
    """Let a message that the LESC rejected leave again.

    A query is written anew from what is on record now.

    \b
    tenprint programme requeue --role operator iaq:BOOKING-0001
    """
    return client.programme.requeue(message_id)
