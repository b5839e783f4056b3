"""Vectors of float32 for compiled loops: a block of pixels in one step.

Numba leaves it to LLVM to find vectors in a loop over numbers. The loops of a network are too large
for that, so this module gives numba a type for a vector, and operations that become one instruction
a vector. Every pixel is computed alone, and `fma` rounds once on every processor. So results depend
neither on the number of pixels in a vector nor on the processor.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.registry import cpu_target
from numba.extending import intrinsic, models, overload, register_model

Value = Any
"""What has no type here: a value, a builder or a type of the code that is being made."""


def _has_wide_registers() -> bool:
    """Return whether the processor that code is compiled for has registers of 16 numbers."""
    features = cpu_target.target_context.codegen().magic_tuple()[2]
    return "+avx512f" in features.split(",")


LANES = 16 if _has_wide_registers() else 8
"""Pixels in a vector: neighbours in a row."""
ROWS = 4
"""Rows in a block of pixels."""
BLOCK = ROWS * LANES
"""Pixels in a block, the unit of work: ROWS vectors below each other."""
TILE = 4
"""Channels in a tile: the part of a layer's output that is computed at once, in registers."""
TILE_ROWS = ROWS if LANES == 16 else 2
"""Rows in a tile. A tile, its input's rows and a weight must all have registers: a processor has 32
wide ones, or 16 others, and with four rows of a tile the sums would go to memory and back."""
assert ROWS % TILE_ROWS == 0

_VECTOR = ir.VectorType(ir.FloatType(), LANES)
_INTEGERS = ir.VectorType(ir.IntType(32), LANES)
_ANY = ir.Constant(_VECTOR, ir.Undefined)


class _Vector(types.Type):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(name=f"Vector{LANES}")


_vector = _Vector()
_block = types.UniTuple(_vector, ROWS)
_tile = types.UniTuple(_vector, TILE * TILE_ROWS)


@register_model(_Vector)
class _VectorModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Value, kind: types.Type) -> None:
        super().__init__(manager, kind, _VECTOR)


def _place(context: Value, builder: Value, kind: types.Type, array: Value, index: Value) -> Value:
    """Return the address of an array's element as that of a vector."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(data, [index])


def _read(builder: Value, place: Value) -> Value:
    read = builder.load(builder.bitcast(place, _VECTOR.as_pointer()))
    read.align = 4
    return read


def _write(builder: Value, value: Value, place: Value) -> None:
    builder.store(value, builder.bitcast(place, _VECTOR.as_pointer())).align = 4


def _after(builder: Value, place: Value, step: Value) -> Value:
    """Return the address so many numbers on."""
    return builder.gep(place, [step])


def _repeat(builder: Value, number: Value) -> Value:
    first = builder.insert_element(_ANY, number, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, _ANY, ir.Constant(_INTEGERS, [0] * LANES))


def _call(builder: Value, name: str, *values: Value) -> Value:
    """Call LLVM's function of this name on vectors."""
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * len(values))
    whole = f"llvm.{name}.v{LANES}f32"
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, whole), values)


def _shuffle(builder: Value, one: Value, other: Value, order: list[int]) -> Value:
    return builder.shuffle_vector(one, other, ir.Constant(_INTEGERS, order))


# --- reading and writing -------------------------------------------------------------------------


@intrinsic
def load(_: Value, array: Value, index: Value) -> Value:
    """Read the vector that begins at an element of a flat array."""

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        return _read(builder, _place(context, builder, signature.args[0], *values))

    return _vector(array, types.intp), make


@intrinsic
def store(_: Value, array: Value, index: Value, value: Value) -> Value:
    """Write a vector into a flat array, beginning at an element."""

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        _write(builder, values[2], _place(context, builder, signature.args[0], *values[:2]))
        return context.get_dummy_value()

    return types.void(array, types.intp, _vector), make


@intrinsic
def spread(_: Value, array: Value, index: Value) -> Value:
    """Read an element into all lanes."""

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        return _repeat(builder, builder.load(_place(context, builder, signature.args[0], *values)))

    return _vector(array, types.intp), make


@intrinsic
def splat(_: Value, number: Value) -> Value:
    """Put a number into all lanes."""

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        return _repeat(builder, values[0])

    return _vector(types.float32), make


# --- arithmetic, lane by lane --------------------------------------------------------------------


