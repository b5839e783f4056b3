"""A few warm workers, of which each lost one is replaced."""

import logging
import queue
import threading
import time
from contextlib import suppress

from matcher.decoding.images import DecodedImage, EncodedImage
from matcher.decoding.process import DecodingLimits, WorkerProcess
from matcher.errors import DecoderUnavailableError

_FIRST_PAUSE_S, _MAX_PAUSE_S = 0.5, 10.0
_GRACE_S = 1.0
_log = logging.getLogger(__name__)


class DecodingPool:
    """Decodes images in processes of their own. Safe for threads."""

    def __init__(self, worker_count: int, limits: DecodingLimits | None = None) -> None:
        """Start the workers and do not wait for them. Raises DecoderUnavailableError."""
        self._limits = limits or DecodingLimits()
        self._idle: queue.SimpleQueue[WorkerProcess] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers: set[WorkerProcess] = set()
        self._closed = threading.Event()
        try:
            for _ in range(worker_count):
                self._start()
        except OSError as error:
            self.close()
            raise DecoderUnavailableError(f"no decoding worker can be started: {error}") from error
        self._starting = tuple(self._workers)

    def wait_until_ready(self) -> None:
        """Wait for the workers, once. Raises DecoderUnavailableError if one does not start."""
        for worker in self._starting:
            worker.wait_until_ready()
            self._idle.put(worker)
        self._starting = ()

    @property
    def pids(self) -> tuple[int, ...]:
        """The numbers of the processes, those that are starting too."""
        with self._lock:
            return tuple(sorted(worker.pid for worker in self._workers))

    @property
    def idle_count(self) -> int:
        """The number of workers that wait for an image."""
        return self._idle.qsize()

    def decode(self, image: EncodedImage) -> DecodedImage:
        """Decode an image in the first worker that is free.

        Raises the image's SampleError, among them DecodingFailedError if the worker crashed, hung
        or took too much memory, and DecoderUnavailableError if no worker is free for a while.
        """
        worker = self._take()
        try:
            return worker.decode(image)
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """End all workers. What they decode is lost."""
        with self._lock:
            self._closed.set()
            workers, self._workers = tuple(self._workers), set()
        for worker in workers:
            worker.end(_GRACE_S)

    def _take(self) -> WorkerProcess:
        """Wait for a worker that is alive. One that ended while idle harms no image."""
        until_s = time.monotonic() + self._limits.deadline_s
        while not self._closed.is_set():
            try:
                worker = self._idle.get(timeout=max(0.0, until_s - time.monotonic()))
            except queue.Empty:
                raise DecoderUnavailableError(
                    f"no decoding worker was free for {self._limits.deadline_s:g} s: try later"
                ) from None
            if worker.is_running:
                return worker
            self._replace(worker)
        raise DecoderUnavailableError("the decoding workers have ended: the service stops")

    def _give_back(self, worker: WorkerProcess) -> None:
        if worker.is_running:
            self._idle.put(worker)
        else:
            self._replace(worker)

    def _replace(self, worker: WorkerProcess) -> None:
        """Start another worker beside the requests, which do not wait for it."""
        _log.warning("decoding worker %d ended", worker.pid)
        with self._lock:
            self._workers.discard(worker)
        worker.end()
        threading.Thread(target=self._restart, name="decoding-restart", daemon=True).start()

    def _restart(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._closed.is_set():
            worker = None
            try:
                worker = self._start()
                worker.wait_until_ready()
            except (OSError, DecoderUnavailableError) as error:
                if worker is not None:
                    self._forget(worker)
                if not self._closed.is_set():
                    _log.error("decoding: %s; next try in %.1f s", error, pause_s)
                self._closed.wait(pause_s)
                pause_s = min(2 * pause_s, _MAX_PAUSE_S)
                continue
            self._idle.put(worker)
            break

    def _start(self) -> WorkerProcess:
        """Start a worker that `close` will end."""
        with self._lock:
            if self._closed.is_set():
                raise DecoderUnavailableError("the decoding workers have ended")
            worker = WorkerProcess(self._limits)
            self._workers.add(worker)
            return worker

    def _forget(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._workers.discard(worker)
        with suppress(OSError):
            worker.end()
