"""Threads that work on durable rows. They wake when there is work; dead threads are replaced."""

import threading
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

_POLL_S = 1.0
"""The longest sleep of an idle worker, because rows may become due without a wake-up."""
_PAUSE_S = 0.5
"""The rest after a failure outside any row, so that a broken database is not asked all the time."""


class Workers:
    """A fixed number of threads that call `work` while it finds something to do."""

    def __init__(self, name: str, count: int, work: Callable[[], bool]) -> None:
        """work: does one piece of work; returns whether it found any."""
        self._name = name
        self._count = count
        self._work = work
        self._wake = threading.Condition()
        self._generation = 0
        self._stopping = False
        self._threads: set[threading.Thread] = set()

    def start(self) -> None:
        """Start the threads."""
        self._stopping = False
        self._top_up()

    def wake(self) -> None:
        """Tell the idle threads that there is work, and replace the threads that died."""
        with self._wake:
            self._generation += 1
            self._wake.notify_all()
            started = bool(self._threads)
        if started:
            self._top_up()

    def ask_to_stop(self) -> None:
        """Let the threads finish their present work, without waiting for the threads."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()

    def stop(self, timeout_s: float) -> bool:
        """Let the threads finish their present work; returns whether all finished in time."""
        self.ask_to_stop()
        with self._wake:
            threads = list(self._threads)
        deadline = time.monotonic() + timeout_s
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    @property
    def stopping(self) -> bool:
        """Whether the threads have been asked to stop."""
        return self._stopping

    def _top_up(self) -> None:
        with self._wake:
            self._threads = {thread for thread in self._threads if thread.is_alive()}
            while not self._stopping and len(self._threads) < self._count:
                thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                try:
                    thread.start()
                except RuntimeError:
                    # The system is out of threads or memory: the next wake-up tries again.
                    log.exception("worker_not_started", worker=self._name)
                    return
                self._threads.add(thread)

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException:
            log.exception("worker_died", worker=self._name)
        finally:
            with self._wake:
                self._threads.discard(threading.current_thread())
            if not self._stopping:
                time.sleep(_PAUSE_S)
                self._top_up()

    def _loop(self) -> None:
        while not self._stopping:
            generation = self._generation
            try:
                busy = self._work()
            except Exception:
                log.exception("worker_failed", worker=self._name)
                self._sleep(generation, _PAUSE_S)
                continue
            if not busy:
                self._sleep(generation, _POLL_S)

    def _sleep(self, generation: int, longest_s: float) -> None:
        with self._wake:
            if not self._stopping and generation == self._generation:
                self._wake.wait(longest_s)
