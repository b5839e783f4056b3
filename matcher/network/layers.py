"""The layers of the network, each a compiled loop over all blocks of a map."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.network.blocks import (
    Floats,
    Grid,
    activate,
    add_dense,
    affine,
    centre,
    clear_border,
    dense,
    gelu,
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
    even,
    load,
    maximum,
    minimum,
    multiply_tile,
    odd,
    repeat_tile,
    splat,
    store,
    store_tile,
)

Wanted = NDArray[np.bool_]
"""(blocks down, blocks across): the blocks to compute."""


class Stem(NamedTuple):
    """Two convolutions of the image, with squares of 5 x 5 pixels, next to each other and apart."""

    near: Floats
    """(outputs / 2 / TILE, 25, TILE)"""
    far: Floats
    bias: Floats
    gamma: Floats
    beta: Floats
    outputs: int


class Separable(NamedTuple):
    """A convolution in two steps, a channel at a time and a pixel at a time, and a norm."""

    depthwise: Floats
    """(inputs, 5, 5), column after column."""
    pointwise: Floats
    """(outputs / TILE, inputs, TILE), centred over the outputs."""
    bias: Floats
    gamma: Floats
    beta: Floats
    inputs: int
    outputs: int


class Bottleneck(NamedTuple):
    """An inverse bottleneck with its direct path: x direct + gelu(norm(dw(x)) expand) reduce."""

    depthwise: Floats
    """(inputs, 7, 7), column after column."""
    expand: Floats
    """(width / TILE, inputs, TILE)"""
    expand_bias: Floats
    direct: Floats
    """(outputs / TILE, inputs, TILE)"""
    direct_bias: Floats
    reduce: Floats
    """(outputs / TILE, width, TILE)"""
    inputs: int
    width: int
    outputs: int


class Gate(NamedTuple):
    """The attention gate: three convolutions with squares of 3 x 3 pixels 1, 3 and 6 apart."""

    views: Floats
    """(3, outputs / TILE, inputs, 9, TILE)"""
    views_bias: Floats
    gate: Floats
    """(inputs / TILE, 3 outputs, TILE)"""
    gate_bias: Floats
    inputs: int
    outputs: int
    """Of each of the three."""


class Buffer(NamedTuple):
    """What a layer computes on its way, for one block."""

    inner: Floats
    wide: Floats
    output: Floats
    patch: Floats


@njit
def _stem_part(
    weights: Floats, bias: Floats, first: int, outputs: int, apart: int,
    image: Floats, at: int, row: int, result: Floats, half: int,
) -> None:  # fmt: skip
    for o in range(0, outputs, TILE):
        for v in range(0, ROWS, TILE_ROWS):
            tile = repeat_tile(bias, first + o)
            for tap in range(25):
                place = at + v * row + apart * ((tap // 5 - 2) * row + tap % 5 - 2)
                tile = multiply_tile(tile, weights, o * 25 + tap * TILE, image, place, row)
            into = (first + o) * 2 * BLOCK + (2 * v + half) * LANES
            store_tile(result, into, 2 * BLOCK, 2 * LANES, tile)


@njit(nogil=True, cache=True)
def run_stem(
    image: Floats, of: Grid, w: Stem, buffer: Buffer, result: Floats, into: Grid, highest: bool
) -> None:
    """Convolve, norm, activate and halve the size: by the highest of four pixels, or the mean."""
    maps, half = buffer.wide, w.outputs // 2
    quarter = splat(np.float32(0.25))
    for r in range(0, of.height, ROWS):
        for c in range(0, of.width, 2 * LANES):
            for part in range(2):
                at = of.first + r * of.stride + c + part * LANES
                _stem_part(w.near, w.bias, 0, half, 1, image, at, of.stride, maps, part)
                _stem_part(w.far, w.bias, half, half, 2, image, at, of.stride, maps, part)
            centre(maps, w.outputs, 2 * ROWS)
            scale(maps, w.outputs, 2 * ROWS)
            for o in range(w.outputs):
                for pair in range(ROWS // 2):
                    at = o * 2 * BLOCK + pair * 4 * LANES
                    a0 = affine(maps, at, w.gamma, w.beta, o)
                    a1 = affine(maps, at + LANES, w.gamma, w.beta, o)
                    b0 = affine(maps, at + 2 * LANES, w.gamma, w.beta, o)
                    b1 = affine(maps, at + 3 * LANES, w.gamma, w.beta, o)
                    if highest:
                        # GELU falls, then rises: its highest value is at one of the two ends.
                        high, low = maximum(a0, b0), minimum(a0, b0)
                        high1, low1 = maximum(a1, b1), minimum(a1, b1)
                        high = maximum(even(high, high1), odd(high, high1))
                        low = minimum(even(low, low1), odd(low, low1))
                        value = maximum(gelu(high), gelu(low))
                    else:
                        left, right = gelu(a0) + gelu(b0), gelu(a1) + gelu(b1)
                        value = (even(left, right) + odd(left, right)) * quarter
                    place = into.first + (r // 2 + pair) * into.stride + c // 2
                    store(result, o * into.plane + place, value)
    clear_border(result, into, w.outputs)


@njit(nogil=True, cache=True)
def run_separable(
    source: Floats, of: Grid, w: Separable, buffer: Buffer, result: Floats, into: Grid, twice: bool
) -> None:
    """Convolve, norm and activate; `twice` writes each pixel to four of a map of twice the size."""
    for r in range(0, of.height, ROWS):
        for c in range(0, of.width, LANES):
            at = of.first + r * of.stride + c
            for i in range(w.inputs):
                rows = depthwise_5(w.depthwise, i * 25, source, i * of.plane + at, of.stride)
                for v in range(ROWS):
                    store(buffer.inner, i * BLOCK + v * LANES, rows[v])
            dense(
                w.pointwise, w.bias, buffer.inner, 0, BLOCK, LANES, w.inputs,
                buffer.output, w.outputs,
            )  # fmt: skip
            scale(buffer.output, w.outputs, ROWS)
            for o in range(w.outputs):
                for place in range(o * BLOCK, (o + 1) * BLOCK, LANES):
                    value = affine(buffer.output, place, w.gamma, w.beta, o)
                    store(buffer.output, place, gelu(value))
            put(buffer.output, w.outputs, result, into, r, c, twice)
    clear_border(result, into, w.outputs)


@njit
def spread_block(source: Floats, at: int, of: Grid, w: Bottleneck, buffer: Buffer) -> None:
    """Leave the convolution of a bottleneck's every input in buffer.inner."""
    for i in range(w.inputs):
        rows = depthwise_7(w.depthwise, i * 49, source, i * of.plane + at, of.stride)
        for v in range(ROWS):
            store(buffer.inner, i * BLOCK + v * LANES, rows[v])


