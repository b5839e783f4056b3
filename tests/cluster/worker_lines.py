"""Workers behind lines that a test can cut, freeze or hold up. What goes over a line is pickled."""

import pickle
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import numpy as np

from cluster.extraction import (
    ExtractionWorker,
    Kind,
    QueueReport,
    Result,
    Task,
    WorkerPatience,
)
from cluster.extraction.messages import finger_of, packed
from matcher.types import Features, FingerPosition, Sample, Template
from tests import waiting

DIGEST = "tenprint-0 leader 0011 vlad-2233"
QUICK = WorkerPatience(look_s=0.02, ask_s=0.02, silent_s=0.6, again_s=0.6)
Sent = TypeVar("Sent")
Answers = Callable[[Task], Result]


class CutError(Exception):
    """The line is cut."""


class LineWorker:
    """A worker behind a line."""

    def __init__(self, name: str, answers: Answers | None = None, digest: str = DIGEST) -> None:
        self.name = name
        self.digest = digest
        self.answers = answers or self.scripted
        self.is_cut = False
        """Nothing can be asked, and what was asked is lost."""
        self.dies_of: frozenset[FingerPosition] = frozenset()
        """With these fingers the process ends."""
        self.extracted: list[FingerPosition] = []
        self.given_up: list[str] = []
        self.at_once = self.most_at_once = 0
        self.let_go = threading.Event()
        """As long as this is not set, no finger is ready."""
        self.let_go.set()
        self.thawed = threading.Event()
        """As long as this is not set, nothing is answered."""
        self.thawed.set()
        self._pool = ThreadPoolExecutor(16, name)

    def ask(self, task: Task) -> "Future[Result]":
        """Send a task."""
        if self.is_cut:
            raise CutError(f"{self.name} is gone")
        return self._pool.submit(self._answer, task)

    def scripted(self, task: Task) -> Result:
        """Find nothing, with the position as the quality."""
        if task.kind is not Kind.EXTRACT:
            return Result(self.digest)
        position = finger_of(task).position
        self.extracted.append(position)
        if position in self.dies_of:
            self.is_cut = True
        self.let_go.wait()
        return Result(self.digest, features=packed(features(position)))

    def close(self) -> None:
        """Let everything go."""
        self.let_go.set()
        self.thawed.set()
        self._pool.shutdown()

    def _answer(self, task: Task) -> Result:
        self.thawed.wait()
        if task.kind is Kind.GIVE_UP:
            self.given_up.append(task.number)
        is_finger = task.kind is Kind.EXTRACT
        self.at_once += is_finger
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            result = self.answers(carried(task))
        finally:
            self.at_once -= is_finger
        if self.is_cut:
            raise CutError(f"{self.name} went away")
        return carried(result)


class LineWorkers:
    """Knows the workers, and notes what is told."""

    is_scaled = True

    def __init__(self, *workers: LineWorker) -> None:
        self.known = list(workers)
        self.told: list[QueueReport] = []

    def tell(self, report: QueueReport) -> None:
        """Note which fingers wait."""
        self.told.append(report)

    def workers(self) -> Sequence[ExtractionWorker]:
        """Return the workers."""
        return list(self.known)


def carried(sent: Sent) -> Sent:
    """Pickle as Ray does: arrays arrive as views of memory that cannot be written to."""
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(sent, protocol=5, buffer_callback=buffers.append)
    came: Sent = pickle.loads(data, buffers=[bytes(one.raw()) for one in buffers])
    return came


def sample(position: int) -> Sample:
    """Make a sample, of which only the position matters."""
    return Sample(np.zeros((4, 4), np.uint8), FingerPosition(position))


def features(position: FingerPosition) -> Features:
    """Make the features that a scripted worker finds."""
    none = np.zeros(0, np.float32)
    found = Template(
        4, 4, int(position), np.zeros((0, 2), np.float32), none, none, none,
        np.zeros(0, np.uint8), none,
    )  # fmt: skip
    return Features(position, found, np.full(4, position, np.float32))


until = partial(waiting.until, within_s=30.0, every_s=0.01)
