"""Criminal histories, wants, and IDENT's records."""

from collections.abc import Iterable
from datetime import datetime

import click
from google.type import date_pb2
from rich.table import Table

from tenprint.cli.records.ident import IDENT_COMMANDS
from tenprint.cli.records.lives import load_lives
from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import records_service_pb2 as pb2

DATE = click.DateTime(["%Y-%m-%d"])
_KINDS = {
    "arrest": pb2.CRIMINAL_EVENT_KIND_ARREST,
    "conviction": pb2.CRIMINAL_EVENT_KIND_CONVICTION,
    "disposition": pb2.CRIMINAL_EVENT_KIND_DISPOSITION,
}


@click.group()
def records() -> None:
    """Keep and read criminal histories, and what IDENT knows beside prints."""


@records.command("put-event")
@click.option("--id", "event_id", required=True, help="Makes a repetition harmless.")
@click.option("--kind", type=click.Choice(list(_KINDS)), required=True, help="What happened.")
@click.option("--date", "day", type=DATE, required=True, help="When.")
@click.option("--agency", required=True, help="ORI of the agency or court.")
@click.option("--literal", default="", help="The charge in words.")
@click.option("--category", default="", help="Such as larceny or drug_trafficking.")
@click.option("--offense-code", default="", help="NCIC offence code, four digits.")
@click.option("--statute", default="", help="Where the law says so.")
@click.option("--maximum-months", type=int, help="Most months that the law allows.")
@click.option("--imposed-months", type=int, help="Months that a conviction brought.")
@click.option(
    "--aggravated/--not-aggravated", default=None, help="Whether it is an aggravated felony."
)
@click.option("--disposition", default="", help="How it ended, without a conviction.")
@click.option("--encounter", default="", help="The encounter whose prints came with it.")
@json_option
@click.argument("identity")
@connected
def put_event(
    connection: Connection,
    event_id: str,
    kind: str,
    day: datetime,
    agency: str,
    literal: str,
    category: str,
    offense_code: str,
    statute: str,
    maximum_months: int | None,
    imposed_months: int | None,
    aggravated: bool | None,
    disposition: str,
    encounter: str,
    as_json: bool,
    identity: str,
) -> None:
    """Add an entry to the criminal history of IDENTITY.

    \b
    tenprint records put-event --role operator --id C-1 --kind conviction --date 2009-02-03 \\
        --agency TX1010000 --literal LARCENY --category larceny IAFIS-0A
    """
    event = pb2.CriminalEvent(
        event_id=event_id,
        kind=_KINDS[kind],
        date=_day(day),
        ori=agency,
        literal=literal,
        category=category,
        offense_code=offense_code,
        statute=statute,
        maximum_sentence_months=maximum_months,
        imposed_sentence_months=imposed_months,
        aggravated_felony=aggravated,
        disposition=disposition,
        encounter_id=encounter,
    )
    with connection.open() as client:
        number = client.records.put_event(identity, event)
    _print_number(pb2.PutCriminalEventResponse(fbi_number=number), number, as_json)


@records.command()
@click.option("--identity", default="", help="Only this person's.")
@click.option("--kind", type=click.Choice(list(_KINDS)), help="Only of this kind.")
@json_option
@connected
def events(connection: Connection, identity: str, kind: str | None, as_json: bool) -> None:
    """List criminal histories as they were entered; with --json one line for each.

    \b
    tenprint records events --role operator --kind conviction
    """
    wanted = _KINDS[kind] if kind else pb2.CRIMINAL_EVENT_KIND_UNSPECIFIED
    with connection.open() as client:
        found = client.records.events(identity, kind=wanted)
        if as_json:
            for event in found:
                print_json(event, indent=None)
            return
        console.print(_event_table(found))


@records.command("rap-sheet")
@click.option("--fbi-number", default="", help="Instead of an identity.")
@json_option
@click.argument("identity", default="")
@connected
def rap_sheet(connection: Connection, fbi_number: str, as_json: bool, identity: str) -> None:
    """Show the criminal history and active wants of IDENTITY, or of an FBI number.

    \b
    tenprint records rap-sheet --role law_enforcement IAFIS-0A
    tenprint records rap-sheet --role law_enforcement --fbi-number T00000017
    """
    with connection.open() as client:
        found = client.records.rap_sheet(identity, fbi_number=fbi_number)
    if as_json:
        print_json(found)
        return
    others = f", also {', '.join(found.other_fbi_numbers)}" if found.other_fbi_numbers else ""
    console.print(f"{found.identity_id}: FBI number {found.fbi_number or 'none'}{others}")
    console.print(_event_table(found.events))
    for want in found.wants:
        console.print(f"wanted by {want.ori} since {_text(want.issue_date)}: {want.literal}")


