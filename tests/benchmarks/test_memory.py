"""Searches and people who come and go leave nothing in memory; and how that is judged."""

import gc
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.data.galleries import open_gallery
from benchmarks.data.mixed_people import MixedPeople, mixed_people
from benchmarks.data.results import DEFAULT_CACHE
from benchmarks.memory import gallery as galleries
from benchmarks.memory.judging import is_flat, judge
from benchmarks.memory.load import Counts, Load
from gallery.gallery import Gallery
from matcher.types import FINGERS, Features, FingerPosition

DONORS, PEOPLE, ROUND = 40, 60, 20
"""Of a round: so many searches, and half as many people who come and go."""
ALLOWED_BYTES = 20_000
"""A kilobyte a search: less than any vector, template or answer of one."""


@pytest.fixture(scope="module")
def people() -> MixedPeople:
    return mixed_people(DONORS, DEFAULT_CACHE)


@pytest.fixture
def gallery(tmp_path: Path, people: MixedPeople) -> Iterator[Gallery]:
    galleries.build(tmp_path, people, PEOPLE)
    with open_gallery(tmp_path, galleries.SHALLOW) as (opened, _):
        yield opened


def held_after(gallery: Gallery, people: MixedPeople, number: int) -> int:
    """Work through a round; return the bytes that are held afterwards."""
    plan = Counts(ROUND * number, ROUND // 2 * number)
    done = Counts(ROUND * (number - 1), ROUND // 2 * (number - 1))
    Load(gallery, people, PEOPLE, plan, done).run(lambda: None, every_s=0.05)
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@dataclass(frozen=True, eq=False)
class Hoarders(MixedPeople):
    """A leak: every probe is kept."""

    kept: list[tuple[Features, ...]] = field(default_factory=list)

    def probe(
        self, number: int, fingers: Sequence[FingerPosition] = FINGERS
    ) -> tuple[Features, ...]:
        self.kept.append(super().probe(number, fingers))
        return self.kept[-1]


@pytest.mark.whole
@pytest.mark.slow
def test_nothing_is_held_after_searches_and_changes(gallery: Gallery, people: MixedPeople) -> None:
    tracemalloc.start()
    try:
        held = [held_after(gallery, people, 1)]
        files = open_files()
        held += [held_after(gallery, people, number) for number in (2, 3, 4)]
        # A leak grows in every round; what is made at its first use grows in one.
        assert min(b - a for a, b in pairwise(held)) < ALLOWED_BYTES
        # Connections of a pool are opened as threads meet; files of people would be many more.
        assert open_files() - files < ROUND // 2
        assert gallery.reference_count == PEOPLE
        # The same measure sees a leak.
        hoarders = Hoarders(people.source)
        hoarders.batch([0])
        before = tracemalloc.get_traced_memory()[0]
        assert held_after(gallery, hoarders, 5) - before > ALLOWED_BYTES
    finally:
        tracemalloc.stop()


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


BOUND = 30


def samples(
    *mebibytes: float, process: int = 0, index: Sequence[float] = ()
) -> list[dict[str, float]]:
    """Sample what is held beside the index."""
    of_index = index or [0.0] * len(mebibytes)
    return [
        {
            "process": process,
            "searches": n,
            "anonymous_bytes": one + more,
            "index_bytes": more,
            "resident_bytes": 2 * one,
        }
        for n, (one, more) in enumerate(zip(mebibytes, of_index, strict=True))
    ]


def test_what_stays_near_its_median_is_flat() -> None:
    judged = judge(samples(*[10.0] * 10, *[100.0, 104.0] * 45), 100, BOUND)
    assert is_flat(judged)
    assert judged[0]["samples"] == 90
    assert judged[0]["beside_index_bytes"]["highest"] == 104


def test_what_grows_is_not_flat() -> None:
    judged = judge(samples(*[100 + n / 4 for n in range(100)]), 100, BOUND)
    assert not is_flat(judged)
    assert judged[0]["beside_index_bytes"]["growth"] > 0.1


def test_an_index_that_fills_and_is_sealed_is_flat_up_to_its_bound() -> None:
    teeth = [n % 25 for n in range(100)]
    assert is_flat(judge(samples(*[100.0] * 100, index=teeth), 100, BOUND))
    assert not is_flat(judge(samples(*[100.0] * 100, index=[2.0 * one for one in teeth]), 100, 30))
    # What grows beside it does not hide behind it.
    grows = samples(*[100 + n / 4 for n in range(100)], index=teeth)
    assert not is_flat(judge(grows, 100, BOUND))


def test_every_process_has_a_warm_up_and_a_level_of_its_own() -> None:
    both = samples(*[100.0] * 40) + samples(*[150.0] * 40, process=1)
    judged = judge(both, 100, BOUND)
    assert [one["samples"] for one in judged] == [30, 30]
    assert is_flat(judged)


def test_a_run_too_short_to_judge_is_not_called_flat() -> None:
    assert not is_flat(judge(samples(*[100.0] * 5), 100, BOUND))
