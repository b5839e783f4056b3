"""The people of a run: who is enrolled, and what a search has of each probe."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.identification.features import PeopleFeatures
from benchmarks.identification.recipe import Mask
from gallery.search import Probe
from matcher.comparison import MIN_CYLINDERS
from matcher.types import FINGERS
from matcher.vector import dequantise

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class People:
    """Features of people, and which fingers were taken away from them."""

    features: PeopleFeatures
    lacking: Mask
    """(n, 10)"""

    @property
    def count(self) -> int:
        """How many rows."""
        return self.features.count

    @property
    def present(self) -> Mask:
        """(n, 10): fingers that were extracted and not taken away."""
        return np.asarray(self.features.extracted & ~self.lacking, np.bool_)

    def vectors(self, rows: slice) -> NDArray[np.int8]:
        """Return vectors as a file of people has them, zeros where a finger is missing."""
        return np.where(self.lacking[rows][..., None], np.int8(0), self.features.vectors[rows])

    def probe(self, row: int, mask: Mask) -> Probe:
        """Make what the service makes of some fingers of a booking.

        The service keeps a probe's vector in floats, here it comes from bytes.
        """
        there = mask & self.present[row]
        levels = np.where(there[:, None], self.features.vectors[row], np.int8(0))
        cylinders = {
            FINGERS[column]: self.features.fingers[column].cylinders(row)
            for column in np.flatnonzero(there)
        }
        prepared = {f: one for f, one in cylinders.items() if one.cylinder_count >= MIN_CYLINDERS}
        return Probe(dequantise(levels), prepared)


@dataclass(frozen=True, eq=False)
class Gallery:
    """References and the people behind them."""

    people: People
    """One row a reference."""
    identity: Rows
    """(references,): which person each is of."""

    @property
    def reference_count(self) -> int:
        """N of the threshold: how many references a search meets."""
        return self.people.count

    @property
    def person_count(self) -> int:
        """How many people are enrolled."""
        return int(self.identity.max()) + 1