def _lane_by_lane(count: int, emit: Callable[..., Value]) -> Value:
    """Make an operation on `count` vectors."""

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        return emit(builder, *values)

    def one(_: Value, a: Value) -> Value:
        return _vector(_vector), make

    def two(_: Value, a: Value, b: Value) -> Value:
        return _vector(_vector, _vector), make

    def three(_: Value, a: Value, b: Value, c: Value) -> Value:
        return _vector(_vector, _vector, _vector), make

    return intrinsic((one, two, three)[count - 1])


def _exponent(builder: Value, value: Value) -> Value:
    bits = builder.shl(builder.bitcast(value, _INTEGERS), ir.Constant(_INTEGERS, [23] * LANES))
    one = ir.Constant(_INTEGERS, [0x3F800000] * LANES)
    return builder.bitcast(builder.add(bits, one), _VECTOR)


def _choose(comparison: str) -> Callable[..., Value]:
    return lambda builder, a, b: builder.select(builder.fcmp_ordered(comparison, a, b), a, b)


_ZIP = [one for lane in range(LANES // 2) for one in (lane, lane + LANES)]

add = _lane_by_lane(2, lambda builder, a, b: builder.fadd(a, b))
subtract = _lane_by_lane(2, lambda builder, a, b: builder.fsub(a, b))
multiply = _lane_by_lane(2, lambda builder, a, b: builder.fmul(a, b))
divide = _lane_by_lane(2, lambda builder, a, b: builder.fdiv(a, b))
minimum = _lane_by_lane(2, _choose("<"))
maximum = _lane_by_lane(2, _choose(">"))
root = _lane_by_lane(1, lambda builder, a: _call(builder, "sqrt", a))
magnitude = _lane_by_lane(1, lambda builder, a: _call(builder, "fabs", a))
fma = _lane_by_lane(3, lambda builder, a, b, c: _call(builder, "fma", a, b, c))
"""a x b + c, rounded once."""
power_of_two = _lane_by_lane(1, _exponent)
"""2 to the power n of 1.5 x 2^23 + n: a float32 of that size has n in its lowest bits."""
even = _lane_by_lane(2, lambda b, one, other: _shuffle(b, one, other, [*range(0, 2 * LANES, 2)]))
"""Every second lane of two vectors, beginning with the first."""
odd = _lane_by_lane(2, lambda b, one, other: _shuffle(b, one, other, [*range(1, 2 * LANES, 2)]))
zip_low = _lane_by_lane(2, lambda b, one, other: _shuffle(b, one, other, _ZIP))
"""The first halves of two vectors, lane after lane in turn."""
zip_high = _lane_by_lane(
    2, lambda b, one, other: _shuffle(b, one, other, [lane + LANES // 2 for lane in _ZIP])
)


def polynomial(*coefficients: float) -> Value:
    """Make the operation that computes a polynomial, the constant first, by Horner's rule."""

    def emit(builder: Value, x: Value) -> Value:
        *rest, last = [ir.Constant(_VECTOR, [float(np.float32(c))] * LANES) for c in coefficients]
        for coefficient in reversed(rest):
            last = _call(builder, "fma", last, x, coefficient)
        return last

    return _lane_by_lane(1, emit)


for _sign, _operation in (
    (operator.add, add),
    (operator.sub, subtract),
    (operator.mul, multiply),
    (operator.truediv, divide),
):

    def _with_sign(operation: Value) -> Value:
        def implement(a, b):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - numba compares names
            if isinstance(a, _Vector) and isinstance(b, _Vector):
                return lambda a, b: operation(a, b)  # noqa: PLW0108 - the same
            return None

        return implement

    overload(_sign)(_with_sign(_operation))


# --- a tile: TILE channels of TILE_ROWS rows of a block ------------------------------------------


@intrinsic
def repeat_tile(_: Value, values: Value, index: Value) -> Value:
    """Return a tile whose channels have the value of TILE elements, one after the other."""

    def make(context: Value, builder: Value, signature: Value, given: Value) -> Value:
        place = _place(context, builder, signature.args[0], *given)
        rows = []
        for channel in range(TILE):
            one = builder.load(_after(builder, place, ir.Constant(ir.IntType(64), channel)))
            rows += [_repeat(builder, one)] * TILE_ROWS
        return context.make_tuple(builder, signature.return_type, rows)

    return _tile(values, types.intp), make


def _tile_places(builder: Value, place: Value, channel_step: Value, row_step: Value) -> list[Value]:
    places = []
    for _ in range(TILE):
        row = place
        for _ in range(TILE_ROWS):
            places.append(row)
            row = _after(builder, row, row_step)
        place = _after(builder, place, channel_step)
    return places


@intrinsic
def load_tile(_: Value, array: Value, index: Value, channel_step: Value, row_step: Value) -> Value:
    """Read a tile whose channels and rows are so many elements apart."""

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        place = _place(context, builder, signature.args[0], *values[:2])
        places = _tile_places(builder, place, *values[2:])
        rows = [_read(builder, one) for one in places]
        return context.make_tuple(builder, signature.return_type, rows)

    return _tile(array, types.intp, types.intp, types.intp), make


@intrinsic
def store_tile(
    _: Value, array: Value, index: Value, channel_step: Value, row_step: Value, tile: Value
) -> Value:
    """Write a tile to channels and rows that are so many elements apart."""

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        place = _place(context, builder, signature.args[0], *values[:2])
        places = _tile_places(builder, place, *values[2:4])
        for number, one in enumerate(places):
            _write(builder, builder.extract_value(values[4], number), one)
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp, types.intp, _tile), make


@intrinsic
def multiply_tile(
    _: Value, tile: Value, weights: Value, at: Value, array: Value, index: Value, row_step: Value
) -> Value:
    """Add to each channel of a tile the product of its weight and the input of the tile's rows.

    weights, at: TILE weights, beginning at this element.
    array, index: the input of the first row; other rows are `row_step` elements apart.
    """

    def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
        kinds = signature.args
        weight = _place(context, builder, kinds[1], *values[1:3])
        row = _place(context, builder, kinds[3], *values[3:5])
        inputs = []
        for _ in range(TILE_ROWS):
            inputs.append(_read(builder, row))
            row = _after(builder, row, values[5])
        sums = []
        for channel in range(TILE):
            place = _after(builder, weight, ir.Constant(ir.IntType(64), channel))
            factor = _repeat(builder, builder.load(place))
            for number, one in enumerate(inputs):
                before = builder.extract_value(values[0], channel * TILE_ROWS + number)
                sums.append(_call(builder, "fma", factor, one, before))
        return context.make_tuple(builder, signature.return_type, sums)

    return _tile(_tile, weights, types.intp, array, types.intp, types.intp), make


# --- a channel's own convolution of a block ------------------------------------------------------


def _prefetch_rows(builder: Value, place: Value, row_step: Value, side: int) -> None:
    """Ask for what the next block to the right needs: planes are too far apart to be foreseen."""
    number = ir.IntType(32)
    byte = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
    prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
    place = _after(builder, place, ir.Constant(ir.IntType(64), 2 * LANES + side // 2 - 1))
    how = [ir.Constant(number, one) for one in (0, 2, 1)]
    for _ in range(ROWS + side - 1):
        builder.call(prefetch, [builder.bitcast(place, byte), *how])
        place = _after(builder, place, row_step)


def _depthwise(side: int) -> Value:
    """Make the convolution of a block with a square of this side.

    The sums run down the columns of the square, so that a row of input serves all rows of output.
    """

    def convolve(
        _: Value, weights: Value, at: Value, array: Value, index: Value, row_step: Value
    ) -> Value:
        def make(context: Value, builder: Value, signature: Value, values: Value) -> Value:
            kinds = signature.args
            weight = _place(context, builder, kinds[0], *values[:2])
            first = _place(context, builder, kinds[2], *values[2:4])
            for _ in range(side // 2):
                first = _after(builder, first, builder.neg(values[4]))
            _prefetch_rows(builder, first, values[4], side)
            sums = [ir.Constant(_VECTOR, [0.0] * LANES)] * ROWS
            for column in range(side):
                factors = []
                for row in range(side):
                    step = ir.Constant(ir.IntType(64), column * side + row)
                    factors.append(_repeat(builder, builder.load(_after(builder, weight, step))))
                place = _after(builder, first, ir.Constant(ir.IntType(64), column - side // 2))
                for seen in range(ROWS + side - 1):
                    value = _read(builder, place)
                    for row in range(max(0, seen - side + 1), min(ROWS, seen + 1)):
                        sums[row] = _call(builder, "fma", factors[seen - row], value, sums[row])
                    place = _after(builder, place, values[4])
            return context.make_tuple(builder, signature.return_type, sums)

        return _block(weights, types.intp, array, types.intp, types.intp), make

    return intrinsic(convolve)


depthwise_5 = _depthwise(5)
"""Convolve the block whose first row begins at an element of a plane with 5 x 5 weights.

The weights lie column after column; the plane's rows are so many elements apart."""
depthwise_7 = _depthwise(7)
"""The same with 7 x 7 weights."""
