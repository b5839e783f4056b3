"""Extracts fingers one after another: what a process on a node does."""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from cluster.extraction.messages import (
    Fault,
    Finger,
    Kind,
    Result,
    Task,
    WorkerStatus,
    digest_of,
    finger_of,
    packed,
)
from cluster.extraction.timing import TimedExtractor, idle_core_s
from cluster.version import own_version
from gallery.types import ReceivedSample
from matcher.decoding import DecodingPool
from matcher.errors import DecoderUnavailableError, SampleError
from matcher.types import Features, Sample

_REMEMBERED = 1_000
"""Fingers that were given up, and that may still arrive."""
_AGAIN_S = 5.0
_LOGGER = logging.getLogger(__name__)


class Worker:
    """Loads in the background, then extracts one finger at a time; safe for threads.

    Images are decoded in a process of their own under the same limits as in the service.
    """

    def __init__(self, node: str = "") -> None:
        self._node = node
        self._why_not = "it loads its network"
        # Now: the files may be replaced while this process runs.
        self._build = own_version().build
        self._loaded: tuple[TimedExtractor, DecodingPool] | None = None
        self._digest = ""
        # One thread, because the network keeps memory for each thread that uses it.
        self._extracting = ThreadPoolExecutor(1, "extracting")
        self._is_busy = False
        self._is_finishing = False
        self._counting = threading.Condition()
        self._given_up: deque[str] = deque(maxlen=_REMEMBERED)
        self._extracted_count = self._present_count = 0
        self._work_s = 0.0
        self._closing = threading.Event()
        self._loading = threading.Thread(target=self._load, name="loading", daemon=True)
        self._loading.start()

    def answer(self, task: Task) -> Result:
        """Do what a task asks for, or say why not; raises nothing."""
        try:
            if task.kind is Kind.EXTRACT:
                return self._extract(task)
            if task.kind is Kind.GIVE_UP:
                self._given_up.append(task.number)
            if task.kind is Kind.FINISH:
                self._finish()
            if self._loaded is None or self._is_finishing:
                return Result("", Fault.NOT_READY, self._why_not, status=self._status())
            return Result(self._digest, status=self._status())
        except Exception as error:
            # Whatever it is, it is not this finger's fault for certain: another worker is asked.
            _LOGGER.exception("extraction failed")
            return Result(self._digest, Fault.FAILED, f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """End the process that decodes."""
        self._closing.set()
        self._loading.join()
        if self._loaded is not None:
            self._loaded[1].close()

    def _load(self) -> None:
        """Load however long it takes, and try again."""
        while not self._closing.is_set():
            decoding: DecodingPool | None = None
            try:
                extractor = TimedExtractor()
                decoding = DecodingPool(1)
                decoding.wait_until_ready()
            except Exception as error:
                # Whatever it is, this thread is all that can tell, and all that can try again.
                if decoding is not None:
                    decoding.close()
                if str(error) != self._why_not:
                    _LOGGER.error("extraction worker: %s", error)
                self._why_not = str(error)
                self._closing.wait(_AGAIN_S)
                continue
            self._digest = digest_of(extractor)
            self._loaded = extractor, decoding
            return

    def _status(self) -> WorkerStatus:
        network_s = self._loaded[0].network_s if self._loaded else 0.0
        waiting_count = max(0, self._present_count - int(self._is_busy))
        return WorkerStatus(
            self._node,
            os.getpid(),
            self._extracted_count,
            waiting_count,
            self._work_s,
            network_s,
            self._build,
            self._is_busy,
            self._is_finishing,
            idle_core_s(),
            time.monotonic(),
        )

    def _extract(self, task: Task) -> Result:
        with self._present():
            # Read after it is counted as present: who finishes waits for it, or it is refused.
            if self._loaded is None or self._is_finishing:
                return Result("", Fault.NOT_READY, self._why_not)
            if task.digest != self._digest:
                return Result(self._digest, Fault.OTHER_DIGEST, f"it extracts with {self._digest}")
            return self._extracting.submit(self._extracted, task, *self._loaded).result()

    def _extracted(self, task: Task, extractor: TimedExtractor, decoding: DecodingPool) -> Result:
        """Extract a finger whose turn has come."""
        if task.number in self._given_up:
            return Result(self._digest, Fault.EXPIRED, "nobody waits for this finger")
        self._is_busy = True
        start_s = time.thread_time()
        try:
            features = extractor.features(_read(finger_of(task), decoding))
            return Result(self._digest, features=packed(features))
        except SampleError as error:
            return Result(self._digest, error=error.with_traceback(None))
        except DecoderUnavailableError as error:
            # Nothing has begun with the image, so this costs the finger nothing.
            return Result(self._digest, Fault.NOT_READY, str(error))
        finally:
            self._is_busy = False
            self._work_s += time.thread_time() - start_s
            self._extracted_count += 1

    def _finish(self) -> None:
        """Begin no finger any more, and wait for those that are here."""
        self._why_not, self._is_finishing = "it ends", True
        with self._counting:
            self._counting.wait_for(lambda: self._present_count == 0)

    @contextmanager
    def _present(self) -> Iterator[None]:
        with self._counting:
            self._present_count += 1
        try:
            yield
        finally:
            with self._counting:
                self._present_count -= 1
                self._counting.notify_all()


def _read(finger: Finger, decoding: DecodingPool) -> Sample | Features:
    return finger.read(decoding.decode) if isinstance(finger, ReceivedSample) else finger
