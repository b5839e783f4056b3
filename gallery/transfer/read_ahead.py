"""Reading ahead: a thread reads while the caller works, and waits when it is far ahead."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_END = object()


def read_ahead(items: Iterable[T], depth: int = 2) -> Iterator[T]:
    """Yield the items, read in another thread, with at most `depth` items waiting.

    An error in reading is raised here, after the items before it. Leaving early ends the thread.
    """
    waiting: queue.Queue[object] = queue.Queue(depth)
    left = threading.Event()

    def put(one: object) -> bool:
        while not left.is_set():
            try:
                waiting.put(one, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def read() -> None:
        try:
            for item in items:
                if not put(item):
                    return
            put(_END)
        except BaseException as error:  # it belongs to the caller's thread
            put(_Failure(error))

    reader = threading.Thread(target=read, name="read-ahead", daemon=True)
    reader.start()
    try:
        while (one := waiting.get()) is not _END:
            if isinstance(one, _Failure):
                raise one.error
            yield one  # type: ignore[misc]
    finally:
        left.set()
        reader.join()


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error
