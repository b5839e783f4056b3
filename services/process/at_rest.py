"""The databases of a data folder as they lie on disk: sealed or in clear, and under which key."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from database.connection import MIGRATIONS, Base, Database, open_database
from database.errors import MasterKeyError, MasterKeyRequiredError
from database.holding import held
from database.keys import KeyStore
from database.master_key import KeyPlace, MasterKey, read_master_key
from database.sealing_job import clear_count, key_count, seal_database
from gallery.upkeep import renew_all_make_ups
from lesc_stub.tables import LESC_MIGRATIONS, LescBase
from services.errors import DatabaseInUseError
from services.process.lesc_server import LescSettings
from services.settings import Settings

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class AtRest:
    """A database of a data folder."""

    name: str
    url: str
    file: Path | None
    """None: the database is no file of the folder."""
    migrations: Path
    base: type[Base] | type[LescBase]
    key_file: Path

    def key_place(self, master: MasterKey) -> KeyPlace:
        """Name the keys of the database."""
        return KeyPlace(self.key_file, master)


@dataclass(frozen=True)
class SealingState:
    """How a database lies on disk."""

    name: str
    is_sealed: bool
    clear_count: int
    """Rows that have something in clear."""
    key_count: int
    """Records that have a key of their own."""
    destroyed_count: int
    """Keys that were destroyed."""


def databases_at_rest(settings: Settings) -> list[AtRest]:
    """List the databases of a data folder: the service's, and the LESC stub's if there is one."""
    folder = settings.data_dir.resolve()
    file = None if settings.database_url else folder / "tenprint.sqlite"
    lesc = LescSettings(folder, "")
    found = [
        AtRest(
            "tenprint",
            settings.resolved_database_url,
            file,
            MIGRATIONS,
            Base,
            settings.key_file,
        ),
        AtRest(
            "lesc",
            lesc.resolved_database_url,
            folder / "lesc.sqlite",
            LESC_MIGRATIONS,
            LescBase,
            lesc.key_file,
        ),
    ]
    return [one for one in found if one.file is None or one.file.is_file()]


def seal_all(settings: Settings, progress: Progress | None = None) -> Iterator[tuple[str, int]]:
    """Seal the databases of a data folder; yield each with how many rows were in clear.

    The caller holds the folder. Raises SealingError, StoreUnavailableError, and DatabaseInUseError
    if a service works on the database from another folder.
    """
    master = _master(settings.master_key)
    for one in databases_at_rest(settings):
        opened = open_database(
            one.url, migrations=one.migrations, key_place=one.key_place(master), may_seal=True
        )
        with closing(opened) as database, held(database) as is_alone:
            if not is_alone:
                raise DatabaseInUseError(f"a service works on database {one.name}: stop it first")
            count = seal_database(database, one.base, progress)
            if one.base is Base:
                renew_all_make_ups(database)
                # They hold templates in clear, and are made anew from the database.
                shutil.rmtree(settings.data_dir / "galleries", ignore_errors=True)
        yield one.name, count


def rotate_all(
    settings: Settings, new: str, progress: Progress | None = None
) -> Iterator[tuple[str, int]]:
    """Wrap all keys of a data folder under another master key; yield each count of keys.

    What an interrupted run has done is not done again. The caller holds the folder.
    Raises SealingError.
    """
    old, master = _master(settings.master_key), read_master_key(new)
    for one in databases_at_rest(settings):
        if not one.key_file.is_file():
            continue
        try:
            count = KeyStore(one.key_file, old).rotate(master, progress)
        except MasterKeyError:
            count = KeyStore(one.key_file, master).count
        yield one.name, count


def sealing_states(settings: Settings) -> Iterator[SealingState]:
    """Say how the databases of a data folder lie on disk. Raises SealingError."""
    for one in databases_at_rest(settings):
        with closing(_as_it_is(one, settings.master_key)) as database:
            clear = clear_count(database, one.base)
            destroyed = 0 if database.keys is None else len(database.keys.store.destroyed())
            yield SealingState(
                one.name,
                database.keys is not None and not clear,
                clear,
                key_count(database),
                destroyed,
            )


def _as_it_is(one: AtRest, source: str) -> Database:
    """Open a database in clear, or with its keys, and leave it as it is."""
    try:
        return open_database(one.url, migrations=one.migrations)
    except MasterKeyRequiredError:
        place = one.key_place(_master(source))
        return open_database(one.url, migrations=one.migrations, key_place=place, may_seal=True)


def _master(source: str) -> MasterKey:
    if not source:
        raise MasterKeyRequiredError("name the master key with --master-key")
    return read_master_key(source)
