"""Rows in memory, on their way from a segment or a batch to the files of a new segment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CodedRows:
    """References as files keep them, without the checksums, which depend on the row's number."""

    ids: Numbers
    masks: NDArray[np.uint16]
    finer: NDArray[np.uint8]
    """(n, 10, bytes_per_finger)"""
    codes: NDArray[np.uint8]
    """(n, CODE_BYTES)"""
    records: list[bytes]

    def take(self, chosen: Numbers) -> "CodedRows":
        """Return the chosen rows, in that order."""
        return CodedRows(
            self.ids[chosen],
            self.masks[chosen],
            self.finer[chosen],
            self.codes[chosen],
            [self.records[row] for row in chosen.tolist()],
        )


def join(parts: Sequence[CodedRows]) -> CodedRows:
    """Join parts, one after the other."""
    return CodedRows(
        np.concatenate([one.ids for one in parts]),
        np.concatenate([one.masks for one in parts]),
        np.concatenate([one.finer for one in parts]),
        np.concatenate([one.codes for one in parts]),
        [record for one in parts for record in one.records],
    )
