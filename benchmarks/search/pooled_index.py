"""An index of composed people; each search reads their templates from the pool."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.search.pool import Pool
from benchmarks.search.sets import GALLERY, pool_rows
from gallery.index import IndexParameters, SegmentedIndex
from gallery.index.segment import Record


class PooledIndex(SegmentedIndex):
    """Reads the stored templates of composed people from the places in their records.

    A person's templates lie at ten places of one file, a real record's at one place. So there are
    more reads from a cold disk here, never fewer.
    """

    def __init__(self, folder: Path, pool: Pool, parameters: IndexParameters) -> None:
        """Open a built set."""
        super().__init__(folder, gallery=GALLERY, parameters=parameters)
        self._pool = pool

    def records(self, reference_ids: Sequence[int] | NDArray[np.int64]) -> dict[int, Record]:
        """Read records, with the templates of people who have none in their record."""
        found = super().records(reference_ids)
        composed = {one: pool_rows(r.name) for one, r in found.items() if not any(r.templates)}
        # All reads start before the first is awaited.
        for rows in composed.values():
            self._pool.will_need(rows)
        for one, rows in composed.items():
            templates = tuple(self._pool.template(int(r), f) for f, r in enumerate(rows))
            found[one] = replace(found[one], templates=templates)
        return found

    def names(self, reference_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Read the names of references, which serve for identity and encounter."""
        found = super().records(reference_ids)
        return {one: (str(one), record.name) for one, record in found.items()}
