"""Makes raw results from galleries and probes. An interrupted run continues block by block."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
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
    mate_offered: Mask | None = None
    """(n, 10): fingers that the mate was enrolled with; None: all. A search with none of them is
    not made."""
    encounter: Rows | None = None
    """(n,) number among the person's encounters; None: 0."""
    left_out: Rows | None = None
    """(n,) identity that counts as not enrolled, -1 for nobody; None: nobody."""

    def asked(self, fingers: FingerSet) -> list[tuple[int, Mask]]:
        """List the searches: rows of people, and fingers to search with."""
        every = np.ones((len(self.person), len(FINGERS)), np.bool_)
        offered = every if self.offered is None else self.offered
        enrolled = every if self.mate_offered is None else self.mate_offered
        # Encounters of one person take turns among the fingers too.
        turn = self.person if self.encounter is None else self.person + self.encounter
        return [
            (row, mask)
            for row in range(len(self.person))
            for mask in fingers.masks(int(turn[row]), offered[row])
            if (mask & enrolled[row]).any()
        ]


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
        columns = tuple(field.name for field in fields(Searches))
        made = (self.gallery_key, self.shard.version, CALIBRATION_VERSION, columns)
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
    """Search with the people of a block who have a finger. most: only the first searches."""
    probes, searcher = block.load(), Searcher(stage.shard, stage.parameters)
    asked = block.asked(stage.fingers)[:most]
    rows = np.array([row for row, _ in asked], np.int64)
    nobody = np.full(len(block.person), -1)
    left_out = nobody if block.left_out is None else block.left_out
    found = [
        searcher.search(probes.probe(row, mask), int(block.mate[row]), int(left_out[row]))
        for row, mask in asked
    ]
    return raw.table(
        block.person[rows],
        block.mate[rows] >= 0,
        found,
        encounter=None if block.encounter is None else block.encounter[rows],
        fingers=np.array([_bits(mask) for _, mask in asked], np.int64),
    )


def _bits(mask: Mask) -> int:
    return int((1 << np.flatnonzero(mask)).sum())
