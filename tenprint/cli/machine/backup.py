"""Copy a service's databases beside its work, and make a service from a copy."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from tenprint.cli.operator import data_options, open_settings
from tenprint.cli.shared import options, shown

if TYPE_CHECKING:
    from services.upkeep import Manifest


class CopyOfADatabase(TypedDict):
    """A file of a backup."""

    name: str
    size_bytes: int
    schema: str


class Copies(TypedDict):
    """What `backup --json` and `restore --json` print."""

    folder: str
    backup: str
    made_time: str
    files: list[CopyOfADatabase]
    keys_left_out: bool


def _tell_of_backup(done: Copies) -> None:
    click.echo(f"{done['backup']}: {_words(done)}")
    if done["keys_left_out"]:
        click.echo("keys of records are not in it: copy them now, in place of their copy of before")


def _tell_of_restore(done: Copies) -> None:
    click.echo(f"{done['folder']}: restored from {done['backup']}, {_words(done)}")


@click.command()
@data_options
@click.argument("target", type=click.Path(path_type=Path))
@shown(_tell_of_backup)
def backup(
    data_dir: Path | None, database_url: str | None, master_key: str | None, target: Path
) -> Copies:
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
        return _copies(manifest, settings.data_dir, target, settings.key_file.exists())


@click.command()
@data_options
@click.argument("folder", metavar="BACKUP", type=options.FOLDER)
@shown(_tell_of_restore)
def restore(
    data_dir: Path | None, database_url: str | None, master_key: str | None, folder: Path
) -> Copies:
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
        return _copies(manifest, settings.data_dir, folder, settings.key_file.exists())


def _copies(manifest: "Manifest", folder: Path, backup: Path, has_keys: bool) -> Copies:
    """folder: of the data. backup: of the copies. has_keys: the data have keys of records."""
    return Copies(
        folder=str(folder),
        backup=str(backup),
        made_time=manifest.made_time.isoformat(timespec="seconds"),
        files=[
            CopyOfADatabase(name=name, size_bytes=one.size_bytes, schema=one.schema)
            for name, one in manifest.files.items()
        ],
        keys_left_out=has_keys,
    )


def _words(done: Copies) -> str:
    files = ", ".join(
        f"{one['name']} ({one['size_bytes']:,} bytes, schema {one['schema']})"
        for one in done["files"]
    )
    return f"{files}, of {done['made_time'].replace('T', ' ').removesuffix('+00:00')} UTC"
