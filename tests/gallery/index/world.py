"""People for an index: everything about one follows from the reference id; and a log of changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.index.parameters import IndexParameters
from gallery.index.segmented_index import SegmentedIndex
from gallery.index.types import ReferenceBatch
from matcher.types import FINGERS
from matcher.vector import VECTOR_DIMENSION

SMALL = IndexParameters(
    finer="int8-32", seal_count=64, tail_count=32, replay_count=1_000, tier_factor=3,
    background=False,
)  # fmt: skip
TWO_INDEX, OTHER = (1, 6), (0, 1, 2, 3)


def fingers_of(reference_id: int) -> tuple[int, ...]:
    """Every tenth reference has two index fingers, every tenth four, the others all ten."""
    few = {7: TWO_INDEX, 8: OTHER}
    return few.get(reference_id % 10, tuple(range(len(FINGERS))))


@lru_cache(4_096)
def vectors_of(reference_id: int) -> NDArray[np.float32]:
    """Unit vectors of a person's fingers: (10, VECTOR_DIMENSION)."""
    rng = np.random.default_rng([11, reference_id])
    vectors = np.zeros((len(FINGERS), VECTOR_DIMENSION), np.float32)
    there = list(fingers_of(reference_id))
    drawn = rng.normal(size=(len(there), VECTOR_DIMENSION))
    vectors[there] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return vectors


def batch_of(reference_ids: Iterable[int]) -> ReferenceBatch:
    """Return references as the source has them; templates are any bytes here."""
    ids = sorted(reference_ids)
    templates = [
        [f"{one}/{f}".encode() if f in fingers_of(one) else b"" for f in range(10)] for one in ids
    ]
    vectors = np.zeros((len(ids), len(FINGERS), VECTOR_DIMENSION), np.float32)
    for row, one in enumerate(ids):
        vectors[row] = vectors_of(one)
    return ReferenceBatch(
        np.array(ids, np.int64), vectors, templates, [f"person-{one:06d}" for one in ids]
    )


@dataclass(frozen=True)
class Change:
    """What a source did."""

    kind: str
    reference_ids: tuple[int, ...]


@dataclass
class Source:
    """Changes numbered from 1, and what they come to: plain, and what an index must agree with."""

    changes: list[Change] = field(default_factory=list)

    def add(self, reference_ids: Iterable[int]) -> None:
        self.changes.append(Change("add", tuple(reference_ids)))

    def remove(self, reference_ids: Iterable[int]) -> None:
        self.changes.append(Change("remove", tuple(reference_ids)))

    def expunge(self, reference_ids: Iterable[int]) -> None:
        self.changes.append(Change("expunge", tuple(reference_ids)))

    @property
    def live(self) -> set[int]:
        there: set[int] = set()
        for change in self.changes:
            if change.kind == "add":
                there |= set(change.reference_ids)
            else:
                there -= set(change.reference_ids)
        return there

    @property
    def gone(self) -> set[int]:
        return {one for change in self.changes for one in change.reference_ids} - self.live

    def replay(self, index: SegmentedIndex, after: int | None = None) -> None:
        """Bring an index up to date from its watermark, as a follower does."""
        first = index.watermark if after is None else after
        for number, change in enumerate(self.changes[first:], start=first + 1):
            apply(index, change, max(number, index.watermark))


def apply(index: SegmentedIndex, change: Change, number: int) -> None:
    if change.kind == "add":
        index.add(batch_of(change.reference_ids), number)
    elif change.kind == "remove":
        index.remove(change.reference_ids, number)
    else:
        index.expunge(change.reference_ids, number)


def open_index(folder: Path, parameters: IndexParameters = SMALL) -> SegmentedIndex:
    return SegmentedIndex(folder, gallery="iafis", parameters=parameters)


def found_by(index: SegmentedIndex, reference_ids: Sequence[int], depth: int = 5) -> list[set[int]]:
    """Look for some people; returns who is on the shortlist of each."""
    probes = np.stack([vectors_of(one) for one in reference_ids])
    return [set(one.reference_ids.tolist()) for one in index.shortlist(probes, depth)]


def assert_agrees(index: SegmentedIndex, source: Source) -> None:
    """No lost, ghost or duplicate reference: in count, look-up, shortlist, scan and records."""
    live, gone = sorted(source.live), sorted(source.gone)
    assert index.count == len(live)
    assert index.contains(live).all()
    assert not index.contains(gone).any()
    everybody = index.scan(vectors_of(10), 10_000).reference_ids.tolist()
    assert sorted(everybody) == live
    if live:
        some = live[:: max(1, len(live) // 12)]
        assert all(one in found for one, found in zip(some, found_by(index, some), strict=True))
        assert {one: r.name for one, r in index.records(some).items()} == {
            one: f"person-{one:06d}" for one in some
        }
    assert np.isneginf(index.rescore(vectors_of(10), gone)).all()
    assert index.records(gone) == {}
