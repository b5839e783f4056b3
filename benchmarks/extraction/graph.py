"""LEADER's network as an OpenVINO graph, as it ran before: the baseline of this benchmark.

The graph computes what the author's Keras model computes, with three exact rewritings that make it
faster: the two convolutions of a stem become one 9 x 9; the centring of a layer normalisation is
folded into a convolution directly before it, and the affine part into the 1 x 1 convolution after
it; and 1 x 1 layers run before a nearest-neighbour upsampling rather than after.
"""

import sys
from pathlib import Path
from typing import Any, TypeAlias

import h5py
import numpy as np
from numpy.typing import NDArray

# On import OpenVINO reports to its vendor from a forked copy of this process. It uses a silent
# stand-in if this package cannot be imported.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402
from openvino import opset1 as ops1  # noqa: E402
from openvino import opset13 as ops  # noqa: E402

__all__ = ["build_model", "load_weights", "ov"]

Array = NDArray[np.float64]
Weights = dict[str, list[Array]]
Node: TypeAlias = Any
"""A node or an output of the graph; OpenVINO's operators take and give either, untyped."""

_EPSILON = 1e-3  # Keras' LayerNormalization default


def load_weights(path: Path) -> Weights:
    """Read the layers' arrays from a Keras `.weights.h5` file, by layer name."""
    with h5py.File(path) as file:
        found = [one["vars"] for one in file["layers"].values() if len(one["vars"])]
        return {
            arrays.attrs["name"]: [
                arrays[str(k)][()].astype(np.float64) for k in range(len(arrays))
            ]
            for arrays in found
        }


def build_model(weights: Weights) -> ov.Model:
    """Build the network.

    Input: (1, 1, height, width) float32, grey levels 0 to 255, both sizes multiples of 32.
    Output: (1, 4, height, width): position probability, cosine and sine of the direction
    (not normalised), probability of a ridge ending.
    """
    return _Builder(weights).build()


def _constant(array: NDArray[np.generic]) -> Node:
    return ops.constant(np.ascontiguousarray(array, dtype=np.float32))


def _per_channel(array: Array) -> Node:
    return _constant(array.reshape(1, -1, 1, 1))


