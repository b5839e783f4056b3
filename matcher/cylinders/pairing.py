"""The inner loops of a comparison, compiled: similarity, assignment, relaxation, common area.

The loops work on packed cylinders (see `packing`), in single precision and over whole lanes. They
run over multiples of `LANES`, so that a compiler turns them into vector instructions without a
remainder. Cylinders of the padding have an empty mask and pair with nothing. All loops are in one
file because numba's cache does not notice a changed kernel in another file.

Source: Cappelli, Ferrara & Maltoni, PAMI 2010: equations 21 and 27 to 30, tables 1 and 2. The
common area is ours, see docs/decisions/0002-matcher.md.
"""

import math
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from matcher.cylinders.mcc import CELL_COUNT, DIRECTION_CELLS
from matcher.cylinders.workspace import REACH_DIRECTIONS, Workspace

Words = NDArray[np.uint64]
Keys = NDArray[np.uint32]
Rows = NDArray[np.int64]
Floats32 = NDArray[np.float32]

LANES = 16
"""Cylinders are padded to multiples of this number: 16 floats are the widest vector."""
WORD_ROWS = DIRECTION_CELLS + 1
"""Words of a cylinder: one for each layer, and the mask."""
FRAME_ROWS = 4
"""Rows of the frame: x_px, y_px, direction_rad, quality."""

MIN_COMMON_SHARE = 0.6
"""min_ME: the share of cells that two cylinders must both see."""
MAX_DIRECTION_DIFFERENCE_RAD = math.pi / 2
"""δ_θ: cylinders turned further against each other are not compared."""

MIN_SUPPORTERS = 20
"""Few common minutiae are little evidence, however well they agree."""
FIRST_FLOOR = 0.02
"""Pairs below this after the first relaxation do not take part in laying the prints together."""
GAIN_FLOOR = 0.005
"""Pairs that support has lifted by less are chance."""

COLUMN_BITS = 8
_COLUMN_MASK = (1 << COLUMN_BITS) - 1
"""A template has at most 255 minutiae, so a column fits beside 24 bits of similarity."""
SIMILARITY_STEPS = np.float32((1 << 24) - 1)

_FAST = {"nnan", "nsz", "reassoc", "contract"}
"""No approximate reciprocals: they differ between makes of processors."""


ROUNDS = 5
WEIGHT = 0.5
"""Weight of a pair's own strength in each round; the rest is the pair's support."""
UNSUPPORTED_SHARE = WEIGHT**ROUNDS
"""The share of a pair's strength that the rounds leave without support."""

_DISTANCE_MEAN_PX, _DISTANCE_SLOPE = 5.0, -8 / 5
_ANGLE_MEAN_RAD, _ANGLE_SLOPE = math.pi / 12, -30.0
_LEAST_AGREEMENT = 1e-3
"""Two pairs whose distances agree less are strangers, whatever their angles."""

_LEVER_PX = 30.0
"""Two points at this distance determine the turn of the prints as well as one direction does."""


def _single(value: float) -> Any:
    """Return a constant in single precision: a Python float would widen the loop around it."""
    return np.float32(value)


_ZERO, _HALF, _ONE, _TINY = _single(0), _single(0.5), _single(1), _single(1e-9)
_TURN, _PER_TURN = _single(2 * math.pi), _single(1 / (2 * math.pi))
_MAX_DIFFERENCE = _single(MAX_DIRECTION_DIFFERENCE_RAD)
_LEAST_COMMON = math.ceil(MIN_COMMON_SHARE * CELL_COUNT)
_LOG2_E = math.log2(math.e)
_DISTANCE_MEAN, _DISTANCE_GAIN = _single(_DISTANCE_MEAN_PX), _single(-_DISTANCE_SLOPE * _LOG2_E)
_ANGLE_MEAN, _ANGLE_GAIN = _single(_ANGLE_MEAN_RAD), _single(-_ANGLE_SLOPE * _LOG2_E)
_MOST_DOUBLINGS = _single(36)
"""Three factors of 2^36 stay within single precision, and one already makes a sigmoid vanish."""
_LEAST_NEAR = _single(_LEAST_AGREEMENT)
_WEIGHT = _single(WEIGHT)
# 2^f on [-0.5, 0.5] and atan(t) / t in t^2 on [0, 1]: polynomials, errors 3e-6 and 1e-5.
_P1, _P2, _P3 = _single(0.6931472), _single(0.2402265), _single(0.05550327)
_P4, _P5 = _single(0.009618129), _single(0.0013333558)
_A0, _A1, _A2 = _single(0.9998660), _single(-0.3302995), _single(0.1801410)
_A3, _A4 = _single(-0.0851330), _single(0.0208351)
_LEVER_SQUARED, _EDGE_PX = _single(_LEVER_PX**2), _single(1e-3)
_FAR_PX = _single(1e6)
_FIRST_FLOOR, _GAIN_FLOOR = _single(FIRST_FLOOR), _single(GAIN_FLOOR)
_UNSUPPORTED_SHARE = _single(UNSUPPORTED_SHARE)
_REACH_ANGLE = np.arange(REACH_DIRECTIONS) * (2 * math.pi / REACH_DIRECTIONS)
REACH_X, REACH_Y = (f(_REACH_ANGLE).astype(np.float32) for f in (np.cos, np.sin))
"""(16,) the directions, clockwise from +x."""


