"""People by number: each of a person's fingers comes from another one of a few generated people.

They fill galleries whose size and changes matter, but not the scores: thousands of people a second,
with genuine templates and vectors, each unlike every other in most fingers. One in ten has only the
two index fingers, another one in ten a right hand without thumb.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from benchmarks.data.galleries import ORI, PEOPLE_DIGEST, fill, open_gallery
from database.caller import Caller
from gallery.transfer import (
    NOT_STATED,
    POSITIONS,
    PeopleBatch,
    PeopleReader,
    PeopleWriter,
    make_enrolment,
    unit_vectors,
)
from gallery.types import Enrolment
from matcher import template as template_codec
from matcher.types import FINGERS, Features, FingerPosition, ImpressionType
from matcher.vector import VECTOR_DIMENSION, quantise, vector
from synthesis.minutiae import enrolment, minutiae_template
from synthesis.people import person

FIRST_SEED = 8_000_000
"""The first seed of the generated people; no other set of synthetic people reaches them."""
TWO_INDEX = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)
SLAP = FINGERS[1:5]
_GROUP = 50
_BLOCK_PEOPLE = 2_000


@dataclass(frozen=True, eq=False)
class MixedPeople:
    """People who are mixed from the rows of a file of people."""

    source: Path
    have_all: bool = False
    """Whether nobody lacks fingers."""

    @property
    def donor_count(self) -> int:
        """How many people they are mixed from."""
        return len(self._templates)

    def fingers(self, number: int) -> tuple[FingerPosition, ...]:
        """Return the fingers that a person has prints of."""
        if self.have_all:
            return tuple(FINGERS)
        return {0: TWO_INDEX, 1: tuple(SLAP)}.get(number % 10, tuple(FINGERS))

    def with_all_fingers(self, number: int) -> int:
        """Return the number of a person with all fingers, in place of a person without."""
        return number if len(self.fingers(number)) == len(FINGERS) else number - number % 10 + 2

    def batch(self, numbers: Sequence[int], first_row: int = 0) -> PeopleBatch:
        """Make people as rows of a file: person N is P-N, with one encounter, E-N."""
        templates = [[b""] * len(POSITIONS) for _ in numbers]
        vectors = np.zeros((len(numbers), len(POSITIONS), VECTOR_DIMENSION), np.int8)
        impressions = np.full((len(numbers), len(POSITIONS)), NOT_STATED, np.int8)
        for row, number in enumerate(numbers):
            for finger, donor in self._donors(number):
                templates[row][finger] = self._templates[donor][finger]
                vectors[row, finger] = self._vectors[donor, finger]
                impressions[row, finger] = ImpressionType.LIVESCAN_PLAIN
        return PeopleBatch(
            first_row,
            [identity_id(number) for number in numbers],
            [encounter_id(number) for number in numbers],
            templates,
            vectors,
            impressions,
        )

    def enrolments(self, numbers: Sequence[int]) -> list[Enrolment]:
        """Make people for `gallery.people.enrolment.enrol_batch`."""
        batch = self.batch(numbers)
        return [make_enrolment(batch, row) for row in range(len(batch))]

    def probe(
        self, number: int, fingers: Sequence[FingerPosition] = FINGERS
    ) -> tuple[Features, ...]:
        """Return a person's enrolled prints of some fingers."""
        features = []
        for finger, donor in self._donors(number):
            if FINGERS[finger] in fingers:
                template = template_codec.decode(self._templates[donor][finger])
                [unit] = unit_vectors(self._vectors[donor, finger : finger + 1])
                assert unit is not None
                features.append(Features(FINGERS[finger], template, unit))
        return tuple(features)

    def other_impression(
        self, number: int, fingers: Sequence[FingerPosition], impression: int
    ) -> tuple[Features, ...]:
        """Return prints of some fingers that a person gave at another time."""
        features = []
        for finger, donor in self._donors(number):
            if FINGERS[finger] in fingers:
                made = person(FIRST_SEED + donor).finger(FINGERS[finger])
                template = minutiae_template(made, impression)
                features.append(Features(FINGERS[finger], template, vector(template)))
        return tuple(features)

    def _donors(self, number: int) -> list[tuple[int, int]]:
        """Choose the origin of each finger: (finger from 0, row of the source)."""
        chosen = np.random.default_rng([FIRST_SEED, number]).integers(
            len(self._templates), size=len(FINGERS)
        )
        own = self.fingers(number)
        return [(n, int(row)) for n, row in enumerate(chosen) if FINGERS[n] in own]

    @cached_property
    def _rows(self) -> tuple[list[Sequence[bytes]], NDArray[np.int8]]:
        with PeopleReader(self.source) as reader:
            batches = [reader.read(group) for group in range(reader.group_count)]
        templates = [row for batch in batches for row in batch.templates or ()]
        return templates, np.concatenate(
            [one.vectors for one in batches if one.vectors is not None]
        )

    @property
    def _templates(self) -> list[Sequence[bytes]]:
        return self._rows[0]

    @property
    def _vectors(self) -> NDArray[np.int8]:
        return self._rows[1]


def identity_id(number: int) -> str:
    """Return the id of a person's identity."""
    return f"P-{number}"


def encounter_id(number: int) -> str:
    """Return the id of a person's only encounter."""
    return f"E-{number}"


def mixed_people(donor_count: int, cache: Path, *, have_all: bool = False) -> MixedPeople:
    """Return people mixed from `donor_count` generated people, who are cached.

    have_all: whether everybody has all fingers.
    """
    path = cache / "mixed_people" / f"{PEOPLE_DIGEST}-{donor_count}.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may make the same file at the same time.
        draft = path.with_stem(f"{path.stem}-{uuid4().hex}")
        with PeopleWriter(draft, templates=True, vectors=True) as writer:
            for first in range(0, donor_count, _GROUP):
                writer.write(_generate(first, min(_GROUP, donor_count - first)))
            writer.finish()
        draft.replace(path)
    return MixedPeople(path, have_all)


def mixed_gallery(count: int, people: MixedPeople, cache: Path) -> Path:
    """Return the data folder of a server with so many people; an interrupted import continues."""
    name = f"{PEOPLE_DIGEST}-mixed-{people.donor_count}-{count}{'-all' if people.have_all else ''}"
    folder = cache / "galleries" / name
    with open_gallery(folder) as (gallery, database):
        fill(
            gallery,
            database,
            count,
            people.enrolments,
            encounter_id,
            caller=Caller(ORI),
            block=_BLOCK_PEOPLE,
        )
    return folder


def _generate(first: int, count: int) -> PeopleBatch:
    templates = [[b""] * len(POSITIONS) for _ in range(count)]
    vectors = np.zeros((count, len(POSITIONS), VECTOR_DIMENSION), np.int8)
    for row in range(count):
        for finger, template in enrolment(person(FIRST_SEED + first + row), 1).items():
            templates[row][finger - 1] = template_codec.encode(template)
            vectors[row, finger - 1] = quantise(vector(template))
    names = [f"D-{first + row}" for row in range(count)]
    impressions = np.full((count, len(POSITIONS)), NOT_STATED, np.int8)
    return PeopleBatch(first, names, names, templates, vectors, impressions)
