"""Renew what is stored after the matcher has changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from tenprint.cli.shared.output import console, progress_console
from tenprint.cli.shared.server_packages import server_packages

if TYPE_CHECKING:
    from database.connection import Database
    from gallery.upkeep.reindexing import ReindexReport
    from services.process.settings import Settings

_SHOWN = 20


@click.command()
@click.option(
    "--data",
    "data_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the service's database [TENPRINT_DATA_DIR, or data].",
)
@click.option(
    "--database-url", help="SQLAlchemy URL, where the database is not in the data folder."
)
@click.option(
    "--from",
    "source",
    type=click.Choice(["templates", "images"]),
    default="templates",
    show_default=True,
    help="Derive vectors from stored templates, or first extract templates of another extractor "
    "again from their images.",
)
@click.option(
    "--precision",
    type=click.Choice(["fp32", "bf16"]),
    default="fp32",
    show_default=True,
    help="The extractor's arithmetic, with --from images.",
)
@click.option("--check", is_flag=True, help="Only say how many vectors are of another version.")
def reindex(
    data_dir: Path | None, database_url: str | None, source: str, precision: str, check: bool
) -> None:
    """Renew stored vectors after an update of the matcher; a running service keeps serving.

    What is done stays done: stop it whenever you like, and run it again to go on. A service of
    the new version finds the same with or without it, but starts slowly until it has been run.

    \b
    tenprint reindex
    tenprint reindex --data /var/lib/tenprint --check
    tenprint reindex --from images
    """
    with server_packages():
        from database.connection import open_database
        from services.process.settings import load_settings

        given = {"data_dir": data_dir and str(data_dir), "database_url": database_url}
        settings = load_settings({k: v for k, v in given.items() if v} | {"precision": precision})
        _require_database(settings)
        database = open_database(settings.resolved_database_url)
        try:
            if check:
                _tell_pending(database)
            else:
                _tell(_run(database, settings, from_images=source == "images"))
        finally:
            database.close()


def _require_database(settings: "Settings") -> None:
    """Refuse a folder without a database, which would otherwise be made there."""
    file = settings.data_dir / "tenprint.sqlite"
    if not settings.database_url and not file.is_file():
        raise click.ClickException(f"there is no database {file}: name its folder with --data")


def _tell_pending(database: "Database") -> None:
    from gallery.upkeep.reindexing import pending_count
    from matcher.vector import VECTOR_VERSION

    console.print(f"{pending_count(database)} vectors are not of version {VECTOR_VERSION}")


def _run(database: "Database", settings: "Settings", *, from_images: bool) -> "ReindexReport":
    from gallery.upkeep.reindexing import reindex as renew
    from matcher.extraction import Extractor

    extractor = None
    if from_images:
        extractor = Extractor(settings.model_cache, settings.precision, streams=1)
    columns = (
        TextColumn("reindexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=progress_console) as bar:
        task = bar.add_task("reindexing", total=None)
        return renew(
            database,
            extractor=extractor,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _tell(report: "ReindexReport") -> None:
    console.print(
        f"{report.vectors} vectors made, {report.templates} of them from templates extracted "
        f"again; {report.current} were current"
    )
    _list("kept their old template, because they could not be extracted again",
          report.kept_templates)  # fmt: skip
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