@intrinsic
def _popcount(_context: Any, _word: Any) -> Any:
    def generate(_ctx: Any, builder: Any, _sig: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


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
            alike = max(_ONE - apart, _ZERO)
            admitted = (
                (_popcount(mask & seen) >= _LEAST_COMMON)
                & (size > _ZERO)
                & (_wrapped(towards - direction[j]) <= _MAX_DIFFERENCE)
            )
            step = np.uint64(np.int32(alike * SIMILARITY_STEPS)) if admitted else np.uint64(0)
            key = (step << np.uint64(COLUMN_BITS)) | np.uint64(_COLUMN_MASK - j)
            keys[i, j] = key
            greatest = max(greatest, key)
        best[i] = greatest


@njit(cache=True, nogil=True)
def assign_keys(
    keys: Keys, best: Words, rows: int, columns: int, free: Keys, row: Rows, column: Rows,
    initial: Floats32,
) -> int:  # fmt: skip
    """Pair greedily, best first, each row and column once; returns the number of pairs.

    A row's best may name a column that is taken already. Keys only fall, so it is enough to search
    the row again when its turn comes.
    """
    free[:columns] = np.uint32(0xFFFFFFFF)
    count = 0
    while True:
        top = np.uint64(0)
        for i in range(rows):
            top = max(top, (best[i] << np.uint64(COLUMN_BITS)) | np.uint64(_COLUMN_MASK - i))
        key = top >> np.uint64(COLUMN_BITS)
        if key <= np.uint64(_COLUMN_MASK):
            return count
        i = _COLUMN_MASK - int(top & np.uint64(_COLUMN_MASK))
        j = _COLUMN_MASK - int(key & np.uint64(_COLUMN_MASK))
        if free[j] != 0:
            row[count], column[count] = i, j
            initial[count] = np.float32(key >> np.uint64(COLUMN_BITS)) / SIMILARITY_STEPS
            count += 1
            free[j] = 0
            best[i] = 0
            continue
        greatest = np.uint32(0)
        for c in range(columns):
            greatest = max(greatest, np.uint32(keys[i, c] & free[c]))
        best[i] = greatest


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy", inline="always")
def _wrapped(angle: float) -> float:
    """Return an angle's size, 0 to pi."""
    turned = angle * _PER_TURN
    size: float = abs(turned - np.floor(turned + _HALF)) * _TURN
    return size


@intrinsic
def _power_of_two(_context: Any, _exponent: Any) -> Any:
    """Return 2^n for a whole n from -126 to 127, by writing the exponent's bits."""

    def generate(context: Any, builder: Any, _sig: Any, arguments: Any) -> Any:
        word = context.get_value_type(types.int32)
        whole = builder.fptosi(arguments[0], word)
        bits = builder.shl(builder.add(whole, word(127)), word(23))
        return builder.bitcast(bits, context.get_value_type(types.float32))

    return types.float32(types.float32), generate


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy", inline="always")
def _odds(value: float, mean: float, gain: float) -> float:
    """Return 1 + exp(slope (value - mean)), the inverse of a sigmoid."""
    power = min((value - mean) * gain, _MOST_DOUBLINGS)
    whole = np.floor(power + _HALF)
    f = power - whole
    fraction = _ONE + f * (_P1 + f * (_P2 + f * (_P3 + f * (_P4 + f * _P5))))
    odds: float = _ONE + fraction * _power_of_two(whole)
    return odds


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy", inline="always")
def _arctangent(t: float) -> float:
    """Return atan(t) for 0 <= t <= 1."""
    s = t * t
    angle: float = t * (_A0 + s * (_A1 + s * (_A2 + s * (_A3 + s * _A4))))
    return angle


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
            # From 45 degrees on the sigmoid is zero.
            tangent = min(aside / max(straight, _TINY), _ONE)
            radial = _odds(_arctangent(tangent), _ANGLE_MEAN, _ANGLE_GAIN)
            counts = (q > first) & (q < last) & (near * _LEAST_NEAR < _ONE)
            agreement[q] = _ONE / (near * turned * radial) if counts else _ZERO
    return padded


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def relax_pairs(
    count: int, padded: int, supporters: float, initial: Floats32, support: Floats32,
    strength: Floats32, received: Floats32,
) -> None:  # fmt: skip
    """Let pairs support each other for five rounds: strengths of 0 to 1, equation 27.

    supporters: the possible number of pairs; the source divides by all assigned pairs.
    """
    for p in range(padded):
        strength[p] = initial[p] if p < count else _ZERO
    share = (_ONE - _WEIGHT) / np.float32(supporters - 1)
    for _ in range(ROUNDS):
        received[:padded] = _ZERO
        for p in range(count):
            own, total = strength[p], _ZERO
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
def lay_together(
    frame: Floats32, strength: Floats32, count: int
) -> tuple[float, float, float, float, float, float]:
    """Lay the reference on the probe by the pairs above the first floor, weighted.

    frame: the result of `support_of_pairs`. Returns the pairs' centre on the probe (x, y), on the
    reference (x, y), and cosine and sine of the turn; all zero if no pair is above the floor.
    """
    total = _TINY
    centre_ax, centre_ay, centre_bx, centre_by = _ZERO, _ZERO, _ZERO, _ZERO
    for p in range(count):
        weight = max(strength[p] - _FIRST_FLOOR, _ZERO)
        total += weight
        centre_ax += weight * frame[0, p]
        centre_ay += weight * frame[1, p]
        centre_bx += weight * frame[2, p]
        centre_by += weight * frame[3, p]
    ax, ay, bx, by = centre_ax / total, centre_ay / total, centre_bx / total, centre_by / total
    along, across = _ZERO, _ZERO
    for p in range(count):
        weight = strength[p] - _FIRST_FLOOR
        if weight <= _ZERO:
            continue
        ux, uy = frame[0, p] - ax, frame[1, p] - ay
        vx, vy = frame[2, p] - bx, frame[3, p] - by
        turn = frame[4, p]
        along += weight * (vx * ux + vy * uy + _LEVER_SQUARED * np.float32(math.cos(turn)))
        across += weight * (vx * uy - vy * ux + _LEVER_SQUARED * np.float32(math.sin(turn)))
    length = math.sqrt(along * along + across * across)
    if length <= _TINY:
        return _ZERO, _ZERO, _ZERO, _ZERO, _ZERO, _ZERO
    return ax, ay, bx, by, along / length, across / length


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def measure_reach(x: Floats32, y: Floats32, count: int, reach: Floats32) -> None:
    """Write how far a print's cylinders reach in each direction."""
    for d in range(REACH_DIRECTIONS):
        furthest = -_FAR_PX
        for i in range(len(x)):
            along = x[i] * REACH_X[d] + y[i] * REACH_Y[d]
            furthest = max(furthest, along if i < count else -_FAR_PX)
        reach[d] = furthest


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def mark_common(
    x: Floats32, y: Floats32, count: int, from_x: float, from_y: float, to_x: float, to_y: float,
    c: float, s: float, reach: Floats32, common: Floats32,
) -> None:  # fmt: skip
    """Mark with 1 the cylinders that lie within the reach of the other print, with 0 the rest."""
    for i in range(len(x)):
        dx, dy = x[i] - from_x, y[i] - from_y
        there_x, there_y = to_x + c * dx - s * dy, to_y + s * dx + c * dy
        beyond = _ZERO
        for d in range(REACH_DIRECTIONS):
            beyond = max(beyond, there_x * REACH_X[d] + there_y * REACH_Y[d] - reach[d])
        common[i] = _ONE if (beyond <= _EDGE_PX) & (i < count) else _ZERO


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def mark_pairs(
    row: Rows, column: Rows, gain: Floats32, floor: float, count: int, common_a: Floats32,
    common_b: Floats32,
) -> int:  # fmt: skip
    """Mark paired cylinders as common, wherever they lie; returns the number of pairs."""
    above = 0
    for p in range(count):
        if gain[p] > floor:
            common_a[row[p]] = common_b[column[p]] = _ONE
            above += 1
    return above


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def paired_share(
    index: Rows, gain: Floats32, count: int, quality: Floats32, common: Floats32
) -> float:
    """Return the share of the common area's quality that belongs to pairs, 0 to 1."""
    paired, total = _ZERO, _TINY
    for p in range(count):
        if gain[p] > _GAIN_FLOOR:
            paired += quality[index[p]]
    for i in range(len(quality)):
        total += quality[i] * common[i]
    share: float = paired / total
    return share


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def judge(
    count: int, padded: int, probe: Floats32, probe_count: int, reference: Floats32,
    reference_count: int, w: Workspace,
) -> tuple[float, int]:  # fmt: skip
    """Relax again for the common area alone; returns score and number of pairs.

    The first relaxation expects support from all assigned pairs, most of which lie outside the
    common area of two partial prints. Leaves gains over unsupported pairs in the workspace.
    """
    ax, ay, bx, by, c, s = lay_together(w.frame, w.strength, count)
    if c == _ZERO and s == _ZERO:
        w.gain[:count], w.share[:] = _ZERO, _ZERO
        return _ZERO, 0
    rows, columns = len(probe) // FRAME_ROWS, len(reference) // FRAME_ROWS
    xa, ya, qa = probe[:rows], probe[rows : 2 * rows], probe[3 * rows :]
    xb, yb, qb = reference[:columns], reference[columns : 2 * columns], reference[3 * columns :]
    common_a, common_b = w.common_a[:rows], w.common_b[:columns]
    measure_reach(xb, yb, reference_count, w.reach)
    mark_common(xa, ya, probe_count, ax, ay, bx, by, c, -s, w.reach, common_a)
    measure_reach(xa, ya, probe_count, w.reach)
    mark_common(xb, yb, reference_count, bx, by, ax, ay, c, s, w.reach, common_b)
    mark_pairs(w.row, w.column, w.strength, _FIRST_FLOOR, count, common_a, common_b)
    supporters = max(min(common_a.sum(), common_b.sum()), np.float32(MIN_SUPPORTERS))
    relax_pairs(
        count, padded, min(supporters, np.float32(count)), w.initial, w.support, w.gain, w.received
    )
    total = _ZERO
    for p in range(count):
        w.gain[p] -= _UNSUPPORTED_SHARE * w.initial[p]
        total += max(w.gain[p] - _GAIN_FLOOR, _ZERO)
    pair_count = mark_pairs(w.row, w.column, w.gain, _GAIN_FLOOR, count, common_a, common_b)
    share_a = paired_share(w.row, w.gain, count, qa, common_a)
    share_b = paired_share(w.column, w.gain, count, qb, common_b)
    w.share[0], w.share[1] = share_a, share_b
    return total * share_a * share_b, pair_count


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def score_blocks(
    probe_words: Words, probe: Floats32, probe_count: int, words: Words, frames: Floats32,
    start: Rows, counts: Rows, which: Rows, w: Workspace, scores: Floats32, pair_counts: Rows,
) -> int:  # fmt: skip
    """Compare a probe with the packed references named by `which`, one after the other.

    scores, pair_counts: (len(which),) are written. One compiled body serves one reference and
    many, so that a score never depends on the other references of the call.
    Returns the number of pairs that the last comparison assigned.
    """
    count = 0
    rows = len(probe) // FRAME_ROWS
    xa, ya, ta = probe[:rows], probe[rows : 2 * rows], probe[2 * rows : 3 * rows]
    for k in range(len(which)):
        first, last = start[which[k]], start[which[k] + 1]
        columns = last - first
        block = words[WORD_ROWS * first : WORD_ROWS * last]
        frame = frames[FRAME_ROWS * first : FRAME_ROWS * last]
        xb, yb, tb = frame[:columns], frame[columns : 2 * columns], frame[2 * columns : 3 * columns]
        similarity_keys(probe_words, ta, block, tb, w.keys, w.best)
        count = assign_keys(w.keys, w.best, rows, columns, w.free, w.row, w.column, w.initial)
        scores[k], pair_counts[k] = _ZERO, 0
        if count < 2:
            w.strength[:count], w.gain[:count], w.share[:] = _ZERO, _ZERO, _ZERO
            continue
        padded = support_of_pairs(
            w.row, w.column, count, xa, ya, ta, xb, yb, tb, w.frame, w.support
        )
        relax_pairs(count, padded, count, w.initial, w.support, w.strength, w.received)
        scores[k], pair_counts[k] = judge(
            count, padded, probe, probe_count, frame, counts[which[k]], w
        )
    return count
