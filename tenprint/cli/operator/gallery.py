"""Look after a gallery: its index, its people by the file, its duplicates."""

from typing import TYPE_CHECKING

import click

from tenprint.cli.operator.gallery_data import GalleryData, on_gallery, progress_bar
from tenprint.cli.operator.gallery_duplicates import dedupe
from tenprint.cli.operator.gallery_identities import changes, merge, move, split, undo
from tenprint.cli.operator.gallery_status import gallery_status, print_status
from tenprint.cli.operator.gallery_transfer import export_command, import_command
from tenprint.cli.shared import console, shown
from tenprint.v1.gallery_service_pb2 import GalleryStatus

if TYPE_CHECKING:
    from gallery.index.segment import Damage

_SHOWN = 20


@click.group()
def gallery() -> None:
    """Look after a gallery: its index, its people by the file, its duplicates.

    Commands work on the data folder, with or without a service running on it, but for those that
    say that they need it for themselves.
    """


@gallery.command()
@on_gallery
@shown(print_status)
def status(data: GalleryData) -> GalleryStatus:
    """Tell how a gallery and its index stand.

    Of a running service it asks what is in memory; else it tells what the files say.

    \b
    tenprint gallery status --gallery ident
    tenprint gallery status --gallery ident --data /var/lib/tenprint --json
    """
    return gallery_status(data)


@gallery.command()
@on_gallery
def verify(data: GalleryData) -> None:
    """Read every file of a gallery's index and compare it with the database.

    Beside a running service only the files are read, as the index is in its memory. Exit status 1
    where anything is damaged, missing or too much.

    \b
    tenprint gallery verify --gallery ident
    """
    from gallery.index import verify_folder
    from gallery.upkeep import compare_with_database

    with progress_bar("verifying", "references") as tell:
        damage = verify_folder(data.folder, progress=tell)
    _tell_damage(damage)
    if data.server() is not None:
        console.print("a service is running: its index was not compared with the database")
        return
    with data.alone("comparing"), data.database() as database:
        difference = compare_with_database(data.gallery, database, data.folder)
    if difference:
        raise click.ClickException(f"{difference}: run `tenprint gallery rebuild`")
    console.print("sound, and as the database says")


@gallery.command()
@on_gallery
def rebuild(data: GalleryData) -> None:
    """Make a gallery's index anew from the database; no service may be running.

    \b
    tenprint gallery rebuild --gallery ident
    """
    from gallery.upkeep import upkeep

    with (
        data.alone("rebuilding"),
        data.database() as database,
        progress_bar("rebuilding", "changes") as tell,
    ):
        count = upkeep.rebuild(data.gallery, database, data.folder, progress=tell)
    console.print(f"{count} references")


@gallery.command()
@on_gallery
@click.option("--all", "everything", is_flag=True, help="Merge all segments of a class to one.")
def compact(data: GalleryData, everything: bool) -> None:
    """Merge segments and clear away what is gone; no service may be running.

    A service does so by itself as it goes.

    \b
    tenprint gallery compact --gallery ident --all
    """
    from gallery.upkeep import upkeep

    with data.alone("compacting"), data.database() as database:
        upkeep.compact(data.gallery, database, data.folder, everything=everything)
    print_status(gallery_status(data))


@gallery.command()
@on_gallery
def snapshot(data: GalleryData) -> None:
    """Write what a start would otherwise read from the database; no service may be running.

    A service does so by itself every few minutes and at its end.

    \b
    tenprint gallery snapshot --gallery ident
    """
    from gallery.upkeep import upkeep

    with (
        data.alone("writing a snapshot"),
        data.database() as database,
        progress_bar("catching up", "changes") as tell,
    ):
        upkeep.snapshot(data.gallery, database, data.folder, progress=tell)
    print_status(gallery_status(data))


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
