"""The programme: activation, messages to the LESC, parked bookings, and what is overdue."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from tenprint.cli.shared import EnumChoice, answered, console, options, output, table_of
from tenprint.client import Client
from tenprint.v1.overdue_service_pb2 import Overdue
from tenprint.v1.programme_service_pb2 import (
    GetActivationResponse,
    OutboundQuery,
    OutboundState,
    ParkedBooking,
)


@click.group()
def programme() -> None:
    """Show the progress of activation, and the messages to the LESC."""


def _print_activation(found: GetActivationResponse) -> None:
    if not found.jurisdiction_count:
        counts = "all count as activated" if found.nationwide else "none is activated"
        console.print(f"no jurisdictions are on record: {counts}")
    else:
        console.print(
            f"{output.date_words(found.day)}: {found.active_count:,} of "
            f"{found.jurisdiction_count:,} jurisdictions in {found.active_state_count} of "
            f"{found.state_count} States"
        )


@programme.command()
@click.option("--on", "day", type=options.DAY, help="Day; without a day, today.")
@answered(_print_activation)
def activation(client: Client, day: datetime | None) -> GetActivationResponse:
    """Count the jurisdictions and States that are activated on a day.

    \b
    tenprint programme activation --on 2011-12-28
    """
    return client.programme.activation(day)


_print_queries = table_of(
    {
        "message": "message_id",
        "kind": "kind",
        "booking": "tcn",
        "state": "state",
        "attempts": "attempt_count",
        "next attempt": "next_attempt_time",
        "error": "error",
    },
    empty="no messages",
)


@programme.command()
@click.option("--state", type=EnumChoice(OutboundState), help="Only messages in this state.")
@click.option("--tcn", default="", help="Only messages about this booking.")
@answered(_print_queries)
def queries(client: Client, state: OutboundState | None, tcn: str) -> Iterator[OutboundQuery]:
    """List messages to the LESC, oldest first; with --json one line for each.

    \b
    tenprint programme queries --role operator --state rejected
    """
    return client.programme.outbound_queries(state=state, tcn=tcn)


@programme.command()
@click.argument("message_id")
@answered(_print_queries)
def requeue(client: Client, message_id: str) -> OutboundQuery:
    """Send a message again that the LESC rejected.

    The service writes a query again, from the present records.

    \b
    tenprint programme requeue --role operator iaq:BOOKING-0001
    """
    return client.programme.requeue(message_id)


@programme.command()
@click.option("--of", "ori", default="", help="Only bookings of this agency (ORI).")
@answered(
    table_of(
        {
            "booking": "tcn",
            "agency": "ori",
            "stays in": "state",
            "received": "receive_time",
            "attempts": "attempt_count",
            "next attempt": "next_attempt_time",
            "error": "error",
        },
        empty="no booking is parked",
    )
)
def parked(client: Client, ori: str) -> Iterator[ParkedBooking]:
    """List bookings whose next step fails again and again; with --json one line for each.

    \b
    tenprint programme parked --role operator
    """
    return client.programme.parked_bookings(ori=ori)


_print_overdue = table_of(
    {
        "waits": "waiting",
        "what": "object_id",
        "whose turn": lambda one: " ".join(filter(None, (one.owner, one.address))),
        "since": lambda one: output.time_words(one.since, "minutes"),
        "limit": lambda one: output.time_words(one.deadline, "minutes"),
        "alarm": lambda one: output.time_words(one.alarm_time, "minutes"),
    },
    empty="nothing is overdue",
)


@click.command()
@click.option("--waiting", default="", help="Only this kind, such as `alert` or `release`.")
@click.option("--owner", default="", help="Only what waits for this role.")
@click.option("--address", default="", help="Only what waits for this agency or office.")
@answered(_print_overdue)
def overdue(client: Client, /, **filters: Any) -> Iterator[Overdue]:  # noqa: ANN401 - the client's arguments
    """List what has waited for longer than its limit, the longest waiting first.

    \b
    tenprint overdue --role supervisor
    tenprint overdue --role operator --waiting release --json
    """
    return client.overdue.list(**filters)
