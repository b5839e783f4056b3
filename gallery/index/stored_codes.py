"""The bytes that an index stores of references, to look for them in files."""

from collections.abc import Iterator

import numpy as np

from gallery.index.quantiser import Quantiser
from gallery.index.segment import FINER_CODES
from gallery.index.types import ReferenceBatch


def finger_codes(batch: ReferenceBatch) -> Iterator[tuple[str, bytes]]:
    """Yield every finer code of every finger, with the code's name."""
    for name, finer in FINER_CODES.items():
        coded = finer.encode(batch.vectors)
        there = np.any(coded != 0, axis=2)
        yield from ((name, one.tobytes()) for one in coded[there])


def row_codes(batch: ReferenceBatch, quantiser: Quantiser) -> list[bytes]:
    """Return the ten small codes of each reference as a segment stores them."""
    return [one.tobytes() for one in quantiser.encode(batch.small_codes())]
