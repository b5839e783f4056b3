"""Renew stored vectors and templates after an update of the matcher."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenprint.cli.operator.gallery_data import (
    data_options,
    existing_database,
    open_settings,
)
from tenprint.cli.shared import console, options, progress_bar

if TYPE_CHECKING:
    from database.connection import Database
    from gallery.upkeep import ReindexReport

_SHOWN = 20


@click.command()
@data_options
@options.defaulted(
    "--from",
    "source",
    type=click.Choice(["templates", "images"]),
    default="templates",
    help="Make vectors from stored templates, or first extract the templates of another extractor "
    "again from their images.",
)
@click.option("--check", is_flag=True, help="Only count the vectors of another version.")
def reindex(data_dir: Path | None, database_url: str | None, source: str, check: bool) -> None:
    """Renew stored vectors after an update of the matcher; a running service keeps serving.

    You can stop the command at any time; run the command again to continue. A service of the new
    version finds the same without renewed vectors, but starts slowly until they are renewed.

    \b
    tenprint reindex
    tenprint reindex --data /var/lib/tenprint --check
    tenprint reindex --from images
    """
    with (
        open_settings(data_dir, database_url) as settings,
        existing_database(settings) as database,
    ):
        if check:
            from gallery.upkeep import pending_count
            from matcher.vector import VECTOR_VERSION

            console.print(f"{pending_count(database)} vectors are not of version {VECTOR_VERSION}")
        else:
            _tell(_run(database, from_images=source == "images"))


def _run(database: "Database", *, from_images: bool) -> "ReindexReport":
    from gallery.upkeep import reindex as renew
    from matcher.extraction import Extractor

    extractor = Extractor() if from_images else None
    with progress_bar("reindexing", "vectors") as tell:
        return renew(database, extractor=extractor, progress=tell)


def _tell(report: "ReindexReport") -> None:
    console.print(
        f"{report.vectors} vectors made, {report.templates} of them from templates extracted "
        f"again; {report.current} were current"
    )
    why = "kept their old template, because they could not be extracted again"
    _list(why, report.kept_templates)
    _list("could not be read and were left as they are", report.damaged)
    if report.damaged:
        raise click.ClickException(
            f"{len(report.damaged)} impressions are damaged: restore them from a copy"
        )


def _list(what: str, names: list[str]) -> None:
    if not names:
        return
    console.print(f"{len(names)} {what}:")
    for name in names[:_SHOWN]:
        console.print(f"  {name}")
    if len(names) > _SHOWN:
        console.print(f"  and {len(names) - _SHOWN} more")
