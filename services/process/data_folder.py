"""The data folder, which one server uses at a time and which says where that server is."""

import fcntl
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from services.errors import SettingError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LOCK_NAME = "lock"
STATE_NAME = "server.json"


@contextmanager
def locked(folder: Path, name: str = LOCK_NAME) -> Iterator[None]:
    """Hold the folder. The lock ends with the process, however the process ends.

    Nobody but the owner reaches what is in the folder, or what the block writes. Raises
    SettingError if the folder cannot be written or another process holds the folder.
    """
    with owner_alone(), _lock_file(folder, name) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SettingError(
                f"data folder {folder} is in use by another server{_holder(folder, name)}: "
                "stop it, or choose another with --data"
            ) from error
        yield


def _holder(folder: Path, name: str) -> str:
    """Say who serves the folder, as far as that server has said so."""
    state = read_state(folder) if name == LOCK_NAME else {}
    if not {"pid", "host", "port"} <= state.keys():
        return ""
    return f" (process {state['pid']}, on {state['host']}:{state['port']})"


@contextmanager
def owner_alone() -> Iterator[None]:
    """Let only its owner read and write what this process, or a child of it, makes meanwhile.

    Whoever starts the process may have another umask, which must not open names and prints.
    """
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _lock_file(folder: Path, name: str) -> Iterator[IO[str]]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _close_to_others(folder)
        lock = (folder / name).open("a+")
    except OSError as error:
        raise SettingError(
            f"data folder {folder} is not writable ({error.strerror}): choose another with --data"
        ) from error
    with lock:
        yield lock


def _close_to_others(folder: Path) -> None:
    """Close a folder of ours that an earlier version or somebody else left open."""
    mode = folder.stat().st_mode
    # A folder with the sticky bit is shared, such as /tmp. The doctor names a foreign folder.
    if mode & _OTHERS and not mode & stat.S_ISVTX:
        with suppress(PermissionError):
            folder.chmod(stat.S_IMODE(mode) & ~_OTHERS)


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
