import asyncio

import numpy as np
import pytest

from benchmarks.latency import figures as latency_figures
from benchmarks.latency.arrivals import Answer, Bounds, closed_loop, open_loop, poisson_arrivals


def test_arrivals_are_seeded_and_bounded() -> None:
    bounds = Bounds(duration_s=100, max_requests=500)
    arrivals = poisson_arrivals(3.0, bounds, seed=5)
    assert arrivals == poisson_arrivals(3.0, bounds, seed=5)
    assert arrivals == sorted(arrivals)
    assert arrivals[-1] <= 100
    # 300 expected with a standard deviation of 17.
    assert 230 < len(arrivals) < 370
    assert len(poisson_arrivals(3.0, Bounds(100, 20), seed=5)) == 20
    assert len(poisson_arrivals(1e-6, Bounds(1), seed=5)) == 1


def test_open_loop_does_not_wait_for_answers() -> None:
    running = most = 0
    everyone = asyncio.Event()

    async def send(number: int) -> dict[str, float] | None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 5:
            everyone.set()
        await everyone.wait()
        return None if number == 3 else {"extract": 1.0}

    answers = asyncio.run(open_loop(send, [0.0, 0.001, 0.002, 0.003, 0.004], "test"))
    assert most == 5
    assert [a.stages_ms is None for a in answers] == [False, False, False, True, False]
    assert all(a.intended_s <= a.sent_s <= a.answered_s for a in answers)


def test_closed_loop_keeps_to_its_clients_and_its_count() -> None:
    running = most = 0

    async def send(number: int) -> dict[str, float] | None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return {}

    answers = asyncio.run(closed_loop(send, 3, Bounds(60, max_requests=50), "test"))
    assert most == 3
    assert len(answers) == 50


def answer(intended_s: float, sent_s: float, answered_s: float, refused: bool = False) -> Answer:
    stages = None if refused else {"extract": 100.0, "compare": 50.0}
    return Answer(intended_s, sent_s, answered_s, stages)


def test_latency_counts_from_the_intended_time_and_stages_sum_to_it() -> None:
    answers = [answer(1.0, 1.25, 1.5), answer(2.0, 2.0, 2.25), answer(3.0, 3.0, 9.0, refused=True)]
    total = latency_figures.latencies_ms(answers)
    assert total == pytest.approx([500, 250])
    stages = latency_figures.stages_ms(answers)
    assert list(stages) == ["client_late", "extract", "compare", "wire"]
    assert np.sum([*stages.values()], axis=0) == pytest.approx(total)
    assert stages["wire"] == pytest.approx([100, 100])


def test_description_has_percentiles_shares_and_refusals() -> None:
    answers = [answer(n, n, n + 0.2) for n in range(9)] + [answer(9, 9, 10, refused=True)]
    figures = latency_figures.describe(answers, seed=1)
    assert (figures["requests"], figures["refused"]) == (10, 1)
    assert figures["p50_ms"] == pytest.approx(200)
    assert figures["p99_ms_low_high"] == pytest.approx((200, 200))
    assert figures["reported_share"] == pytest.approx(0.75)
    assert figures["stages"]["extract"]["p50_ms"] == 100
    assert sum(stage["share"] for stage in figures["stages"].values()) == pytest.approx(1)


def test_a_phase_of_refusals_is_described_without_figures() -> None:
    figures = latency_figures.describe([answer(0, 0, 1, refused=True)], seed=1)
    assert figures == {"requests": 1, "refused": 1, "stages": {}}
    assert latency_figures.throughput([answer(0, 0, 1, refused=True)]) == 0


def test_warm_up_goes_by_the_intended_time_and_never_takes_all() -> None:
    answers = [answer(n, n, n + 1) for n in (5, 1, 4, 2, 3)]
    assert [a.intended_s for a in latency_figures.drop_warm_up(answers)] == [4, 5]
    assert len(latency_figures.drop_warm_up(answers[:1])) == 1
    assert len(latency_figures.drop_warm_up([answer(n, n, n) for n in range(100)])) == 90


def test_throughput_counts_answers_over_their_span() -> None:
    answers = [answer(0, 0, 1), answer(0, 0, 2), answer(1, 1, 3), answer(2, 2, 4)]
    assert latency_figures.throughput(answers) == 1
