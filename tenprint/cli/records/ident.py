"""What IDENT knows beside prints: encounters, the watch list, checks."""

from collections.abc import Iterable
from datetime import UTC, datetime

import click
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2
from rich.table import Table

from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.files import imaged, prints_argument, read_samples
from tenprint.cli.shared.output import (
    console,
    json_option,
    print_candidates,
    print_json,
    progress_console,
)
from tenprint.v1 import records_service_pb2 as pb2

_KIND_PREFIX = "IDENT_ENCOUNTER_KIND_"
_REASON_PREFIX = "WATCH_LIST_REASON_"
_KINDS = {
    name.removeprefix(_KIND_PREFIX).lower().replace("_", "-"): name
    for name, value in pb2.IdentEncounterKind.items()
    if value
}
_REASONS = {
    name.removeprefix(_REASON_PREFIX).lower().replace("_", "-"): name
    for name, value in pb2.WatchListReason.items()
    if value
}


@click.command("put-encounter")
@click.option("--kind", type=click.Choice(list(_KINDS)), required=True, help="What it was about.")
@click.option(
    "--time",
    "moment",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    required=True,
    help="When, in UTC.",
)
@click.option("--name", default="", help="LAST,FIRST MIDDLE, as stated.")
@click.option("--born", type=click.DateTime(["%Y-%m-%d"]), help="Date of birth, as stated.")
@click.option("--sex", default="", help="M, F or X.")
@click.option("--place-of-birth", default="", help="NCIC code, two letters.")
@click.option("--document", default="", help="Number of the document presented or issued.")
@click.option("--alien-number", default="", help="A and 7 or 8 digits.")
@click.option("--site", default="", help="Where.")
@json_option
@click.argument("encounter")
@connected
def put_encounter(
    connection: Connection,
    kind: str,
    moment: datetime,
    name: str,
    born: datetime | None,
    sex: str,
    place_of_birth: str,
    document: str,
    alien_number: str,
    site: str,
    as_json: bool,
    encounter: str,
) -> None:
    """Say what ENCOUNTER, whose prints are in the gallery ident, was about.

    \b
    tenprint records put-encounter --role dhs --kind visa-application --time 2009-03-04 \\
        --name ROE,RICHARD --document V0000001 encounter-1
    """
    time = Timestamp()
    time.FromDatetime(moment.replace(tzinfo=UTC))
    stated = pb2.BiographicData(
        name=name,
        date_of_birth=born and date_pb2.Date(year=born.year, month=born.month, day=born.day),
        sex=sex,
        place_of_birth=place_of_birth,
    )
    about = pb2.IdentEncounter(
        encounter_id=encounter,
        kind=_KINDS[kind],
        encounter_time=time,
        biographic=stated,
        document_number=document,
        alien_number=alien_number,
        site=site,
    )
    with connection.open() as client:
        fin = client.records.put_encounter(about)
    if as_json:
        print_json(pb2.PutIdentEncounterResponse(fin=fin))
    else:
        console.print(f"filed under FIN {fin}")


@click.command()
@click.option("--identity", default="", help="Only this person's.")
@click.option("--document", default="", help="Only with this document.")
@click.option("--kind", type=click.Choice(list(_KINDS)), help="Only of this kind.")
@json_option
@connected
def encounters(
    connection: Connection, identity: str, document: str, kind: str | None, as_json: bool
) -> None:
    """List what encounters were about; with --json one line for each.

    \b
    tenprint records encounters --role dhs --document V0000001
    """
    wanted = _KINDS[kind] if kind else f"{_KIND_PREFIX}UNSPECIFIED"
    with connection.open() as client:
        found = client.records.encounters(identity, document_number=document, kind=wanted)
        if as_json:
            for one in found:
                print_json(one, indent=None)
            return
        _print_encounters(found)


@click.command()
@click.option("--fin", default="", help="Instead of an identity.")
@json_option
@click.argument("identity", default="")
@connected
def ident(connection: Connection, fin: str, as_json: bool, identity: str) -> None:
    """Show what is known of IDENTITY, or of a FIN.

    \b
    tenprint records ident --role lesc IDENT-0A
    """
    with connection.open() as client:
        record = client.records.ident_record(identity, fin=fin)
    if as_json:
        print_json(record)
        return
    _print_record(record)


