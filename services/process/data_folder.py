"""The data folder, which one server uses at a time and which says where that server is."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from services.errors import SettingError

LOCK_NAME = "lock"
STATE_NAME = "server.json"


@contextmanager
def locked(folder: Path, name: str = LOCK_NAME) -> Iterator[None]:
    """Hold the folder. The lock ends with the process, however the process ends.

    Raises SettingError if the folder cannot be written or another process holds the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / name).open("a+")
    except OSError as error:
        raise SettingError(
            f"data folder {folder} is not writable ({error.strerror}): choose another with --data"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingError(
                f"data folder {folder} is in use by another server: stop it, or choose another "
                "with --data"
            ) from error
        yield


def is_locked(folder: Path, name: str = LOCK_NAME) -> bool:
    """Check whether a process holds the folder, without making a folder."""
    try:
        with (folder / name).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def announced(folder: Path, state: Mapping[str, object], name: str = STATE_NAME) -> Iterator[None]:
    """Keep a file in the folder that says which process serves, and where, while it serves."""
    path = folder / name
    write_atomically(path, json.dumps(dict(state), indent=2) + "\n")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def read_state(folder: Path) -> dict[str, object]:
    """Read what the server of this folder says of itself. Empty if no server serves."""
    try:
        state = json.loads((folder / STATE_NAME).read_text())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_atomically(path: Path, text: str) -> None:
    """Write a small file. A reader sees the whole new file or the whole old file."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)
