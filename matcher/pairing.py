"""The inner loops of a comparison, compiled: local similarity, assignment, relaxation.

They work on packed cylinders (see `matcher.packing`), in single precision and over whole lanes:
inner loops run over multiples of `LANES`, so that a compiler turns them into vector instructions
with nothing left over. What lies in the padding has an empty mask and pairs with nothing.

Source: Cappelli, Ferrara & Maltoni, PAMI 2010: equations 21 and 27 to 30, tables 1 and 2.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from matcher.mcc import CELL_COUNT, DIRECTION_CELLS

Words = NDArray[np.uint64]
Keys = NDArray[np.uint32]
Rows = NDArray[np.int64]
Floats32 = NDArray[np.float32]

_FAST = {"nnan", "nsz", "reassoc", "contract"}
"""No approximate reciprocals: they differ between makes of processors."""
LANES = 16
"""Cylinders are padded to multiples of it: 16 floats are the widest vector there is."""
WORD_ROWS = DIRECTION_CELLS + 1
"""Words of a cylinder: a layer each, and the mask."""
MIN_COMMON_SHARE = 0.6
"""min_ME: cells two cylinders must both see."""
MAX_DIRECTION_DIFFERENCE_RAD = math.pi / 2
"""δ_θ: prints turned further against each other are not compared."""
STRENGTH_FLOOR = 0.02
"""Pairs below it after relaxation are chance; ours, see docs/decisions."""

_RELAXATION_WEIGHT = 0.5
_RELAXATION_ROUNDS = 5
_DISTANCE_MEAN_PX, _DISTANCE_SLOPE = 5.0, -8 / 5
_ANGLE_MEAN_RAD, _ANGLE_SLOPE = math.pi / 12, -30.0
_LEAST_AGREEMENT = 1e-3
"""Distances that agree less make two pairs strangers, whatever their angles."""

_COLUMN_BITS = 8
_COLUMN_MASK = (1 << _COLUMN_BITS) - 1
"""A template has at most 255 minutiae, so a column fits beside 24 bits of similarity."""
_STEPS = np.float32((1 << 24) - 1)
"""Of similarity."""


def _single(value: float) -> Any:
    """A constant in single precision: a Python float would widen the loop it stands in."""
    return np.float32(value)


_LOG2_E = math.log2(math.e)
_0, _HALF, _1, _TINY = _single(0), _single(0.5), _single(1), _single(1e-9)
_TURN, _PER_TURN = _single(2 * math.pi), _single(1 / (2 * math.pi))
_MAX_DIFFERENCE = _single(MAX_DIRECTION_DIFFERENCE_RAD)
_LEAST_COMMON = math.ceil(MIN_COMMON_SHARE * CELL_COUNT)
_DISTANCE_MEAN, _DISTANCE_GAIN = _single(_DISTANCE_MEAN_PX), _single(-_DISTANCE_SLOPE * _LOG2_E)
_ANGLE_MEAN, _ANGLE_GAIN = _single(_ANGLE_MEAN_RAD), _single(-_ANGLE_SLOPE * _LOG2_E)
_MOST_DOUBLINGS = _single(36)
"""Three factors of 2^36 stay within single precision, and one is already nothing."""
_LEAST_NEAR = _single(_LEAST_AGREEMENT)
_WEIGHT = _single(_RELAXATION_WEIGHT)
_FLOOR = _single(STRENGTH_FLOOR)
# 2^f on [-0.5, 0.5] and atan(t) / t in t^2 on [0, 1]: polynomials, errors 3e-6 and 1e-5.
_P1, _P2, _P3 = _single(0.6931472), _single(0.2402265), _single(0.05550327)
_P4, _P5 = _single(0.009618129), _single(0.0013333558)
_A0, _A1, _A2 = _single(0.9998660), _single(-0.3302995), _single(0.1801410)
_A3, _A4 = _single(-0.0851330), _single(0.0208351)


@intrinsic
def _popcount(_context: Any, _word: Any) -> Any:
    def generate(_ctx: Any, builder: Any, _sig: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def _power_of_two(_context: Any, _exponent: Any) -> Any:
    """2^n for a whole n from -126 to 127, by writing the exponent's bits."""

    def generate(context: Any, builder: Any, _sig: Any, arguments: Any) -> Any:
        word = context.get_value_type(types.int32)
        whole = builder.fptosi(arguments[0], word)
        bits = builder.shl(builder.add(whole, word(127)), word(23))
        return builder.bitcast(bits, context.get_value_type(types.float32))

    return types.float32(types.float32), generate


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy", inline="always")
def _wrapped(angle: float) -> float:
    """An angle's size, 0 to pi."""
    turned = angle * _PER_TURN
    size: float = abs(turned - np.floor(turned + _HALF)) * _TURN
    return size


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy", inline="always")
def _odds(value: float, mean: float, gain: float) -> float:
    """1 + exp(slope (value - mean)): what a sigmoid is one over."""
    power = min((value - mean) * gain, _MOST_DOUBLINGS)
    whole = np.floor(power + _HALF)
    f = power - whole
    fraction = _1 + f * (_P1 + f * (_P2 + f * (_P3 + f * (_P4 + f * _P5))))
    odds: float = _1 + fraction * _power_of_two(whole)
    return odds


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy", inline="always")
def _arctangent(t: float) -> float:
    """atan(t) for 0 <= t <= 1."""
    s = t * t
    angle: float = t * (_A0 + s * (_A1 + s * (_A2 + s * (_A3 + s * _A4))))
    return angle


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def similarity_keys(
    probe: Words, probe_direction: Floats32, reference: Words, direction: Floats32,
    keys: Keys, best: Words,
) -> None:  # fmt: skip
    """Write the similarity of every cylinder pair, equation 21, as keys that sort.

    probe, reference: (6 * padded,) words, a row of `padded` for each layer, then the masks.
    keys: (rows, columns or more): 24 bits of similarity over 8 bits that prefer early columns.
    best: (rows,) the greatest key of each row.
    """
    rows, columns = len(probe_direction), len(direction)
    for i in range(rows):
        a0, a1, a2 = probe[i], probe[rows + i], probe[2 * rows + i]
        a3, a4, mask = probe[3 * rows + i], probe[4 * rows + i], probe[5 * rows + i]
        towards = probe_direction[i]
        greatest = np.uint64(0)
        for j in range(columns):
            b0, b1, b2 = reference[j], reference[columns + j], reference[2 * columns + j]
            b3, b4 = reference[3 * columns + j], reference[4 * columns + j]
            seen = reference[5 * columns + j]
            ones_a = (
                _popcount(a0 & seen) + _popcount(a1 & seen) + _popcount(a2 & seen)
                + _popcount(a3 & seen) + _popcount(a4 & seen)
            )  # fmt: skip
            ones_b = (
                _popcount(b0 & mask) + _popcount(b1 & mask) + _popcount(b2 & mask)
                + _popcount(b3 & mask) + _popcount(b4 & mask)
            )  # fmt: skip
            both = (
                _popcount(a0 & b0) + _popcount(a1 & b1) + _popcount(a2 & b2)
                + _popcount(a3 & b3) + _popcount(a4 & b4)
            )  # fmt: skip
            unlike = np.float32(ones_a + ones_b - both - both)
            size: float = math.sqrt(np.float32(ones_a)) + math.sqrt(np.float32(ones_b))
            apart: float = math.sqrt(unlike) / max(size, _TINY)
            alike = max(_1 - apart, _0)
            admitted = (
                (_popcount(mask & seen) >= _LEAST_COMMON)
                & (size > _0)
                & (_wrapped(towards - direction[j]) <= _MAX_DIFFERENCE)
            )
            step = np.uint64(np.int32(alike * _STEPS)) if admitted else np.uint64(0)
            key = (step << np.uint64(_COLUMN_BITS)) | np.uint64(_COLUMN_MASK - j)
            keys[i, j] = key
            greatest = max(greatest, key)
        best[i] = greatest


