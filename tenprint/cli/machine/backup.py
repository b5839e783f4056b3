"""Copy a service's databases beside its work, and make a service from a copy."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenprint.cli.operator import data_options, open_settings
from tenprint.cli.shared import options

if TYPE_CHECKING:
    from services.upkeep import Manifest


@click.command()
@data_options
@click.argument("target", type=click.Path(path_type=Path))
def backup(
    data_dir: Path | None, database_url: str | None, master_key: str | None, target: Path
) -> None:
    """Copy the databases of a service into the new folder TARGET, while the service works or not.

    The folder holds what the databases hold: prints and names in clear, unless they are sealed.
    Keep it as you keep the data folder. Keys, settings and reference sets are not in it, and
    indexes of galleries are made anew after a restore.

    \b
    tenprint backup --data /var/lib/tenprint /backup/2026-11-30
    """
    with open_settings(data_dir, database_url, master_key) as settings:
        from services.upkeep import back_up

        manifest = back_up(settings, target)
        held = settings.key_file.exists()
    click.echo(f"{target}: {_words(manifest)}")
    if held:
        click.echo("keys of records are not in it: copy them now, in place of their copy of before")


@click.command()
@data_options
@click.argument("folder", metavar="BACKUP", type=options.FOLDER)
def restore(
    data_dir: Path | None, database_url: str | None, master_key: str | None, folder: Path
) -> None:
    """Make the databases of a service from a BACKUP. Nothing that exists is overwritten.

    The data folder must hold no data, and a database of PostgreSQL no tables. To a sealed database
    belong `record.keys` and `lesc.keys`: put your copy into the data folder. The next start
    brings an older schema up to date and builds the indexes of the galleries.

    \b
    tenprint restore --data /var/lib/tenprint-new /backup/2026-11-30
    """
    with open_settings(data_dir, database_url, master_key) as settings:
        from services.upkeep import restore as restore_backup

        manifest = restore_backup(folder, settings)
        click.echo(f"{settings.data_dir}: restored from {folder}, {_words(manifest)}")


def _words(manifest: "Manifest") -> str:
    files = ", ".join(
        f"{name} ({one.size_bytes:,} bytes, schema {one.schema})"
        for name, one in manifest.files.items()
    )
    return f"{files}, of {manifest.made_time:%Y-%m-%d %H:%M:%S} UTC"
