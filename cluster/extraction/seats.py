"""The workers that are known, and what each of them said last."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from cluster.extraction.messages import Fault, Kind, QueueReport, Result, Task
from cluster.sending import sent, why_none

FINISH_S = 60.0
"""A finger takes a second. A worker that does not finish within this time is taken for lost."""
_UNUSABLE = (Fault.NOT_READY, Fault.OTHER_DIGEST, Fault.LOST)
"""Who finds that nobody waits, or whose work failed, is alive."""


class ExtractionWorker(Protocol):
    """A process that extracts. Its object stays the same as long as the worker does."""

    @property
    def name(self) -> str:
        """Names the worker among all of the cluster."""

    def ask(self, task: Task) -> "Future[Result]":
        """Send a task. An error of the future means that the worker is lost."""


class WorkerDirectory(Protocol):
    """Knows which workers there are. Never waits for the network."""

    def workers(self) -> Sequence[ExtractionWorker]:
        """Return the workers, as far as is known."""

    @property
    def is_scaled(self) -> bool:
        """Whether workers come and go with the queue."""

    def tell(self, report: QueueReport) -> None:
        """Tell whoever decides how many workers run, if anyone does, which fingers wait."""


@dataclass(frozen=True)
class WorkerPatience:
    """How long the asker waits, and what it does meanwhile. Chosen, not measured."""

    look_s: float = 1.0
    """Between two looks at which workers there are."""
    ask_s: float = 2.0
    """Between two questions to each worker how it is."""
    silent_s: float = 20.0
    """After which a worker that does not say how it is counts as lost. Long, because a node may be
    busy with everything else."""
    again_s: float = 30.0
    """For how long a finger that was lost with a worker waits for another one."""


@dataclass(eq=False)
class Seat:
    """A worker, and whether it may be given a finger."""

    worker: ExtractionWorker
    fault: str = "it was not asked yet"
    """Why the worker is not used; "" if nothing is wrong."""
    is_busy: bool = False
    """Whether it has a finger of this service."""
    question: "Future[Result] | None" = None
    """How it is, asked and not answered yet."""
    asked_s: float = -float("inf")

    @property
    def name(self) -> str:
        """Names the worker."""
        return self.worker.name

    def is_free(self) -> bool:
        """Tell whether the worker can be given a finger now."""
        return not self.fault and not self.is_busy

    def is_silent(self, silent_s: float) -> bool:
        """Tell whether the worker owes an answer for too long."""
        return self.question is not None and time.monotonic() - self.asked_s > silent_s

    def learn(self, result: Result) -> None:
        """Learn from what the worker said, whether it may be used."""
        self.fault = f"{result.fault}: {result.message}" if result.fault in _UNUSABLE else ""


def status_of(worker: ExtractionWorker) -> "Future[Result]":
    """Ask a worker how it is."""
    return sent_to(worker, Task(Kind.STATUS))


def sent_to(worker: ExtractionWorker, task: Task) -> "Future[Result]":
    """Send a task; a worker that cannot even be asked is lost."""
    return sent(worker.ask, task)


def result_of(future: "Future[Result]", digest: str = "") -> Result:
    """Return the result that has come, or what its absence means.

    digest: what the service extracts with: the result of a worker with another one is none; "":
    any will do.
    """
    if why := why_none(future):
        return Result("", Fault.LOST, why)
    result = future.result()
    if digest and result.digest and result.digest != digest:
        return Result(
            result.digest,
            Fault.OTHER_DIGEST,
            f"it extracts with {result.digest}, the service with {digest}",
        )
    return result
