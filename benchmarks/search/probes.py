"""The probes: genuine people whose other encounter is planted, and strangers.

A mated probe is another encounter of a person who is planted whole. Its ten cosines with its mate
are those of two encounters of one synthetic person: joint, not drawn separately.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.identification import PROBE_ENCOUNTER, STRANGERS
from benchmarks.search.pool import Floats, PoolRecipe, Rows, read_people
from benchmarks.search.pool_blocks import PeopleBlock, Slab
from matcher.comparison import MIN_CYLINDERS, prepare
from matcher.fusion import PreparedFingers
from matcher.template import decode
from matcher.types import FINGERS


@dataclass(frozen=True, eq=False)
class Probes:
    """People to search for."""

    people: PeopleBlock
    mates: Rows
    """(n,) pool row of each probe's planted mate; -1 without a mate"""
    vectors: Floats
    """(n, 10, 512) of unit length, zeros for missing fingers"""

    @property
    def count(self) -> int:
        """The number of probes."""
        return len(self.vectors)

    def prepared(self, number: int) -> PreparedFingers:
        """Decode and prepare the templates of a probe."""
        found = {
            finger: prepare(decode(stored))
            for finger, stored in zip(FINGERS, self.templates(number), strict=True)
        }
        return {f: one for f, one in found.items() if one.cylinder_count >= MIN_CYLINDERS}

    def templates(self, number: int) -> tuple[bytes, ...]:
        """Return the stored templates of a probe."""
        ends = np.cumsum(self.people.lengths[: number + 1].ravel())[-len(FINGERS) :]
        starts = ends - self.people.lengths[number]
        data = self.people.templates
        return tuple(data[a:b].tobytes() for a, b in zip(starts, ends, strict=True))


def mated(recipe: PoolRecipe, count: int, cache: Path) -> Probes:
    """Return probes of the first `count` planted people."""
    whole = read_people(Slab(0, recipe.probed, PROBE_ENCOUNTER), cache)
    people = _first(whole, min(count, recipe.probed))
    return Probes(people, np.arange(len(people.vectors)), unit(people))


def strangers(count: int, cache: Path) -> Probes:
    """Return probes of people who are neither enrolled nor in the pool."""
    people = read_people(Slab(STRANGERS, count, PROBE_ENCOUNTER), cache)
    return Probes(people, np.full(count, -1), unit(people))


def unit(people: PeopleBlock) -> Floats:
    """Return vectors as floats of unit length."""
    vectors = people.vectors.astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=2, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1), np.float32)


def _first(people: PeopleBlock, count: int) -> PeopleBlock:
    """Return the first people of a block; their templates are the first bytes."""
    columns = {name: column[:count] for name, column in vars(people).items()}
    end = int(people.lengths[:count].sum())
    return PeopleBlock(**columns | {"templates": people.templates[:end]})
