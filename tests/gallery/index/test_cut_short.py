"""Files that somebody cuts short under a running index: named damage, and never SIGBUS or a miss.

Every test runs in this process: if a fault were not caught, the test run would end here.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gallery.errors import DamagedSegmentError
from gallery.index import IndexParameters, SegmentedIndex
from gallery.index.segment.files import CODES, FINER, HEADER_BYTES, RECORDS, ROWS, SUMS
from gallery.index.segment.interface import Segment
from gallery.index.segment.open import OpenSegment
from gallery.index.segment.sealed import SealedSegment
from gallery.index.view import View
from matcher.errors import CorruptRecordError
from tests.gallery.index.references import batch, near
from tests.paths import ROOT

SIZES = (0, 1, HEADER_BYTES, 100, 4_096, 5_000)
"""Also within the first page: no page is lost, and what is gone reads as zeros."""
IDS = np.arange(10, 2_010, 10)
PROBE = near(batch(range(770, 780, 10)).vectors)[0]


def cut(path: Path, size: int) -> None:
    assert path.stat().st_size > size
    os.truncate(path, size)


def looks(view: View) -> dict[str, Callable[[], object]]:
    return {
        "records": lambda: view.records(IDS),
        "rescore": lambda: view.rescore(PROBE, IDS),
        "scan": lambda: view.scan(PROBE, 5),
        "present": lambda: view.present(IDS),
    }


def answers(view: View) -> dict[str, str]:
    """Ask everything; say what was refused, and why."""
    found = {}
    for name, ask in looks(view).items():
        try:
            ask()
        except DamagedSegmentError as error:
            found[name] = str(error)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [ROWS, FINER, RECORDS])
@pytest.mark.parametrize("kind", ["open", "sealed"])
def test_what_is_read_of_a_file_cut_short_is_refused_by_name(
    open_segment: OpenSegment, kind: str, name: str, size: int
) -> None:
    segment: Segment = open_segment
    if kind == "sealed":
        segment = open_segment.seal()
    reported: list[Segment] = []
    view = View((segment,), lambda one, _: reported.append(one))
    assert answers(view) == {}
    cut(segment.folder / name, size)
    refused = answers(view)
    expected = {ROWS: {"records", "rescore", "scan", "present"}, FINER: {"rescore", "scan"}}
    assert refused.keys() >= expected.get(name, {"records"})
    assert all(str(segment.folder / name) in why for why in refused.values())
    assert set(reported) == {segment}


def test_damage_does_not_heal_by_writing(open_segment: OpenSegment) -> None:
    """An appended row would lengthen the file again, with zeros in the place of what is lost."""
    cut(open_segment.folder / RECORDS, 500)
    with pytest.raises(DamagedSegmentError, match="cut short"):
        open_segment.append(batch([5_000]))
    assert answers(View((open_segment,), lambda *_: None))


@pytest.mark.parametrize("name", [CODES, SUMS, ROWS, FINER, RECORDS])
@pytest.mark.parametrize("size", [0, 71, 4_096])
def test_verifying_and_erasing_name_a_file_cut_short(
    sealed: SealedSegment, name: str, size: int
) -> None:
    file = sealed.folder / name
    cut(file, min(size, file.stat().st_size - 1))
    assert [one.file for one in sealed.verify()] == [file]
    if name in (CODES, SUMS):
        with pytest.raises(DamagedSegmentError, match=name):
            sealed.erase_all([3])
        with pytest.raises(DamagedSegmentError, match=name):
            sealed.stored_codes()


def test_a_start_heals_what_was_cut_short_under_an_index(tmp_path: Path) -> None:
    parameters = IndexParameters(background=False)
    index = SegmentedIndex(tmp_path / "i", gallery="g", parameters=parameters)
    index.add(batch(IDS.tolist()), 1)
    index.seal()
    [folder] = (tmp_path / "i").glob("segment-*")
    cut(folder / ROWS, 200)
    with pytest.raises(CorruptRecordError, match="cut short"):
        index.scan(PROBE, 5)
    with pytest.raises(CorruptRecordError):
        index.expunge([770], 2)
    assert [one.damage for one in index.status().segments] != [""]
    index.close()
    again = SegmentedIndex(tmp_path / "i", gallery="g", parameters=parameters)
    assert again.watermark == 0, "the follower reads everything from the database"
    assert again.status().damaged
    again.close()


def test_searches_meanwhile_are_right_or_refused(open_segment: OpenSegment) -> None:
    """A thread reads while another cuts: no answer may miss what the file held."""
    view = View((open_segment,), lambda *_: None)
    begun, wrong = threading.Event(), list[object]()

    def read() -> None:
        for _ in range(300):
            begun.set()
            try:
                found = view.records(IDS)
                if len(found) != len(IDS):
                    wrong.append(len(found))
                if view.scan(PROBE, 1).reference_ids.tolist() != [770]:
                    wrong.append("scan")
            except DamagedSegmentError:
                continue

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait()
    for size in range(60_000, 0, -5_000):
        for name in (RECORDS, FINER, ROWS):
            path = open_segment.folder / name
            if path.stat().st_size > size:
                os.truncate(path, size)
    reader.join()
    assert wrong == []


def test_a_fault_in_another_map_still_ends_the_process(tmp_path: Path) -> None:
    """Zeros in the place of a library's page, or of SQLite's shared memory, would be worse."""
    program = f"""
import mmap, os
from gallery.index.memory import GuardedMap
file = os.open({str(tmp_path / "file")!r}, os.O_RDWR | os.O_CREAT)
os.ftruncate(file, 3 * 4096)
guarded, other = GuardedMap(file), mmap.mmap(file, 0, prot=mmap.PROT_READ)
os.ftruncate(file, 10)
print(guarded.map[2 * 4096], guarded.is_whole, flush=True)
other[2 * 4096]
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "0 False\n"
    assert done.returncode == -7, done.stderr
