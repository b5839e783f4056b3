"""The heads of the network: positions everywhere; direction and type at minutiae alone."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.network.blocks import (
    Floats,
    Grid,
    activate,
    clear_border,
    dense,
    put,
    scale,
    sigmoid,
)
from matcher.network.lanes import (
    BLOCK,
    LANES,
    ROWS,
    TILE,
    TILE_ROWS,
    depthwise_5,
    depthwise_7,
    load,
    multiply_tile,
    repeat_tile,
    store,
    store_tile,
    zip_high,
    zip_low,
)
from matcher.network.layers import Bottleneck, Buffer, Wanted, finish_block, spread_block

FEATURES = 4
"""Channels of a head before its last layer."""
PHASES = 4
"""Pixels of full resolution that one of half resolution stands for."""
BLUR_PX = 5
"""Side of the Gaussian kernel on the position map; sigma as OpenCV derives it."""
SUPPRESSION_PX = 7
"""Side of the square in which only the strongest position stays."""
_SEEN = 9
"""Half-resolution pixels that the last layer sees around a pixel."""

assert FEATURES == PHASES == TILE


class Head(NamedTuple):
    """A head: a bottleneck, a norm and a layer at half resolution, a last layer at full.

    The last layer sees 5 x 5 pixels of a map in which each pixel stands four times. This is the
    same as a layer that sees 3 x 3 pixels at half resolution, with other weights for each of the
    four pixels.
    """

    bottleneck: Bottleneck
    inner: Floats
    """(1, FEATURES, TILE)"""
    inner_bias: Floats
    last: Floats
    """(outputs, FEATURES, 9, PHASES): the pixels of full resolution row by row."""
    last_bias: Floats
    """(outputs, PHASES)"""
    outputs: int


@njit
def _features(head: Head, buffer: Buffer) -> None:
    """Leave the input of the last layer in buffer.wide."""
    scale(buffer.output, FEATURES, ROWS)
    dense(head.inner, head.inner_bias, buffer.output, 0, BLOCK, LANES, FEATURES, buffer.wide, TILE)
    activate(buffer.wide, FEATURES)


@njit(nogil=True, cache=True)
def map_positions(
    source: Floats, of: Grid, head: Head, wanted: Wanted, buffer: Buffer,
    features: Floats, result: Floats, into: Grid,
) -> None:  # fmt: skip
    """Write the probability of a minutia at each pixel of the blocks that are wanted.

    features: (FEATURES,) planes of half size, for use on the way. result: one plane of full size.
    """
    for r in range(0, of.height, ROWS):
        for c in range(0, of.width, LANES):
            if wanted[r // ROWS, c // LANES]:
                at = of.first + r * of.stride + c
                spread_block(source, at, of, head.bottleneck, buffer)
                finish_block(source, at, of.plane, of.stride, head.bottleneck, buffer)
                _features(head, buffer)
            else:
                buffer.wide[: FEATURES * BLOCK] = 0
            put(buffer.wide, FEATURES, features, of, r, c, False)
    clear_border(features, of, FEATURES)
    for r in range(0, of.height, ROWS):
        for c in range(0, of.width, LANES):
            for v in range(0, ROWS, TILE_ROWS):
                tile, first = repeat_tile(head.last_bias, 0), of.first + (r + v) * of.stride + c
                for near in range(FEATURES * _SEEN):
                    i, tap = near // _SEEN, near % _SEEN
                    at = i * of.plane + first + (tap // 3 - 1) * of.stride + tap % 3 - 1
                    tile = multiply_tile(tile, head.last, near * TILE, features, at, of.stride)
                store_tile(buffer.output, v * LANES, BLOCK, LANES, tile)
            for v in range(ROWS):
                for down in range(2):
                    at = 2 * down * BLOCK + v * LANES
                    left = sigmoid(load(buffer.output, at))
                    right = sigmoid(load(buffer.output, at + BLOCK))
                    place = into.first + (2 * (r + v) + down) * into.stride + 2 * c
                    store(result, place, zip_low(left, right))
                    store(result, place + LANES, zip_high(left, right))
    clear_border(result, into, 1)


@njit(nogil=True, cache=True)
def blur(positions: Floats, of: Grid, weights: Floats, result: Floats) -> None:
    """Convolve a plane with BLUR_PX x BLUR_PX weights."""
    for r in range(0, of.height, ROWS):
        for c in range(0, of.width, LANES):
            at = of.first + r * of.stride + c
            rows = depthwise_5(weights, 0, positions, at, of.stride)
            for v in range(ROWS):
                store(result, at + v * of.stride, rows[v])
    clear_border(result, of, 1)


@njit(nogil=True, cache=True)
def peaks(blurred: Floats, of: Grid, least: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and columns of the pixels of at least this value that no near one exceeds."""
    reach = SUPPRESSION_PX // 2
    rows, columns = [0 for _ in range(0)], [0 for _ in range(0)]
    for r in range(of.height):
        for c in range(of.width):
            at = of.first + r * of.stride + c
            value = blurred[at]
            if value < least:
                continue
            highest = True
            for down in range(-reach, reach + 1):
                for across in range(-reach, reach + 1):
                    if blurred[at + down * of.stride + across] > value:
                        highest = False
            if highest:
                rows.append(r)
                columns.append(c)
    return np.array(rows, np.int64), np.array(columns, np.int64)


@njit
def _patches(
    source: Floats, of: Grid, w: Bottleneck, rows: NDArray[np.int64], columns: NDArray[np.int64],
    buffer: Buffer,
) -> None:  # fmt: skip
    """Gather the 3 x 3 pixels around each place: convolved into inner, as they are into patch.

    A row of three is written with all lanes; the next row, or place, overwrites the rest.
    """
    for i in range(w.inputs):
        for n in range(len(rows)):
            at = i * of.plane + of.first + (rows[n] - 1) * of.stride + columns[n] - 1
            convolved = depthwise_7(w.depthwise, i * 49, source, at, of.stride)
            for v in range(3):
                place = i * BLOCK + n * _SEEN + 3 * v
                store(buffer.inner, place, convolved[v])
                store(buffer.patch, place, load(source, at + v * of.stride))


@njit(nogil=True, cache=True)
def read_at(
    source: Floats, of: Grid, head: Head, rows: NDArray[np.int64], columns: NDArray[np.int64],
    buffer: Buffer, result: Floats,
) -> None:  # fmt: skip
    """Run a head at single pixels of full resolution, as if it ran everywhere.

    result: (outputs, places), without a last activation.
    """
    together = BLOCK // _SEEN
    for start in range(0, len(rows), together):
        stop = min(len(rows), start + together)
        near_rows, near_columns = rows[start:stop] // 2, columns[start:stop] // 2
        _patches(source, of, head.bottleneck, near_rows, near_columns, buffer)
        finish_block(buffer.patch, 0, BLOCK, LANES, head.bottleneck, buffer)
        _features(head, buffer)
        for n in range(start, stop):
            quarter = 2 * (rows[n] % 2) + columns[n] % 2
            for o in range(head.outputs):
                total = head.last_bias[o * PHASES + quarter]
                for near in range(FEATURES * _SEEN):
                    i, tap = near // _SEEN, near % _SEEN
                    r, c = rows[n] // 2 + tap // 3 - 1, columns[n] // 2 + tap % 3 - 1
                    if 0 <= r < of.height and 0 <= c < of.width:
                        weight = head.last[(o * FEATURES * _SEEN + near) * PHASES + quarter]
                        total += weight * buffer.wide[i * BLOCK + (n - start) * _SEEN + tap]
                result[o, n] = total
