"""The people of a run: the enrolled people, and the probes of searches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.identification.features import PeopleFeatures
from benchmarks.identification.packing import cylinders
from benchmarks.identification.recipe import Mask
from gallery.search import Probe
from matcher.comparison import MIN_CYLINDERS
from matcher.types import FINGERS
from matcher.vector import dequantise

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class People:
    """Features of people, and the fingers that were taken away from them."""

    features: PeopleFeatures
    lacking: Mask
    """(n, 10)"""

    @property
    def present(self) -> Mask:
        """(n, 10): fingers that were extracted and not taken away."""
        return np.asarray(self.features.extracted & ~self.lacking, np.bool_)

    def vectors(self, rows: slice) -> NDArray[np.int8]:
        """Return vectors as in a file of people, with zeros for missing fingers."""
        return np.where(self.lacking[rows][..., None], np.int8(0), self.features.vectors[rows])

    def probe(self, row: int, mask: Mask) -> Probe:
        """Make the probe that the service makes of some fingers of a booking.

        The service keeps a probe's vector in floats; here the vector comes from bytes.
        """
        there = mask & self.present[row]
        levels = np.where(there[:, None], self.features.vectors[row], np.int8(0))
        found = {
            FINGERS[column]: cylinders(self.features.fingers[column], row)
            for column in np.flatnonzero(there)
        }
        prepared = {f: one for f, one in found.items() if one.cylinder_count >= MIN_CYLINDERS}
        return Probe(dequantise(levels), prepared)


@dataclass(frozen=True, eq=False)
class Gallery:
    """References and the people behind them."""

    people: People
    """One row for each reference."""
    identity: Rows
    """(references,): the person of each reference."""

    @property
    def reference_count(self) -> int:
        """How many references a search goes through: N of the threshold."""
        return self.people.features.count

    @property
    def person_count(self) -> int:
        """How many people are enrolled."""
        return int(self.identity.max()) + 1
