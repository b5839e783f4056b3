"""LEADER's trained weights, brought into the form that the compiled layers read.

LEADER (Lightweight End-to-end Attention-gated Dual Encoder-decodeR) is by R. Cappelli; its weights
ship in the package `pyfing` (MIT licence). What is computed is what the author's Keras model
computes. Rewritten exactly: the centring of a norm is folded into a convolution directly before it,
and the affine part into a product after it; a product directly after a product is merged with it.
"""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelError
from matcher.network.blocks import Floats
from matcher.network.heads import FEATURES, PHASES, Head
from matcher.network.lanes import TILE
from matcher.network.layers import Bottleneck, Gate, Separable, Stem

PRUNING_PATH = Path(__file__).parents[1] / "leader_pruning.npz"
WEIGHTS_KEY = "weights_sha256"
"""Names the array of bytes that says for which weights a file of pruned layers was made."""

Array = NDArray[np.float64]
Weights = dict[str, list[Array]]


def find_weights() -> Path:
    """Find the weights. `pyfing` is located, not imported, because the import would load Keras.

    Raises ModelError if the package or the file is missing.
    """
    spec = importlib.util.find_spec("pyfing")
    if spec is None or spec.origin is None:
        raise ModelError(
            "LEADER's weights are missing: install them with `pip install --no-deps pyfing`"
        )
    path = Path(spec.origin).parent / "models" / "LEADER.weights.h5"
    if not path.is_file():
        raise ModelError(f"the installed package pyfing has no {path.name}: install 0.7.3")
    return path


def load_weights(path: Path) -> Weights:
    """Read the layers' arrays from a Keras `.weights.h5` file, by layer name."""
    weights: Weights = {}
    with h5py.File(path) as file:
        for layer in file["layers"].values():
            arrays = layer["vars"]
            if len(arrays):
                count = len(arrays)
                weights[arrays.attrs["name"]] = [
                    arrays[str(i)][()].astype(np.float64) for i in range(count)
                ]
    return weights


def _flat(array: Array) -> Floats:
    return np.ascontiguousarray(array, np.float32).ravel()


