"""Criminal histories, wants, and IDENT's records."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from tenprint.calls import to_date
from tenprint.cli.records.ident import IDENT_COMMANDS
from tenprint.cli.records.lives import load_lives
from tenprint.cli.shared import EnumChoice, answered, console, options, output, table_of
from tenprint.client import Client
from tenprint.v1 import records_service_pb2 as pb2

_KIND = EnumChoice(pb2.CriminalEventKind)


@click.group()
def records() -> None:
    """Keep and read criminal histories, and the records of IDENT."""


def _print_number(response: pb2.PutCriminalEventResponse | pb2.PutWantResponse) -> None:
    console.print(f"filed under FBI number {response.fbi_number}")


@records.command("put-event")
@options.identifier("event_id", required=True)
@click.option("--kind", type=_KIND, required=True, help="Kind of event.")
@click.option("--date", "day", type=options.DAY, required=True, help="Date of the event.")
@click.option("--agency", "ori", required=True, help="ORI of the agency or court.")
@click.option("--literal", help="Charge in words.")
@click.option("--category", help="Category, such as larceny or drug_trafficking.")
@click.option("--offense-code", help="NCIC offence code, four digits.")
@click.option("--statute", help="Statute of the offence.")
@click.option(
    "--maximum-months",
    "maximum_sentence_months",
    type=int,
    help="Longest sentence that the law allows, in months.",
)
@click.option(
    "--imposed-months",
    "imposed_sentence_months",
    type=int,
    help="Sentence of a conviction, in months.",
)
@click.option(
    "--aggravated/--not-aggravated",
    "aggravated_felony",
    default=None,
    help="Whether the offence is an aggravated felony.",
)
@click.option("--disposition", help="How the event ended without a conviction.")
@click.option("--encounter", "encounter_id", help="Encounter whose prints came with the event.")
@click.argument("identity")
@answered(_print_number)
def put_event(
    client: Client,
    /,
    day: datetime,
    identity: str,
    **fields: Any,  # noqa: ANN401 - the other options are the event's fields
) -> pb2.PutCriminalEventResponse:
    """Add an entry to the criminal history of IDENTITY.

    \b
    tenprint records put-event --role operator --id C-1 --kind conviction --date 2009-02-03 \\
        --agency TX1010000 --literal LARCENY --category larceny IAFIS-0A
    """
    event = pb2.CriminalEvent(date=to_date(day), **fields)
    return pb2.PutCriminalEventResponse(fbi_number=client.records.put_event(identity, event))


_print_events = table_of(
    {
        "event": "event_id",
        "person": "identity_id",
        "date": "date",
        "what": "kind",
        "charge": "literal",
        "category": "category",
        "agency": "ori",
        "months": "imposed_sentence_months",
    },
    empty="no criminal history",
)


@records.command()
@click.option("--identity", "identity_id", help="Only events of this person.")
@click.option("--kind", type=_KIND, help="Only events of this kind.")
@answered(_print_events)
def events(client: Client, /, **filters: Any) -> Iterator[pb2.CriminalEvent]:  # noqa: ANN401 - the client's arguments
    """List events in the order of their entry; with --json one line for each.

    \b
    tenprint records events --role operator --kind conviction
    """
    return client.records.events(**filters)


def _print_rap_sheet(found: pb2.RapSheet) -> None:
    others = f", also {', '.join(found.other_fbi_numbers)}" if found.other_fbi_numbers else ""
    console.print(f"{found.identity_id}: FBI number {found.fbi_number or 'none'}{others}")
    _print_events(found.events)
    for want in found.wants:
        console.print(
            f"wanted by {want.ori} since {output.date_words(want.issue_date)}: {want.literal}"
        )


@records.command("rap-sheet")
@click.option("--fbi-number", default="", help="FBI number, instead of an identity.")
@click.argument("identity", default="")
@answered(_print_rap_sheet)
def rap_sheet(client: Client, fbi_number: str, identity: str) -> pb2.RapSheet:
    """Show the criminal history and active wants of IDENTITY, or of an FBI number.

    \b
    tenprint records rap-sheet --role law_enforcement IAFIS-0A
    tenprint records rap-sheet --role law_enforcement --fbi-number T00000017
    """
    return client.records.rap_sheet(identity, fbi_number=fbi_number)


@records.command("put-want")
@options.identifier("want_id", required=True)
@click.option("--date", "issue_date", type=options.DAY, required=True, help="Date of issue.")
@click.option("--agency", "ori", required=True, help="ORI of the agency that wants the person.")
@click.option("--literal", required=True, help="Offence in words.")
@click.option("--offense-code", help="NCIC offence code, four digits.")
@click.option("--extradition", is_flag=True, help="The agency fetches the person from any place.")
@click.argument("identity")
@answered(_print_number)
def put_want(
    client: Client,
    /,
    issue_date: datetime,
    identity: str,
    **fields: Any,  # noqa: ANN401 - the other options are the want's fields
) -> pb2.PutWantResponse:
    """Enter a want or warrant for IDENTITY.

    \b
    tenprint records put-want --role law_enforcement --id W-1 --date 2010-05-06 \\
        --agency TX1010000 --literal "FAILURE TO APPEAR" IAFIS-0A
    """
    want = pb2.Want(issue_date=to_date(issue_date), **fields)
    return pb2.PutWantResponse(fbi_number=client.records.put_want(identity, want))


def _print_cleared(want: pb2.Want) -> None:
    console.print(f"{want.want_id}: cleared on {output.date_words(want.clear_date)}")


@records.command("clear-want")
@click.option(
    "--date",
    type=options.DAY,
    required=True,
    help="Date on which the want was served or withdrawn.",
)
@click.argument("want_id")
@answered(_print_cleared)
def clear_want(client: Client, date: datetime, want_id: str) -> pb2.Want:
    """Take a want out of force.

    \b
    tenprint records clear-want --role law_enforcement --date 2011-07-02 W-1
    """
    return client.records.clear_want(want_id, date)


@records.command()
@click.option("--identity", "identity_id", default="", help="Only wants for this person.")
@click.option("--active", "active_only", is_flag=True, help="Only wants in force.")
@answered(
    table_of(
        {
            "want": "want_id",
            "person": "identity_id",
            "agency": "ori",
            "issued": "issue_date",
            "for": "literal",
            "cleared": "clear_date",
        },
        empty="no wants",
    )
)
def wants(client: Client, identity_id: str, active_only: bool) -> Iterator[pb2.Want]:
    """List wants in the order of their entry; with --json one line for each.

    \b
    tenprint records wants --role law_enforcement --active
    """
    return client.records.wants(identity_id, active_only=active_only)


for command in (*IDENT_COMMANDS, load_lives):
    records.add_command(command)
