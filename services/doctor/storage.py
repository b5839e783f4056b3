"""Databases with their schemas, disks, and who may read the files."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from database.connection import MIGRATIONS
from database.copying import SqliteSource, source_of
from database.errors import NewerSchemaError, StoreUnavailableError
from database.schema import newest_schema, refuse_unknown
from lesc_stub.tables import LESC_MIGRATIONS
from matcher.errors import TenprintError
from services.doctor.findings import OTHERS, Finding, error, fine, listed, secret_file, warning
from services.settings import Settings

_DATABASE, _SEALING, _DISK, _PERMISSIONS = "database", "sealing", "disk", "permissions"
LEAST_BYTES = 256 * 1024 * 1024
SCARCE_BYTES = 2 * 1024 * 1024 * 1024


def databases(settings: Settings) -> Iterator[Finding]:
    """Look whether the databases answer, and whether this version knows their schemas."""
    file, stub = settings.data_dir / "tenprint.sqlite", settings.data_dir / "lesc.sqlite"
    if settings.database_url or file.is_file():
        yield _database(settings)
    else:
        yield fine(_DATABASE, f"there is no database in {settings.data_dir} yet: a start makes it")
    if stub.is_file():
        try:
            with SqliteSource(stub) as source:
                yield _schema(source.mark(), LESC_MIGRATIONS, str(stub))
        except StoreUnavailableError as fault:
            yield error(_DATABASE, str(fault), "restore the stub's database from a backup")


def sealing(settings: Settings) -> Iterator[Finding]:
    """Look whether the master key can be read, and whether a sealed database has none."""
    try:
        place = settings.key_place()
    except TenprintError as fault:
        yield error(_SEALING, str(fault), "correct --master-key, or what it names")
        return
    if place is None and settings.key_file.exists():
        yield error(
            _SEALING,
            f"the database is sealed ({settings.key_file} exists), and no master key is given",
            "give --master-key",
        )
    elif place is None:
        yield fine(_SEALING, "the database is in clear: keep it on an encrypted file system")
    else:
        faults = list(_of_master_key(settings.master_key, settings.data_dir))
        yield from faults or [fine(_SEALING, "the master key can be read, by nobody else")]


def _of_master_key(source: str, data: Path) -> Iterator[Finding]:
    """Look who may read the file of a master key, if it lies in a file."""
    path = Path(source)
    if not path.is_file():
        return
    yield from secret_file(_SEALING, path)
    if path.resolve().is_relative_to(data.resolve()):
        yield warning(
            _SEALING,
            f"the master key {path} lies beside the data that it opens",
            "keep it elsewhere: whoever copies the folder has both",
        )


def _database(settings: Settings) -> Finding:
    try:
        with source_of(settings.resolved_database_url) as source:
            return _schema(source.mark(), MIGRATIONS, "the service's database")
    except StoreUnavailableError as fault:
        return error(
            _DATABASE, str(fault), "start the database, or correct --database-url and its password"
        )


def _schema(found: str, migrations: Path, name: str) -> Finding:
    newest = newest_schema(migrations)
    if not found:
        return fine(_DATABASE, f"{name} is empty: a start makes schema {newest}")
    try:
        refuse_unknown([found], migrations, name)
    except NewerSchemaError as fault:
        return error(_DATABASE, str(fault), "use the version of tenprint that wrote the database")
    if found != newest:
        return warning(
            _DATABASE,
            f"{name} has schema {found}: the next start brings it to {newest}, for good",
            "take a backup first: `tenprint backup`",
        )
    return fine(_DATABASE, f"{name} answers, schema {found}")


def disks(settings: Settings) -> Iterator[Finding]:
    """Look at the free space where the service writes."""
    for name, folder in (("data", settings.data_dir), ("compiled kernels", settings.model_cache)):
        held = _existing(folder)
        free = shutil.disk_usage(held).free
        what = f"{free / 1024**3:.1f} GiB free for {name} in {held}"
        if free < LEAST_BYTES:
            yield error(_DISK, what, "free space: the service soon refuses everything")
        elif free < SCARCE_BYTES:
            yield warning(_DISK, what, "free space, or use a larger disk")
        else:
            yield fine(_DISK, what)


def permissions(settings: Settings) -> Iterator[Finding]:
    """Look who may read prints and names, and whether this user may write."""
    folder = settings.data_dir
    held = _existing(folder)
    if not os.access(held, os.W_OK | os.X_OK):
        yield error(_PERMISSIONS, f"{held} cannot be written by this user", f"chown it: {held}")
        return
    if os.geteuid() == 0:
        yield warning(
            _PERMISSIONS, "the service would run as root", "give the service a user of its own"
        )
    if not folder.is_dir():
        return
    closed = not folder.stat().st_mode & OTHERS
    # Nobody reaches what lies in a closed folder.
    open_ones = [] if closed else [one for one in _data_files(folder) if _is_open(one)]
    if open_ones:
        yield error(
            _PERMISSIONS,
            f"other users can read prints and names: {listed([one.name for one in open_ones])}",
            f"chmod -R go-rwx {folder}",
        )
    elif not closed:
        yield warning(_PERMISSIONS, f"other users can look into {folder}", f"chmod go-rwx {folder}")
    named = {folder: str(folder), **{one: one.name for one in _data_files(folder)}}
    foreign = [name for one, name in named.items() if one.stat().st_uid != os.geteuid()]
    if foreign:
        yield error(
            _PERMISSIONS,
            f"of another user: {listed(foreign)}",
            "run the service, and this command, as the user who owns the files",
        )
    if closed and not foreign:
        yield fine(_PERMISSIONS, f"only its owner reads {folder}")


def _data_files(folder: Path) -> list[Path]:
    patterns = ("*.sqlite*", "*.keys", "*.json", "lock", "galleries/**/*")
    found = {one for pattern in patterns for one in folder.glob(pattern)}
    return sorted(one for one in found if one.is_file())


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _existing(folder: Path) -> Path:
    """Find the folder, or the nearest folder above that exists."""
    whole = folder.resolve()
    return next(one for one in (whole, *whole.parents) if one.is_dir())
