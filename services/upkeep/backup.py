"""A backup of a service beside its work: both databases of one moment, in a folder of its own.

The index of a gallery is no part of a backup: a start without index builds the index anew from the
database. Keys, reference sets and settings are no part of a backup either; an operator keeps them.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from database.copying import SqliteSource, source_of
from database.errors import BackupError
from matcher.version import MATCHER_VERSION
from services.settings import Settings
from services.upkeep.manifest import (
    SERVICE_FILES,
    STUB_FILE,
    CopiedFile,
    Manifest,
    describe_file,
    write_manifest,
)


def back_up(settings: Settings, target: Path) -> Manifest:
    """Copy the databases of a service, running or not, into a new folder.

    The service's database says what the stub has acknowledged, and the stub what the service has.
    So the moments of both copies are chosen while the service's writers wait, some milliseconds.
    Raises BackupError, StoreUnavailableError.
    """
    service, stub = settings.resolved_database_url, settings.data_dir / STUB_FILE
    if not settings.database_url and not (settings.data_dir / "tenprint.sqlite").is_file():
        raise BackupError(f"there is no database in {settings.data_dir}: name its folder")
    with _new_folder(target) as folder, ExitStack() as stack:
        of_service = stack.enter_context(source_of(service))
        of_stub = stack.enter_context(SqliteSource(stub)) if stub.is_file() else None
        with of_service.held():
            schema = of_service.mark()
            stub_schema = of_stub.mark() if of_stub else ""
        made_time = datetime.now(UTC)
        name = SERVICE_FILES[of_service.kind]
        of_service.write(folder / name)
        files: dict[str, CopiedFile] = {name: describe_file(folder / name, schema)}
        if of_stub is not None:
            of_stub.write(folder / STUB_FILE)
            files[STUB_FILE] = describe_file(folder / STUB_FILE, stub_schema)
        manifest = Manifest(of_service.kind, made_time, MATCHER_VERSION, files)
        write_manifest(folder, manifest)
        _sync(folder)
    return manifest


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Make a folder that only its owner reads, and that has its name once all is in it."""
    if target.exists() or target.is_symlink():
        raise BackupError(f"{target} exists: name a new folder")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
    except OSError as error:
        raise BackupError(f"{target} cannot be made: {error.strerror}") from error
    mask = os.umask(0o077)
    try:
        yield draft
        draft.rename(target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        os.umask(mask)
        shutil.rmtree(draft, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Bring all files to the disk before the folder gets its name."""
    for path in (*folder.iterdir(), folder):
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
