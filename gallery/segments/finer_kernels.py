"""The loops of `gallery.segments.finer`, without a copy of the table and without Python's lock."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gallery.segments.checksums import word_sum

Floats = NDArray[np.float32]
Signed = NDArray[np.int8]
Table = NDArray[np.uint8]
Words = NDArray[np.uint64]
Rows = NDArray[np.int64]

_FINGERS = 10


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _product(a: Signed, b: Signed) -> np.int32:
    total = np.int32(0)
    for i in range(a.shape[0]):
        total = np.int32(total + np.int32(a[i]) * np.int32(b[i]))
    return total


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _lengths(levels: Signed) -> NDArray[np.float64]:
    lengths = np.empty(levels.shape[0])
    for f in range(levels.shape[0]):
        lengths[f] = np.sqrt(np.float64(_product(levels[f], levels[f])))
    return lengths


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _int8_sum(levels: Signed, lengths: NDArray[np.float64], row: Signed) -> np.float32:
    width = levels.shape[1]
    total = 0.0
    for f in range(_FINGERS):
        if lengths[f] > 0:
            finger = row[f * width : (f + 1) * width]
            squares = _product(finger, finger)
            if squares > 0:
                product = np.float64(_product(levels[f], finger))
                total += product / (lengths[f] * np.sqrt(np.float64(squares)))
    return np.float32(total)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def int8_similarity(levels: Signed, table: Signed, words: Words, which: Rows) -> Floats:
    """Sum cosines of integer vectors; NaN where a row does not pass its checksum."""
    lengths = _lengths(levels)
    found = np.empty(len(which), np.float32)
    for i in range(len(which)):
        row = which[i]
        if word_sum(words[row, :-1], np.uint64(row)) != words[row, -1]:
            found[i] = np.nan
        else:
            found[i] = _int8_sum(levels, lengths, table[row])
    return found


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def int8_scan(levels: Signed, table: Signed, count: int) -> Floats:
    """Sum cosines of integer vectors for the first rows."""
    lengths = _lengths(levels)
    found = np.empty(count, np.float32)
    for row in range(count):
        found[row] = _int8_sum(levels, lengths, table[row])
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
def _searched(sums: Floats) -> NDArray[np.bool_]:
    """Tell which fingers the probe has."""
    searched = np.zeros(_FINGERS, np.bool_)
    for f in range(_FINGERS):
        searched[f] = np.any(sums[f] != 0)
    return searched


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _sign_sum(sums: Floats, searched: NDArray[np.bool_], row: Table) -> np.float32:
    width = sums.shape[1] // 2
    total = np.float32(0)
    for f in range(_FINGERS):
        if searched[f]:
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
def sign_similarity(sums: Floats, table: Table, words: Words, which: Rows) -> Floats:
    """Sum cosines of a probe and signs; NaN where a row does not pass its checksum."""
    searched = _searched(sums)
    found = np.empty(len(which), np.float32)
    for i in range(len(which)):
        row = which[i]
        if word_sum(words[row, :-1], np.uint64(row)) != words[row, -1]:
            found[i] = np.nan
        else:
            found[i] = _sign_sum(sums, searched, table[row])
    return found


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def sign_scan(sums: Floats, table: Table, count: int) -> Floats:
    """Sum cosines of a probe and signs for the first rows."""
    searched = _searched(sums)
    found = np.empty(count, np.float32)
    for row in range(count):
        found[row] = _sign_sum(sums, searched, table[row])
    return found
