"""The inner loops of Minutia Cylinder-Code, compiled. Frame: x right, y down, clockwise.

Every constant is the source's (Cappelli, Ferrara & Maltoni, PAMI 2010, table 1 and 2) unless a
reason is given. Kernels release the interpreter's lock and hold no state.
"""

import math
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]
Rows = NDArray[np.int64]

RADIUS_PX = 70.0
"""R: how far a cylinder sees."""
SPACE_CELLS = 8
"""N_S. 8 instead of 16: one 64-bit word a layer, faster and, summed as here, more accurate."""
DIRECTION_CELLS = 5
"""N_D; 5 instead of 6, as in the authors' later work on bit cylinders."""
SPACE_SIGMA_PX = 28 / 3
"""σ_S"""
DIRECTION_SIGMA_RAD = 2 * math.pi / 9
"""σ_D"""
CELL_THRESHOLD = 0.005
"""µ_Ψ: a cell is set from this much contribution."""
MIN_VALID_SHARE = 0.5
"""min_VC: 0.5 instead of 0.75, so that minutiae near the border of small prints count."""
MIN_NEIGHBOURS = 2
"""min_M"""
MIN_COMMON_SHARE = 0.6
"""min_ME: cells two cylinders must both see."""
MAX_DIRECTION_DIFFERENCE_RAD = math.pi / 2
"""δ_θ: prints turned further against each other are not compared."""
STRENGTH_FLOOR = 0.02
"""Pairs below it after relaxation are chance; ours, see DESIGN."""
HULL_STEP_PX = 4
HULL_BORDER = 16
"""Cells around the hull's grid, so that none of its points lies outside."""

_RELAXATION_WEIGHT = 0.5
_RELAXATION_ROUNDS = 5
_DISTANCE_MEAN_PX, _DISTANCE_SLOPE = 5.0, -8 / 5
_ANGLE_MEAN_RAD, _ANGLE_SLOPE = math.pi / 12, -30.0
_TABLE_SIZE = 256


def _cell_offsets() -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Cells within the radius: offsets in the minutia's frame, and bit numbers."""
    step = 2 * RADIUS_PX / SPACE_CELLS
    line = (np.arange(SPACE_CELLS) - (SPACE_CELLS - 1) / 2) * step
    u, v = np.meshgrid(line, line, indexing="ij")
    inside = (u**2 + v**2 <= RADIUS_PX**2).ravel()
    return u.ravel()[inside], v.ravel()[inside], np.flatnonzero(inside)


def _direction_table() -> Floats:
    """Share of a direction cell that a neighbour at angle a (-pi to pi) fills: equation 11."""
    width = 2 * math.pi / DIRECTION_CELLS
    root = DIRECTION_SIGMA_RAD * math.sqrt(2)
    angles = -math.pi + (np.arange(_TABLE_SIZE) + 0.5) * 2 * math.pi / _TABLE_SIZE
    area = [math.erf((a + width / 2) / root) - math.erf((a - width / 2) / root) for a in angles]
    return 0.5 * np.array(area)


_CELL_U, _CELL_V, _CELL_BIT = _cell_offsets()
_DIRECTION_TABLE = _direction_table()
CELL_COUNT = len(_CELL_BIT)


