"""Renew stored vectors and templates after an update of the matcher."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from tenprint.cli.operator.gallery_data import (
    data_options,
    existing_database,
    open_settings,
)
from tenprint.cli.shared import console, options, progress_bar, shown

if TYPE_CHECKING:
    from database.connection import Database
    from gallery.upkeep import ReindexReport

_SHOWN = 20


class Reindexed(TypedDict, total=False):
    """What `reindex --json` prints: the first two with --check, else the others."""

    pending_count: int
    vector_version: str
    vector_count: int
    template_count: int
    """Vectors whose template was extracted again."""
    current_count: int
    kept_templates: list[str]
    """Impressions that could not be extracted again."""
    damaged: list[str]


def _tell(done: Reindexed) -> None:
    if "pending_count" in done:
        console.print(
            f"{done['pending_count']} vectors are not of version {done['vector_version']}"
        )
        return
    console.print(
        f"{done['vector_count']} vectors made, {done['template_count']} of them from templates "
        f"extracted again; {done['current_count']} were current"
    )
    why = "kept their old template, because they could not be extracted again"
    _list(why, done["kept_templates"])
    _list("could not be read and were left as they are", done["damaged"])
    if done["damaged"]:
        raise click.ClickException(
            f"{len(done['damaged'])} impressions are damaged: restore them from a copy"
        )


def _list(what: str, names: list[str]) -> None:
    if not names:
        return
    console.print(f"{len(names)} {what}:")
    for name in names[:_SHOWN]:
        console.print(f"  {name}")
    if len(names) > _SHOWN:
        console.print(f"  and {len(names) - _SHOWN} more")


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
@shown(_tell)
def reindex(
    data_dir: Path | None,
    database_url: str | None,
    master_key: str | None,
    source: str,
    check: bool,
) -> Reindexed:
    """Renew stored vectors after an update of the matcher; a running service keeps serving.

    You can stop the command at any time; run the command again to continue. A service of the new
    version finds the same without renewed vectors, but starts slowly until they are renewed.

    \b
    tenprint reindex
    tenprint reindex --data /var/lib/tenprint --check
    tenprint reindex --from images
    """
    with (
        open_settings(data_dir, database_url, master_key) as settings,
        existing_database(settings) as database,
    ):
        if check:
            from gallery.upkeep import pending_count
            from matcher.vector import VECTOR_VERSION

            return Reindexed(pending_count=pending_count(database), vector_version=VECTOR_VERSION)
        report = _run(database, from_images=source == "images")
        return Reindexed(
            vector_count=report.vectors,
            template_count=report.templates,
            current_count=report.current,
            kept_templates=report.kept_templates,
            damaged=report.damaged,
        )


def _run(database: "Database", *, from_images: bool) -> "ReindexReport":
    from gallery.upkeep import reindex as renew
    from matcher.extraction import Extractor

    extractor = Extractor() if from_images else None
    with progress_bar("reindexing", "vectors") as tell:
        return renew(database, extractor=extractor, progress=tell)
