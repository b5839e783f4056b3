"""LEADER written out plainly in double precision, as its author's model has it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from matcher.network import Weights

Array = NDArray[np.float64]


def convolve(x: Array, kernel: Array, bias: Array | float = 0.0, *, apart: int = 1) -> Array:
    """Convolve (height, width, inputs) with (side, side, inputs, outputs), zeros outside."""
    side = kernel.shape[0]
    reach = apart * (side // 2)
    padded = np.pad(x, ((reach, reach), (reach, reach), (0, 0)))
    height, width = x.shape[:2]
    total: Any = bias
    for row in range(side):
        for column in range(side):
            y, z = row * apart, column * apart
            total = total + padded[y : y + height, z : z + width] @ kernel[row, column]
    return np.asarray(total)


def depthwise(x: Array, kernel: Array) -> Array:
    """Convolve each channel with its own square of (side, side, inputs, 1)."""
    side = kernel.shape[0]
    reach = side // 2
    padded = np.pad(x, ((reach, reach), (reach, reach), (0, 0)))
    height, width = x.shape[:2]
    return np.asarray(
        sum(
            padded[row : row + height, column : column + width] * kernel[row, column, :, 0]
            for row in range(side)
            for column in range(side)
        )
    )


def gelu(x: Array) -> Array:
    return np.asarray(x * ndtr(x))


def norm(x: Array, gamma: Array | float = 1.0, beta: Array | float = 0.0) -> Array:
    centred = x - x.mean(-1, keepdims=True)
    return np.asarray(centred / np.sqrt(centred.var(-1, keepdims=True) + 1e-3) * gamma + beta)


def quarters(x: Array) -> Array:
    """Return the four pixels that become one: (4, height / 2, width / 2, channels)."""
    return np.stack([x[row::2, column::2] for row in (0, 1) for column in (0, 1)])


def halve(x: Array) -> Array:
    four, half = quarters(x), x.shape[2] // 2
    return np.concatenate([four[..., :half].max(0), four[..., half:].mean(0)], -1)


def double(x: Array) -> Array:
    return x.repeat(2, 0).repeat(2, 1)


class Plain:
    """The layers by their names in the file of weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def stem(self, x: Array, name: str) -> Array:
        near = convolve(x, *self.weights[f"{name}_conv"])
        far = convolve(x, *self.weights[f"{name}_dilated_conv"], apart=2)
        return gelu(norm(np.concatenate([near, far], -1), *self.weights[f"{name}_ln"]))

    def separable(self, x: Array, name: str) -> Array:
        own, pointwise, bias = self.weights[f"{name}_conv"]
        return gelu(norm(convolve(depthwise(x, own), pointwise, bias), *self.weights[f"{name}_ln"]))

    def bottleneck(self, x: Array, name: str) -> Array:
        y = norm(depthwise(x, self.weights[f"{name}_depthwise_conv"][0]))
        gamma, beta = self.weights[f"{name}_ln"]
        y = gelu(convolve(y * gamma + beta, *self.weights[f"{name}_conv_exp"]))
        y = x + convolve(y, *self.weights[f"{name}_conv_red"])
        return convolve(y, *self.weights[f"{name}_conv_adj"])

    def head(self, x: Array, number: int, last: str) -> Array:
        y = convolve(
            self.bottleneck(x, f"head_{number}_ibc"), *self.weights[f"head_{number}_conv1"]
        )
        y = norm(y, *self.weights[f"head_{number}_ln"])
        y = gelu(convolve(double(y), *self.weights[f"head_{number}_conv2"]))
        return convolve(y, *self.weights[f"head_conv_{last}"])

    def maps(self, pixels: NDArray[np.uint8]) -> Array:
        """Return position, cosine, sine and type: (height, width, 4)."""
        image = pixels[..., None].astype(np.float64)
        x, skipped = quarters(self.stem(image, "stem0")).max(0), []
        for i in range(4):
            x = self.separable(x, f"enc0_{i}")
            skipped.append(x)
            x = halve(x)
        for i in (3, 2, 1, 0):
            x = np.concatenate([double(self.separable(x, f"dec0_{i}")), skipped[i]], -1)
        views = [
            gelu(convolve(x, *self.weights[f"attention_conv_d{a}"], apart=a)) for a in (1, 3, 6)
        ]
        x = x * expit(convolve(np.concatenate(views, -1), *self.weights["attention_s"]))
        x = np.concatenate([x, quarters(self.stem(image, "stem1")).mean(0)], -1)
        skipped = []
        for i in range(4):
            x = self.bottleneck(x, f"enc1_{i}")
            skipped.append(x)
            x = halve(x)
        for i in (3, 2, 1, 0):
            x = np.concatenate([double(self.bottleneck(x, f"dec1_{i}")), skipped[i]], -1)
        heads = [self.head(x, i, last) for i, last in enumerate(("pos", "dir", "typ"))]
        return np.concatenate([expit(heads[0]), heads[1], expit(heads[2])], -1)
