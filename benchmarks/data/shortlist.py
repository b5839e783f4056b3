"""Ranks mates in the shortlist, among references that need not fit in memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.data.metrics import Integers
from matcher.vector import VECTOR_DIMENSION, quantise, sign_bits

Vectors = NDArray[np.float32]

_COSINE_DECIMALS = 6
"""Equal vectors' products differ by rounding, depending on their column, but are ties."""


def _as_int8(references: Vectors) -> Vectors:
    """Return references as in a gallery of one byte a dimension, of unit length."""
    return _unit(quantise(references).astype(np.float32))


def _as_signs(references: Vectors) -> Vectors:
    """Return references as in a gallery of one bit a dimension, of unit length."""
    bits = np.unpackbits(sign_bits(references), axis=1, count=VECTOR_DIMENSION)
    known = np.abs(references).sum(1, keepdims=True) > 0
    return _unit((2 * bits.astype(np.float32) - 1) * known)


FORMS: Mapping[str, Callable[[Vectors], Vectors]] = {
    "float": lambda references: references,
    "int8": _as_int8,
    "sign": _as_signs,
}
"""The forms of a gallery's vectors; probes are always floats."""


@dataclass(frozen=True, eq=False)
class Searches:
    """Probes, and references with each probe's mate."""

    probes: Vectors
    references: Vectors
    mate: Integers
    """(probes,) row of the reference."""

    @property
    def possible(self) -> NDArray[np.bool_]:
        """(probes,) whether neither the probe's nor its mate's vector is zero."""
        known = np.abs(self.references[self.mate]).sum(1) > 0
        return np.asarray(known & (np.abs(self.probes).sum(1) > 0))


def shortlist_ranks(searches: Searches, distractors: Iterable[Vectors]) -> Mapping[str, Integers]:
    """Rank each probe's mate from 1, by form, behind all others of equal distance.

    distractors: blocks of further references. The mate of an impossible search ranks last.
    """
    probe = np.arange(len(searches.probes))
    own = {
        name: _cosines(searches.probes, form(searches.references)) for name, form in FORMS.items()
    }
    mated = {name: cosines[probe, searches.mate, None] for name, cosines in own.items()}
    ranks = {name: (own[name] >= mated[name]).sum(1).astype(np.int64) for name in FORMS}
    total = len(searches.references)
    for block in distractors:
        total += len(block)
        for name, form in FORMS.items():
            ranks[name] += (_cosines(searches.probes, form(block)) >= mated[name]).sum(1)
    return {name: np.where(searches.possible, rank, total + 1) for name, rank in ranks.items()}


def _cosines(probes: Vectors, references: Vectors) -> Vectors:
    return np.round(probes @ references.T, _COSINE_DECIMALS)


def _unit(rows: Vectors) -> Vectors:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
