"""An index of composed people whose templates come from the pool, read anew in each search."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.search.pool import Pool
from benchmarks.search.sets import GALLERY, pool_rows
from gallery.index.parameters import IndexParameters
from gallery.index.segment.records import Record
from gallery.index.segmented_index import SegmentedIndex


class PooledIndex(SegmentedIndex):
    """Reads the stored templates of composed people where their records say.

    They lie at ten places of one file, those of a real record at one: reads from a cold disk are
    more here, never fewer.
    """

    def __init__(self, folder: Path, pool: Pool, parameters: IndexParameters) -> None:
        """Open a set that was built."""
        super().__init__(folder, gallery=GALLERY, parameters=parameters)
        self._pool = pool

    def records(self, reference_ids: Sequence[int] | NDArray[np.int64]) -> dict[int, Record]:
        """Read records, and the templates of those who have none of their own."""
        found = super().records(reference_ids)
        composed = {one: pool_rows(r.name) for one, r in found.items() if not any(r.templates)}
        # All reads are begun before the first is waited for.
        for rows in composed.values():
            self._pool.will_need(rows)
        for one, rows in composed.items():
            templates = tuple(self._pool.template(int(r), f) for f, r in enumerate(rows))
            found[one] = replace(found[one], templates=templates)
        return found

    def names(self, reference_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Read what references are called, for identity and encounter alike."""
        found = super().records(reference_ids)
        return {one: (str(one), record.name) for one, record in found.items()}
