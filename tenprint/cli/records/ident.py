"""What IDENT knows beside prints: encounters, the watch list, checks."""

from collections.abc import Iterator
from datetime import datetime

import click

from tenprint.cli.shared import (
    DAY,
    EnumChoice,
    connected,
    console,
    enum_words,
    imaged,
    print_candidates,
    prints_argument,
    progress_console,
    read_samples,
    shown,
    table_of,
    time_words,
)
from tenprint.client import Client
from tenprint.programme import to_date
from tenprint.v1 import records_service_pb2 as pb2

_KIND = EnumChoice(pb2.IdentEncounterKind)
_REASON = EnumChoice(pb2.WatchListReason)


def _print_fin(response: pb2.PutIdentEncounterResponse) -> None:
    console.print(f"filed under FIN {response.fin}")


@click.command("put-encounter")
@click.option("--kind", type=_KIND, required=True, help="What it was about.")
@click.option(
    "--time",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    required=True,
    help="When, in UTC.",
)
@click.option("--name", default="", help="LAST,FIRST MIDDLE, as stated.")
@click.option("--born", type=DAY, help="Date of birth, as stated.")
@click.option("--sex", default="", help="M, F or X.")
@click.option("--place-of-birth", default="", help="NCIC code, two letters.")
@click.option("--document", default="", help="Number of the document presented or issued.")
@click.option("--alien-number", default="", help="A and 7 or 8 digits.")
@click.option("--site", default="", help="Where.")
@click.argument("encounter")
@connected
@shown(_print_fin)
def put_encounter(
    client: Client,
    kind: pb2.IdentEncounterKind,
    time: datetime,
    name: str,
    born: datetime | None,
    sex: str,
    place_of_birth: str,
    document: str,
    alien_number: str,
    site: str,
    encounter: str,
) -> pb2.PutIdentEncounterResponse:
    """Say what ENCOUNTER, whose prints are in the gallery ident, was about.

    \b
    tenprint records put-encounter --role dhs --kind visa-application --time 2009-03-04 \\
        --name ROE,RICHARD --document V0000001 encounter-1
    """
    about = pb2.IdentEncounter(
        encounter_id=encounter,
        kind=kind,
        encounter_time=time,
        biographic=pb2.BiographicData(
            name=name, date_of_birth=to_date(born), sex=sex, place_of_birth=place_of_birth
        ),
        document_number=document,
        alien_number=alien_number,
        site=site,
    )
    return pb2.PutIdentEncounterResponse(fin=client.records.put_encounter(about))


def _encounter_row(one: pb2.IdentEncounter) -> tuple[str, ...]:
    return (
        one.encounter_id,
        one.identity_id,
        time_words(one.encounter_time, "minutes"),
        enum_words(pb2.IdentEncounterKind, one.kind),
        one.biographic.name,
        one.document_number,
        one.site,
    )


_print_encounters = table_of(
    *("encounter", "person", "time", "about", "name", "document", "site"),
    row=_encounter_row,
    empty="nothing is known of any encounter",
)


@click.command()
@click.option("--identity", default="", help="Only this person's.")
@click.option("--document", default="", help="Only with this document.")
@click.option("--kind", type=_KIND, help="Only of this kind.")
@connected
@shown(_print_encounters)
def encounters(
    client: Client, identity: str, document: str, kind: pb2.IdentEncounterKind | None
) -> Iterator[pb2.IdentEncounter]:
    """List what encounters were about; with --json one line for each.

    \b
    tenprint records encounters --role dhs --document V0000001
    """
    return client.records.encounters(identity, document_number=document, kind=kind)


def _print_record(record: pb2.IdentRecord) -> None:
    who = record.biographic
    fingers = "two index fingers" if record.two_index_fingers else "more than two index fingers"
    console.print(
        f"{record.identity_id}: FIN {record.fin or 'none'}, alien number "
        f"{record.alien_number or 'none'}, {who.name or 'no name'}, {fingers}"
    )
    _print_encounters(record.encounters)