def _tiled(matrix: Array) -> Floats:
    """Lay out (outputs, ...) as (tiles, ..., TILE), filled up with zeros."""
    count = -(-len(matrix) // TILE)
    filled = np.zeros((count * TILE, *matrix.shape[1:]))
    filled[: len(matrix)] = matrix
    return _flat(np.moveaxis(filled.reshape(count, TILE, *matrix.shape[1:]), 1, -1))


def _columns(depthwise: Array) -> Floats:
    """Lay out (rows, columns, inputs, 1) as (inputs, columns, rows)."""
    return _flat(depthwise[..., 0].transpose(2, 1, 0))


def _matrix(kernel: Array) -> Array:
    """Return a 1 x 1 convolution's kernel as (outputs, inputs)."""
    matrix: Array = kernel[0, 0].T
    return matrix


class Pruned(NamedTuple):
    """What replaces a bottleneck's product after the activation; see `training.pruning`."""

    kept: NDArray[np.uint16]
    """The channels of the middle that are left."""
    reduce: Floats
    """(outputs, kept)"""
    direct: Floats
    """(outputs, inputs)"""
    bias: Floats


def load_pruning(weights_digest: bytes) -> dict[str, Pruned]:
    """Read what `training.pruning` wrote for the weights of this SHA-256.

    Raises ModelError if the file is missing or was made for other weights.
    """
    if not PRUNING_PATH.is_file():
        raise ModelError(f"{PRUNING_PATH.name} is missing beside the matcher: restore it")
    with np.load(PRUNING_PATH, allow_pickle=False) as file:
        if file[WEIGHTS_KEY].tobytes() != weights_digest:
            raise ModelError(
                f"{PRUNING_PATH.name} was made for other weights: install pyfing 0.7.3"
            )
        names = dict.fromkeys(key.rsplit(".", 1)[0] for key in file.files if "." in key)
        return {
            name: Pruned(*(file[f"{name}.{column}"] for column in Pruned._fields)) for name in names
        }


class Layers:
    """The layers by their names in the file of weights."""

    def __init__(self, weights: Weights, pruning: Mapping[str, Pruned]) -> None:
        self._weights = weights
        self._pruning = pruning

    def stem(self, name: str) -> Stem:
        """Two convolutions of 5 x 5 pixels and their common norm."""
        near, near_bias = self._weights[f"{name}_conv"]
        far, far_bias = self._weights[f"{name}_dilated_conv"]
        gamma, beta = self._weights[f"{name}_ln"]
        return Stem(
            near=_tiled(near.reshape(25, -1).T),
            far=_tiled(far.reshape(25, -1).T),
            bias=_flat(np.concatenate([near_bias, far_bias])),
            gamma=_flat(gamma),
            beta=_flat(beta),
            outputs=len(gamma),
        )

    def separable(self, name: str) -> Separable:
        """A separable convolution and its norm."""
        depthwise, pointwise, bias = self._weights[f"{name}_conv"]
        gamma, beta = self._weights[f"{name}_ln"]
        matrix = _matrix(pointwise)
        return Separable(
            depthwise=_columns(depthwise),
            pointwise=_tiled(matrix - matrix.mean(0)),
            bias=_flat(bias - bias.mean()),
            gamma=_flat(gamma),
            beta=_flat(beta),
            inputs=matrix.shape[1],
            outputs=len(gamma),
        )

    def bottleneck(self, name: str, after: tuple[Array, Array] | None = None) -> Bottleneck:
        """An inverse bottleneck; after: a matrix and a bias that follow it directly."""
        expand, expand_bias = self._weights[f"{name}_conv_exp"]
        reduce, reduce_bias = self._weights[f"{name}_conv_red"]
        adjust, adjust_bias = self._weights[f"{name}_conv_adj"]
        gamma, beta = self._weights[f"{name}_ln"]
        expand, reduce, direct = _matrix(expand), _matrix(reduce), _matrix(adjust)
        bias = adjust_bias + direct @ reduce_bias
        if after is not None:
            direct, bias = after[0] @ direct, after[0] @ bias + after[1]
        expand_bias, expand, reduce = expand_bias + expand @ beta, expand * gamma, direct @ reduce
        if name in self._pruning:
            one = self._pruning[name]
            expand, expand_bias = expand[one.kept], expand_bias[one.kept]
            reduce, direct, bias = (part.astype(np.float64) for part in one[1:])
        return Bottleneck(
            depthwise=_columns(self._weights[f"{name}_depthwise_conv"][0]),
            expand=_tiled(expand),
            expand_bias=_tiled(expand_bias),
            direct=_tiled(direct),
            direct_bias=_tiled(bias),
            reduce=_tiled(reduce),
            inputs=expand.shape[1],
            width=len(expand),
            outputs=len(direct),
        )

    def gate(self) -> Gate:
        """The attention gate."""
        views = [self._weights[f"attention_conv_d{apart}"] for apart in (1, 3, 6)]
        gate, gate_bias = self._weights["attention_s"]
        inputs, outputs = views[0][0].shape[2:]
        kernels = [kernel.reshape(9, inputs, outputs).transpose(2, 1, 0) for kernel, _ in views]
        return Gate(
            views=np.concatenate([_tiled(kernel) for kernel in kernels]),
            views_bias=_flat(np.concatenate([bias for _, bias in views])),
            gate=_tiled(_matrix(gate)),
            gate_bias=_flat(gate_bias),
            inputs=inputs,
            outputs=outputs,
        )

    def head(self, name: str, last: str) -> Head:
        """A head and its last layer."""
        first, first_bias = self._weights[f"{name}_conv1"]
        second, second_bias = self._weights[f"{name}_conv2"]
        gamma, beta = self._weights[f"{name}_ln"]
        kernel, bias = self._weights[last]
        outputs = kernel.shape[3]
        first, second = _matrix(first), _matrix(second)
        return Head(
            bottleneck=self.bottleneck(
                f"{name}_ibc", (first - first.mean(0), first_bias - first_bias.mean())
            ),
            inner=_tiled(second * gamma),
            inner_bias=_flat(second_bias + second @ beta),
            last=_flat(_at_half_resolution(kernel)),
            last_bias=_flat(np.repeat(bias, PHASES)),
            outputs=outputs,
        )


def _at_half_resolution(kernel: Array) -> Array:
    """Turn (5, 5, inputs, outputs) on a doubled map into (outputs, inputs, 9, 4) on the map."""
    found = np.zeros((kernel.shape[3], FEATURES, 9, PHASES))
    for pixel in range(PHASES):
        for tap in range(25):
            row = (pixel // 2 + tap // 5 - 2) // 2 + 1
            column = (pixel % 2 + tap % 5 - 2) // 2 + 1
            found[:, :, 3 * row + column, pixel] += kernel[tap // 5, tap % 5].T
    return found
