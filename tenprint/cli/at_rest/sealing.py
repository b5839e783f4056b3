"""Data at rest: seal a database, rotate its master key, see how it lies on disk."""

from pathlib import Path

import click

from tenprint.cli.operator import (
    data_options,
    held_alone,
    open_settings,
)
from tenprint.cli.shared import console, options, progress_bar, server_packages


@click.group()
def sealing() -> None:
    """Seal what the databases of a data folder hold of people, under a master key."""


@sealing.command()
@click.argument("file", type=options.FILE)
def key(file: Path) -> None:
    """Write a new master key to FILE. Whoever loses the key loses what it sealed.

    \b
    tenprint sealing key /etc/tenprint/master.key
    """
    with server_packages():
        from database.master_key import make_master_key

        make_master_key(file)
    console.print(f"{file}: keep a copy elsewhere, and not beside copies of the data")


@sealing.command()
@data_options
def status(data_dir: Path | None, database_url: str | None, master_key: str | None) -> None:
    """Tell what is sealed, how many keys there are, and how many were destroyed.

    \b
    tenprint sealing status --master-key /etc/tenprint/master.key
    """
    with open_settings(data_dir, database_url, master_key) as settings:
        from services.process import sealing_states

        for one in sealing_states(settings):
            how = "sealed" if one.is_sealed else "in clear"
            console.print(
                f"{one.name}: {how}; {one.clear_count} rows in clear, {one.key_count} records "
                f"with keys, {one.destroyed_count} keys destroyed"
            )


@sealing.command()
@data_options
def seal(data_dir: Path | None, database_url: str | None, master_key: str | None) -> None:
    """Seal what the databases hold in clear; no service may be running.

    You can stop the command at any time; run the command again to continue. Until it has finished,
    no service opens the databases.

    \b
    tenprint sealing seal --data /var/lib/tenprint --master-key /etc/tenprint/master.key
    """
    with open_settings(data_dir, database_url, master_key) as settings:
        from services.process import seal_all

        with held_alone(settings.data_dir, "sealing"), progress_bar("sealing", "rows") as tell:
            done = list(seal_all(settings, tell))
    for name, count in done:
        console.print(f"{name}: {count} rows sealed")


@sealing.command()
@data_options
@click.option(
    "--new-master-key",
    "new",
    required=True,
    help="FILE, env:NAME or command:…: the key that takes the place of --master-key.",
)
def rotate(
    data_dir: Path | None, database_url: str | None, master_key: str | None, new: str
) -> None:
    """Wrap the keys of all records under another master key; no service may be running.

    The records stay as they are. You can stop the command at any time; run the command again to
    continue. Destroy the old key afterwards, with all copies of the key files from before.

    \b
    tenprint sealing rotate --master-key old.key --new-master-key new.key
    """
    with open_settings(data_dir, database_url, master_key) as settings:
        from services.process import rotate_all

        with held_alone(settings.data_dir, "rotating"), progress_bar("rotating", "keys") as tell:
            done = list(rotate_all(settings, new, tell))
    for name, count in done:
        console.print(f"{name}: {count} keys under the new master key")
