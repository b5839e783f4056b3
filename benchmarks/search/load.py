"""Searches under load: concurrent clients, while people come and go."""

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from benchmarks.search.probes import Probes
from benchmarks.search.timing import percentiles
from gallery.index import ReferenceBatch, SegmentedIndex

Search = Callable[[int], float]
"""Searches for the probe of a number; returns the time in milliseconds."""

FIRST_NEW_ID = 1 << 40
"""The first id of people who are enrolled during searches."""
_KEPT = 20
"""How many of these people exist at a time; all are removed in the end."""


def clients(search: Search, count: int, seconds: float) -> tuple[list[float], float]:
    """Let `count` clients search, each for its next probe after its last answer.

    Returns the milliseconds of each finished search, and the seconds that all took.
    """
    numbers = itertools.count()
    started = time.perf_counter()
    end = started + seconds

    def client(_: int) -> list[float]:
        found = []
        while time.perf_counter() < end:
            found.append(search(next(numbers)))
        return found

    with ThreadPoolExecutor(count) as pool:
        latencies = [one for part in pool.map(client, range(count)) for one in part]
    return latencies, time.perf_counter() - started


@dataclass
class Changes:
    """Enrols and removes people at a steady rate in its own thread, while the context is open."""

    index: SegmentedIndex
    newcomers: Probes
    per_second: float
    enrolled_ms: list[float] = field(default_factory=list)
    """From the call until new searches find the people: `add` returns when they are visible."""
    removed_ms: list[float] = field(default_factory=list)
    late: int = 0
    """Changes that began more than one interval late."""

    def __enter__(self) -> "Changes":
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._there: list[int] = []
        self._thread = threading.Thread(target=self._run, name="changes")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.index.remove(self._there, self.index.watermark + 1)
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._change()
        except BaseException as error:
            self._error = error

    def _change(self) -> None:
        """At each tick, enrol a person and remove a person who was enrolled earlier."""
        started, first = time.perf_counter(), _next_id(self.index)
        for tick in itertools.count():
            left = started + tick / self.per_second - time.perf_counter()
            self.late += left < -1 / self.per_second
            if self._stop.wait(max(0.0, left)):
                return
            self.enrolled_ms.append(_timed(self._enrol, first + tick))
            if len(self._there) > _KEPT:
                self.removed_ms.append(_timed(self._remove, self._there.pop(0)))

    def _enrol(self, reference_id: int) -> None:
        number = reference_id % self.newcomers.count
        batch = ReferenceBatch(
            np.array([reference_id]),
            self.newcomers.vectors[number : number + 1],
            [self.newcomers.templates(number)],
            [f"new-{reference_id}"],
        )
        self.index.add(batch, self.index.watermark + 1)
        self._there.append(reference_id)

    def _remove(self, reference_id: int) -> None:
        self.index.remove([reference_id], self.index.watermark + 1)


def visible_at_once(index: SegmentedIndex, newcomers: Probes, count: int) -> tuple[float, ...]:
    """Enrol people one by one and search for each: milliseconds from the call to the answer."""
    first, took = _next_id(index), []
    for number in range(min(count, newcomers.count)):
        vectors = newcomers.vectors[number : number + 1]
        started = time.perf_counter()
        batch = ReferenceBatch(
            np.array([first + number]), vectors, [newcomers.templates(number)], [""]
        )
        index.add(batch, index.watermark + 1)
        took.append(1_000 * (time.perf_counter() - started))
        assert first + number in index.shortlist(vectors, 1)[0].reference_ids
    index.remove(np.arange(first, first + len(took)), index.watermark + 1)
    return tuple(took)


def beside_changes(
    index: SegmentedIndex,
    search: Search,
    newcomers: Probes,
    *,
    client_count: int,
    seconds: float,
    per_second: float,
    rounds: int = 2,
) -> dict[str, object]:
    """Search with and without concurrent changes, in turns, and compare on one machine."""
    quiet, busy = list[float](), list[float]()
    changes = Changes(index, newcomers, per_second)
    for _ in range(rounds):
        quiet += clients(search, client_count, seconds)[0]
        with changes:
            busy += clients(search, client_count, seconds)[0]
    return {
        "changes_per_second": per_second,
        "clients": client_count,
        "without": percentiles(quiet) | {"searches": len(quiet)},
        "with": percentiles(busy) | {"searches": len(busy)},
        "p50_growth": _growth(quiet, busy, 50),
        "p99_growth": _growth(quiet, busy, 99),
        "enrolled": len(changes.enrolled_ms),
        "removed": len(changes.removed_ms),
        "late": changes.late,
        "visible_after": percentiles(changes.enrolled_ms),
        "removed_after": percentiles(changes.removed_ms or [0.0]),
    }


def _growth(quiet: Sequence[float], busy: Sequence[float], mark: float) -> float:
    return float(np.percentile(busy, mark) / np.percentile(quiet, mark) - 1)


def _next_id(index: SegmentedIndex) -> int:
    """Return an id above all used ids: the watermark rises with each."""
    return FIRST_NEW_ID + index.watermark


def _timed(work: Callable[[int], None], number: int) -> float:
    started = time.perf_counter()
    work(number)
    return 1_000 * (time.perf_counter() - started)
