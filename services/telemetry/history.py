"""What the process did in each minute of the last day, for people at a screen.

Prometheus reads sums since the start. Here the sums are read once a minute, and the differences
are kept. Names are labels of the instruments, which come from fixed lists, so what is kept is
bounded: an array of 13 numbers for each name in each minute in which something of it ended.
"""

import asyncio
import threading
from array import array
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TypeAlias

from prometheus_client import Histogram

from services.telemetry.instruments import SECONDS, Instruments

EVERY = timedelta(minutes=1)
KEPT_MINUTES = 24 * 60
_BOUNDS_S = (*SECONDS, SECONDS[-1])
"""The upper bounds of the buckets; what took longer than the last bound is told as the last."""
_FAILED = len(_BOUNDS_S)
"""The place of the failures in a tally, behind the buckets."""

Tally: TypeAlias = "array[int]"
"""How much took at most each of the bounds, with all of it in the last bucket; and the failures."""
Tallies = Mapping[tuple["WorkKind", str], Tally]


class WorkKind(IntEnum):
    """What is counted. Values are the proto's."""

    RPC = 1
    STAGE = 2
    STEP = 3
    WAIT = 4


@dataclass(frozen=True)
class WorkPart:
    """The work of one name in a span of time."""

    begin_time: datetime
    end_time: datetime
    count: int
    failed_count: int
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class WorkSeries:
    """The work of one name; empty: all work of a kind."""

    name: str
    parts: tuple[WorkPart, ...]
    """Oldest first, without gaps."""
    whole: WorkPart


@dataclass(frozen=True)
class WorkRates:
    """The work of a kind in a period."""

    start_time: datetime
    """Since when the process counts."""
    total: WorkSeries
    series: tuple[WorkSeries, ...]
    """The busiest first."""


@dataclass(frozen=True)
class _Sample:
    begin: datetime
    end: datetime
    tallies: Tallies


class WorkHistory:
    """Keeps the work of one day. Safe for threads."""

    def __init__(self, instruments: Instruments, clock: Callable[[], datetime]) -> None:
        """clock: tells the time in UTC."""
        self._instruments, self._clock = instruments, clock
        self._lock = threading.Lock()
        self._samples = deque[_Sample](maxlen=KEPT_MINUTES)
        self._start = self._last_time = clock()
        self._last = _read(instruments)

    def tick(self) -> None:
        """Keep what was done since the last time."""
        with self._lock:
            now, found = self._clock(), _read(self._instruments)
            done = _differences(found, self._last)
            self._samples.append(_Sample(self._last_time, now, done))
            self._last_time, self._last = now, found

    async def run(self) -> None:
        """Keep what is done, minute by minute, until the task is cancelled."""
        while True:
            await asyncio.sleep(EVERY.total_seconds())
            await asyncio.to_thread(self.tick)

    def rates(self, kind: WorkKind, part_minutes: int, part_count: int, most: int) -> WorkRates:
        """Count the work of a kind in parts of whole minutes, of which the last ends now.

        most: how many series at most, the busiest first.
        """
        with self._lock:
            now = self._clock()
            present = _differences(_read(self._instruments), self._last)
            samples = [*self._samples, _Sample(self._last_time, now, present)]
            end = self._last_time + EVERY
        span = timedelta(minutes=part_minutes)
        # The parts begin and end where minutes do: each minute that was kept lies in one of them.
        edges = [end - (part_count - n) * span for n in range(part_count + 1)]
        by_name = _in_parts(samples, kind, edges)
        whole = {name: _added(parts) for name, parts in by_name.items()}
        busiest = sorted(whole, key=lambda name: (-whole[name][_FAILED - 1], name))
        everything = [_added(column) for column in zip(*by_name.values(), strict=True)]
        total = everything or [_empty() for _ in range(part_count)]
        edges[-1] = now
        return WorkRates(
            self._start,
            _series("", total, edges),
            tuple(_series(name, by_name[name], edges) for name in busiest[:most]),
        )


