"""What is kept of each minute: no gap, no sum of before, and no more than a day."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from services.telemetry import KEPT_MINUTES, Watch, WorkHistory, WorkKind

START = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Minutes:
    """A history whose minutes pass when they are asked to."""

    def __init__(self) -> None:
        self.watch, self.clock = Watch(), Clock()
        self.call("Before", 0.002, 5)
        self.history = WorkHistory(self.watch.instruments, self.clock)

    def call(self, rpc: str, seconds: float, count: int = 1, code: str = "OK") -> None:
        for _ in range(count):
            self.watch.instruments.rpc.labels(rpc, code).observe(seconds)

    def forward(self, minutes: int = 1) -> None:
        for _ in range(minutes):
            self.clock.now += timedelta(minutes=1)
            self.history.tick()


@pytest.fixture
def minutes() -> Minutes:
    return Minutes()


def test_each_minute_has_its_own_work_and_the_present_one_counts(minutes: Minutes) -> None:
    for count in (3, 0, 2):
        minutes.call("GetBooking", 0.002, count)
        minutes.forward()
    minutes.call("GetBooking", 0.002, 7)
    minutes.clock.now += timedelta(seconds=10)
    found = minutes.history.rates(WorkKind.RPC, 1, 4, 10)
    [series] = found.series
    assert series.name == "GetBooking"
    # Ten seconds into the fourth minute each minute lies whole in one part.
    assert [one.count for one in series.parts] == [3, 0, 2, 7]
    assert series.whole.count == found.total.whole.count == 12
    assert found.start_time == START
    ends = [(one.begin_time, one.end_time) for one in series.parts]
    assert ends[-1][1] == minutes.clock.now
    assert all(one[1] == other[0] for one, other in pairwise(ends))


def test_failures_are_other_codes_and_steps_that_failed(minutes: Minutes) -> None:
    for code in ("OK", "CANCELLED", "NOT_FOUND", "INTERNAL"):
        minutes.call("GetBooking", 0.002, 1, code)
    for outcome in ("done", "failed", "failed"):
        minutes.watch.instruments.step.labels("RECEIVED", outcome).observe(0.2)
    rpc = minutes.history.rates(WorkKind.RPC, 5, 1, 10).total.whole
    step = minutes.history.rates(WorkKind.STEP, 5, 1, 10).series[0]
    assert (rpc.count, rpc.failed_count) == (4, 2)
    assert (step.name, step.whole.count, step.whole.failed_count) == ("RECEIVED", 3, 2)


@pytest.mark.parametrize(
    ("seconds", "low_ms", "high_ms"),
    [(0.0005, 0, 1), (0.002, 1, 3), (0.05, 30, 100), (20.0, 10_000, 30_000), (500.0, 1e5, 1e5)],
)
def test_times_lie_in_the_bucket_of_the_histogram(
    minutes: Minutes, seconds: float, low_ms: float, high_ms: float
) -> None:
    minutes.call("GetBooking", seconds, 40)
    whole = minutes.history.rates(WorkKind.RPC, 1, 1, 1).total.whole
    assert low_ms <= whole.median_ms <= whole.p95_ms <= high_ms


def test_few_slow_calls_move_the_tail_and_not_the_median(minutes: Minutes) -> None:
    minutes.call("GetBooking", 0.002, 90)
    minutes.call("GetBooking", 5.0, 10)
    whole = minutes.history.rates(WorkKind.RPC, 1, 1, 1).total.whole
    assert 1 <= whole.median_ms <= 3 and 3_000 <= whole.p95_ms <= 10_000


def test_the_busiest_come_first_and_the_total_has_all(minutes: Minutes) -> None:
    for number in range(5):
        minutes.call(f"Rpc{number}", 0.01, number + 1)
    found = minutes.history.rates(WorkKind.RPC, 1, 2, 2)
    assert [one.name for one in found.series] == ["Rpc4", "Rpc3"]
    assert found.total.whole.count == 15
    idle = minutes.history.rates(WorkKind.WAIT, 1, 3, 2)
    assert (idle.series, [one.count for one in idle.total.parts]) == ((), [0, 0, 0])
    assert idle.total.whole.median_ms == 0


def test_no_more_than_a_day_is_kept(minutes: Minutes) -> None:
    minutes.call("Old", 0.01, 4)
    minutes.forward()
    minutes.forward(KEPT_MINUTES)
    minutes.call("New", 0.01)
    found = minutes.history.rates(WorkKind.RPC, 30, 96, 10)
    assert [one.name for one in found.series] == ["New"]
    assert len(minutes.history._samples) == KEPT_MINUTES


def test_minutes_are_kept_by_themselves(minutes: Minutes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.telemetry.history.EVERY", timedelta(milliseconds=5))
    minutes.call("GetBooking", 0.01)

    async def wait() -> None:
        keeping = asyncio.create_task(minutes.history.run())
        await asyncio.sleep(0.2)
        keeping.cancel()

    asyncio.run(wait())
    assert len(minutes.history._samples) > 2
    assert minutes.history.rates(WorkKind.RPC, 1, 1, 1).total.whole.count == 1
