"""Reading ahead: a thread reads while the caller works, and waits when it is far ahead."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

T = TypeVar("T")

_END = object()


def read_ahead(items: Iterable[T], depth: int = 2) -> Iterator[T]:
    """Yield the items, read in another thread, with at most `depth` items waiting.

    An error in reading is raised here, after the items before it. Leaving early ends the thread.
    """
    source = iter(items)
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        waiting = deque(reader.submit(next, source, _END) for _ in range(depth))
        try:
            while (one := waiting.popleft().result()) is not _END:
                waiting.append(reader.submit(next, source, _END))
                yield cast(T, one)
        finally:
            for later in waiting:
                later.cancel()
