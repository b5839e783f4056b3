"""Gives fingers to workers: at most one to each, the others wait here in their order."""

import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial

from cluster.errors import ExtractionFailedError
from cluster.extraction.messages import (
    Fault,
    Finger,
    Kind,
    QueueReport,
    Result,
    Task,
    features_of,
    packed,
)
from cluster.extraction.seats import (
    Seat,
    WorkerDirectory,
    WorkerPatience,
    result_of,
    sent_to,
    status_of,
)
from database.stopping import Check
from matcher.types import Features

_CHECK_S = 0.1
"""Time between two checks of deadline and cancellation. An answer is taken at once."""
_CLOSING_S = 10.0
_LOST = (Fault.LOST, Fault.FAILED)
"""What costs a finger its retry. Who did not begin with the finger has not lost it."""
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class WorkerFigures:
    """What the pool does at present."""

    ready_count: int = 0
    """Workers that may be used, with or without a finger."""
    busy_count: int = 0
    """Of these, those with a finger of this service."""
    unusable_count: int = 0
    """Workers that start, do not answer or are refused."""
    waiting_count: int = 0
    """Fingers that wait for a worker."""
    oldest_wait_s: float = 0.0

    @property
    def known_count(self) -> int:
        """All workers."""
        return self.ready_count + self.unusable_count


@dataclass(frozen=True, eq=False)
class _Ticket:
    """A finger that waits for a worker."""

    since_s: float = field(default_factory=time.monotonic)


