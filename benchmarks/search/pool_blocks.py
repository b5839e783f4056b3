"""Genuine synthetic people, a block at a time: the source of the pool of fingers.

An existing block is not made again. Vectors of the same people in the cache of
`benchmarks.identification` are used.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import array_bytes, write_atomically
from benchmarks.identification import (
    Block,
    MinutiaeSource,
    Work,
    capture_shares,
    features_digest,
    list_blocks,
    make_missing,
    minutiae_source,
)
from matcher import template
from matcher.types import FINGERS, FingerPosition, ImpressionType
from matcher.vector import quantise, vectors
from synthesis.capture import Capture, captures
from synthesis.people import Person, person
from synthesis.seeds import Purpose

BLOCK_PEOPLE = 500
SENSORS = ("finger of a slap", "optical", "small optical", "capacitive")
TRAITS = ("size", "period_px", "hardness", "contact")
"""Traits of a person: scale of the body and mean ridge period. Traits of the encounter, as means of
ten fingers: difficulty of the capture (standard normal; skin and session), and the linear size of
the contact area against the sensor's usual size."""
_FORMAT = "search-pool/1"


@dataclass(frozen=True)
class Slab:
    """People of the evaluation range in one encounter, by number."""

    first: int
    count: int
    encounter: int


@dataclass(frozen=True, eq=False)
class PeopleBlock:
    """Some people: ten fingers each."""

    vectors: NDArray[np.int8]
    """(n, 10, 512)"""
    pattern: NDArray[np.uint8]
    """(n, 10): Henry class, `synthesis.finger.PatternClass`"""
    traits: NDArray[np.float32]
    """(n, 4): see TRAITS"""
    sensor: NDArray[np.uint8]
    """(n,): index into SENSORS; all fingers of an encounter have one sensor"""
    templates: NDArray[np.uint8]
    """Stored templates end to end, person by person."""
    lengths: NDArray[np.uint32]
    """(n, 10) bytes"""
    sums: NDArray[np.uint32]
    """(n, 10) CRC-32 of each template"""


def source() -> MinutiaeSource:
    """Return the source of the people: the references of `benchmarks.identification`."""
    return minutiae_source("first", ImpressionType.LIVESCAN_PLAIN, capture_shares(None))


def folder(cache: Path) -> Path:
    """Return the folder of blocks, named by everything that they depend on."""
    return cache / "search" / f"pool-{features_digest(source())}-{_FORMAT.rpartition('/')[2]}"


def make(slab: Slab, cache: Path) -> list[Path]:
    """Make the missing blocks of a slab; prints the remaining time."""
    people = range(slab.first, slab.first + slab.count)
    blocks = list_blocks(folder(cache), people, (slab.encounter,), BLOCK_PEOPLE)

    def build(same_people: Sequence[Block]) -> None:
        [block] = same_people
        write_atomically(block.path, array_bytes(vars(_build(block, cache))))

    make_missing(blocks, build, label=f"people, encounter {slab.encounter}")
    return [block.path for block in blocks]


def read(path: Path) -> PeopleBlock:
    """Read a stored block."""
    with np.load(path) as arrays:
        return PeopleBlock(**arrays)


def _build(part: Block, cache: Path) -> PeopleBlock:
    """Make the people of one block."""
    seeds = [Purpose.EVALUATE.seed(part.first + k) for k in range(part.count)]
    prints = [source().population.encounter(seed, part.encounter) for seed in seeds]
    kept = _kept_vectors(part, cache)
    if kept is None:
        every = [one[position] for one in prints for position in FINGERS]
        kept = quantise(vectors(every)).reshape(len(prints), len(FINGERS), -1)
    stored = [[template.encode(one[position]) for position in FINGERS] for one in prints]
    drawn = [person(seed) for seed in seeds]
    taken = [captures(seed, part.encounter) for seed in seeds]
    return PeopleBlock(
        vectors=kept,
        pattern=np.array([[f.pattern for f in one.fingers] for one in drawn], np.uint8),
        traits=np.array([_traits(*one) for one in zip(drawn, taken, strict=True)], np.float32),
        sensor=np.array([SENSORS.index(one[FINGERS[0]].sensor.name) for one in taken], np.uint8),
        templates=np.frombuffer(b"".join(b for ten in stored for b in ten), np.uint8),
        lengths=np.array([[len(one) for one in ten] for ten in stored], np.uint32),
        sums=np.array([[zlib.crc32(one) for one in ten] for ten in stored], np.uint32),
    )


def _traits(person: Person, taken: Mapping[FingerPosition, Capture]) -> tuple[float, ...]:
    body = person.body
    hardness = np.mean([one.latent for one in taken.values()])
    contact = np.mean([one.contact / one.sensor.contact for one in taken.values()])
    return body.scale, body.period_px, float(hardness), float(contact)


def _kept_vectors(part: Block, cache: Path) -> NDArray[np.int8] | None:
    """Read these people's vectors if `benchmarks.identification` has made all of them."""
    work = Work(source(), part.first, part.count, (part.encounter,))
    paths = [block.path for block in work.blocks(cache)]
    if not all(path.is_file() for path in paths):
        return None
    found = []
    for path in paths:
        with np.load(path) as arrays:
            found.append(arrays["vectors"])
    return np.concatenate(found).astype(np.int8, copy=False)
