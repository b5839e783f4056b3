"""Write the people of a gallery to a file, and enrol the people of a file."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import click

from tenprint.cli.operator.gallery_data import (
    GalleryData,
    data_options,
    on_gallery,
    open_settings,
)
from tenprint.cli.shared import connection, console, options, output, progress_bar, shown

_SET_NAME = re.compile(r"[a-z0-9_-]{1,32}")

file_argument = click.argument("file", type=options.FILE)


class ExportedPeople(TypedDict):
    """What `gallery export --json` prints."""

    gallery: str
    encounter_count: int
    file: str


class ImportedPeople(TypedDict, total=False):
    """What `gallery import --json` prints: the first three of a gallery, the others of a set."""

    enrolled_count: int
    present_count: int
    """Encounters that an earlier run enrolled."""
    duplicate_count: int
    reference_count: int
    skipped_count: int
    folder: str


def _tell_exported(done: ExportedPeople) -> None:
    console.print(f"{done['encounter_count']} encounters written to {done['file']}")


@click.command("export")
@on_gallery
@shown(_tell_exported)
@options.defaulted(
    "--vectors/--no-vectors",
    default=True,
    help="Write vectors; to make vectors takes the importer 10 to 20 times as long as all else.",
)
@file_argument
def export_command(data: GalleryData, vectors: bool, file: Path) -> ExportedPeople:
    """Write a gallery's people to FILE; a service may be running.

    FILE is Parquet with checksums. FILE holds ids, templates, vectors and impression types, but
    no images, times or callers: the file moves people, and does not replace a copy of the database.

    \b
    tenprint gallery export --gallery ident people.parquet
    """
    from gallery.transfer import export_people

    with data.database() as database, progress_bar("exporting", "encounters") as tell:
        count = export_people(database, data.gallery, file, vectors=vectors, progress=tell)
    return ExportedPeople(gallery=data.gallery, encounter_count=count, file=str(file))


def _tell_imported(done: ImportedPeople) -> None:
    if "folder" in done:
        console.print(
            f"{done['reference_count']} references in {done['folder']}, "
            f"{done['skipped_count']} rows skipped"
        )
        return
    console.print(
        f"{done['enrolled_count']} encounters enrolled, {done['present_count']} were there, "
        f"{done['duplicate_count']} duplicates skipped"
    )


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
@shown(_tell_imported)
def import_command(
    gallery: str,
    set_name: str,
    data_dir: Path | None,
    database_url: str | None,
    master_key: str | None,
    duplicates: str,
    ori: str,
    file: Path,
) -> ImportedPeople:
    """Enrol the people of FILE. After an interruption, the same command continues.

    A service may run on the database; its next search finds the people. A reference set is for
    more people than a database carries. Keep FILE then: no other copy of these people exists.

    \b
    tenprint gallery import --gallery ident people.parquet
    tenprint gallery import --reference-set national --duplicates skip people.parquet
    """
    if bool(gallery) == bool(set_name):
        raise click.UsageError("name either --gallery or --reference-set")
    with open_settings(data_dir, database_url, master_key) as settings:
        if set_name:
            folder = settings.data_dir / "reference_sets" / _checked(set_name)
            return _import_set(folder, set_name, duplicates, file)
        return _import_people(GalleryData.of(gallery, settings), duplicates, ori, file)


def _checked(name: str) -> str:
    if not _SET_NAME.fullmatch(name):
        raise click.BadParameter(
            f"{name!r} is not a name of a set: use 1 to 32 characters of [a-z0-9_-]"
        )
    return name


def _import_people(data: GalleryData, duplicates: str, ori: str, file: Path) -> ImportedPeople:
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
    return ImportedPeople(
        enrolled_count=counts[Outcome.ENROLLED],
        present_count=counts[Outcome.PRESENT],
        duplicate_count=counts[Outcome.DUPLICATE],
    )


def _import_set(folder: Path, name: str, duplicates: str, file: Path) -> ImportedPeople:
    from gallery.people import Duplicates
    from gallery.transfer import PeopleReader, import_reference_set

    with PeopleReader(file) as reader:
        if not reader.has_templates:
            output.progress_console.print(
                "the file has no templates: a search can shortlist its people, but never compares "
                "or names them"
            )
    with progress_bar("importing", "people") as tell:
        report = import_reference_set(
            folder, name, file, duplicates=Duplicates(duplicates), progress=tell
        )
    return ImportedPeople(
        reference_count=report.reference_count,
        skipped_count=report.skipped_count,
        folder=str(folder),
    )