class WorkerPool:
    """Extracts on the workers of a cluster; safe for threads.

    `close` ends the looking; workers go on.
    """

    def __init__(
        self, directory: WorkerDirectory, digest: str, patience: WorkerPatience | None = None
    ) -> None:
        """Look for the first time, and do not wait for answers.

        digest: what this service extracts with; see `digest_of`. Other workers are refused.
        """
        self._directory = directory
        self._digest = digest
        self.patience = patience or WorkerPatience()
        self._changed = threading.Condition()
        self._seats: dict[str, Seat] = {}
        self._queue: deque[_Ticket] = deque()
        self._service = uuid.uuid4().hex
        self._told = ""
        self._stopping = threading.Event()
        self._look()
        self._thread = threading.Thread(target=self._run, name="extraction-workers", daemon=True)
        self._thread.start()

    def extract(self, finger: Finger, check: Check, otherwise: Callable[[], Features]) -> Features:
        """Extract a finger on a worker.

        check: called now and then; if it raises, the finger is not begun, and a worker that has
        begun ends this finger for nobody.
        otherwise: extracts here; called if no worker can be used.
        Raises the finger's SampleError, ExtractionFailedError if two workers were lost with it.
        """
        lost: dict[str, str] = {}
        while (seat := self._take(check, lost)) is not None:
            if lost and not self._is_alive(seat, check):
                self._give_back(seat)
                continue
            result = self._ask(seat, finger, check)
            if result.fault is Fault.NONE:
                if result.error is not None:
                    raise result.error
                return features_of(result)
            _LOGGER.warning("extraction worker %s: %s: %s", seat.name, result.fault, result.message)
            if result.fault not in _LOST:
                continue
            if lost:
                raise ExtractionFailedError(
                    f"extraction failed on two workers, {', '.join([*lost, seat.name])} "
                    f"({result.message}): capture the finger again, or try later"
                )
            lost[seat.name] = result.message
        return otherwise()

    @property
    def is_scaled(self) -> bool:
        """Whether workers come and go with the queue."""
        return self._directory.is_scaled

    def figures(self) -> WorkerFigures:
        """Read what the pool does."""
        with self._changed:
            seats = tuple(self._seats.values())
            # Not always the first one: a finger that was lost with its worker goes before others.
            oldest = min((one.since_s for one in self._queue), default=None)
            waiting_count = len(self._queue)
        ready = [one for one in seats if not one.fault]
        return WorkerFigures(
            len(ready),
            sum(one.is_busy for one in ready),
            len(seats) - len(ready),
            waiting_count,
            0.0 if oldest is None else time.monotonic() - oldest,
        )

    def words(self) -> str:
        """Say which workers there are, and what is wrong with those that are not used."""
        with self._changed:
            wrong = [(one.name, one.fault) for one in self._seats.values() if one.fault]
            ready_count = len(self._seats) - len(wrong)
        faults = "; ".join(f"{name}: {fault}" for name, fault in sorted(wrong))
        if ready_count:
            return f"{ready_count} workers extract{faults and f', not used: {faults}'}"
        return (
            f"no worker can extract ({faults or 'none runs'}), so the service extracts itself: "
            "`tenprint cluster up --workers cores` starts workers"
        )

    def wait_until_known(self, within_s: float) -> None:
        """Wait until every worker has said how it is, but not for ever."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            with self._changed:
                if all(one.question is None for one in self._seats.values()):
                    break
                self._changed.wait(_CHECK_S)
        self._tell()

    def close(self) -> None:
        """End the looking."""
        self._stopping.set()
        self._thread.join(_CLOSING_S)

    def _take(self, check: Check, lost: dict[str, str]) -> Seat | None:
        """Wait for a free worker in turn; None if none can be used.

        lost: workers that were lost with this finger: the others first.
        """
        ticket = _Ticket()
        until_s = ticket.since_s + (self.patience.again_s if lost else 0.0)
        with self._changed:
            (self._queue.appendleft if lost else self._queue.append)(ticket)
            try:
                while True:
                    check()
                    usable = [one for one in self._seats.values() if not one.fault]
                    usable = [one for one in usable if one.name not in lost] or usable
                    free = [one for one in usable if one.is_free()]
                    if free and self._queue[0] is ticket:
                        free[0].is_busy = True
                        return free[0]
                    if not usable and time.monotonic() >= until_s:
                        return None
                    self._changed.wait(_CHECK_S)
            finally:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _ask(self, seat: Seat, finger: Finger, check: Check) -> Result:
        """Have a worker extract, and wait. The worker stays taken until it answers."""
        task = Task(Kind.EXTRACT, uuid.uuid4().hex, self._digest, packed(finger))
        future = sent_to(seat.worker, task)
        future.add_done_callback(partial(self._ended, seat))
        try:
            while not wait([future], timeout=_CHECK_S).done:
                check()
                if seat.is_silent(self.patience.silent_s):
                    break
        except BaseException:
            self._give_up(seat, task)
            raise
        if not future.done():
            self._give_up(seat, task)
        return result_of(future, self._digest)

    def _give_up(self, seat: Seat, task: Task) -> None:
        sent_to(seat.worker, Task(Kind.GIVE_UP, task.number))

    def _ended(self, seat: Seat, future: "Future[Result]") -> None:
        """Use the worker for the next finger, if nothing is wrong with it."""
        with self._changed:
            seat.learn(result_of(future, self._digest))
            seat.is_busy = False
            self._changed.notify_all()

    def _is_alive(self, seat: Seat, check: Check) -> bool:
        """Ask the worker how it is: a node that went away costs a finger only one worker."""
        future = status_of(seat.worker)
        end = time.monotonic() + self.patience.silent_s
        try:
            while not wait([future], timeout=_CHECK_S).done and time.monotonic() < end:
                check()
        except BaseException:
            self._give_back(seat)
            raise
        result = result_of(future, self._digest)
        with self._changed:
            seat.learn(result)
        return result.fault is Fault.NONE

    def _give_back(self, seat: Seat) -> None:
        with self._changed:
            seat.is_busy = False
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._stopping.wait(self.patience.look_s):
            try:
                self._look()
                self._tell()
                self._report()
            except Exception as error:
                # Whatever it is, fingers are still given to the workers that are known.
                _LOGGER.warning("the extraction workers cannot be seen: %s", error)

    def _look(self) -> None:
        """Learn which workers came and went, and ask each how it is."""
        found = {one.name: one for one in self._directory.workers()}
        now = time.monotonic()
        with self._changed:
            for name in [*self._seats]:
                if found.get(name) is not self._seats[name].worker:
                    del self._seats[name]
            for name, worker in found.items():
                self._seats.setdefault(name, Seat(worker))
            seats: Sequence[Seat] = tuple(self._seats.values())
            due = []
            for one in seats:
                if one.is_silent(self.patience.silent_s):
                    one.fault = f"{Fault.LOST}: it does not say how it is"
                if one.question is None and now - one.asked_s >= self.patience.ask_s:
                    due.append(one)
            self._changed.notify_all()
        for one in due:
            one.asked_s = now
            one.question = future = status_of(one.worker)
            future.add_done_callback(partial(self._answered, one))

    def _answered(self, seat: Seat, future: "Future[Result]") -> None:
        with self._changed:
            seat.question = None
            seat.learn(result_of(future, self._digest))
            self._changed.notify_all()

    def _report(self) -> None:
        found = self.figures()
        self._directory.tell(QueueReport(self._service, found.waiting_count, found.oldest_wait_s))

    def _tell(self) -> None:
        """Log which workers there are, whenever that changes."""
        words = self.words()
        if words == self._told:
            return
        self._told = words
        if self.figures().ready_count:
            _LOGGER.info("extraction: %s", words)
        else:
            _LOGGER.warning("extraction: %s", words)
