"""Look after a gallery: its index, files of its people, its duplicates."""

from typing import TYPE_CHECKING, TypedDict

import click

from tenprint.cli.operator.gallery_data import GalleryData, on_gallery
from tenprint.cli.operator.gallery_duplicates import dedupe
from tenprint.cli.operator.gallery_identities import changes, merge, move, split, undo
from tenprint.cli.operator.gallery_status import gallery_status, print_status
from tenprint.cli.operator.gallery_transfer import export_command, import_command
from tenprint.cli.shared import console, progress_bar, shown
from tenprint.v1.gallery_service_pb2 import GalleryStatus

if TYPE_CHECKING:
    from gallery.index.segment import Damage

_SHOWN = 20


@click.group()
def gallery() -> None:
    """Look after a gallery: its index, files of its people, its duplicates.

    Commands work on the data folder. A service may run on the folder, unless the command says that
    no service may be running.
    """


@gallery.command()
@on_gallery
@shown(print_status)
def status(data: GalleryData) -> GalleryStatus:
    """Show the state of a gallery and its index.

    If a service runs, the command shows what the service has in memory, otherwise what the files
    say.

    \b
    tenprint gallery status --gallery ident
    tenprint gallery status --gallery ident --data /var/lib/tenprint --json
    """
    return gallery_status(data)


class VerifiedGallery(TypedDict):
    """What `gallery verify --json` prints of a sound gallery."""

    gallery: str
    reference_count: int
    """References in the files, all read."""
    compared_with_database: bool
    """Not beside a running service."""


def _tell_verified(found: VerifiedGallery) -> None:
    told = (
        "sound, and as the database says"
        if found["compared_with_database"]
        else "sound; a service is running, so that the database was not compared"
    )
    console.print(f"{found['reference_count']:,} references read: {told}")


@gallery.command()
@on_gallery
@shown(_tell_verified)
def verify(data: GalleryData) -> VerifiedGallery:
    """Read every file of a gallery's index and compare it with the database.

    If a service runs, the command reads only the files, because the service has the index in
    memory. The exit status is 1 if anything is damaged, missing or superfluous.

    \b
    tenprint gallery verify --gallery ident
    """
    from gallery.index import verify_folder
    from gallery.upkeep import compare_with_database

    count = 0
    with progress_bar("verifying", "references") as tell:

        def counted(done: int, total: int) -> None:
            nonlocal count
            count = done
            tell(done, total)

        damage = verify_folder(data.folder, progress=counted)
    _tell_damage(damage)
    alone = data.server() is None
    if alone:
        with data.alone("comparing") as database:
            difference = compare_with_database(data.gallery, database, data.folder)
        if difference:
            raise click.ClickException(f"{difference}: run `tenprint gallery rebuild`")
    return VerifiedGallery(
        gallery=data.gallery, reference_count=count, compared_with_database=alone
    )


class RebuiltGallery(TypedDict):
    """What `gallery rebuild --json` prints."""

    gallery: str
    reference_count: int


def _tell_rebuilt(made: RebuiltGallery) -> None:
    console.print(f"{made['reference_count']} references")


@gallery.command()
@on_gallery
@shown(_tell_rebuilt)
def rebuild(data: GalleryData) -> RebuiltGallery:
    """Make a gallery's index again from the database; no service may be running.

    \b
    tenprint gallery rebuild --gallery ident
    """
    from gallery.upkeep import upkeep

    with data.alone("rebuilding") as database, progress_bar("rebuilding", "changes") as tell:
        count = upkeep.rebuild(data.gallery, database, data.folder, progress=tell)
    return RebuiltGallery(gallery=data.gallery, reference_count=count)


@gallery.command()
@on_gallery
@click.option("--all", "everything", is_flag=True, help="Merge all segments of a class into one.")
@shown(print_status)
def compact(data: GalleryData, everything: bool) -> GalleryStatus:
    """Merge segments and remove deleted people; no service may be running.

    A running service does both by itself.

    \b
    tenprint gallery compact --gallery ident --all
    """
    from gallery.upkeep import upkeep

    with data.alone("compacting") as database:
        upkeep.compact(data.gallery, database, data.folder, everything=everything)
    return gallery_status(data)


@gallery.command()
@on_gallery
@shown(print_status)
def snapshot(data: GalleryData) -> GalleryStatus:
    """Write a snapshot, so that a start reads less from the database; no service may be running.

    A running service writes a snapshot every few minutes and when it stops.

    \b
    tenprint gallery snapshot --gallery ident
    """
    from gallery.upkeep import upkeep

    with (
        data.alone("writing a snapshot") as database,
        progress_bar("catching up", "changes") as tell,
    ):
        upkeep.snapshot(data.gallery, database, data.folder, progress=tell)
    return gallery_status(data)


for command in (export_command, import_command, dedupe, merge, split, move, undo, changes):
    gallery.add_command(command)


def _tell_damage(damage: "list[Damage]") -> None:
    if not damage:
        return
    for one in damage[:_SHOWN]:
        console.print(f"damaged: {one.file}: {one.where}")
    if len(damage) > _SHOWN:
        console.print(f"and {len(damage) - _SHOWN} more")
    raise click.ClickException(
        "the index is damaged: start the service, or run `tenprint gallery rebuild`; both set the "
        "damaged files aside and read the database"
    )