@njit(cache=True, nogil=True)
def assign_keys(
    keys: Keys, best: Words, rows: int, columns: int, free: Keys, row: Rows, column: Rows,
    initial: Floats32,
) -> int:  # fmt: skip
    """Pair greedily, best first, each row and column once; returns how many pairs there are.

    A row's best may name a column that is taken by now: keys only fall, so it is enough to look
    again when such a row comes up.
    """
    free[:columns] = np.uint32(0xFFFFFFFF)
    count = 0
    while True:
        top = np.uint64(0)
        for i in range(rows):
            top = max(top, (best[i] << np.uint64(_COLUMN_BITS)) | np.uint64(_COLUMN_MASK - i))
        key = top >> np.uint64(_COLUMN_BITS)
        if key <= np.uint64(_COLUMN_MASK):
            return count
        i = _COLUMN_MASK - int(top & np.uint64(_COLUMN_MASK))
        j = _COLUMN_MASK - int(key & np.uint64(_COLUMN_MASK))
        if free[j] != 0:
            row[count], column[count] = i, j
            initial[count] = np.float32(key >> np.uint64(_COLUMN_BITS)) / _STEPS
            count += 1
            free[j] = 0
            best[i] = 0
            continue
        greatest = np.uint32(0)
        for c in range(columns):
            greatest = max(greatest, np.uint32(keys[i, c] & free[c]))
        best[i] = greatest


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def support_of_pairs(
    row: Rows, column: Rows, count: int,
    xa: Floats32, ya: Floats32, ta: Floats32, xb: Floats32, yb: Floats32, tb: Floats32,
    frame: Floats32, support: Floats32,
) -> int:  # fmt: skip
    """Write how well pairs agree with each other, 0 to 1, equations 28 to 30.

    support: upper triangle only, zeros below it within a block of lanes and in the padding.
    Distance and relative direction are symmetric; the radial angle is taken at the stronger pair.
    Returns the padded number of pairs.
    """
    padded = -(-count // LANES) * LANES
    for p in range(padded):
        i, j = (row[p], column[p]) if p < count else (row[0], column[0])
        frame[0, p], frame[1, p], frame[2, p], frame[3, p] = xa[i], ya[i], xb[j], yb[j]
        frame[4, p] = ta[i] - tb[j]
    for p in range(count):
        turn = frame[4, p]
        c, s = np.float32(math.cos(turn)), np.float32(math.sin(turn))
        ax, ay, bx, by = frame[0, p], frame[1, p], frame[2, p], frame[3, p]
        start = p // LANES * LANES
        xs, ys = frame[0, start:padded], frame[1, start:padded]
        us, vs, turns = frame[2, start:padded], frame[3, start:padded], frame[4, start:padded]
        agreement = support[p, start:padded]
        first, last = p - start, count - start
        for q in range(len(agreement)):
            dax, day = xs[q] - ax, ys[q] - ay
            dbx, dby = us[q] - bx, vs[q] - by
            apart = abs(math.sqrt(dax * dax + day * day) - math.sqrt(dbx * dbx + dby * dby))
            near = _odds(apart, _DISTANCE_MEAN, _DISTANCE_GAIN)
            turned = _odds(_wrapped(turn - turns[q]), _ANGLE_MEAN, _ANGLE_GAIN)
            along, across = dax * dbx + day * dby, dbx * day - dby * dax
            straight = along * c + across * s
            aside = abs(across * c - along * s)
            # From 45 degrees on nothing of the sigmoid is left.
            tangent = min(aside / max(straight, _TINY), _1)
            radial = _odds(_arctangent(tangent), _ANGLE_MEAN, _ANGLE_GAIN)
            counts = (q > first) & (q < last) & (near * _LEAST_NEAR < _1)
            agreement[q] = _1 / (near * turned * radial) if counts else _0
    return padded


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def relax_pairs(
    count: int, padded: int, initial: Floats32, support: Floats32, strength: Floats32,
    received: Floats32,
) -> None:  # fmt: skip
    """Let pairs support each other for five rounds: strengths of 0 to 1, equation 27."""
    for p in range(padded):
        strength[p] = initial[p] if p < count else _0
    share = (_1 - _WEIGHT) / np.float32(max(count - 1, 1))
    for _ in range(_RELAXATION_ROUNDS):
        received[:padded] = _0
        for p in range(count):
            own, total = strength[p], _0
            start = p // LANES * LANES
            agreement, others = support[p, start:padded], strength[start:padded]
            to_others = received[start:padded]
            for q in range(len(agreement)):
                total += agreement[q] * others[q]
                to_others[q] += agreement[q] * own
            received[p] += total
        for p in range(padded):
            strength[p] = _WEIGHT * strength[p] + share * received[p]


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def total_above_floor(strength: Floats32, count: int) -> tuple[np.float32, int]:
    """Sum what pairs have above the floor, and count those that do."""
    total, above = _0, 0
    for p in range(count):
        if strength[p] > _FLOOR:
            total += strength[p] - _FLOOR
            above += 1
    return total, above


class Workspace(NamedTuple):
    """Memory for one comparison after the other; holds the last one's intermediates."""

    keys: Keys
    """(rows, columns) as `similarity_keys` writes them."""
    best: Words
    free: Keys
    row: Rows
    column: Rows
    """(pairs,) cylinders that were assigned to each other, best first."""
    initial: Floats32
    """(pairs,) similarity of each pair."""
    frame: Floats32
    support: Floats32
    strength: Floats32
    """(pairs,) after relaxation."""
    received: Floats32


def workspace(rows: int, columns: int) -> Workspace:
    """Allocate for a probe of so many padded cylinders and references of up to so many."""
    pairs = max(LANES, min(rows, columns))
    return Workspace(
        keys=np.empty((rows, columns), np.uint32),
        best=np.empty(rows, np.uint64),
        free=np.empty(columns, np.uint32),
        row=np.empty(pairs, np.int64),
        column=np.empty(pairs, np.int64),
        initial=np.empty(pairs, np.float32),
        frame=np.empty((5, pairs), np.float32),
        support=np.empty((pairs, pairs), np.float32),
        strength=np.empty(pairs, np.float32),
        received=np.empty(pairs, np.float32),
    )


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def score_blocks(
    probe: Words, probe_frame: Floats32, words: Words, frames: Floats32, start: Rows,
    which: Rows, w: Workspace, scores: Floats32, pair_counts: Rows,
) -> int:  # fmt: skip
    """Compare a probe with the packed references named by `which`, one after the other.

    scores, pair_counts: (len(which),) are written. One compiled body serves one reference and
    many, so that a score never depends on how it was asked for.
    Returns how many pairs were assigned in the last comparison.
    """
    count = 0
    rows = len(probe_frame) // 3
    xa, ya, ta = probe_frame[:rows], probe_frame[rows : 2 * rows], probe_frame[2 * rows :]
    for k in range(len(which)):
        first, last = start[which[k]], start[which[k] + 1]
        columns = last - first
        block = words[WORD_ROWS * first : WORD_ROWS * last]
        frame = frames[3 * first : 3 * last]
        xb, yb, tb = frame[:columns], frame[columns : 2 * columns], frame[2 * columns :]
        similarity_keys(probe, ta, block, tb, w.keys, w.best)
        count = assign_keys(w.keys, w.best, rows, columns, w.free, w.row, w.column, w.initial)
        scores[k], pair_counts[k] = _0, 0
        if count < 2:
            w.strength[:count] = _0
            continue
        padded = support_of_pairs(
            w.row, w.column, count, xa, ya, ta, xb, yb, tb, w.frame, w.support
        )
        relax_pairs(count, padded, w.initial, w.support, w.strength, w.received)
        scores[k], pair_counts[k] = total_above_floor(w.strength, count)
    return count


def similarities(work: Workspace) -> Floats32:
    """The local similarities of the last comparison: (rows, columns) with the padding."""
    return np.asarray((work.keys >> np.uint32(_COLUMN_BITS)) / _STEPS, np.float32)