def _convolve(x: Node, kernel: Array, bias: Array | None = None, dilation: int = 1) -> Node:
    """Convolve with `kernel` (out, in, k, k), zero padding to the same size."""
    pad = [dilation * (kernel.shape[2] - 1) // 2] * 2
    y = ops.convolution(x, _constant(kernel), [1, 1], pad, pad, [dilation] * 2)
    return y if bias is None else ops.add(y, _per_channel(bias))


def _convolve_depthwise(x: Node, kernel: Array) -> Node:
    """Convolve each channel with its own kernel (k, k, channels, 1)."""
    grouped = kernel.transpose(2, 3, 0, 1)[:, None]
    pad = [(kernel.shape[0] - 1) // 2] * 2
    return ops.group_convolution(x, _constant(grouped), [1, 1], pad, pad, [1, 1])


def _divide_by_deviation(x: Node) -> Node:
    """Divide by the standard deviation over channels; `x` has zero mean over channels."""
    variance = ops.reduce_mean(ops.multiply(x, x), ops.constant([1]), keep_dims=True)
    return ops.divide(x, ops.sqrt(ops.add(variance, _constant(np.array(_EPSILON)))))


def _subtract_mean(x: Node) -> Node:
    return ops.subtract(x, ops.reduce_mean(x, ops.constant([1]), keep_dims=True))


def _scale_and_shift(x: Node, gamma: Array, beta: Array) -> Node:
    return ops.add(ops.multiply(x, _per_channel(gamma)), _per_channel(beta))


def _gelu(x: Node) -> Node:
    return ops.gelu(x, "erf")


def _upsample(x: Node) -> Node:
    return ops.interpolate(
        x,
        ops.constant(np.array([2.0, 2.0], np.float32)),
        "nearest",
        "scales",
        axes=ops.constant([2, 3]),
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )


def _max_pool(x: Node) -> Node:
    return ops1.max_pool(x, [2, 2], [0, 0], [0, 0], [2, 2], "floor")


def _average_pool(x: Node) -> Node:
    return ops1.avg_pool(x, [2, 2], [0, 0], [0, 0], [2, 2], True, "floor")


def _downsample(x: Node) -> Node:
    """Halve the size: maximum of the first half of the channels, mean of the second."""
    halves = ops.split(x, ops.constant(1), 2)
    return ops.concat([_max_pool(halves.output(0)), _average_pool(halves.output(1))], 1)


class _Builder:
    """The layers of LEADER by their names in the weights file."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def _kernel(self, name: str) -> tuple[Array, Array]:
        kernel, bias = self._weights[name]
        return kernel.transpose(3, 2, 0, 1), bias

    def _stem(self, x: Node, name: str, pool: str) -> Node:
        (near, near_bias), (far, far_bias) = (
            self._kernel(f"{name}_conv"),
            self._kernel(f"{name}_dilated_conv"),
        )
        count = len(near)
        kernel = np.zeros((2 * count, 1, 9, 9))
        kernel[:count, :, 2:7, 2:7] = near
        kernel[count:, :, ::2, ::2] = far
        bias = np.concatenate([near_bias, far_bias])
        y = _convolve(x, kernel - kernel.mean(0, keepdims=True), bias - bias.mean())
        y = _gelu(_scale_and_shift(_divide_by_deviation(y), *self._weights[f"{name}_ln"]))
        return _max_pool(y) if pool == "max" else _average_pool(y)

    def _separable(self, x: Node, name: str) -> Node:
        depthwise, pointwise, bias = self._weights[f"{name}_conv"]
        kernel = pointwise.transpose(3, 2, 0, 1)
        y = _convolve_depthwise(x, depthwise)
        y = _convolve(y, kernel - kernel.mean(0, keepdims=True), bias - bias.mean())
        return _gelu(_scale_and_shift(_divide_by_deviation(y), *self._weights[f"{name}_ln"]))

    def _bottleneck(self, x: Node, name: str) -> Node:
        """Inverse bottleneck with its residual: adjust(x + reduce(gelu(expand(norm(dw(x))))))."""
        expand, expand_bias = self._kernel(f"{name}_conv_exp")
        reduce, reduce_bias = self._kernel(f"{name}_conv_red")
        adjust, adjust_bias = self._kernel(f"{name}_conv_adj")
        gamma, beta = self._weights[f"{name}_ln"]
        expand, reduce, adjust = expand[:, :, 0, 0], reduce[:, :, 0, 0], adjust[:, :, 0, 0]
        y = _convolve_depthwise(x, self._weights[f"{name}_depthwise_conv"][0])
        y = _divide_by_deviation(_subtract_mean(y))
        y = _gelu(_convolve(y, (expand * gamma)[:, :, None, None], expand_bias + expand @ beta))
        direct = _convolve(x, adjust[:, :, None, None], adjust_bias + adjust @ reduce_bias)
        return ops.add(direct, _convolve(y, (adjust @ reduce)[:, :, None, None]))

    def _context(self, x: Node) -> Node:
        skipped = []
        for i in range(4):
            x = self._separable(x, f"enc0_{i}")
            skipped.append(x)
            x = _downsample(x)
        for i in (3, 2, 1, 0):
            x = ops.concat([_upsample(self._separable(x, f"dec0_{i}")), skipped[i]], 1)
        return x

    def _attention(self, x: Node) -> Node:
        views = [
            _gelu(_convolve(x, *self._kernel(f"attention_conv_d{d}"), dilation=d))
            for d in (1, 3, 6)
        ]
        gate = ops.sigmoid(_convolve(ops.concat(views, 1), *self._kernel("attention_s")))
        return ops.multiply(x, gate)

    def _refinement(self, x: Node) -> Node:
        skipped = []
        for i in range(4):
            x = self._bottleneck(x, f"enc1_{i}")
            skipped.append(x)
            x = _downsample(x)
        for i in (3, 2, 1, 0):
            x = ops.concat([_upsample(self._bottleneck(x, f"dec1_{i}")), skipped[i]], 1)
        return x

    def _head(self, x: Node, number: int, output: str) -> Node:
        name = f"head_{number}"
        first, first_bias = self._kernel(f"{name}_conv1")
        second, second_bias = self._kernel(f"{name}_conv2")
        gamma, beta = self._weights[f"{name}_ln"]
        y = self._bottleneck(x, f"{name}_ibc")
        y = _convolve(y, first - first.mean(0, keepdims=True), first_bias - first_bias.mean())
        y = _convolve(
            _divide_by_deviation(y),
            second * gamma[None, :, None, None],
            second_bias + second[:, :, 0, 0] @ beta,
        )
        y = _convolve(_upsample(_gelu(y)), *self._kernel(f"head_conv_{output}"))
        return y if output == "dir" else ops.sigmoid(y)

    def build(self) -> ov.Model:
        """Wire the stems, the two encoder-decoders, the gate and the three heads."""
        image = ops.parameter([1, 1, -1, -1], np.float32, name="input")
        context = self._attention(self._context(self._stem(image, "stem0", "max")))
        x = ops.concat([context, self._stem(image, "stem1", "mean")], 1)
        x = self._refinement(x)
        heads = [self._head(x, i, name) for i, name in enumerate(("pos", "dir", "typ"))]
        return ov.Model([ops.concat(heads, 1)], [image], "leader")
