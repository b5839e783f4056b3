"""Prune LEADER's bottlenecks in closed form, on rendered prints alone.

    python -m training.pruning --out matcher/leader_pruning.npz

A bottleneck computes A x + R g + b from its input x and from g, the many channels of its middle.
Channels of g go one after the other, each time the one that the others can best replace: their
weights R, the direct path A and the bias b are solved again by least squares on the Gram matrix of
x, g and 1 over many pixels. The layers follow in order, and each one is fitted to the outputs of
the whole network on inputs of the pruned one, so that it also mends what those before it changed.

The network is LEADER; no print of a person is used. Source of the elimination: Hassibi & Stork,
"Second order derivatives for network pruning: optimal brain surgeon", 1993, for a linear layer.
"""

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from matcher.errors import SampleError
from matcher.network import (
    SIZE_MULTIPLE,
    TILE,
    WEIGHTS_KEY,
    Network,
    Pruned,
    Weights,
    find_weights,
    load_weights,
)
from matcher.segmentation import segment
from matcher.types import FINGERS, ImpressionType
from synthesis.images import grow_masters, render_encounter
from synthesis.people import person
from synthesis.seeds import Purpose

Array = NDArray[np.float64]

FIRST_PERSON = 960_000
"""A number of Purpose.TRAIN; no other training draws these people."""
_KINDS = (
    ImpressionType.LIVESCAN_PLAIN,
    ImpressionType.LIVESCAN_ROLLED,
    ImpressionType.NONLIVESCAN_PLAIN,
    ImpressionType.NONLIVESCAN_ROLLED,
)
_EPSILON = 1e-3  # Keras' LayerNormalization default


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the pruned weights."""

    fingers: int = 60
    """Each of another person; one print of each kind, of a sensor and a difficulty of its own."""
    pixels: int = 400
    """Of a layer's input in a print: half of them anywhere near the print, half at minutiae."""
    reach_px: int = 16
    """How far from the print a pixel may lie."""
    minutia_reach_px: int = 6
    """How far from a minutia a pixel may lie, in each direction."""
    min_quality: float = 0.15
    """Of the minutiae; a little less than what a template keeps."""
    ridge: float = 1e-6
    """Added to the Gram matrix's diagonal, as a share of its mean."""
    seed: int = 20_261_130
    widths: dict[str, float] = field(
        default_factory=lambda: {
            "enc1_0": 0.75,
            "enc1_1": 0.75,
            "enc1_2": 0.5,
            "enc1_3": 0.5,
            "dec1_2": 0.35,
            "dec1_1": 0.75,
            "dec1_0": 0.35,
            "head_0_ibc": 0.2,
        }
    )
    """The share of the middle's channels that stays, by layer, in the order in which they run."""


@dataclass(frozen=True, eq=False)
class Print:
    """A rendered print, with the pixels that count."""

    pixels: NDArray[np.uint8]
    """Both sides are multiples of SIZE_MULTIPLE."""
    near: NDArray[np.int64]
    """(n, 2) rows and columns."""


