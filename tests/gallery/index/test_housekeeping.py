"""Searches, a writer and the housekeeper at once; a disk that is full; a process that is killed."""

import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from database.errors import StoreUnavailableError
from gallery.index.inspection import inspect
from tests.gallery.damage import damage_of
from tests.gallery.index.world import SMALL, Source, assert_agrees, batch_of, open_index, vectors_of
from tests.paths import ROOT

BACKGROUND = replace(SMALL, background=True, seal_count=32, most_frozen=2, snapshot_s=0.05)


@contextmanager
def full_disk(at_bytes: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_searches_beside_everything_find_who_is_there_and_nobody_else(tmp_path: Path) -> None:
    index = open_index(tmp_path, BACKGROUND)
    staying = [one for one in range(1, 40) if one % 10 not in {7, 8}]
    index.add(batch_of(staying), 1)
    removed: set[int] = set()
    faults: list[str] = []
    done = threading.Event()

    def search(seed: int) -> None:
        rng = np.random.default_rng(seed)
        while not done.is_set():
            gone = set(removed)
            wanted = int(rng.choice(staying))
            [found] = index.shortlist(vectors_of(wanted)[np.newaxis], 20)
            ids = found.reference_ids.tolist()
            near = index.rescore(vectors_of(wanted), [wanted])
            if wanted not in ids or not near[0] > 9:
                faults.append(f"{wanted} is lost")
            if gone & set(ids) or gone & index.records(sorted(gone)[-5:]).keys():
                faults.append("somebody who had gone was found")
            if len(set(ids)) < len(ids):
                faults.append("somebody was found twice")

    threads = [threading.Thread(target=search, args=(seed,)) for seed in range(2)]
    for thread in threads:
        thread.start()
    source = Source()
    source.add(staying)
    try:
        for round_ in range(30):
            first = 100 + 20 * round_
            source.add(range(first, first + 20))
            source.replay(index)
            going = list(range(first, first + 20, 2))
            (source.expunge if round_ % 5 == 0 else source.remove)(going)
            source.replay(index)
            removed.update(going)
            if round_ % 10 == 9:
                index.compact(force=True)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert faults == []
    assert_agrees(index, source)
    assert index.status().failure == ""
    index.close()
    again = open_index(tmp_path)
    source.replay(again)
    assert_agrees(again, source)
    assert damage_of(again) == []
    again.close()


def test_a_full_disk_refuses_what_is_added_and_searches_go_on(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 31))
    source.replay(index)
    with full_disk(1 << 16), pytest.raises(StoreUnavailableError, match="cannot be written"):
        index.add(batch_of(range(1_000, 1_400)), 2)
    assert index.watermark == 1
    assert index.contains(sorted(source.live)).all()
    source.add(range(1_000, 1_400))
    source.replay(index)
    assert_agrees(index, source)
    index.seal()
    assert damage_of(index) == []
    index.close()


@pytest.mark.parametrize("at_bytes", [4_096, 200])
def test_a_full_disk_while_sealing_and_merging_loses_nothing(tmp_path: Path, at_bytes: int) -> None:
    index, source = open_index(tmp_path, replace(SMALL, seal_count=512)), Source()
    source.add(range(1, 300))
    source.replay(index)
    with full_disk(at_bytes), pytest.raises(StoreUnavailableError, match="cannot be written"):
        index.seal()
    assert_agrees(index, source)
    index.seal()
    source.add(range(300, 500))
    source.replay(index)
    index.seal()
    with full_disk(at_bytes), pytest.raises(StoreUnavailableError, match="cannot be written"):
        index.compact(force=True)
    assert_agrees(index, source)
    index.compact(force=True)
    assert_agrees(index, source)
    assert damage_of(index) == []
    index.close()


def test_a_full_disk_while_a_manifest_is_written_leaves_the_one_before(tmp_path: Path) -> None:
    index, source = open_index(tmp_path), Source()
    source.add(range(1, 100))
    source.replay(index)
    index.seal()
    source.remove([10])
    source.replay(index)
    with full_disk(200), pytest.raises(StoreUnavailableError, match=r"manifest.* cannot be writt"):
        index.snapshot()
    assert not list(tmp_path.glob(".draft*"))
    assert inspect(tmp_path).manifest_number
    with full_disk(200):
        index.close()
    index = open_index(tmp_path)
    assert index.watermark == 1
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def test_a_failure_of_the_thread_is_told_and_ends_by_itself(tmp_path: Path) -> None:
    # The thread writes no snapshot of its own accord, so that there is something left to write.
    parameters = replace(BACKGROUND, seal_count=512, most_frozen=1, snapshot_s=3_600)
    index, source = open_index(tmp_path, parameters), Source()
    source.add(range(1, 400))
    source.replay(index)
    with full_disk(4_096):
        with pytest.raises(StoreUnavailableError, match="cannot be written"):
            index.snapshot()
        until(lambda: "cannot be written" in index.status().failure)
        assert_agrees(index, source)
        with pytest.raises(StoreUnavailableError, match="takes no more"):
            index.add(batch_of([1_000]), 2)
        assert index.watermark == 1
    until(lambda: not index.status().failure)
    source.add([1_000])
    source.replay(index)
    assert_agrees(index, source)
    index.close()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that a thread does."""
    pause = threading.Event()
    for _ in range(2_000):
        if happened():
            return
        pause.wait(0.02)
    raise AssertionError("it did not happen")


WORK = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.gallery.index.test_housekeeping import BACKGROUND
from tests.gallery.index.world import Source, open_index
from tests.gallery.index.test_housekeeping import changes

index, source = open_index(Path(sys.argv[1]), BACKGROUND), changes()
for n in range(index.watermark, len(source.changes)):
    Source(source.changes[: n + 1]).replay(index)
    print(n + 1, flush=True)
    if n % 7 == 0:
        index.snapshot()
    if n % 20 == 0:
        index.compact(force=True)
"""


def changes() -> Source:
    """Many small changes, always the same."""
    source = Source()
    for n in range(80):
        first = 1 + 12 * n
        source.add(range(first, first + 12))
        (source.expunge if n % 6 == 0 else source.remove)([first, first + 3, max(1, first - 40)])
    return source


@pytest.mark.parametrize("changes_before", [9, 47])
def test_a_killed_process_leaves_an_index_that_goes_on(tmp_path: Path, changes_before: int) -> None:
    command = [sys.executable, "-c", WORK, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if int(line) >= changes_before:
                break
        else:
            raise AssertionError("the process ended before it was killed")
        process.kill()
    index, source = open_index(tmp_path), changes()
    assert index.status().damaged == ()
    assert index.watermark <= len(source.changes)
    assert damage_of(index) == []
    source.replay(index)
    assert_agrees(index, source)
    index.seal()
    assert damage_of(index) == []
    index.close()
