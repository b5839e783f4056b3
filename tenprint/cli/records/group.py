"""Criminal histories, wants, and IDENT's records."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from tenprint.cli.records.ident import IDENT_COMMANDS
from tenprint.cli.records.lives import load_lives
from tenprint.cli.shared import (
    DAY,
    EnumChoice,
    connected,
    console,
    date_words,
    enum_words,
    shown,
    table_of,
)
from tenprint.client import Client
from tenprint.programme import to_date
from tenprint.v1 import records_service_pb2 as pb2

_KIND = EnumChoice(pb2.CriminalEventKind)


@click.group()
def records() -> None:
    """Keep and read criminal histories, and what IDENT knows beside prints."""


def _print_number(response: pb2.PutCriminalEventResponse | pb2.PutWantResponse) -> None:
    console.print(f"filed under FBI number {response.fbi_number}")


@records.command("put-event")
@click.option("--id", "event_id", required=True, help="Makes a repetition harmless.")
@click.option("--kind", type=_KIND, required=True, help="What happened.")
@click.option("--date", type=DAY, required=True, help="When.")
@click.option("--agency", required=True, help="ORI of the agency or court.")
@click.option("--literal", default="", help="The charge in words.")
@click.option("--category", default="", help="Such as larceny or drug_trafficking.")
@click.option("--offense-code", default="", help="NCIC offence code, four digits.")
@click.option("--statute", default="", help="Where the law says so.")
@click.option(
    "--maximum-months",
    "maximum_sentence_months",
    type=int,
    help="Most months that the law allows.",
)
@click.option(
    "--imposed-months",
    "imposed_sentence_months",
    type=int,
    help="Months that a conviction brought.",
)
@click.option(
    "--aggravated/--not-aggravated",
    "aggravated_felony",
    default=None,
    help="Whether it is an aggravated felony.",
)
@click.option("--disposition", default="", help="How it ended, without a conviction.")
@click.option(
    "--encounter", "encounter_id", default="", help="The encounter whose prints came with it."
)
@click.argument("identity")
@connected
@shown(_print_number)
def put_event(
    client: Client,
    /,
    agency: str,
    date: datetime,
    identity: str,
    **fields: Any,  # noqa: ANN401 - the other options are the event's fields
) -> pb2.PutCriminalEventResponse:
    """Add an entry to the criminal history of IDENTITY.

    \b
    tenprint records put-event --role operator --id C-1 --kind conviction --date 2009-02-03 \\
        --agency TX1010000 --literal LARCENY --category larceny IAFIS-0A
    """
    event = pb2.CriminalEvent(ori=agency, date=to_date(date), **fields)
    return pb2.PutCriminalEventResponse(fbi_number=client.records.put_event(identity, event))


def _event_row(event: pb2.CriminalEvent) -> tuple[str, ...]:
    imposed = event.HasField("imposed_sentence_months")
    return (
        event.event_id,
        event.identity_id,
        date_words(event.date),
        enum_words(pb2.CriminalEventKind, event.kind),
        event.literal,
        event.category,
        event.ori,
        str(event.imposed_sentence_months) if imposed else "",
    )


_print_events = table_of(
    *("event", "person", "date", "what", "charge", "category", "agency", "months"),
    row=_event_row,
    empty="no criminal history",
)


@records.command()
@click.option("--identity", default="", help="Only this person's.")
@click.option("--kind", type=_KIND, help="Only of this kind.")
@connected
@shown(_print_events)
def events(
    client: Client, identity: str, kind: pb2.CriminalEventKind | None
) -> Iterator[pb2.CriminalEvent]:
    """List criminal histories as they were entered; with --json one line for each.

    \b
    tenprint records events --role operator --kind conviction
    """
    return client.records.events(identity, kind=kind)


def _print_rap_sheet(found: pb2.RapSheet) -> None:
    others = f", also {', '.join(found.other_fbi_numbers)}" if found.other_fbi_numbers else ""
    console.print(f"{found.identity_id}: FBI number {found.fbi_number or 'none'}{others}")
    _print_events(found.events)
    for want in found.wants:
        console.print(f"wanted by {want.ori} since {date_words(want.issue_date)}: {want.literal}")


@records.command("rap-sheet")
@click.option("--fbi-number", default="", help="Instead of an identity.")
@click.argument("identity", default="")
@connected
@shown(_print_rap_sheet)
def rap_sheet(client: Client, fbi_number: str, identity: str) -> pb2.RapSheet:
    """Show the criminal history and active wants of IDENTITY, or of an FBI number.

    \b
    tenprint records rap-sheet --role law_enforcement IAFIS-0A
    tenprint records rap-sheet --role law_enforcement --fbi-number T00000017
    """
    return client.records.rap_sheet(identity, fbi_number=fbi_number)


@records.command("put-want")
@click.option("--id", "want_id", required=True, help="Makes a repetition harmless.")
@click.option("--date", type=DAY, required=True, help="When it was issued.")
@click.option("--agency", required=True, help="ORI of the agency that wants the person.")
@click.option("--literal", required=True, help="What for.")
@click.option("--offense-code", default="", help="NCIC offence code, four digits.")
@click.option("--extradition", is_flag=True, help="The agency comes for the person from anywhere.")
@click.argument("identity")
@connected
@shown(_print_number)
def put_want(
    client: Client,
    /,
    agency: str,
    date: datetime,
    identity: str,
    **fields: Any,  # noqa: ANN401 - the other options are the want's fields
) -> pb2.PutWantResponse:
    """Enter a want or warrant for IDENTITY.

    \b
    tenprint records put-want --role law_enforcement --id W-1 --date 2010-05-06 \\
        --agency TX1010000 --literal "FAILURE TO APPEAR" IAFIS-0A
    """
    want = pb2.Want(ori=agency, issue_date=to_date(date), **fields)
    return pb2.PutWantResponse(fbi_number=client.records.put_want(identity, want))


def _print_cleared(want: pb2.Want) -> None:
    console.print(f"{want.want_id}: cleared on {date_words(want.clear_date)}")


@records.command("clear-want")
@click.option("--date", type=DAY, required=True, help="When it was served or withdrawn.")
@click.argument("want_id")
@connected
@shown(_print_cleared)
def clear_want(client: Client, date: datetime, want_id: str) -> pb2.Want:
    """Take a want out of force.

    \b
    tenprint records clear-want --role law_enforcement --date 2011-07-02 W-1
    """
    return client.records.clear_want(want_id, date)


def _want_row(want: pb2.Want) -> tuple[str, ...]:
    issued, cleared = date_words(want.issue_date), date_words(want.clear_date)
    return (want.want_id, want.identity_id, want.ori, issued, want.literal, cleared)


@records.command()
@click.option("--identity", default="", help="Only this person's.")
@click.option("--active", "active_only", is_flag=True, help="Only those in force.")
@connected
@shown(
    table_of(
        *("want", "person", "agency", "issued", "for", "cleared"), row=_want_row, empty="no wants"
    )
)
def wants(client: Client, identity: str, active_only: bool) -> Iterator[pb2.Want]:
    """List wants as they were entered; with --json one line for each.

    \b
    tenprint records wants --role law_enforcement --active
    """
    return client.records.wants(identity, active_only=active_only)


for command in (*IDENT_COMMANDS, load_lives):
    records.add_command(command)
