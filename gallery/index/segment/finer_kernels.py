"""The loops of `segment.finer`, without a copy of the table and without Python's lock."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gallery.index.segment.checksums import word_sum
from gallery.index.segment.prefetch import AHEAD_ROWS, ask_for

Floats = NDArray[np.float32]
Signed = NDArray[np.int8]
Table = NDArray[np.uint8]
Words = NDArray[np.uint64]
Rows = NDArray[np.int64]


_EXACT = {"reassoc", "contract"}
"""Sums of products of bytes are whole numbers below 2^24 up to a thousand dimensions, so floats
hold them exactly in any order of addition."""


@njit(nogil=True, cache=True, fastmath=_EXACT)  # type: ignore[untyped-decorator]
def _product_and_squares(probe: Floats, finger: Signed) -> tuple[np.float32, np.float32]:
    product, squares = np.float32(0), np.float32(0)
    for i in range(probe.shape[0]):
        level = np.float32(finger[i])
        product += level * probe[i]
        squares += level * level
    return product, squares


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _lengths(levels: Signed) -> NDArray[np.float64]:
    lengths = np.empty(levels.shape[0])
    for f in range(levels.shape[0]):
        _, squares = _product_and_squares(levels[f].astype(np.float32), levels[f])
        lengths[f] = np.sqrt(np.float64(squares))
    return lengths


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _cosine(probe: Floats, length: float, finger: Signed) -> float:
    """Return the cosine of a finger, 0 if the finger is missing."""
    product, squares = _product_and_squares(probe, finger)
    cosine = 0.0
    if squares > 0:
        cosine = np.float64(product) / (length * np.sqrt(np.float64(squares)))
    return cosine


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def int8_similarity(levels: Signed, rows: Signed, words: Words, numbers: Rows) -> Floats:
    """Sum cosines of integer vectors; NaN for a row with a wrong checksum."""
    lengths, width, probe = _lengths(levels), levels.shape[1], levels.astype(np.float32)
    fingers = np.flatnonzero(lengths > 0)
    found = np.empty(len(numbers), np.float32)
    for i in range(len(numbers)):
        if word_sum(words[i, :-1], np.uint64(numbers[i])) != words[i, -1]:
            found[i] = np.nan
            continue
        total = 0.0
        for f in fingers:
            total += _cosine(probe[f], lengths[f], rows[i, f * width : (f + 1) * width])
        found[i] = total
    return found


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def int8_scan(levels: Signed, table: Signed, count: int) -> Floats:
    """Sum cosines of integer vectors for the first rows."""
    lengths, width, probe = _lengths(levels), levels.shape[1], levels.astype(np.float32)
    fingers = np.flatnonzero(lengths > 0)
    found = np.empty(count, np.float32)
    for row in range(count):
        total = 0.0
        for f in fingers:
            if row + AHEAD_ROWS < count:
                ask_for(table, row + AHEAD_ROWS, f * width, (f + 1) * width)
            total += _cosine(probe[f], lengths[f], table[row, f * width : (f + 1) * width])
        found[row] = total
    return found


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def sign_sums(probe: Floats) -> Floats:
    """Add up the probe under every half byte of signs: (10, half bytes, 16), for unit signs."""
    halves = probe.shape[1] // 4
    sums = np.zeros((probe.shape[0], halves, 16), np.float32)
    scale = np.float32(1 / np.sqrt(probe.shape[1]))
    for f in range(probe.shape[0]):
        for h in range(halves):
            for bits in range(16):
                for d in range(4):
                    value = probe[f, 4 * h + d] * scale
                    sums[f, h, bits] += value if bits >> (3 - d) & 1 else -value
    return sums


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _fingers(sums: Floats) -> Rows:
    """Return the fingers that the probe has."""
    searched = np.zeros(sums.shape[0], np.bool_)
    for f in range(sums.shape[0]):
        searched[f] = np.any(sums[f] != 0)
    return np.flatnonzero(searched)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _sign_sum(sums: Floats, fingers: Rows, row: Table) -> np.float32:
    width = sums.shape[1] // 2
    total = np.float32(0)
    for f in fingers:
        high, low, there = np.float32(0), np.float32(0), False
        for i in range(width):
            byte = row[f * width + i]
            there |= byte != 0
            high += sums[f, 2 * i, byte >> 4]
            low += sums[f, 2 * i + 1, byte & 15]
        if there:
            total += high + low
    return total


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def sign_similarity(sums: Floats, rows: Table, words: Words, numbers: Rows) -> Floats:
    """Sum cosines of a probe and signs; NaN for a row with a wrong checksum."""
    fingers = _fingers(sums)
    found = np.empty(len(numbers), np.float32)
    for i in range(len(numbers)):
        if word_sum(words[i, :-1], np.uint64(numbers[i])) != words[i, -1]:
            found[i] = np.nan
        else:
            found[i] = _sign_sum(sums, fingers, rows[i])
    return found


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def sign_scan(sums: Floats, table: Table, count: int) -> Floats:
    """Sum cosines of a probe and signs for the first rows."""
    fingers, width = _fingers(sums), sums.shape[1] // 2
    found = np.empty(count, np.float32)
    for row in range(count):
        if row + AHEAD_ROWS < count:
            for f in fingers:
                ask_for(table, row + AHEAD_ROWS, f * width, (f + 1) * width)
        found[row] = _sign_sum(sums, fingers, table[row])
    return found
