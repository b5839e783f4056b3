"""A fast checksum over 64-bit words. A promise: stored checksums must stay right for ever.

Four lanes take every fourth word each. A step is a bijection of lane and word, so a change of one
word always shows; a change of several words stays hidden with a chance of 1 in 2^64. The checksum
does not protect against adversaries.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B185EBCA87)
_OTHER_ODD = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(29)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _step(lane: np.uint64, word: np.uint64) -> np.uint64:
    mixed = (lane ^ word) * _ODD
    return mixed ^ (mixed >> _SHIFT)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def word_sum(words: Words, seed: np.uint64) -> np.uint64:
    """Sum words. seed: the words' place, so that words at another place do not pass."""
    a, b = seed ^ _ODD, seed ^ _OTHER_ODD
    c, d = a ^ _OTHER_ODD, seed + _OTHER_ODD
    count = words.shape[0]
    whole = count - count % 4
    for i in range(0, whole, 4):
        a = _step(a, words[i])
        b = _step(b, words[i + 1])
        c = _step(c, words[i + 2])
        d = _step(d, words[i + 3])
    for i in range(whole, count):
        a = _step(a, words[i])
    total = np.uint64(count) * _OTHER_ODD
    for lane in (a, b, c, d):
        total = _step(total, lane)
    return total


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def row_sums(rows: Words, first: int) -> Words:
    """Sum each row except its last word, seeded with the row's number. rows: (n, words)."""
    sums = np.empty(rows.shape[0], np.uint64)
    for i in range(rows.shape[0]):
        sums[i] = word_sum(rows[i, :-1], np.uint64(first + i))
    return sums


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def first_damaged(rows: Words, first: int) -> int:
    """Return the first row whose last word is not the others' sum, or -1. rows: (n, words)."""
    for i in range(rows.shape[0]):
        if word_sum(rows[i, :-1], np.uint64(first + i)) != rows[i, -1]:
            return i
    return -1


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def chunk_sums(words: Words, chunk: int) -> Words:
    """Sum chunks of `chunk` words (the last may be shorter), each seeded with its number."""
    count = (words.shape[0] + chunk - 1) // chunk
    sums = np.empty(count, np.uint64)
    for i in range(count):
        sums[i] = word_sum(words[i * chunk : (i + 1) * chunk], np.uint64(i))
    return sums
