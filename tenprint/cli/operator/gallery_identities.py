"""Decide who is one person and who are two, over the service."""

import click
from rich.table import Table

from tenprint.cli.operator.gallery_data import gallery_option
from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2 import IdentityChange

request_option = click.option(
    "--request", "request_id", default="", help="Request id; makes a repetition harmless."
)


@click.command()
@gallery_option
@request_option
@json_option
@click.argument("identity")
@click.argument("into")
@connected
def merge(
    connection: Connection, gallery: str, request_id: str, as_json: bool, identity: str, into: str
) -> None:
    """Give all encounters of IDENTITY to the identity INTO: they are one person.

    \b
    tenprint gallery merge --gallery ident IDENT-0B IDENT-0A
    """
    with connection.open() as client:
        change = client.galleries.merge(gallery, identity, into, request_id=request_id)
    _print_change(change, as_json)


@click.command()
@gallery_option
@request_option
@json_option
@click.argument("identity")
@click.argument("encounters", nargs=-1, required=True)
@connected
def split(
    connection: Connection,
    gallery: str,
    request_id: str,
    as_json: bool,
    identity: str,
    encounters: tuple[str, ...],
) -> None:
    """Give ENCOUNTERS of IDENTITY to a new identity: they are somebody else's.

    \b
    tenprint gallery split --gallery ident IDENT-0A encounter-3 encounter-4
    """
    with connection.open() as client:
        change = client.galleries.split(gallery, identity, encounters, request_id=request_id)
    _print_change(change, as_json)


@click.command()
@gallery_option
@request_option
@json_option
@click.argument("encounter")
@click.argument("identity")
@click.argument("to")
@connected
def move(
    connection: Connection,
    gallery: str,
    request_id: str,
    as_json: bool,
    encounter: str,
    identity: str,
    to: str,
) -> None:
    """Give ENCOUNTER of IDENTITY to the identity TO.

    \b
    tenprint gallery move --gallery ident encounter-3 IDENT-0A IDENT-0B
    """
    with connection.open() as client:
        change = client.galleries.move(gallery, encounter, identity, to, request_id=request_id)
    _print_change(change, as_json)


@click.command()
@gallery_option
@request_option
@json_option
@click.argument("change", type=click.IntRange(min=1))
@connected
def undo(connection: Connection, gallery: str, request_id: str, as_json: bool, change: int) -> None:
    """Take CHANGE back: its encounters return to where they were.

    \b
    tenprint gallery undo --gallery ident 17
    """
    with connection.open() as client:
        undone = client.galleries.undo(gallery, change, request_id=request_id)
    _print_change(undone, as_json)


@click.command()
@gallery_option
@click.option("--identity", default="", help="Only what concerns this identity.")
@json_option
@connected
def changes(connection: Connection, gallery: str, identity: str, as_json: bool) -> None:
    """List what was merged, split, moved and undone, oldest first; --json: one line each.

    \b
    tenprint gallery changes --gallery ident
    tenprint gallery changes --gallery ident --identity IDENT-0A --json
    """
    table = Table("change")
    for heading in ("time", "what", "from", "to", "encounters", "undone by"):
        table.add_column(heading, overflow="fold")
    with connection.open() as client:
        for change in client.galleries.changes(gallery, identity):
            if as_json:
                print_json(change, indent=None)
                continue
            table.add_row(
                str(change.change_id),
                change.change_time.ToDatetime().isoformat(timespec="seconds") + "Z",
                _kind(change),
                change.from_identity_id,
                change.to_identity_id,
                " ".join(change.encounter_ids),
                str(change.undone_by_change_id or ""),
            )
    if not as_json:
        console.print(table if table.row_count else "nothing was changed")


def _print_change(change: IdentityChange, as_json: bool) -> None:
    if as_json:
        print_json(change)
        return
    console.print(
        f"change {change.change_id} ({_kind(change)}): {len(change.encounter_ids)} encounters of "
        f"{change.from_identity_id} are now of {change.to_identity_id}; "
        f"`tenprint gallery undo` takes it back"
    )


def _kind(change: IdentityChange) -> str:
    return pb2.IdentityChangeKind.Name(change.kind).removeprefix("IDENTITY_CHANGE_KIND_").lower()
