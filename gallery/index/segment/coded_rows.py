"""Rows between a segment that they are read from, or a batch, and the files they are written to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CodedRows:
    """References as files keep them, without the checksums that depend on the row's number."""

    ids: Numbers
    masks: NDArray[np.uint16]
    finer: NDArray[np.uint8]
    """(n, 10, bytes_per_finger)"""
    codes: NDArray[np.uint8]
    """(n, CODE_BYTES)"""
    records: list[bytes]

    @property
    def lengths(self) -> Numbers:
        """Of the records."""
        return np.array([len(one) for one in self.records], np.int64)

    def take(self, chosen: Numbers) -> "CodedRows":
        """Return some rows, in this order."""
        return CodedRows(
            self.ids[chosen],
            self.masks[chosen],
            self.finer[chosen],
            self.codes[chosen],
            [self.records[row] for row in chosen.tolist()],
        )


def join(parts: Sequence[CodedRows]) -> CodedRows:
    """Put rows one after the other."""
    return CodedRows(
        np.concatenate([one.ids for one in parts]),
        np.concatenate([one.masks for one in parts]),
        np.concatenate([one.finer for one in parts]),
        np.concatenate([one.codes for one in parts]),
        [record for one in parts for record in one.records],
    )
