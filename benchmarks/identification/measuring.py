"""Makes raw results from galleries and probes. An interrupted run continues block by block."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.data import track, write_atomically
from benchmarks.identification import raw
from benchmarks.identification.gallery import People, Rows
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import FingerSet, Mask
from benchmarks.identification.searching import CANDIDATES, Searcher, exhaustive
from benchmarks.identification.shard import PackedShard
from gallery.search import SearchParameters
from matcher.calibration import CALIBRATION_VERSION
from matcher.types import FINGERS


@dataclass(frozen=True)
class ProbeBlock:
    """Some people to search for; their features are read when their turn comes."""

    key: str
    """Names the features and the fingers that were taken away."""
    person: Rows
    """(n,) numbers."""
    mate: Rows
    """(n,) identity in the gallery; -1 if the person is not enrolled."""
    load: Callable[[], People]
    offered: Mask | None = None
    """(n, 10): fingers that have images; None: all."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A gallery that is ready for searches with one finger set."""

    shard: PackedShard
    gallery_key: str
    fingers: FingerSet
    cache: Path
    parameters: SearchParameters = SearchParameters()  # noqa: RUF009 - frozen

    def key(self, block: ProbeBlock) -> str:
        """Name everything that the raw results of a block depend on."""
        made = (self.gallery_key, self.shard.version, CALIBRATION_VERSION)
        stated = (*made, self.parameters, CANDIDATES, self.fingers, block.key)
        return hashlib.blake2s(repr(stated).encode(), digest_size=12).hexdigest()


def search_all(stage: Stage, blocks: Sequence[ProbeBlock]) -> Searches:
    """Search for everybody, or read kept results; prints the remaining time."""
    waiting = track(blocks, f"searching, {stage.fingers.name}")
    return raw.concatenate([_kept_or_searched(stage, block) for block in waiting])


def exhaustive_sample(
    stage: Stage, blocks: Sequence[ProbeBlock], count: int
) -> tuple[Searches, Searches]:
    """Repeat some searches, and compare everybody on the shortlist by every finger.

    Returns the same searches with the cascade and without.
    """
    per_block = -(-count // max(1, len(blocks)))
    without = replace(stage, parameters=exhaustive(stage.parameters))
    both = [
        raw.concatenate([_search(how, block, per_block) for block in blocks[:count]])
        for how in (stage, without)
    ]
    return both[0], both[1]


def _kept_or_searched(stage: Stage, block: ProbeBlock) -> Searches:
    path = stage.cache / "identification" / "searches" / f"{stage.key(block)}.npz"
    if not path.is_file():
        write_atomically(path, raw.to_bytes(_search(stage, block).columns()))
    return raw.from_bytes(path.read_bytes())


def _search(stage: Stage, block: ProbeBlock, most: int | None = None) -> Searches:
    """Search with the people of a block who have a finger. most: only among the first people."""
    probes, masks = block.load(), _masks(stage.fingers, block)
    searcher = Searcher(stage.shard, stage.parameters)
    chosen = np.flatnonzero(masks[:most].any(1))
    found = [
        searcher.search(probes.probe(row, masks[row]), int(block.mate[row]))
        for row in chosen.tolist()
    ]
    return raw.table(block.person[chosen], block.mate[chosen] >= 0, found)


def _masks(fingers: FingerSet, block: ProbeBlock) -> Mask:
    every = np.ones((len(block.person), len(FINGERS)), np.bool_)
    offered = every if block.offered is None else block.offered
    return np.stack(
        [fingers.mask(int(n), own) for n, own in zip(block.person, offered, strict=True)]
    )
