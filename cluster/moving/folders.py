"""Folders of replicas on a node's disk: continued under another name, and removed.

A folder is derived from the database, so nothing is lost with it. But it holds prints, and nobody
overwrites what is expunged in a folder whose replica runs no more.
"""

import shutil
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from pathlib import Path

from cluster.names import ReplicaName
from database.errors import StoreUnavailableError
from gallery.index import FolderLock

GONE = "gone-"
"""Prefix of a folder that is being removed."""


def take_over(root: Path, name: ReplicaName, running: AbstractSet[ReplicaName]) -> None:
    """Continue in the folder of a replica of the same partition that runs no more, if there is one.

    So a replica whose generation changed between `down` and `up` is not filled anew.
    running: the replicas of the cluster.
    """
    own = root / str(name)
    for other, folder in _folders(root):
        if other.slots == name.slots and other not in running and not own.exists():
            _moved(folder, own)


def sweep(root: Path, running: AbstractSet[ReplicaName]) -> list[ReplicaName]:
    """Remove folders of replicas that are not in the cluster; return whose they were."""
    removed = []
    for name, folder in _folders(root):
        gone = folder.with_name(f"{GONE}{folder.name}")
        if name not in running and _moved(folder, gone):
            removed.append(name)
    for left in root.glob(f"*/{GONE}*"):
        shutil.rmtree(left, ignore_errors=True)
    return removed


def remove(root: Path, name: ReplicaName) -> None:
    """Remove the folder of a replica that has closed it."""
    shutil.rmtree(root / str(name), ignore_errors=True)


def _folders(root: Path) -> Iterator[tuple[ReplicaName, Path]]:
    for path in sorted(root.glob("*/*")):
        name = ReplicaName.read(f"{path.parent.name}/{path.name}")
        if name is not None:
            yield name, path


def _moved(folder: Path, to: Path) -> bool:
    """Rename a folder unless a process holds a gallery in it."""
    with ExitStack() as held:
        try:
            for gallery in folder.iterdir():
                lock = FolderLock(gallery)
                held.callback(lock.release)
            folder.rename(to)
        except (StoreUnavailableError, OSError):
            # In use, or another process was faster.
            return False
    return True