@click.command()
@click.option("--id", "entry_id", required=True, help="Makes a repetition harmless.")
@click.option("--reason", type=click.Choice(list(_REASONS)), required=True, help="Why.")
@click.option("--note", default="", help="In words.")
@json_option
@click.argument("identity")
@connected
def watch(
    connection: Connection, entry_id: str, reason: str, note: str, as_json: bool, identity: str
) -> None:
    """Put IDENTITY on the watch list.

    \b
    tenprint records watch --role dhs --id L-1 --reason criminal IDENT-0A
    """
    with connection.open() as client:
        entry = client.records.put_on_watch_list(entry_id, identity, _REASONS[reason], note)
    _print_entry(entry, "on", as_json)


@click.command()
@json_option
@click.argument("entry_id")
@connected
def unwatch(connection: Connection, as_json: bool, entry_id: str) -> None:
    """Take an entry of the watch list out of force.

    \b
    tenprint records unwatch --role dhs L-1
    """
    with connection.open() as client:
        entry = client.records.take_off_watch_list(entry_id)
    _print_entry(entry, "off", as_json)


@click.command("watch-list")
@click.option("--reason", type=click.Choice(list(_REASONS)), help="Only for this reason.")
@click.option("--removed", "show_removed", is_flag=True, help="Those out of force too.")
@json_option
@connected
def watch_list(
    connection: Connection, reason: str | None, show_removed: bool, as_json: bool
) -> None:
    """List the watch list; with --json one line for each entry.

    \b
    tenprint records watch-list --role dhs
    """
    wanted = _REASONS[reason] if reason else f"{_REASON_PREFIX}UNSPECIFIED"
    table = Table("entry", "person", "reason", "note", "in force")
    with connection.open() as client:
        for entry in client.records.watch_list(reason=wanted, show_removed=show_removed):
            if as_json:
                print_json(entry, indent=None)
                continue
            in_force = "no" if entry.HasField("remove_time") else "yes"
            name = _words(pb2.WatchListReason.Name(entry.reason), _REASON_PREFIX)
            table.add_row(entry.entry_id, entry.identity_id, name, entry.note, in_force)
    if not as_json:
        console.print(table if table.row_count else "nobody is on the watch list")


@click.command()
@click.option("--watch-list", "on_list", is_flag=True, help="Against the watch list.")
@click.option("--everybody", is_flag=True, help="Against the whole database.")
@click.option("--document", default="", help="Against whoever has this document.")
@imaged
@json_option
@prints_argument
@connected
def check(
    connection: Connection,
    on_list: bool,
    everybody: bool,
    document: str,
    ppi: int,
    impression: str,
    as_json: bool,
    prints: tuple[str, ...],
) -> None:
    """Check somebody by prints; nothing is enrolled.

    \b
    tenprint records check --role dhs --watch-list --document V0000001 --ppi 500 2:index.png
    """
    samples = read_samples(prints, ppi, impression)
    with connection.open() as client, progress_console.status("checking"):
        found = client.records.check(
            samples, watch_list=on_list, everybody=everybody, document_number=document
        )
    if as_json:
        print_json(found)
        return
    if found.HasField("watch_list"):
        print_candidates([hit.candidate for hit in found.watch_list.hits], "On the watch list")
    if found.HasField("everybody"):
        print_candidates(found.everybody.candidates, "In IDENT")
        for record in found.everybody.records:
            _print_record(record)
    if found.HasField("document"):
        holder = "is" if found.document.is_holder else "is not"
        console.print(f"the person {holder} the holder of {document}")


IDENT_COMMANDS = (put_encounter, encounters, ident, watch, unwatch, watch_list, check)


def _print_record(record: pb2.IdentRecord) -> None:
    who = record.biographic
    fingers = "two index fingers" if record.two_index_fingers else "more than two index fingers"
    console.print(
        f"{record.identity_id}: FIN {record.fin or 'none'}, alien number "
        f"{record.alien_number or 'none'}, {who.name or 'no name'}, {fingers}"
    )
    _print_encounters(record.encounters)


def _print_encounters(found: Iterable[pb2.IdentEncounter]) -> None:
    table = Table("encounter")
    for heading in ("person", "time", "about", "name", "document", "site"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            one.encounter_id,
            one.identity_id,
            one.encounter_time.ToDatetime().isoformat(timespec="minutes") + "Z",
            _words(pb2.IdentEncounterKind.Name(one.kind), _KIND_PREFIX),
            one.biographic.name,
            one.document_number,
            one.site,
        )
    console.print(table if table.row_count else "nothing is known of any encounter")


def _print_entry(entry: pb2.WatchListEntry, where: str, as_json: bool) -> None:
    if as_json:
        print_json(entry)
    else:
        console.print(f"{entry.identity_id} is {where} the watch list by entry {entry.entry_id}")


def _words(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower().replace("_", " ")
