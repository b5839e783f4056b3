"""Write the people of a gallery to a file, and enrol the people of a file."""

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from tenprint.cli.operator.gallery_data import (
    GalleryData,
    data_options,
    on_gallery,
    open_settings,
)
from tenprint.cli.shared import connection, console, options, progress_bar

_SET_NAME = re.compile(r"[a-z0-9_-]{1,32}")

file_argument = click.argument("file", type=options.FILE)


@click.command("export")
@on_gallery
@options.defaulted(
    "--vectors/--no-vectors",
    default=True,
    help="Write vectors; to make vectors takes the importer 10 to 20 times as long as all else.",
)
@file_argument
def export_command(data: GalleryData, vectors: bool, file: Path) -> None:
    """Write a gallery's people to FILE; a service may be running.

    FILE is Parquet with checksums. FILE holds ids, templates, vectors and impression types, but
    no images, times or callers: the file moves people, and does not replace a copy of the database.

    \b
    tenprint gallery export --gallery ident people.parquet
    """
    from gallery.transfer import export_people

    with data.database() as database, progress_bar("exporting", "encounters") as tell:
        count = export_people(database, data.gallery, file, vectors=vectors, progress=tell)
    console.print(f"{count} encounters written to {file}")


@click.command("import")
@click.option("--gallery", default="", help="Import into the database, for this gallery.")
@click.option(
    "--reference-set",
    "set_name",
    default="",
    help="Import into a reference set of this name: an index without a database.",
)
@data_options
@options.defaulted(
    "--duplicates",
    type=click.Choice(["refuse", "skip"]),
    default="refuse",
    help="If the gallery has people of the file from elsewhere (same external ids): import "
    "nothing, or skip these people. In a reference set: if encounters stand twice in the file.",
)
@options.defaulted(
    "--ori", default=connection.DEFAULT_ORI, help="ORI of the agency that enrols, 9 characters."
)
@file_argument
def import_command(
    gallery: str,
    set_name: str,
    data_dir: Path | None,
    database_url: str | None,
    duplicates: str,
    ori: str,
    file: Path,
) -> None:
    """Enrol the people of FILE. After an interruption, the same command continues.

    A service may run on the database; its next search finds the people. A reference set is for
    more people than a database carries. Keep FILE then: no other copy of these people exists.

    \b
    tenprint gallery import --gallery ident people.parquet
    tenprint gallery import --reference-set national --duplicates skip people.parquet
    """
    if bool(gallery) == bool(set_name):
        raise click.UsageError("name either --gallery or --reference-set")
    with open_settings(data_dir, database_url) as settings:
        if set_name:
            folder = settings.data_dir / "reference_sets" / _checked(set_name)
            _import_set(folder, set_name, duplicates, file)
        else:
            _import_people(GalleryData.of(gallery, settings), duplicates, ori, file)


def _checked(name: str) -> str:
    if not _SET_NAME.fullmatch(name):
        raise click.BadParameter(
            f"{name!r} is not a name of a set: use 1 to 32 characters of [a-z0-9_-]"
        )
    return name


def _import_people(data: GalleryData, duplicates: str, ori: str, file: Path) -> None:
    from gallery.people import Duplicates
    from gallery.transfer import Outcome, import_people

    with data.database() as database, progress_bar("importing", "encounters") as tell:
        counts = import_people(
            database,
            data.gallery,
            file,
            ori=ori,
            now=lambda: datetime.now(UTC),
            duplicates=Duplicates(duplicates),
            progress=tell,
        )
    console.print(
        f"{counts[Outcome.ENROLLED]} encounters enrolled, {counts[Outcome.PRESENT]} were there, "
        f"{counts[Outcome.DUPLICATE]} duplicates skipped"
    )


def _import_set(folder: Path, name: str, duplicates: str, file: Path) -> None:
    from gallery.people import Duplicates
    from gallery.transfer import PeopleReader, import_reference_set

    with PeopleReader(file) as reader:
        if not reader.has_templates:
            console.print(
                "the file has no templates: a search can shortlist its people, but never compares "
                "or names them"
            )
    with progress_bar("importing", "people") as tell:
        report = import_reference_set(
            folder, name, file, duplicates=Duplicates(duplicates), progress=tell
        )
    console.print(
        f"{report.reference_count} references in {folder}, {report.skipped_count} rows skipped"
    )