@click.command()
@click.option("--fin", default="", help="Instead of an identity.")
@click.argument("identity", default="")
@connected
@shown(_print_record)
def ident(client: Client, fin: str, identity: str) -> pb2.IdentRecord:
    """Show what is known of IDENTITY, or of a FIN.

    \b
    tenprint records ident --role lesc IDENT-0A
    """
    return client.records.ident_record(identity, fin=fin)


def _print_entry(entry: pb2.WatchListEntry) -> None:
    where = "off" if entry.HasField("remove_time") else "on"
    console.print(f"{entry.identity_id} is {where} the watch list by entry {entry.entry_id}")


@click.command()
@click.option("--id", "entry_id", required=True, help="Makes a repetition harmless.")
@click.option("--reason", type=_REASON, required=True, help="Why.")
@click.option("--note", default="", help="In words.")
@click.argument("identity")
@connected
@shown(_print_entry)
def watch(
    client: Client, entry_id: str, reason: pb2.WatchListReason, note: str, identity: str
) -> pb2.WatchListEntry:
    """Put IDENTITY on the watch list.

    \b
    tenprint records watch --role dhs --id L-1 --reason criminal IDENT-0A
    """
    return client.records.put_on_watch_list(entry_id, identity, reason, note)


@click.command()
@click.argument("entry_id")
@connected
@shown(_print_entry)
def unwatch(client: Client, entry_id: str) -> pb2.WatchListEntry:
    """Take an entry of the watch list out of force.

    \b
    tenprint records unwatch --role dhs L-1
    """
    return client.records.take_off_watch_list(entry_id)


def _entry_row(entry: pb2.WatchListEntry) -> tuple[str, ...]:
    in_force = "no" if entry.HasField("remove_time") else "yes"
    reason = enum_words(pb2.WatchListReason, entry.reason)
    return (entry.entry_id, entry.identity_id, reason, entry.note, in_force)


@click.command("watch-list")
@click.option("--reason", type=_REASON, help="Only for this reason.")
@click.option("--removed", "show_removed", is_flag=True, help="Those out of force too.")
@connected
@shown(
    table_of(
        *("entry", "person", "reason", "note", "in force"),
        row=_entry_row,
        empty="nobody is on the watch list",
    )
)
def watch_list(
    client: Client, reason: pb2.WatchListReason | None, show_removed: bool
) -> Iterator[pb2.WatchListEntry]:
    """List the watch list; with --json one line for each entry.

    \b
    tenprint records watch-list --role dhs
    """
    return client.records.watch_list(reason=reason, show_removed=show_removed)


def _print_check(found: pb2.CheckIdentResponse) -> None:
    if found.HasField("watch_list"):
        print_candidates([hit.candidate for hit in found.watch_list.hits], "On the watch list")
    if found.HasField("everybody"):
        print_candidates(found.everybody.candidates, "In IDENT")
        for record in found.everybody.records:
            _print_record(record)
    if found.HasField("document"):
        holder = "is" if found.document.is_holder else "is not"
        document = click.get_current_context().params["document"]
        console.print(f"the person {holder} the holder of {document}")


@click.command()
@click.option("--watch-list", "on_list", is_flag=True, help="Against the watch list.")
@click.option("--everybody", is_flag=True, help="Against the whole database.")
@click.option("--document", default="", help="Against whoever has this document.")
@imaged
@prints_argument
@connected
@shown(_print_check)
def check(
    client: Client,
    on_list: bool,
    everybody: bool,
    document: str,
    ppi: int,
    impression: str,
    prints: tuple[str, ...],
) -> pb2.CheckIdentResponse:
    """Check somebody by prints; nothing is enrolled.

    \b
    tenprint records check --role dhs --watch-list --document V0000001 --ppi 500 2:index.png
    """
    samples = read_samples(prints, ppi, impression)
    with progress_console.status("checking"):
        return client.records.check(
            samples, watch_list=on_list, everybody=everybody, document_number=document
        )


IDENT_COMMANDS = (put_encounter, encounters, ident, watch, unwatch, watch_list, check)