def _in_parts(
    samples: Iterable[_Sample], kind: WorkKind, edges: Sequence[datetime]
) -> dict[str, list[Tally]]:
    """Add samples up in the part in which their middle lies, by name."""
    parts = defaultdict[str, list[Tally]](lambda: [_empty() for _ in edges[1:]])
    for one in samples:
        place = bisect_right(edges, one.begin + (one.end - one.begin) / 2) - 1
        if not 0 <= place < len(edges) - 1:
            continue
        for (of_kind, name), tally in one.tallies.items():
            if of_kind is kind:
                parts[name][place] = _added([parts[name][place], tally])
    return dict(parts)


def _series(name: str, parts: Sequence[Tally], edges: Sequence[datetime]) -> WorkSeries:
    told = tuple(_part(one, edges[n], edges[n + 1]) for n, one in enumerate(parts))
    return WorkSeries(name, told, _part(_added(parts), edges[0], edges[-1]))


def _part(tally: Tally, begin: datetime, end: datetime) -> WorkPart:
    count = tally[_FAILED - 1]
    median_ms, p95_ms = (1_000 * _quantile_s(tally, share) for share in (0.5, 0.95))
    return WorkPart(begin, end, count, tally[_FAILED], median_ms, p95_ms)


def _quantile_s(tally: Tally, share: float) -> float:
    """Interpolate within the bucket in which the wanted place lies, as Prometheus does."""
    wanted = share * tally[_FAILED - 1]
    if not wanted:
        return 0.0
    place = next(n for n in range(_FAILED) if tally[n] >= wanted)
    below = tally[place - 1] if place else 0
    low_s = _BOUNDS_S[place - 1] if place else 0.0
    inside = (wanted - below) / (tally[place] - below)
    return low_s + inside * (_BOUNDS_S[place] - low_s)


def _read(instruments: Instruments) -> dict[tuple[WorkKind, str], Tally]:
    """Read all sums since the start."""
    found = defaultdict[tuple[WorkKind, str], Tally](_empty)
    for kind, histogram, label, failing, fine in (
        (WorkKind.RPC, instruments.rpc, "rpc", "code", ("OK", "CANCELLED")),
        (WorkKind.STAGE, instruments.stage, "stage", "", ()),
        (WorkKind.STEP, instruments.step, "state", "outcome", ("done",)),
        (WorkKind.WAIT, instruments.wait, "pool", "", ()),
    ):
        for labels, counts in _children(histogram):
            tally = found[kind, labels[label]]
            for place, count in enumerate(counts):
                tally[place] += count
            if failing and labels[failing] not in fine:
                tally[_FAILED] += counts[-1]
    return dict(found)


def _children(histogram: Histogram) -> Iterable[tuple[Mapping[str, str], Sequence[int]]]:
    """List the labels of a histogram's children with their buckets, which add up."""
    found = defaultdict[tuple[tuple[str, str], ...], list[int]](list)
    for metric in histogram.collect():
        for one in metric.samples:
            if one.name.endswith("_bucket"):
                labels = tuple((key, value) for key, value in one.labels.items() if key != "le")
                found[labels].append(int(one.value))
    return [(dict(labels), counts) for labels, counts in found.items()]


def _differences(now: Tallies, before: Tallies) -> dict[tuple[WorkKind, str], Tally]:
    """Subtract, and leave out what was not done since."""
    nothing = _empty()
    done = {
        key: array("q", (a - b for a, b in zip(tally, before.get(key, nothing), strict=True)))
        for key, tally in now.items()
    }
    return {key: tally for key, tally in done.items() if tally[_FAILED - 1]}


def _added(tallies: Sequence[Tally]) -> Tally:
    return array("q", (sum(column) for column in zip(*tallies, strict=True)))


def _empty() -> Tally:
    return array("q", bytes(8 * (_FAILED + 1)))
