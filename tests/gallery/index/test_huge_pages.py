import mmap
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gallery.index.memory.huge_pages import HUGE_PAGE_BYTES, ask_for_huge_pages

_HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")


@pytest.mark.skipif(not _HUGE_PAGES.exists(), reason="this system has no transparent huge pages")
def test_the_kernel_knows_of_the_request() -> None:
    with mmap.mmap(-1, 4 * HUGE_PAGE_BYTES) as room:
        memory = np.frombuffer(room, np.uint8)
        middle = memory.ctypes.data + 2 * HUGE_PAGE_BYTES
        assert "hg" not in _flags(middle)
        assert ask_for_huge_pages(memory)
        assert "hg" in _flags(middle)
        del memory


def test_memory_without_a_whole_huge_page_is_left_alone() -> None:
    assert not ask_for_huge_pages(np.empty(HUGE_PAGE_BYTES - 1, np.uint8))
    assert not ask_for_huge_pages(np.empty(0, np.uint8))


def test_other_systems_go_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    memory: NDArray[np.uint8] = np.empty(4 * HUGE_PAGE_BYTES, np.uint8)
    assert not ask_for_huge_pages(memory)


def _flags(address: int) -> list[str]:
    """Read what the kernel notes about the mapping at an address."""
    inside = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        first = line.split(maxsplit=1)[0]
        if "-" in first:
            start, end = (int(one, 16) for one in first.split("-"))
            inside = start <= address < end
        elif inside and first == "VmFlags:":
            return line.split()[1:]
    return []
