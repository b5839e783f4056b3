"""Folders of replicas: continued by the next of their partition, removed if nobody needs them."""

from pathlib import Path

import pytest

from cluster.moving import folders
from cluster.names import ReplicaName
from gallery.index import FolderLock
from gallery.store.slots import cut

HALF, OTHER = cut(2)
HERE, MOVED, THERE = ReplicaName(HALF, 0), ReplicaName(HALF, 0, 3), ReplicaName(OTHER, 1)


def made(root: Path, name: ReplicaName) -> Path:
    folder = root / str(name) / "iafis"
    folder.mkdir(parents=True)
    (folder / "segment").write_text(str(name))
    return folder


def there(root: Path) -> set[str]:
    return {f"{one.parent.name}/{one.name}" for one in root.glob("*/*")}


def test_the_folder_of_a_former_replica_of_the_partition_is_continued(tmp_path: Path) -> None:
    made(tmp_path, MOVED)
    made(tmp_path, THERE)
    folders.take_over(tmp_path, HERE, {HERE})
    assert there(tmp_path) == {str(HERE), str(THERE)}
    assert (tmp_path / str(HERE) / "iafis" / "segment").read_text() == str(MOVED)


@pytest.mark.parametrize("why", ["it runs", "it is held", "there is one already"])
def test_a_folder_in_use_is_left_alone(tmp_path: Path, why: str) -> None:
    folder = made(tmp_path, MOVED)
    if why == "there is one already":
        made(tmp_path, HERE)
    lock = FolderLock(folder) if why == "it is held" else None
    before = there(tmp_path)
    folders.take_over(tmp_path, HERE, {HERE, MOVED} if why == "it runs" else {HERE})
    assert there(tmp_path) == before
    if lock:
        assert folders.sweep(tmp_path, set()) == []
        lock.release()
        assert there(tmp_path) == before


def test_folders_of_nobody_are_removed_and_nothing_else_is(tmp_path: Path) -> None:
    for name in (HERE, MOVED, THERE):
        made(tmp_path, name)
    left = tmp_path / str(HALF) / f"{folders.GONE}0.1"
    left.mkdir()
    (tmp_path / "of somebody" / "else").mkdir(parents=True)
    (tmp_path / "notes").write_text("not ours")
    assert folders.sweep(tmp_path, {HERE}) == [MOVED, THERE]
    assert there(tmp_path) == {str(HERE), "of somebody/else"}
    folders.remove(tmp_path, HERE)
    assert there(tmp_path) == {"of somebody/else"}
