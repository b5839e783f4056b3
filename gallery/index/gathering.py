"""Gather concurrent searches and scan for them together: the codes are read once for many probes.

The first thread in the queue does the work for all that wait. A lone search starts at once. While
another scan runs, or other searches wait, a search waits for company, but no longer than
`gather_ms`. While `scans_at_once` scans run, a search waits for one of them to end: another scan
would only take memory bandwidth from them.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from database.stopping import Check, never_stop
from gallery.index.parameters import IndexParameters

Query = TypeVar("Query")
Answer = TypeVar("Answer")

_CHECK_S = 0.02
"""Time between two checks of deadline and cancellation of a waiting search."""


@dataclass(eq=False)
class _Waiting(Generic[Query, Answer]):
    queries: Sequence[Query]
    since: float = field(default_factory=time.monotonic)
    answers: list[Answer] | None = None
    error: BaseException | None = None

    @property
    def done(self) -> bool:
        return self.answers is not None or self.error is not None


class Gatherer(Generic[Query, Answer]):
    """Gathers queries of several threads into calls of one function."""

    def __init__(
        self,
        scan: Callable[[Sequence[Query]], Sequence[Answer]],
        parameters: IndexParameters | None = None,
    ) -> None:
        """Take the function that answers queries, in their order."""
        self._scan = scan
        self._parameters = parameters or IndexParameters()
        self._changed = threading.Condition()
        self._queue: list[_Waiting[Query, Answer]] = []
        self._running = 0

    def ask(self, queries: Sequence[Query], check: Check = never_stop) -> list[Answer]:
        """Return the answers to queries.

        An error of the scan reaches every caller who waited for the scan.
        check: called now and then while waiting; an error it raises withdraws only these queries.
        """
        own = _Waiting[Query, Answer](queries)
        with self._changed:
            self._queue.append(own)
            self._changed.notify_all()
            try:
                batch = self._wait(own, check)
            except BaseException:
                self._withdraw(own)
                raise
        if batch:
            self._lead(batch)
        if own.error is not None:
            raise own.error
        assert own.answers is not None
        return own.answers

    def _wait(
        self, own: _Waiting[Query, Answer], check: Check
    ) -> list[_Waiting[Query, Answer]] | None:
        """Return what to scan, or None once another thread has answered."""
        while not own.done:
            if self._queue and self._queue[0] is own:
                left = self._patience_s(own)
                if left <= 0:
                    return self._take()
                self._changed.wait(min(left, _CHECK_S))
            else:
                self._changed.wait(_CHECK_S)
            check()
        return None

    def _patience_s(self, head: _Waiting[Query, Answer]) -> float:
        """Return how much longer the first in the queue waits for company or for its turn."""
        p = self._parameters
        if self._running >= p.scans_at_once:
            return _CHECK_S
        lone = not self._running and len(self._queue) == 1
        full = sum(len(one.queries) for one in self._queue) >= p.most_probes
        return 0.0 if lone or full else head.since + p.gather_ms / 1_000 - time.monotonic()

    def _take(self) -> list[_Waiting[Query, Answer]]:
        """Take the first in the queue, and as many others as fit."""
        batch = [self._queue.pop(0)]
        count = len(batch[0].queries)
        while self._queue and count + len(self._queue[0].queries) <= self._parameters.most_probes:
            count += len(self._queue[0].queries)
            batch.append(self._queue.pop(0))
        self._running += 1
        self._changed.notify_all()
        return batch

    def _withdraw(self, own: _Waiting[Query, Answer]) -> None:
        if own in self._queue:
            self._queue.remove(own)
            self._changed.notify_all()

    def _lead(self, batch: list[_Waiting[Query, Answer]]) -> None:
        error: BaseException | None = None
        answers: list[Answer] = []
        try:
            answers = self._answer([query for one in batch for query in one.queries])
        except BaseException as raised:
            error = raised
        with self._changed:
            for one in batch:
                one.error = error
                if error is None:
                    one.answers, answers = (
                        answers[: len(one.queries)],
                        answers[len(one.queries) :],
                    )
            self._running -= 1
            self._changed.notify_all()

    def _answer(self, queries: Sequence[Query]) -> list[Answer]:
        """Scan in pieces of at most `most_probes`: one call may bring more."""
        most = self._parameters.most_probes
        answers: list[Answer] = []
        for first in range(0, len(queries), most):
            answers += self._scan(queries[first : first + most])
        assert len(answers) == len(queries), "a scan answers every query"
        return answers
