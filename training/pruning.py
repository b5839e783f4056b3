"""Prune LEADER's bottlenecks in closed form, on rendered prints alone.

    python -m training.pruning --prints 200

A bottleneck computes A x + R g + b from its input x and from g, the many channels of its middle.
Channels of g go one after the other, each time the one that the others can best replace: their
weights R, the direct path A and the bias b are solved again by least squares on the Gram matrix of
x, g and 1 over many pixels. The layers follow in order, and each one is fitted to the outputs of
the whole network on inputs of the pruned one, so that it also mends what those before it changed.

The network is LEADER; no print of a person is used. Source of the elimination: Hassibi & Stork,
"Second order derivatives for network pruning: optimal brain surgeon", 1993, for a linear layer.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import SampleError
from matcher.network import Network, find_weights, load_weights
from matcher.network.lanes import TILE
from matcher.network.layers import Bottleneck
from matcher.segmentation import segment
from matcher.types import FINGERS, ImpressionType
from synthesis.images import impression, master
from synthesis.people import person
from synthesis.seeds import Purpose

Array = NDArray[np.float64]

FIRST_PERSON = 960_000
"""A number of Purpose.TRAIN; no other training draws these people."""

LAYERS = (*(f"enc1_{i}" for i in range(4)), *(f"dec1_{i}" for i in (3, 2, 1, 0)), "head_0_ibc")
"""The bottlenecks that run everywhere, in the order in which they run."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the pruned weights."""

    prints: int = 200
    pixels: int = 400
    """Of each layer's input, in a print: half of them anywhere near the print, half at minutiae."""
    reach_px: int = 16
    """Pixels so near the print, or a minutia, count."""
    ridge: float = 1e-6
    """Added to the Gram matrix's diagonal, as a share of its mean."""
    seed: int = 20_261_130
    widths: dict[str, float] = field(
        default_factory=lambda: {
            "enc1_0": 0.75,
            "enc1_2": 0.35,
            "enc1_3": 0.35,
            "dec1_1": 0.7,
            "dec1_0": 0.25,
            "head_0_ibc": 0.25,
        }
    )
    """The share of the middle's channels that stays."""


@dataclass(frozen=True, eq=False)
class Print:
    """A rendered print, padded, with the pixels that count."""

    pixels: NDArray[np.uint8]
    near: NDArray[np.int64]
    """(n, 2) rows and columns: half anywhere near the print, half at minutiae."""


def prints(recipe: Recipe, network: Network) -> Iterator[Print]:
    """Render prints of many fingers: plain and rolled, from easy to hard."""
    rng = np.random.default_rng(recipe.seed)
    for number in range(recipe.prints):
        position = FINGERS[number % len(FINGERS)]
        finger = person(Purpose.TRAIN.seed(FIRST_PERSON + number)).finger(position)
        kind = (ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED)[number % 2]
        difficulty = float(rng.uniform(0.3, 2.5))
        pixels = impression(master(finger), 1, kind, difficulty).pixels
        try:
            mask = segment(pixels).mask
        except SampleError:
            continue
        height, width = (32 * -(-side // 32) for side in pixels.shape)
        padded = np.full((height, width), pixels[0, 0], np.uint8)
        padded[: pixels.shape[0], : pixels.shape[1]] = pixels
        everywhere = np.zeros(padded.shape, np.bool_)
        everywhere[: pixels.shape[0], : pixels.shape[1]] = mask
        found = network.find(padded, everywhere, 0.15)
        inside = np.argwhere(everywhere)
        at = inside[rng.integers(len(inside), size=recipe.pixels // 2)]
        minutiae = np.stack([found.rows, found.columns], 1)
        if not len(minutiae):
            continue
        around = minutiae[rng.integers(len(minutiae), size=recipe.pixels - len(at))]
        around = around + rng.integers(-6, 7, around.shape)
        at = at + rng.integers(-recipe.reach_px, recipe.reach_px + 1, at.shape)
        near = np.concatenate([at, around]).clip(0, np.array(padded.shape) - 1)
        yield Print(padded, near)
        if number % 20 == 19:
            print(f"{number + 1} of {recipe.prints} prints", flush=True)


def layer_at(network: Network, name: str, one: Print) -> tuple[Array, Array, Array]:
    """Return a layer's input, middle and output at a print's pixels: a row for each pixel.

    The network has just run on the print.
    """
    w, given = network.bottleneck(name)
    scale = one.pixels.shape[0] // given.on.height
    rows, columns = np.unique(one.near // scale, axis=0).T
    on = given.on
    steps = np.arange(-3, 4)
    # Weights lie column after column.
    window = (steps[None, :] * on.stride + steps[:, None]).ravel()
    at = on.first + rows * on.stride + columns
    values = np.lib.stride_tricks.as_strided(
        given.values, (w.inputs, on.plane), (4 * on.plane, 4)
    )
    patches = values[:, at[:, None] + window[None]].astype(np.float64)
    spread = np.einsum("cnk,ck->nc", patches, w.depthwise.reshape(w.inputs, 49).astype(np.float64))
    spread -= spread.mean(1, keepdims=True)
    spread /= np.sqrt((spread**2).mean(1, keepdims=True) + 1e-3)
    expand = untiled(w.expand, w.width, w.inputs)
    middle = gelu(spread @ expand.T + w.expand_bias[: w.width])
    x = values[:, at].T.astype(np.float64)
    y = x @ untiled(w.direct, w.outputs, w.inputs).T + w.direct_bias[: w.outputs]
    return x, middle, y + middle @ untiled(w.reduce, w.outputs, w.width).T


def untiled(weights: NDArray[np.float32], outputs: int, inputs: int) -> Array:
    """Return a layer's weights as (outputs, inputs)."""
    tiles = weights.reshape(-1, inputs, TILE).transpose(0, 2, 1)
    return tiles.reshape(-1, inputs)[:outputs].astype(np.float64)


def gelu(x: Array) -> Array:
    """x times the share of the normal distribution below x."""
    from scipy.special import ndtr

    return np.asarray(x * ndtr(x))


def eliminate(gram: Array, cross: Array, width: int, keep: int) -> tuple[NDArray[np.int64], Array, list[float]]:
    """Drop channels until `keep` of the first `width` are left.

    gram: (d, d) of the regressors; cross: (outputs, d) of targets and regressors.
    Returns what is kept, the weights of all d (zero where dropped), and the growth of the error.
    """
    inverse = np.linalg.inv(gram)
    weights = cross @ inverse
    left = np.ones(width, np.bool_)
    lost, costs = [], 0.0
    for _ in range(width - keep):
        diagonal = np.diag(inverse)[:width]
        cost = np.where(left, (weights[:, :width] ** 2).sum(0) / np.where(left, diagonal, 1), np.inf)
        i = int(np.argmin(cost))
        costs += float(cost[i])
        lost.append(costs)
        row = inverse[i] / inverse[i, i]
        weights = weights - np.outer(weights[:, i], row)
        inverse = inverse - np.outer(inverse[:, i], row)
        left[i] = False
        inverse[i], inverse[:, i] = 0.0, 0.0
        inverse[i, i] = 1.0
        weights[:, i] = 0.0
    return np.flatnonzero(left), weights, lost
