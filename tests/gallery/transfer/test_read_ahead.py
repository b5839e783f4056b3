"""Reading ahead keeps order, bounds what waits, and hands faults over."""

import threading
from collections.abc import Iterator

import pytest

from gallery.transfer.read_ahead import read_ahead


def _counting(count: int, read: list[int]) -> Iterator[int]:
    for n in range(count):
        read.append(n)
        yield n


def _reader_count() -> int:
    return sum(thread.name.startswith("read-ahead") for thread in threading.enumerate())


def test_items_come_in_order_and_no_more_are_read_than_may_wait() -> None:
    read: list[int] = []
    for n in read_ahead(_counting(50, read), depth=3):
        # Three wait, one is in our hands.
        assert len(read) <= n + 1 + 3
    assert read == list(range(50))
    assert _reader_count() == 0


def test_a_fault_comes_after_what_was_read_before_it() -> None:
    def failing() -> Iterator[int]:
        yield from range(3)
        raise ValueError("torn")

    seen = []
    with pytest.raises(ValueError, match="torn"):
        for n in read_ahead(failing()):
            seen.append(n)
    assert seen == [0, 1, 2]


def test_leaving_early_ends_the_reader() -> None:
    read: list[int] = []
    items = read_ahead(_counting(1_000, read), depth=1)
    assert isinstance(items, Iterator)
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert _reader_count() == 0
    assert len(read) < 10
