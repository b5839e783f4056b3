"""Template → fixed-length vector, for the shortlist, and the vector's shorter forms.

The minutiae's cylinders go through a small network (`matcher.vector_network`). `python -m
training.train` makes the network's weights, without any real print. The vector does not change when
the print is shifted, and changes little when the print is turned as far as fingers are in practice.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.types import Template
from matcher.vector_cylinders import cylinders
from matcher.vector_network import NetworkWeights, aggregate_print, embed, minutia_rows

VECTOR_DIMENSION = 512
CODE_DIMENSION = 32
WEIGHTS_PATH = Path(__file__).with_name("vector_weights.npz")
WEIGHTS_SHA256 = hashlib.sha256(WEIGHTS_PATH.read_bytes()).hexdigest()
VECTOR_VERSION = f"vlad-{WEIGHTS_SHA256[:8]}"
"""Identifies the weights: vectors of different versions must not be compared."""

_ROWS_TOGETHER = 10
"""The fingers of a person."""
_INT8_SCALE = 127 * VECTOR_DIMENSION**0.5 / 5
"""Values up to five times the root mean square of a unit vector are kept; larger ones are cut."""


@dataclass(frozen=True)
class VectorParameters:
    """The limits on the minutiae that take part."""

    max_minutiae: int = 64
    """The best minutiae up to this number take part, as in training."""
    min_minutiae: int = 5
    """A template with fewer gives the zero vector, which no shortlist finds. Extraction refuses
    such templates."""


@dataclass(frozen=True, eq=False)
class VectorWeights:
    """The trained weights; see `training.train`."""

    network: NetworkWeights
    code: NDArray[np.float32]
    """(VECTOR_DIMENSION, CODE_DIMENSION)"""


@cache
def load_weights() -> VectorWeights:
    """Read the weights that ship with the package, once."""
    with np.load(WEIGHTS_PATH) as data:
        arrays = {name: np.ascontiguousarray(data[name], np.float32) for name in data.files}
    code = arrays.pop("code")
    return VectorWeights(NetworkWeights(**arrays), code)


def vector(template: Template, parameters: VectorParameters | None = None) -> NDArray[np.float32]:
    """Describe a template by (VECTOR_DIMENSION,) float32 of unit length; zeros if too sparse."""
    described: NDArray[np.float32] = vectors([template], parameters)[0]
    return described


def vectors(
    templates: Sequence[Template], parameters: VectorParameters | None = None
) -> NDArray[np.float32]:
    """Describe templates, as `vector` does except for rounding: (n, VECTOR_DIMENSION)."""
    p, weights = parameters or VectorParameters(), load_weights().network
    described = np.zeros((len(templates), VECTOR_DIMENSION), np.float32)
    rows = [minutia_rows(one, p.max_minutiae) for one in templates]
    dense = [number for number, one in enumerate(rows) if len(one) >= p.min_minutiae]
    if dense:
        aggregates = [_aggregate(rows[number], weights) for number in dense]
        described[dense] = embed(np.stack(aggregates), weights)
    return described


def _aggregate(rows: NDArray[np.float32], weights: NetworkWeights) -> NDArray[np.float32]:
    return aggregate_print(rows, cylinders(rows, np.array([0, len(rows)])), weights)


def quantise(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Reduce vectors to a byte a dimension: (n, VECTOR_DIMENSION). Inner products keep ratios."""
    levels = np.clip(np.rint(vectors * _INT8_SCALE), -127, 127)
    return np.asarray(levels, np.int8)


def dequantise(
    levels: NDArray[np.int8], room: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """Undo `quantise`, except its rounding; quantising the result gives the same levels.

    room: an array for the result; without it, the result gets new memory.
    """
    vectors = np.empty(levels.shape, np.float32) if room is None else room
    np.copyto(vectors, levels)
    vectors *= np.float32(1 / _INT8_SCALE)
    return vectors


def sign_bits(vectors: NDArray[np.float32] | NDArray[np.int8]) -> NDArray[np.uint8]:
    """Reduce vectors to a bit a dimension, set if the value is positive: (n, VECTOR_DIMENSION / 8).

    vectors: quantised or not; a value that was rounded to zero is no longer positive.
    """
    return np.packbits(vectors > 0, axis=1)


def small_code(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Reduce vectors to the small codes of a ten-finger search: (…, CODE_DIMENSION).

    Zeros stay zeros. All groups of four dimensions carry alike much, so that 4-bit product
    quantisation loses little. A row's code does not depend on the other rows: a product is rounded
    in another way in a larger matrix, so always the same number of rows is multiplied together.
    """
    rows = vectors.reshape(-1, VECTOR_DIMENSION)
    count = len(rows)
    if missing := -count % _ROWS_TOGETHER:
        rows = np.concatenate([rows, np.zeros((missing, VECTOR_DIMENSION), np.float32)])
    blocks = rows.reshape(len(rows) // _ROWS_TOGETHER, _ROWS_TOGETHER, VECTOR_DIMENSION)
    codes = (blocks @ load_weights().code).reshape(len(rows), CODE_DIMENSION)[:count]
    return np.asarray(codes.reshape(*vectors.shape[:-1], CODE_DIMENSION), np.float32)
