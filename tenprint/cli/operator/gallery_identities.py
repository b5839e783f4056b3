"""Decide who is one person and who are two, over the service."""

from collections.abc import Iterator

import click

from tenprint.cli.shared import (
    connected,
    console,
    enum_name,
    gallery_option,
    shown,
    table_of,
    time_words,
)
from tenprint.client import Client
from tenprint.v1.gallery_service_pb2 import IdentityChange, IdentityChangeKind

request_option = click.option(
    "--request", "request_id", default="", help="Request id; makes a repetition harmless."
)


def _print_change(change: IdentityChange) -> None:
    console.print(
        f"change {change.change_id} ({enum_name(IdentityChangeKind, change.kind)}): "
        f"{len(change.encounter_ids)} encounters of {change.from_identity_id} are now of "
        f"{change.to_identity_id}; `tenprint gallery undo` takes it back"
    )


@click.command()
@gallery_option
@request_option
@click.argument("identity")
@click.argument("into")
@connected
@shown(_print_change)
def merge(
    client: Client, gallery: str, request_id: str, identity: str, into: str
) -> IdentityChange:
    """Give all encounters of IDENTITY to the identity INTO: they are one person.

    \b
    tenprint gallery merge --gallery ident IDENT-0B IDENT-0A
    """
    return client.galleries.merge(gallery, identity, into, request_id=request_id)


@click.command()
@gallery_option
@request_option
@click.argument("identity")
@click.argument("encounters", nargs=-1, required=True)
@connected
@shown(_print_change)
def split(
    client: Client, gallery: str, request_id: str, identity: str, encounters: tuple[str, ...]
) -> IdentityChange:
    """Give ENCOUNTERS of IDENTITY to a new identity: they are somebody else's.

    \b
    tenprint gallery split --gallery ident IDENT-0A encounter-3 encounter-4
    """
    return client.galleries.split(gallery, identity, encounters, request_id=request_id)


@click.command()
@gallery_option
@request_option
@click.argument("encounter")
@click.argument("identity")
@click.argument("to")
@connected
@shown(_print_change)
def move(
    client: Client, gallery: str, request_id: str, encounter: str, identity: str, to: str
) -> IdentityChange:
    """Give ENCOUNTER of IDENTITY to the identity TO.

    \b
    tenprint gallery move --gallery ident encounter-3 IDENT-0A IDENT-0B
    """
    return client.galleries.move(gallery, encounter, identity, to, request_id=request_id)


@click.command()
@gallery_option
@request_option
@click.argument("change", type=click.IntRange(min=1))
@connected
@shown(_print_change)
def undo(client: Client, gallery: str, request_id: str, change: int) -> IdentityChange:
    """Take CHANGE back: its encounters return to where they were.

    \b
    tenprint gallery undo --gallery ident 17
    """
    return client.galleries.undo(gallery, change, request_id=request_id)


def _row(change: IdentityChange) -> tuple[str, ...]:
    return (
        str(change.change_id),
        time_words(change.change_time),
        enum_name(IdentityChangeKind, change.kind),
        change.from_identity_id,
        change.to_identity_id,
        " ".join(change.encounter_ids),
        str(change.undone_by_change_id or ""),
    )


@click.command()
@gallery_option
@click.option("--identity", default="", help="Only what concerns this identity.")
@connected
@shown(
    table_of(
        *("change", "time", "what", "from", "to", "encounters", "undone by"),
        row=_row,
        empty="nothing was changed",
    )
)
def changes(client: Client, gallery: str, identity: str) -> Iterator[IdentityChange]:
    """List what was merged, split, moved and undone, oldest first; --json: one line each.

    \b
    tenprint gallery changes --gallery ident
    tenprint gallery changes --gallery ident --identity IDENT-0A --json
    """
    return client.galleries.changes(gallery, identity)
