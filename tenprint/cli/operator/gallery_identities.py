"""Merge, split and move identities over the service."""

from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec

import click

from tenprint.cli.shared import OPERATOR, answered, console, options, table_of
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.v1.gallery_service_pb2 import IdentityChange, IdentityChangeKind

P = ParamSpec("P")

request_option = click.option(
    "--request", "request_id", default="", help="Request id; makes a repetition harmless."
)


def _print_change(change: IdentityChange) -> None:
    console.print(
        f"change {change.change_id} ({enum_name(IdentityChangeKind, change.kind)}): "
        f"{len(change.encounter_ids)} encounters of {change.from_identity_id} are now of "
        f"{change.to_identity_id}; `tenprint gallery undo` undoes the change"
    )


def _changing(command: Callable[Concatenate[Client, P], IdentityChange]) -> click.Command:
    """Make a command that changes identities of a gallery."""
    return click.command()(
        options.gallery(request_option(answered(_print_change, OPERATOR)(command)))
    )


@_changing
@click.argument("identity")
@click.argument("into")
def merge(
    client: Client, gallery: str, request_id: str, identity: str, into: str
) -> IdentityChange:
    """Give all encounters of IDENTITY to the identity INTO: both are one person.

    \b
    tenprint gallery merge --gallery ident IDENT-0B IDENT-0A
    """
    return client.galleries.merge(gallery, identity, into, request_id=request_id)


@_changing
@click.argument("identity")
@click.argument("encounters", nargs=-1, required=True)
def split(
    client: Client, gallery: str, request_id: str, identity: str, encounters: tuple[str, ...]
) -> IdentityChange:
    """Give ENCOUNTERS of IDENTITY to a new identity: they belong to another person.

    \b
    tenprint gallery split --gallery ident IDENT-0A encounter-3 encounter-4
    """
    return client.galleries.split(gallery, identity, encounters, request_id=request_id)


@_changing
@click.argument("encounter")
@click.argument("identity")
@click.argument("to")
def move(
    client: Client, gallery: str, request_id: str, encounter: str, identity: str, to: str
) -> IdentityChange:
    """Give ENCOUNTER of IDENTITY to the identity TO.

    \b
    tenprint gallery move --gallery ident encounter-3 IDENT-0A IDENT-0B
    """
    return client.galleries.move(gallery, encounter, identity, to, request_id=request_id)


@_changing
@click.argument("change", type=click.IntRange(min=1))
def undo(client: Client, gallery: str, request_id: str, change: int) -> IdentityChange:
    """Undo CHANGE: its encounters return to their identity.

    \b
    tenprint gallery undo --gallery ident 17
    """
    return client.galleries.undo(gallery, change, request_id=request_id)


@click.command()
@options.gallery
@click.option("--identity", default="", help="Only changes of this identity.")
@answered(
    table_of(
        {
            "change": "change_id",
            "time": "change_time",
            "what": lambda one: enum_name(IdentityChangeKind, one.kind),
            "from": "from_identity_id",
            "to": "to_identity_id",
            "encounters": "encounter_ids",
            "undone by": lambda one: str(one.undone_by_change_id or ""),
        },
        empty="nothing was changed",
    ),
    OPERATOR,
)
def changes(client: Client, gallery: str, identity: str) -> Iterator[IdentityChange]:
    """List merges, splits, moves and undoings, oldest first; --json: one line for each.

    \b
    tenprint gallery changes --gallery ident
    tenprint gallery changes --gallery ident --identity IDENT-0A --json
    """
    return client.galleries.changes(gallery, identity)
