"""Figures of load from answers that are known."""

import pytest

from benchmarks.latency import Answer
from benchmarks.load.figures import Phase, describe, is_held, recovery_s

IN_TIME_S = 4.0


def _answer(intended_s: float, took_s: float, *, refused: bool = False) -> Answer:
    stages = None if refused else {"acknowledged": 20.0, "extract": 600.0, "shortlist": 5.0}
    return Answer(intended_s, intended_s, intended_s + took_s, stages)


def _phase(answers: list[Answer]) -> Phase:
    threads_s = {"fingers": 5.0, "extraction": 0.6, "decoding": 0.4, "flow": 1.0}
    return Phase("step", 1.0, 10.0, 10.0, 8.0, 700, 600, answers, threads_s)


def test_goodput_counts_what_was_answered_in_time() -> None:
    answers = [_answer(0, 1), _answer(1, 3.9), _answer(2, 4.1), _answer(3, 0.02, refused=True)]
    found = describe(_phase(answers), IN_TIME_S, cores=2)
    assert (found["in_time"], found["late"], found["refused"]) == (2, 1, 1)
    assert found["goodput_per_second"] == pytest.approx(0.2)
    assert found["refusal_p99_ms"] == pytest.approx(20)
    assert found["grown_mib"] == 100


def test_the_time_of_a_card_is_told_by_stage() -> None:
    found = describe(_phase([_answer(n, 1) for n in range(10)]), IN_TIME_S, cores=2)
    assert found["bottleneck"] == "extract"
    assert found["stage_ms_per_card"] == pytest.approx({"extract": 600, "shortlist": 5})
    assert found["threads_s_per_card"]["flow"] == pytest.approx(0.1)
    assert found["extraction_share_of_cores"] == pytest.approx(6 / 20)
    assert found["server_share_of_cores"] == pytest.approx(8 / 20)
    assert found["cards_per_core_hour"] == pytest.approx(1_800)
    assert found["cards_per_cpu_hour"] == pytest.approx(4_500)


def test_goodput_of_a_phase_that_ends_late_counts_to_its_end() -> None:
    found = describe(_phase([_answer(n, 1) for n in range(20)]), IN_TIME_S, cores=2)
    assert found["goodput_per_second"] == pytest.approx(1.0)


@pytest.mark.parametrize("bad", [_answer(5, 5), _answer(5, 0.1, refused=True)])
def test_a_rate_is_held_if_one_of_a_hundred_at_most_is_refused_or_late(bad: Answer) -> None:
    sound = [_answer(n, 1) for n in range(99)]
    assert is_held(describe(_phase(sound), IN_TIME_S, cores=2))
    assert is_held(describe(_phase([*sound, bad]), IN_TIME_S, cores=2))
    assert not is_held(describe(_phase([*sound[1:], bad]), IN_TIME_S, cores=2))
    assert not is_held(describe(_phase([bad]), IN_TIME_S, cores=2))


def test_recovery_is_when_the_last_trouble_is_over() -> None:
    sound = [_answer(n, 1) for n in range(10)]
    assert recovery_s(sound, IN_TIME_S) == 0.0
    assert recovery_s([_answer(0, 9), _answer(0.5, 1, refused=True), *sound[1:]], IN_TIME_S) == 1
    assert recovery_s([*sound, _answer(11, 9)], IN_TIME_S) is None
