"""What all layers do with a block of pixels: norm, activation, products, reading and writing.

A map is a set of planes, one a channel, in one flat array; `Grid` says where. Layers work block by
block: all between a layer's input and output stays in a small buffer in the processor's cache. A
buffer holds (channels, BLOCK) values, or (channels, vectors, LANES) where a function takes
`vectors`.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.network.lanes import (
    BLOCK,
    LANES,
    ROWS,
    TILE,
    TILE_ROWS,
    fma,
    load,
    load_tile,
    magnitude,
    maximum,
    minimum,
    multiply_tile,
    polynomial,
    power_of_two,
    repeat_tile,
    root,
    splat,
    spread,
    store,
    store_tile,
    zip_high,
    zip_low,
)

Floats = NDArray[np.float32]
Vector = Any

HALO = 8
"""Rows of zeros above and below the pixels of a plane."""
SIDE = 16
"""Zeros between the end of a row and the beginning of the next."""
assert max(ROWS, 6) <= HALO and SIDE >= LANES  # the gate looks 6 rows away
_EPSILON = np.float32(1e-3)  # Keras' LayerNormalization default


class Grid(NamedTuple):
    """Where the pixels of a plane lie: row, column at first + row x stride + column.

    Around the pixels lie zeros, as far as the layers look beyond the border.
    """

    height: int
    width: int
    stride: int
    first: int
    plane: int
    """Elements of a plane."""


def grid(height: int, width: int) -> Grid:
    """Lay out planes of this size."""
    stride = -(-width // LANES) * LANES + SIDE
    rows = -(-height // ROWS) * ROWS + 2 * HALO
    return Grid(height, width, stride, HALO * stride + SIDE, rows * stride + SIDE)


@njit(nogil=True, cache=True)
def clear_border(planes: Floats, on: Grid, channels: int) -> None:
    """Set all but the pixels to zero: layers write whole blocks and read beyond the border."""
    for c in range(channels):
        base = c * on.plane
        planes[base : base + on.first] = 0
        for r in range(on.height):
            end = base + on.first + r * on.stride + on.width
            planes[end : end + on.stride - on.width] = 0
        planes[base + on.first + on.height * on.stride : base + on.plane] = 0


@njit
def put(
    values: Floats, channels: int, planes: Floats, on: Grid, row: int, column: int, twice: bool
) -> None:
    """Write a buffer's block to planes; if `twice`, to planes twice as high and wide."""
    for c in range(channels):
        for r in range(ROWS):
            one = load(values, c * BLOCK + r * LANES)
            at = c * on.plane + on.first
            if not twice:
                store(planes, at + (row + r) * on.stride + column, one)
            else:
                at += 2 * (row + r) * on.stride + 2 * column
                low, high = zip_low(one, one), zip_high(one, one)
                store(planes, at, low)
                store(planes, at + LANES, high)
                store(planes, at + on.stride, low)
                store(planes, at + on.stride + LANES, high)


# x times the share of the normal distribution above x, for x from 0 to 5 brought to -1 to 1;
# the largest error is 1.3e-6.
_tail = polynomial(
    0.0155252535, -0.0940200537, 0.232680604, -0.257033736, -0.0175457262, 0.41955775, -0.49006331,
    0.0751874074, 0.343795121, -0.247766331, -0.0911658332, 0.128552139, 0.0067733936,
    -0.0244764425,
)  # fmt: skip
# e to the power x, for x within half of ln 2 of zero; the largest relative error is 2e-9.
_small_power = polynomial(
    1.0, 1.0, 0.499999911, 0.166664198, 0.0416682251, 0.00837481581, 0.00138368376
)


@njit
def gelu(x: Vector) -> Vector:
    """x times the share of the normal distribution below x."""
    t = minimum(magnitude(x), splat(np.float32(5.0)))
    tail = _tail(fma(t, splat(np.float32(0.4)), splat(np.float32(-1.0))))
    return maximum(x, splat(np.float32(0.0))) - tail


@njit
def sigmoid(x: Vector) -> Vector:
    """1 / (1 + e^-x), with e^-x = 2^n e^r."""
    y = minimum(maximum(splat(np.float32(0)) - x, splat(np.float32(-80))), splat(np.float32(80)))
    # Adding 1.5 x 2^23 rounds to a whole number, which then stands in the lowest bits.
    shifted = fma(y, splat(np.float32(1.44269504)), splat(np.float32(12582912.0)))
    n = shifted - splat(np.float32(12582912.0))
    r = fma(n, splat(np.float32(-0.693359375)), y)
    r = fma(n, splat(np.float32(2.12194440e-4)), r)
    one = splat(np.float32(1.0))
    return one / (one + _small_power(r) * power_of_two(shifted))


@njit
def centre(values: Floats, channels: int, vectors: int) -> None:
    """Subtract each pixel's mean over the channels."""
    share = splat(np.float32(1.0) / np.float32(channels))
    for v in range(vectors):
        total = splat(np.float32(0))
        for c in range(channels):
            total = total + load(values, (c * vectors + v) * LANES)
        mean = total * share
        for c in range(channels):
            at = (c * vectors + v) * LANES
            store(values, at, load(values, at) - mean)


@njit
def scale(values: Floats, channels: int, vectors: int) -> None:
    """Divide each pixel by the standard deviation over its centred channels."""
    share = splat(np.float32(1.0) / np.float32(channels))
    for v in range(vectors):
        total = splat(np.float32(0))
        for c in range(channels):
            one = load(values, (c * vectors + v) * LANES)
            total = fma(one, one, total)
        factor = splat(np.float32(1.0)) / root(fma(total, share, splat(_EPSILON)))
        for c in range(channels):
            at = (c * vectors + v) * LANES
            store(values, at, load(values, at) * factor)


@njit
def affine(values: Floats, at: int, gamma: Floats, beta: Floats, channel: int) -> Vector:
    """Return a vector of a channel, scaled and shifted."""
    return fma(load(values, at), spread(gamma, channel), spread(beta, channel))


@njit
def dense(
    weights: Floats, bias: Floats, source: Floats, at: int, plane: int, row: int,
    inputs: int, result: Floats, outputs: int,
) -> None:  # fmt: skip
    """Multiply the channels of a block by a matrix and add a bias.

    weights: (outputs / TILE, inputs, TILE); outputs are filled up with zeros to whole tiles.
    at, plane, row: where the input's first channel begins; the step between channels, and rows.
    result: a buffer.
    """
    for o in range(0, outputs, TILE):
        for v in range(0, ROWS, TILE_ROWS):
            tile, place = repeat_tile(bias, o), at + v * row
            for c in range(inputs):
                weight = o * inputs + c * TILE
                tile = multiply_tile(tile, weights, weight, source, place + c * plane, row)
            store_tile(result, o * BLOCK + v * LANES, BLOCK, LANES, tile)


@njit
def add_dense(weights: Floats, source: Floats, inputs: int, result: Floats, outputs: int) -> None:
    """Multiply a buffer by a matrix and add the product to the result."""
    for o in range(0, outputs, TILE):
        for v in range(0, BLOCK, TILE_ROWS * LANES):
            tile = load_tile(result, o * BLOCK + v, BLOCK, LANES)
            for c in range(inputs):
                weight = o * inputs + c * TILE
                tile = multiply_tile(tile, weights, weight, source, c * BLOCK + v, LANES)
            store_tile(result, o * BLOCK + v, BLOCK, LANES, tile)


@njit
def activate(values: Floats, channels: int) -> None:
    """Apply GELU to a buffer."""
    for at in range(0, channels * BLOCK, LANES):
        store(values, at, gelu(load(values, at)))
