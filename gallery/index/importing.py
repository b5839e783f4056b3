"""Bulk loading from a stream of all classes: one sealed segment a class, written side by side."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import Full, Queue

from gallery.index.quantiser import Quantiser
from gallery.index.segment import FinerCode, SealedSegment, write_sealed
from gallery.index.types import FingerClass, ReferenceBatch

_WAITING_BATCHES = 2
_LOOK_S = 0.1
"""Time between two checks whether a writer has failed."""


class _Stream:
    """Feeds the batches of one class to a writer in another thread."""

    def __init__(self) -> None:
        self._queue: Queue[ReferenceBatch | BaseException | None] = Queue(_WAITING_BATCHES)
        self.written: Future[SealedSegment]

    def batches(self) -> Iterator[ReferenceBatch]:
        """Give the batches that are fed, until the end."""
        while (batch := self._queue.get()) is not None:
            if isinstance(batch, BaseException):
                raise batch
            yield batch

    def feed(self, batch: ReferenceBatch | BaseException | None) -> None:
        """Hand over a batch, or None for the end, or an error that ends the stream early.

        Raises the writer's error.
        """
        while True:
            try:
                self._queue.put(batch, timeout=_LOOK_S)
            except Full:
                if self.written.done():
                    self.written.result()
            else:
                return


def write_classes(
    batches: Iterable[ReferenceBatch],
    new_folder: Callable[[FingerClass], Path],
    finer: FinerCode,
    quantiser: Quantiser,
) -> list[SealedSegment]:
    """Write references of all classes, a sealed segment for each class that occurs.

    Ids must ascend over the batches. An error of the batches ends the work and leaves no files.
    """
    streams: dict[FingerClass, _Stream] = {}
    with ThreadPoolExecutor(len(FingerClass)) as pool:
        try:
            for batch in batches:
                for one, part in batch.by_class():
                    if one not in streams:
                        stream = streams[one] = _Stream()
                        folder = new_folder(one)
                        stream.written = pool.submit(
                            write_sealed, folder, one, finer, quantiser, stream.batches()
                        )
                    streams[one].feed(part)
            for stream in streams.values():
                stream.feed(None)
        except BaseException as error:
            for stream in streams.values():
                _abandon(stream, error)
            raise
        return [stream.written.result() for stream in streams.values()]


def _abandon(stream: _Stream, error: BaseException) -> None:
    if not stream.written.done():
        stream.feed(error)
