"""Data at rest: seal a database, rotate its master key, see how it lies on disk."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypedDict

import click

from tenprint.cli.operator import (
    data_options,
    held_alone,
    open_settings,
)
from tenprint.cli.shared import console, options, progress_bar, server_packages, shown

_WHERE_TO_KEEP = "keep a copy elsewhere, and not beside copies of the data"


class MasterKeyFile(TypedDict):
    """What `sealing key --json` prints."""

    file: str


class StateOfADatabase(TypedDict):
    """What `sealing status --json` prints of a database."""

    name: str
    is_sealed: bool
    clear_count: int
    key_count: int
    destroyed_count: int


class Changed(TypedDict):
    """What `sealing seal --json` prints of a database, in rows, and `rotate --json`, in keys."""

    name: str
    count: int


def _tell_key(made: MasterKeyFile) -> None:
    console.print(f"{made['file']}: {_WHERE_TO_KEEP}")


def _tell_state(found: Iterable[StateOfADatabase]) -> None:
    for one in found:
        how = "sealed" if one["is_sealed"] else "in clear"
        console.print(
            f"{one['name']}: {how}; {one['clear_count']} rows in clear, {one['key_count']} records "
            f"with keys, {one['destroyed_count']} keys destroyed"
        )


def _tell_changed(what: str, done: Iterable[Changed]) -> None:
    for one in done:
        console.print(f"{one['name']}: {one['count']} {what}")


@click.group()
def sealing() -> None:
    """Seal what the databases of a data folder hold of people, under a master key."""


@sealing.command()
@click.argument("file", type=options.FILE)
@shown(_tell_key)
def key(file: Path) -> MasterKeyFile:
    """Write a new master key to FILE. Whoever loses the key loses what it sealed.

    \b
    tenprint sealing key /etc/tenprint/master.key
    """
    with server_packages():
        from database.master_key import make_master_key

        make_master_key(file)
    return MasterKeyFile(file=str(file))


@sealing.command()
@data_options
@shown(_tell_state)
def status(
    data_dir: Path | None, database_url: str | None, master_key: str | None
) -> Iterator[StateOfADatabase]:
    """Tell what is sealed, how many keys there are, and how many were destroyed.

    \b
    tenprint sealing status --master-key /etc/tenprint/master.key
    """
    with open_settings(data_dir, database_url, master_key) as settings:
        from services.process import sealing_states

        for one in sealing_states(settings):
            yield StateOfADatabase(
                name=one.name,
                is_sealed=one.is_sealed,
                clear_count=one.clear_count,
                key_count=one.key_count,
                destroyed_count=one.destroyed_count,
            )


@sealing.command()
@data_options
@shown(partial(_tell_changed, "rows sealed"))
def seal(data_dir: Path | None, database_url: str | None, master_key: str | None) -> list[Changed]:
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
    return [Changed(name=name, count=count) for name, count in done]


@sealing.command()
@data_options
@click.option(
    "--new-master-key",
    "new",
    required=True,
    help="FILE, env:NAME or command:…: the key that takes the place of --master-key.",
)
@shown(partial(_tell_changed, "keys under the new master key"))
def rotate(
    data_dir: Path | None, database_url: str | None, master_key: str | None, new: str
) -> list[Changed]:
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
    return [Changed(name=name, count=count) for name, count in done]