class Moments(NamedTuple):
    """Sums over pixels: of the products of a layer's regressors, and of targets with regressors."""

    gram: Array
    """(d, d): middle, input, 1."""
    cross: Array
    """(outputs, d)"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Prune, and write what replaces the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fingers", type=int, default=Recipe.fingers)
    given = parser.parse_args(arguments)
    path = find_weights()
    pruned = prune(Recipe(fingers=given.fingers), load_weights(path))
    digest = np.frombuffer(hashlib.sha256(path.read_bytes()).digest(), np.uint8)
    columns = {WEIGHTS_KEY: digest} | {
        f"{name}.{column}": value
        for name, one in pruned.items()
        for column, value in one._asdict().items()
    }
    np.savez_compressed(given.out, **columns)


def prune(recipe: Recipe, weights: Weights) -> dict[str, Pruned]:
    """Prune the layers one after the other."""
    whole = Network(weights)
    rendered = list(prints(recipe, whole))
    targets: dict[str, list[Array]] = {name: [] for name in recipe.widths}
    for one in rendered:
        _run(whole, one)
        for name, kept in targets.items():
            kept.append(layer_at(whole, name, one)[2])
    pruned: dict[str, Pruned] = {}
    for name, share in recipe.widths.items():
        network = Network(weights, pruned)
        moments = _moments(network, name, rendered, targets[name])
        width = network.bottleneck(name)[0].width
        keep = TILE * max(1, round(share * width / TILE))
        pruned[name] = eliminate(moments, width, keep, recipe.ridge)
        print(f"{name}: {keep} of {width} channels", flush=True)
    return pruned


def prints(recipe: Recipe, network: Network) -> Iterator[Print]:
    """Render prints of many people: of all sensors and inked, plain and rolled, easy and hard."""
    rng = np.random.default_rng(recipe.seed)
    for number in range(recipe.fingers):
        position = FINGERS[number % len(FINGERS)]
        someone = person(Purpose.TRAIN.seed(FIRST_PERSON + number))
        masters = grow_masters(someone, positions=[position])
        for encounter, kind in enumerate(_KINDS, 1):
            pixels = render_encounter(
                someone, encounter, kind=kind, positions=[position], masters=masters
            )[position]
            found = _print(pixels, recipe, network, rng)
            if found is not None:
                yield found
        print(f"{number + 1} of {recipe.fingers} fingers", flush=True)


def _print(
    pixels: NDArray[np.uint8], recipe: Recipe, network: Network, rng: np.random.Generator
) -> Print | None:
    """Choose the pixels that count; None if the print shows no minutia."""
    try:
        mask = segment(pixels).mask
    except SampleError:
        return None
    height, width = (SIZE_MULTIPLE * -(-side // SIZE_MULTIPLE) for side in pixels.shape)
    padding = ((0, height - pixels.shape[0]), (0, width - pixels.shape[1]))
    padded = np.pad(pixels, padding, constant_values=pixels[0, 0])
    inside = np.pad(mask, padding)
    found = network.find(padded, inside, recipe.min_quality)
    if not len(found.rows):
        return None
    half, reach = recipe.pixels // 2, recipe.reach_px
    anywhere = rng.choice(np.argwhere(inside), half)
    anywhere = anywhere + rng.integers(-reach, reach + 1, anywhere.shape)
    around = rng.choice(np.stack([found.rows, found.columns], 1), recipe.pixels - half)
    reach = recipe.minutia_reach_px
    around = around + rng.integers(-reach, reach + 1, around.shape)
    return Print(padded, np.concatenate([anywhere, around]).clip(0, np.array(padded.shape) - 1))


def _run(network: Network, one: Print) -> None:
    network.find(one.pixels, np.ones(one.pixels.shape, np.bool_), 0.5)


def _moments(
    network: Network, name: str, rendered: Sequence[Print], targets: Sequence[Array]
) -> Moments:
    gram: Array | float = 0.0
    cross: Array | float = 0.0
    for one, target in zip(rendered, targets, strict=True):
        _run(network, one)
        given, middle, _ = layer_at(network, name, one)
        regressors = np.concatenate([middle, given, np.ones((len(given), 1))], 1)
        gram = gram + regressors.T @ regressors
        cross = cross + target.T @ regressors
    return Moments(np.asarray(gram), np.asarray(cross))


def layer_at(network: Network, name: str, one: Print) -> tuple[Array, Array, Array]:
    """Return a layer's input, middle and output at a print's pixels: (n, channels) each.

    The network has just run on the print. The sums are made here anew, in double precision.
    """
    w, given = network.bottleneck(name)
    on = given.on
    rows, columns = np.unique(one.near // (one.pixels.shape[0] // on.height), axis=0).T
    at = on.first + rows * on.stride + columns
    steps = np.arange(-3, 4)
    window = (steps[None, :] * on.stride + steps[:, None]).ravel()  # column after column
    planes = given.values[: w.inputs * on.plane].reshape(w.inputs, on.plane)
    patches = planes[:, at[:, None] + window].astype(np.float64)
    x = np.einsum("cnk,ck->nc", patches, w.depthwise.reshape(w.inputs, 49).astype(np.float64))
    x -= x.mean(1, keepdims=True)
    x /= np.sqrt((x**2).mean(1, keepdims=True) + _EPSILON)
    middle = x @ _untiled(w.expand, w.width, w.inputs).T + w.expand_bias[: w.width]
    middle *= ndtr(middle)
    source = planes[:, at].T.astype(np.float64)
    output = source @ _untiled(w.direct, w.outputs, w.inputs).T + w.direct_bias[: w.outputs]
    return source, middle, output + middle @ _untiled(w.reduce, w.outputs, w.width).T


def _untiled(weights: NDArray[np.float32], outputs: int, inputs: int) -> Array:
    """Return a layer's weights as (outputs, inputs)."""
    tiles = weights.reshape(-1, inputs, TILE).transpose(0, 2, 1)
    return tiles.reshape(-1, inputs)[:outputs].astype(np.float64)


def eliminate(moments: Moments, width: int, keep: int, ridge: float = 0.0) -> Pruned:
    """Drop channels of the middle, the first `width` regressors, until `keep` are left."""
    gram, cross = moments
    inverse = np.linalg.inv(gram + ridge * np.diag(gram).mean() * np.eye(len(gram)))
    weights = cross @ inverse
    left = np.ones(width, np.bool_)
    for _ in range(width - keep):
        # Without a channel the squared error grows by the square of its weights over this.
        growth = (weights[:, :width] ** 2).sum(0) / np.diag(inverse)[:width]
        i = int(np.argmin(np.where(left, growth, np.inf)))
        row = inverse[i] / inverse[i, i]
        weights = weights - np.outer(weights[:, i], row)
        inverse = inverse - np.outer(inverse[:, i], row)
        inverse[i, i] = 1.0  # it is zero now, as are all others of its row; it is not used again
        left[i] = False
    kept = np.flatnonzero(left)
    return Pruned(
        kept=kept.astype(np.uint16),
        reduce=weights[:, kept].astype(np.float32),
        direct=weights[:, width:-1].astype(np.float32),
        bias=weights[:, -1].astype(np.float32),
    )


if __name__ == "__main__":
    main()
