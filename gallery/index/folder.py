"""An index's folder on disk: one process holds it, writes are durable, damage is set aside."""

import fcntl
import logging
import os
import re
import shutil
from pathlib import Path
from typing import IO

from database.errors import StoreUnavailableError

LOCK_NAME = "lock"
DAMAGED = "damaged-"
"""Prefix of damaged files. They stay, to show what happened, until something is expunged."""
DRAFT = ".draft-"
"""Prefix of files that were being written when a process ended."""

_LOGGER = logging.getLogger(__name__)
_NUMBER = re.compile(r"(?:segment|manifest)-(\d+)")


class FolderLock:
    """Keeps other processes from writing to a folder; the lock ends with the process.

    Raises StoreUnavailableError if the folder cannot be written or another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: IO[str] = (folder / LOCK_NAME).open("a+")
        except OSError as error:
            raise StoreUnavailableError(
                f"index folder {folder} cannot be written: {error.strerror}"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise StoreUnavailableError(
                f"index folder {folder} is in use by another process: stop it first, "
                "or ask it through its service"
            ) from error

    def release(self) -> None:
        """Release the folder."""
        self._file.close()


def sync_folder(folder: Path) -> None:
    """Make created, renamed and deleted names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that a reader, now or after a power cut, sees the whole file or none."""
    draft = path.with_name(f"{DRAFT}{path.name}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    draft.replace(path)
    sync_folder(path.parent)


def set_aside(path: Path, fault: str) -> Path:
    """Rename a damaged file or folder to `damaged-<name>-<n>` and log it."""
    n = 1
    while (aside := path.with_name(f"{DAMAGED}{path.name}-{n}")).exists():
        n += 1
    path.rename(aside)
    sync_folder(path.parent)
    _LOGGER.error("%s is damaged: %s; set aside as %s", path, fault, aside.name)
    return aside


def damaged_names(folder: Path) -> tuple[str, ...]:
    """Return the names of damaged files and folders that were set aside."""
    return tuple(sorted(path.name for path in folder.glob(f"{DAMAGED}*")))


def highest_number(folder: Path) -> int:
    """Return the highest number that a manifest or segment here has or had; 0 if none."""
    found = (_NUMBER.search(path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in found if match), default=0)


def remove(path: Path) -> None:
    """Delete a file or folder if it exists."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