@intrinsic
def _popcount(_context: Any, _word: Any) -> Any:
    def generate(_ctx: Any, builder: Any, _sig: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@njit(cache=True, nogil=True, fastmath=True)
def _difference(a: float, b: float) -> float:
    """Signed difference of two angles, -pi to pi."""
    d = a - b
    return d - 2 * math.pi * math.floor((d + math.pi) / (2 * math.pi))


@njit(cache=True, nogil=True, fastmath=True)
def _sigmoid(value: float, mean: float, slope: float) -> float:
    return 1 / (1 + math.exp(-slope * (value - mean)))


@njit(cache=True, nogil=True, fastmath=True)
def _fill_cell(
    px: float, py: float, m: int, x: Floats, y: Floats, t: Floats, layers: Floats
) -> None:
    """Add what all other minutiae contribute around (px, py) to each direction layer."""
    reach = (3 * SPACE_SIGMA_PX) ** 2
    gain = 1 / (SPACE_SIGMA_PX * math.sqrt(2 * math.pi))
    width = 2 * math.pi / DIRECTION_CELLS
    layers[:] = 0
    for q in range(len(x)):
        squared = (x[q] - px) ** 2 + (y[q] - py) ** 2
        if q == m or squared > reach:
            continue
        near = gain * math.exp(-squared / (2 * SPACE_SIGMA_PX**2))
        turned = t[m] - t[q]
        for k in range(DIRECTION_CELLS):
            a = _difference(-math.pi + (k + 0.5) * width, turned)
            slot = min(int((a + math.pi) * (_TABLE_SIZE / (2 * math.pi))), _TABLE_SIZE - 1)
            layers[k] += near * _DIRECTION_TABLE[slot]


@njit(cache=True, nogil=True, fastmath=True)
def _neighbours(m: int, x: Floats, y: Floats) -> int:
    reach = (RADIUS_PX + 3 * SPACE_SIGMA_PX) ** 2
    count = -1
    for q in range(len(x)):
        if (x[q] - x[m]) ** 2 + (y[q] - y[m]) ** 2 <= reach:
            count += 1
    return count


@njit(cache=True, nogil=True, fastmath=True)
def cylinders(
    x: Floats, y: Floats, t: Floats, hull: NDArray[np.uint8]
) -> tuple[Bits, Bits, NDArray[np.bool_]]:
    """Build the bit cylinders of all minutiae: (n, 5) values, (n,) masks, (n,) valid.

    hull: (h, w) uint8, one value per 4 x 4 px with a border of 16: where the print reaches.
    """
    n = len(x)
    values = np.zeros((n, DIRECTION_CELLS), np.uint64)
    masks = np.zeros(n, np.uint64)
    valid = np.zeros(n, np.bool_)
    layers = np.empty(DIRECTION_CELLS)
    height, width = hull.shape
    for m in range(n):
        c, s = math.cos(t[m]), math.sin(t[m])
        seen = 0
        for cell in range(CELL_COUNT):
            px = x[m] + c * _CELL_U[cell] - s * _CELL_V[cell]
            py = y[m] + s * _CELL_U[cell] + c * _CELL_V[cell]
            column = int(px / HULL_STEP_PX + HULL_BORDER)
            row = int(py / HULL_STEP_PX + HULL_BORDER)
            if row < 0 or column < 0 or row >= height or column >= width or hull[row, column] == 0:
                continue
            seen += 1
            bit = np.uint64(1) << np.uint64(_CELL_BIT[cell])
            masks[m] |= bit
            _fill_cell(px, py, m, x, y, t, layers)
            for k in range(DIRECTION_CELLS):
                if layers[k] > CELL_THRESHOLD:
                    values[m, k] |= bit
        valid[m] = seen >= MIN_VALID_SHARE * CELL_COUNT and _neighbours(m, x, y) >= MIN_NEIGHBOURS
    return values, masks, valid


@njit(cache=True, nogil=True, fastmath=True)
def local_similarity(
    va: Bits, ma: Bits, ta: Floats, vb: Bits, mb: Bits, tb: Floats
) -> NDArray[np.float32]:
    """Similarity of every cylinder of a with every one of b: (na, nb) float32, equation 21."""
    similarity = np.zeros((len(ta), len(tb)), np.float32)
    least = MIN_COMMON_SHARE * CELL_COUNT
    for i in range(len(ta)):
        for j in range(len(tb)):
            if abs(_difference(ta[i], tb[j])) > MAX_DIRECTION_DIFFERENCE_RAD:
                continue
            common = ma[i] & mb[j]
            if _popcount(common) < least:
                continue
            ones_a = np.uint64(0)
            ones_b = np.uint64(0)
            unlike = np.uint64(0)
            for k in range(DIRECTION_CELLS):
                a = va[i, k] & common
                b = vb[j, k] & common
                ones_a += _popcount(a)
                ones_b += _popcount(b)
                unlike += _popcount(a ^ b)
            size = math.sqrt(float(ones_a)) + math.sqrt(float(ones_b))
            if size > 0:
                similarity[i, j] = 1 - math.sqrt(float(unlike)) / size
    return similarity


@njit(cache=True, nogil=True)
def assign(similarity: NDArray[np.float32]) -> tuple[Rows, Rows, Floats]:
    """Pair greedily, best first, each row and column once: rows, columns, similarities."""
    rows, columns = similarity.shape
    flat = similarity.ravel()
    positive = np.flatnonzero(flat > 0)
    order = positive[np.argsort(-flat[positive], kind="mergesort")]
    most = min(rows, columns)
    i_of = np.empty(most, np.int64)
    j_of = np.empty(most, np.int64)
    value = np.empty(most)
    row_used = np.zeros(rows, np.bool_)
    column_used = np.zeros(columns, np.bool_)
    count = 0
    for o in order:
        i, j = o // columns, o % columns
        if row_used[i] or column_used[j]:
            continue
        row_used[i] = column_used[j] = True
        i_of[count], j_of[count], value[count] = i, j, flat[o]
        count += 1
        if count == most:
            break
    return i_of[:count], j_of[:count], value[:count]


@njit(cache=True, nogil=True, fastmath=True)
def _compatibility(
    a: int, b: int, u: int, v: int,
    xa: Floats, ya: Floats, ta: Floats, xb: Floats, yb: Floats, tb: Floats,
) -> float:  # fmt: skip
    """How well pairs (a, u) and (b, v) agree, 0 to 1: equations 28 to 30."""
    dax, day = xa[b] - xa[a], ya[b] - ya[a]
    dbx, dby = xb[v] - xb[u], yb[v] - yb[u]
    apart = abs(math.sqrt(dax * dax + day * day) - math.sqrt(dbx * dbx + dby * dby))
    near = _sigmoid(apart, _DISTANCE_MEAN_PX, _DISTANCE_SLOPE)
    if near < 1e-3:
        return 0.0
    turn = abs(_difference(ta[a] - ta[b], tb[u] - tb[v]))
    radial = abs(_difference(ta[a] - math.atan2(day, dax), tb[u] - math.atan2(dby, dbx)))
    agreement: float = (
        near
        * _sigmoid(turn, _ANGLE_MEAN_RAD, _ANGLE_SLOPE)
        * _sigmoid(radial, _ANGLE_MEAN_RAD, _ANGLE_SLOPE)
    )
    return agreement


@njit(cache=True, nogil=True, fastmath=True)
def relax(
    rows: Rows, columns: Rows, initial: Floats,
    xa: Floats, ya: Floats, ta: Floats, xb: Floats, yb: Floats, tb: Floats,
) -> Floats:  # fmt: skip
    """Let pairs support each other for five rounds: their strengths, 0 to 1, equation 27."""
    count = len(rows)
    strength = initial.copy()
    if count < 2:
        return np.zeros(count)
    support = np.zeros((count, count))
    for p in range(count):
        for q in range(p + 1, count):
            support[p, q] = support[q, p] = _compatibility(
                rows[p], rows[q], columns[p], columns[q], xa, ya, ta, xb, yb, tb
            )
    for _ in range(_RELAXATION_ROUNDS):
        received = np.zeros(count)
        for p in range(count):
            for q in range(count):
                received[p] += support[p, q] * strength[q]
        strength = _RELAXATION_WEIGHT * strength + (1 - _RELAXATION_WEIGHT) / (count - 1) * received
    return strength


@njit(cache=True, nogil=True, fastmath=True)
def total_strength(strength: Floats) -> float:
    """Sum of what each pair has above the floor."""
    total = 0.0
    for value in strength:
        total += max(0.0, value - STRENGTH_FLOOR)
    return total


@njit(cache=True, nogil=True, fastmath=True)
def paired(strength: Floats) -> int:
    """How many pairs are above the floor."""
    count = 0
    for value in strength:
        if value > STRENGTH_FLOOR:
            count += 1
    return count


@njit(cache=True, nogil=True)
def score(
    va: Bits, ma: Bits, xa: Floats, ya: Floats, ta: Floats,
    vb: Bits, mb: Bits, xb: Floats, yb: Floats, tb: Floats,
) -> tuple[float, int]:  # fmt: skip
    """Local similarity, assignment and relaxation in one call: total strength, pairs."""
    rows, columns, initial = assign(local_similarity(va, ma, ta, vb, mb, tb))
    strength = relax(rows, columns, initial, xa, ya, ta, xb, yb, tb)
    return total_strength(strength), paired(strength)