@records.command("put-want")
@click.option("--id", "want_id", required=True, help="Makes a repetition harmless.")
@click.option("--date", "day", type=DATE, required=True, help="When it was issued.")
@click.option("--agency", required=True, help="ORI of the agency that wants the person.")
@click.option("--literal", required=True, help="What for.")
@click.option("--offense-code", default="", help="NCIC offence code, four digits.")
@click.option("--extradition", is_flag=True, help="The agency comes for the person from anywhere.")
@json_option
@click.argument("identity")
@connected
def put_want(
    connection: Connection,
    want_id: str,
    day: datetime,
    agency: str,
    literal: str,
    offense_code: str,
    extradition: bool,
    as_json: bool,
    identity: str,
) -> None:
    """Enter a want or warrant for IDENTITY.

    \b
    tenprint records put-want --role law_enforcement --id W-1 --date 2010-05-06 \\
        --agency TX1010000 --literal "FAILURE TO APPEAR" IAFIS-0A
    """
    want = pb2.Want(
        want_id=want_id,
        ori=agency,
        literal=literal,
        issue_date=_day(day),
        offense_code=offense_code,
        extradition=extradition,
    )
    with connection.open() as client:
        number = client.records.put_want(identity, want)
    _print_number(pb2.PutWantResponse(fbi_number=number), number, as_json)


@records.command("clear-want")
@click.option("--date", "day", type=DATE, required=True, help="When it was served or withdrawn.")
@json_option
@click.argument("want_id")
@connected
def clear_want(connection: Connection, day: datetime, as_json: bool, want_id: str) -> None:
    """Take a want out of force.

    \b
    tenprint records clear-want --role law_enforcement --date 2011-07-02 W-1
    """
    with connection.open() as client:
        want = client.records.clear_want(want_id, day.date())
    if as_json:
        print_json(want)
    else:
        console.print(f"{want.want_id}: cleared on {_text(want.clear_date)}")


@records.command()
@click.option("--identity", default="", help="Only this person's.")
@click.option("--active", "active_only", is_flag=True, help="Only those in force.")
@json_option
@connected
def wants(connection: Connection, identity: str, active_only: bool, as_json: bool) -> None:
    """List wants as they were entered; with --json one line for each.

    \b
    tenprint records wants --role law_enforcement --active
    """
    table = Table("want", "person", "agency", "issued", "for", "cleared")
    with connection.open() as client:
        for want in client.records.wants(identity, active_only=active_only):
            if as_json:
                print_json(want, indent=None)
                continue
            cleared = _text(want.clear_date) if want.HasField("clear_date") else ""
            issued = _text(want.issue_date)
            row = (want.want_id, want.identity_id, want.ori, issued, want.literal, cleared)
            table.add_row(*row)
    if not as_json:
        console.print(table if table.row_count else "no wants")


for command in (*IDENT_COMMANDS, load_lives):
    records.add_command(command)


def _event_table(found: Iterable[pb2.CriminalEvent]) -> Table | str:
    table = Table("event")
    for heading in ("person", "date", "what", "charge", "category", "agency", "months"):
        table.add_column(heading, overflow="fold")
    for event in found:
        imposed = event.HasField("imposed_sentence_months")
        table.add_row(
            event.event_id,
            event.identity_id,
            _text(event.date),
            pb2.CriminalEventKind.Name(event.kind).removeprefix("CRIMINAL_EVENT_KIND_").lower(),
            event.literal,
            event.category,
            event.ori,
            str(event.imposed_sentence_months) if imposed else "",
        )
    return table if table.row_count else "no criminal history"


def _print_number(
    response: pb2.PutCriminalEventResponse | pb2.PutWantResponse, number: str, as_json: bool
) -> None:
    if as_json:
        print_json(response)
    else:
        console.print(f"filed under FBI number {number}")


def _day(value: datetime) -> date_pb2.Date:
    return date_pb2.Date(year=value.year, month=value.month, day=value.day)


def _text(value: date_pb2.Date) -> str:
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
