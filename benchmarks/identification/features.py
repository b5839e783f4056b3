"""The vectors and prepared minutiae of people, which are made once and kept for searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import array_bytes
from benchmarks.identification import packing
from benchmarks.identification.recipe import Mask
from matcher import template
from matcher.comparison import prepare_stored
from matcher.cylinders import PackedCylinders
from matcher.types import FINGERS, FingerPosition, Template
from matcher.vector import quantise, vectors

Fingers = Mapping[FingerPosition, Template]
"""A person's prints of one encounter; fingers that could not be extracted are absent."""

_NOTHING = Template(
    width_px=1,
    height_px=1,
    quality=0,
    outline_px=np.zeros((0, 2), np.float32),
    x_px=np.zeros(0, np.float32),
    y_px=np.zeros(0, np.float32),
    direction_rad=np.zeros(0, np.float32),
    type=np.zeros(0, np.uint8),
    minutia_quality=np.zeros(0, np.float32),
)


@dataclass(frozen=True, eq=False)
class PeopleFeatures:
    """Some people with ten fingers each; a missing finger has a zero vector and no cylinders."""

    vectors: NDArray[np.int8]
    """(n, 10, VECTOR_DIMENSION)"""
    fingers: tuple[PackedCylinders, ...]
    """Ten entries, each with one finger of n people."""
    extracted: Mask
    """(n, 10): whether there is a template, even if it has few minutiae."""

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.vectors)


def describe(people: Sequence[Fingers]) -> PeopleFeatures:
    """Make vectors of people's prints, and cylinders of their templates in the stored form."""
    fingers = [[person.get(position, _NOTHING) for person in people] for position in FINGERS]
    prepared = [prepare_stored([template.encode(one) for one in finger]) for finger in fingers]
    return PeopleFeatures(
        np.stack([quantise(vectors(finger)) for finger in fingers], 1),
        tuple(prepared),
        np.array([[position in person for position in FINGERS] for person in people], np.bool_),
    )


def as_stored(prints: Fingers) -> dict[FingerPosition, Template]:
    """Round templates as the stored form does."""
    return {finger: template.decode(template.encode(one)) for finger, one in prints.items()}


def concatenate(blocks: Sequence[PeopleFeatures]) -> PeopleFeatures:
    """Put blocks of people one after the other."""
    return PeopleFeatures(
        np.concatenate([one.vectors for one in blocks]),
        tuple(packing.join(finger) for finger in zip(*(b.fingers for b in blocks), strict=True)),
        np.concatenate([one.extracted for one in blocks]),
    )


def to_bytes(features: PeopleFeatures) -> bytes:
    """Write people for the cache."""
    people = {"vectors": features.vectors, "extracted": features.extracted}
    return array_bytes({**people, **packing.to_columns(features.fingers)})


def read(files: Sequence[Path]) -> PeopleFeatures:
    """Read people of several files, one after the other.

    A finger at a time: all of a large gallery would not fit in memory twice.
    """
    fingers = tuple(
        packing.join([_read_finger(file, number) for file in files])
        for number in range(len(FINGERS))
    )
    vectors = np.concatenate([_read_column(file, "vectors") for file in files])
    extracted = np.concatenate([_read_column(file, "extracted") for file in files])
    return PeopleFeatures(
        vectors.astype(np.int8, copy=False), fingers, extracted.astype(np.bool_, copy=False)
    )


def _read_finger(file: Path, number: int) -> PackedCylinders:
    with np.load(file) as arrays:
        return packing.from_columns(arrays, number)


def _read_column(file: Path, name: str) -> NDArray[np.generic]:
    with np.load(file) as arrays:
        column: NDArray[np.generic] = arrays[name]
        return column
