"""Records of IDENT: encounters, the watch list, checks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from tenprint.calls import to_date
from tenprint.cli.shared import (
    EnumChoice,
    answered,
    console,
    files,
    options,
    output,
    table_of,
    waiting,
)
from tenprint.client import Client
from tenprint.v1 import records_service_pb2 as pb2

_KIND = EnumChoice(pb2.IdentEncounterKind)
_REASON = EnumChoice(pb2.WatchListReason)


def _print_fin(response: pb2.PutIdentEncounterResponse) -> None:
    console.print(f"filed under FIN {response.fin}")


@click.command("put-encounter")
@click.option("--kind", type=_KIND, required=True, help="Kind of encounter.")
@click.option(
    "--time",
    "encounter_time",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    required=True,
    help="Time of the encounter, UTC.",
)
@click.option("--name", help="LAST,FIRST MIDDLE, as the person stated.")
@click.option("--born", type=options.DAY, help="Date of birth, as the person stated.")
@click.option("--sex", help="M, F or X.")
@click.option("--place-of-birth", help="NCIC code, two letters.")
@click.option("--document", "document_number", help="Number of the document presented or issued.")
@click.option("--alien-number", help="A and 7 or 8 digits.")
@click.option("--site", help="Place of the encounter.")
@click.argument("encounter_id", metavar="ENCOUNTER")
@answered(_print_fin)
def put_encounter(
    client: Client,
    /,
    name: str | None,
    born: datetime | None,
    sex: str | None,
    place_of_birth: str | None,
    **fields: Any,  # noqa: ANN401 - the other options are the encounter's fields
) -> pb2.PutIdentEncounterResponse:
    """Record what ENCOUNTER was about. Its prints must be in the gallery ident.

    \b
    tenprint records put-encounter --role dhs --kind visa-application --time 2009-03-04 \\
        --name ROE,RICHARD --document V0000001 encounter-1
    """
    stated = pb2.BiographicData(
        name=name, date_of_birth=to_date(born), sex=sex, place_of_birth=place_of_birth
    )
    about = pb2.IdentEncounter(biographic=stated, **fields)
    return pb2.PutIdentEncounterResponse(fin=client.records.put_encounter(about))


_print_encounters = table_of(
    {
        "encounter": "encounter_id",
        "person": "identity_id",
        "time": lambda one: output.time_words(one.encounter_time, "minutes"),
        "about": "kind",
        "name": lambda one: str(one.biographic.name),
        "document": "document_number",
        "site": "site",
    },
    empty="no encounters are on record",
)


@click.command()
@click.option("--identity", "identity_id", help="Only encounters of this person.")
@click.option("--document", "document_number", help="Only encounters with this document.")
@click.option("--kind", type=_KIND, help="Only encounters of this kind.")
@answered(_print_encounters)
def encounters(client: Client, /, **filters: Any) -> Iterator[pb2.IdentEncounter]:  # noqa: ANN401 - the client's arguments
    """List what encounters were about; with --json one line for each.

    \b
    tenprint records encounters --role dhs --document V0000001
    """
    return client.records.encounters(**filters)


def _print_record(record: pb2.IdentRecord) -> None:
    who = record.biographic
    fingers = "two index fingers" if record.two_index_fingers else "more than two index fingers"
    console.print(
        f"{record.identity_id}: FIN {record.fin or 'none'}, alien number "
        f"{record.alien_number or 'none'}, {who.name or 'no name'}, {fingers}"
    )
    _print_encounters(record.encounters)


@click.command()
@click.option("--fin", default="", help="FIN, instead of an identity.")
@click.argument("identity", default="")
@answered(_print_record)
def ident(client: Client, fin: str, identity: str) -> pb2.IdentRecord:
    """Show the records of IDENTITY, or of a FIN.

    \b
    tenprint records ident --role lesc IDENT-0A
    """
    return client.records.ident_record(identity, fin=fin)


def _print_entry(entry: pb2.WatchListEntry) -> None:
    where = "off" if entry.HasField("remove_time") else "on"
    console.print(f"{entry.identity_id} is {where} the watch list by entry {entry.entry_id}")


@click.command()
@options.identifier("entry_id", required=True)
@click.option("--reason", type=_REASON, required=True, help="Reason of the entry.")
@click.option("--note", default="", help="Note in words.")
@click.argument("identity")
@answered(_print_entry)
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
@answered(_print_entry)
def unwatch(client: Client, entry_id: str) -> pb2.WatchListEntry:
    """Take an entry of the watch list out of force.

    \b
    tenprint records unwatch --role dhs L-1
    """
    return client.records.take_off_watch_list(entry_id)


@click.command("watch-list")
@click.option("--reason", type=_REASON, help="Only entries for this reason.")
@click.option("--removed", "show_removed", is_flag=True, help="Also entries that are out of force.")
@answered(
    table_of(
        {
            "entry": "entry_id",
            "person": "identity_id",
            "reason": "reason",
            "note": "note",
            "in force": lambda one: "no" if one.HasField("remove_time") else "yes",
        },
        empty="nobody is on the watch list",
    )
)
def watch_list(client: Client, /, **filters: Any) -> Iterator[pb2.WatchListEntry]:  # noqa: ANN401 - the client's arguments
    """List the watch list; with --json one line for each entry.

    \b
    tenprint records watch-list --role dhs
    """
    return client.records.watch_list(**filters)


def _print_check(found: pb2.CheckIdentResponse) -> None:
    if found.HasField("watch_list"):
        output.print_candidates(
            [hit.candidate for hit in found.watch_list.hits], "On the watch list"
        )
    if found.HasField("everybody"):
        output.print_candidates(found.everybody.candidates, "In IDENT")
        for record in found.everybody.records:
            _print_record(record)
    if found.HasField("document"):
        holder = "is" if found.document.is_holder else "is not"
        document = click.get_current_context().params["document_number"]
        console.print(f"the person {holder} the holder of {document}")


@click.command()
@click.option("--watch-list", is_flag=True, help="Check against the watch list.")
@click.option("--everybody", is_flag=True, help="Check against the whole gallery ident.")
@click.option("--document", "document_number", help="Check against the holder of this document.")
@files.sampled
@answered(_print_check)
def check(client: Client, /, **check: Any) -> pb2.CheckIdentResponse:  # noqa: ANN401 - the client's arguments
    """Check a person by prints; the service enrols nothing.

    \b
    tenprint records check --role dhs --watch-list --document V0000001 --ppi 500 2:index.png
    """
    with waiting("checking"):
        return client.records.check(**check)


IDENT_COMMANDS = (put_encounter, encounters, ident, watch, unwatch, watch_list, check)
