"""From galleries and probes to raw results: search after search, resumable block by block."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data.progress import progress_bar
from benchmarks.data.results import write_atomically
from benchmarks.identification import raw
from benchmarks.identification.gallery import Gallery, People, Rows
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import FingerSet, Mask
from benchmarks.identification.searching import Found, Searcher
from benchmarks.identification.shortlists import Shortlist
from matcher.calibration import CALIBRATION_VERSION
from matcher.types import FINGERS


@dataclass(frozen=True)
class ProbeBlock:
    """Some people to search for, read when their turn comes."""

    key: str
    """Names their features and what was taken away."""
    person: Rows
    """(n,) numbers."""
    mate: Rows
    """(n,) identity in the gallery; -1 where the person is not enrolled."""
    load: Callable[[], People]
    offered: Mask | None = None
    """(n, 10): fingers that there are images of; None: all."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A gallery made ready for one finger set."""

    gallery: Gallery
    gallery_key: str
    shortlist: Shortlist
    fingers: FingerSet
    cache: Path

    def key(self, block: ProbeBlock) -> str:
        """Name everything that the raw results of a block depend on."""
        stated = (self.gallery_key, self.shortlist.name, self.fingers, CALIBRATION_VERSION)
        return hashlib.blake2s(repr((stated, block.key)).encode(), digest_size=12).hexdigest()


def search_all(stage: Stage, blocks: Sequence[ProbeBlock]) -> Searches:
    """Search for everybody, or read what is kept; prints the time that remains."""
    parts = []
    with progress_bar() as progress:
        task = progress.add_task(f"searching, {stage.fingers.name}", total=len(blocks))
        for block in blocks:
            parts.append(_kept_or_searched(stage, block))
            progress.advance(task)
    return raw.concatenate(parts)


def exhaustive_sample(
    stage: Stage, blocks: Sequence[ProbeBlock], count: int
) -> tuple[Searches, Searches]:
    """Do some searches again with everybody on the shortlist compared by every finger.

    Returns the same searches with the cascade and without.
    """
    per_block = -(-count // max(1, len(blocks)))
    found: list[tuple[Searches, Searches]] = []
    for block in blocks[:count]:
        probes = block.load()
        chosen = np.arange(min(per_block, probes.count))
        outcome = _Outcome(stage, block, probes)
        found.append((outcome.table(chosen), outcome.table(chosen, everything=True)))
    return raw.concatenate([one for one, _ in found]), raw.concatenate([two for _, two in found])


def stranger_similarities(
    stage: Stage, blocks: Sequence[ProbeBlock], edges: NDArray[np.float64], count: int
) -> NDArray[np.int64]:
    """Count how near everybody else is to some probes, by bin; the outer bins take what is beyond.

    Returns (edges - 1,).
    """
    counts = np.zeros(len(edges) - 1, np.int64)
    left = count
    for block in blocks:
        if left <= 0:
            break
        near = stage.shortlist.similarities(block.load(), _masks(stage.fingers, block))[:left]
        strangers = stage.gallery.identity[None] != block.mate[: len(near), None]
        for one, others in zip(near, strangers, strict=True):
            counts += np.histogram(np.clip(one[others], edges[0], edges[-1]), edges)[0]
        left -= len(near)
    return counts


def _kept_or_searched(stage: Stage, block: ProbeBlock) -> Searches:
    path = stage.cache / "identification" / "searches" / f"{stage.key(block)}.npz"
    if not path.is_file():
        probes = block.load()
        made = _Outcome(stage, block, probes).table(np.arange(probes.count))
        write_atomically(path, raw.to_bytes(made.columns()))
    return raw.from_bytes(path.read_bytes())


class _Outcome:
    """The searches of one block: the shortlist at once, the rest one by one."""

    def __init__(self, stage: Stage, block: ProbeBlock, probes: People) -> None:
        self._stage, self._block, self._probes = stage, block, probes
        self._masks = _masks(stage.fingers, block)
        started = time.thread_time()
        depth = stage.fingers.depths.shortlist
        self._shortlisted = stage.shortlist.search(probes, self._masks, block.mate, depth)
        self._shortlist_ms = 1_000 * (time.thread_time() - started) / probes.count
        self._searcher = Searcher(stage.gallery, stage.fingers.depths)

    def table(self, chosen: Rows, *, everything: bool = False) -> Searches:
        """Search with those of some probes that have a finger. everything: without the cascade."""
        chosen = chosen[self._masks[chosen].any(1)]
        found = [self._search(int(row), everything) for row in chosen]
        return raw.table(
            self._block.person[chosen],
            self._block.mate[chosen] >= 0,
            self._shortlisted.mate_rank[chosen],
            self._shortlisted.mate_similarity[chosen],
            found,
            self._shortlist_ms,
        )

    def _search(self, row: int, everything: bool) -> Found:
        search = self._searcher.compare_all if everything else self._searcher.search
        # A probe without vectors finds nobody: its rows are -1.
        rows = self._shortlisted.rows[row]
        return search(
            self._probes,
            row,
            self._masks[row],
            rows[rows >= 0],
            int(self._block.mate[row]),
        )


def _masks(fingers: FingerSet, block: ProbeBlock) -> Mask:
    every = np.ones((len(block.person), len(FINGERS)), np.bool_)
    offered = every if block.offered is None else block.offered
    return np.stack(
        [fingers.mask(int(n), own) for n, own in zip(block.person, offered, strict=True)]
    )