@njit
def finish_block(
    source: Floats, at: int, plane: int, row: int, w: Bottleneck, buffer: Buffer
) -> None:
    """Continue from buffer.inner and the input itself to buffer.output."""
    centre(buffer.inner, w.inputs, ROWS)
    scale(buffer.inner, w.inputs, ROWS)
    dense(w.expand, w.expand_bias, buffer.inner, 0, BLOCK, LANES, w.inputs, buffer.wide, w.width)
    activate(buffer.wide, w.width)
    dense(w.direct, w.direct_bias, source, at, plane, row, w.inputs, buffer.output, w.outputs)
    add_dense(w.reduce, buffer.wide, w.width, buffer.output, w.outputs)


@njit(nogil=True, cache=True)
def run_bottleneck(
    source: Floats, of: Grid, w: Bottleneck, wanted: Wanted, buffer: Buffer,
    result: Floats, into: Grid, twice: bool,
) -> None:  # fmt: skip
    """Run a bottleneck over the wanted blocks; `twice` writes to a map of twice the size."""
    for r in range(0, of.height, ROWS):
        for c in range(0, of.width, LANES):
            if wanted[r // ROWS, c // LANES]:
                at = of.first + r * of.stride + c
                spread_block(source, at, of, w, buffer)
                finish_block(source, at, of.plane, of.stride, w, buffer)
                put(buffer.output, w.outputs, result, into, r, c, twice)
    clear_border(result, into, w.outputs)


@njit(nogil=True, cache=True)
def run_gate(source: Floats, of: Grid, w: Gate, buffer: Buffer, result: Floats) -> None:
    """Multiply each channel by the gate that its surroundings open, from 0 to 1."""
    views = buffer.wide
    for r in range(0, of.height, ROWS):
        for c in range(0, of.width, LANES):
            at = of.first + r * of.stride + c
            for view in range(3):
                apart = (1, 3, 6)[view]
                for o in range(view * w.outputs, (view + 1) * w.outputs, TILE):
                    for v in range(0, ROWS, TILE_ROWS):
                        tile, weight = repeat_tile(w.views_bias, o), o * w.inputs * 9
                        for i in range(w.inputs):
                            first = i * of.plane + at + v * of.stride
                            for tap in range(9):
                                place = first + apart * ((tap // 3 - 1) * of.stride + tap % 3 - 1)
                                tile = multiply_tile(
                                    tile, w.views, weight, source, place, of.stride
                                )
                                weight += TILE
                        store_tile(views, o * BLOCK + v * LANES, BLOCK, LANES, tile)
            activate(views, 3 * w.outputs)
            dense(
                w.gate, w.gate_bias, views, 0, BLOCK, LANES, 3 * w.outputs, buffer.output, w.inputs
            )
            for i in range(w.inputs):
                for v in range(ROWS):
                    place = i * BLOCK + v * LANES
                    gate = sigmoid(load(buffer.output, place))
                    pixels = load(source, i * of.plane + at + v * of.stride)
                    store(buffer.output, place, gate * pixels)
            put(buffer.output, w.inputs, result, of, r, c, False)
    clear_border(result, of, w.inputs)


@njit(nogil=True, cache=True)
def halve(source: Floats, of: Grid, channels: int, result: Floats, into: Grid) -> None:
    """Halve the size: the highest of four pixels in the first half of the channels, then means."""
    quarter = splat(np.float32(0.25))
    for o in range(channels):
        for r in range(into.height):
            for c in range(0, into.width, LANES):
                at = o * of.plane + of.first + 2 * r * of.stride + 2 * c
                a0, a1 = load(source, at), load(source, at + LANES)
                b0, b1 = load(source, at + of.stride), load(source, at + of.stride + LANES)
                if o < channels // 2:
                    high0, high1 = maximum(a0, b0), maximum(a1, b1)
                    value = maximum(even(high0, high1), odd(high0, high1))
                else:
                    sum0, sum1 = a0 + b0, a1 + b1
                    value = (even(sum0, sum1) + odd(sum0, sum1)) * quarter
                store(result, o * into.plane + into.first + r * into.stride + c, value)
    clear_border(result, into, channels)
