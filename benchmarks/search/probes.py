"""Who is searched for: genuine people whose other encounter is planted, and strangers.

A mated probe is one more encounter of a person who is planted whole. Its ten cosines with its mate
are those of two encounters of one synthetic person: joint, as they come, not drawn.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.identification.assembly import PROBE_ENCOUNTER, STRANGERS
from benchmarks.search.pool import Floats, PoolRecipe, Rows, read_people
from benchmarks.search.pool_blocks import PeopleBlock, Slab
from matcher.comparison import MIN_CYLINDERS, prepare
from matcher.fusion import PreparedFingers
from matcher.template import decode
from matcher.types import FINGERS


@dataclass(frozen=True, eq=False)
class Probes:
    """Some people to search for."""

    people: PeopleBlock
    mates: Rows
    """(n,) pool row of each one's planted mate; -1 where there is none"""
    vectors: Floats
    """(n, 10, 512) of unit length, zeros where a finger is missing"""

    @property
    def count(self) -> int:
        """How many searches."""
        return len(self.vectors)

    def prepared(self, number: int) -> PreparedFingers:
        """Decode and prepare the templates of a probe."""
        lengths = self.people.lengths
        at = int(lengths[:number].sum())
        found = {}
        for position, length in zip(FINGERS, lengths[number].tolist(), strict=True):
            stored = self.people.templates[at : at + length].tobytes()
            found[position] = prepare(decode(stored))
            at += length
        return {f: one for f, one in found.items() if one.cylinder_count >= MIN_CYLINDERS}

    def templates(self, number: int) -> tuple[bytes, ...]:
        """Return the stored templates of a probe."""
        ends = np.cumsum(self.people.lengths[: number + 1].ravel())[-len(FINGERS) :]
        starts = ends - self.people.lengths[number]
        data = self.people.templates
        return tuple(data[a:b].tobytes() for a, b in zip(starts, ends, strict=True))


def mated(recipe: PoolRecipe, count: int, cache: Path) -> Probes:
    """Return probes of the first so many planted people."""
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
    """Return the first of some people; their templates are the first bytes."""
    columns = {name: column[:count] for name, column in vars(people).items()}
    end = int(people.lengths[:count].sum())
    return PeopleBlock(**columns | {"templates": people.templates[:end]})
