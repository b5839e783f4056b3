"""Turns a trained network into the shipped weights: adds mild whitening and the small code."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from matcher.vector import CODE_DIMENSION
from training.batches import describe, to_prints, unaltered
from training.impressions import Impressions
from training.network import Network
from training.recipe import Recipe
from training.start import discriminate

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

FLOOR = 1e-3
"""Share of the outputs' mean variance; an axis with less variance counts as constant."""
CODE_SHRINKAGE = 1.0
"""Shrinkage of the within-finger variance in the small code; 0.1 overfits a little."""
_CHUNK = 500


@dataclass(frozen=True, eq=False)
class Finished:
    """Weights that are ready to be written."""

    network: Network
    code: Floats
    """(VECTOR_DIMENSION, CODE_DIMENSION)"""


def finish(network: Network, people: Impressions, recipe: Recipe) -> Finished:
    """Whiten a network's output in place, and fit the small code to its vectors."""
    fingers = np.arange(min(recipe.finish_fingers, people.fingers))
    one_each = people.where(fingers, fingers % people.encounters)
    most = recipe.course.most_minutiae
    mean, evening = whitening(
        _outputs(network, people, one_each, most), recipe.whitening_power, recipe.seed
    )
    _fold(network, mean, evening)
    all_of_them = np.arange(len(fingers) * people.encounters)
    vectors = describe(network, people, all_of_them, most)
    return Finished(network, small_code_map(vectors, people.encounters, recipe.seed))


def whitening(outputs: Floats, power: float, seed: int) -> tuple[Floats, Floats]:
    """Find the mean of outputs and the map that evens out their axes: (d,) and (d, d).

    outputs: not of unit length. power: each principal axis is divided by its variance to this
    power; 0.5 would whiten in full. A random rotation follows, so that every dimension carries
    alike much and sign bits lose little.
    """
    mean = outputs.mean(0)
    values, axes = np.linalg.eigh(np.cov((outputs - mean).T))
    scale = np.maximum(values, FLOOR * values.mean()) ** -power
    rotation, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal(axes.shape))
    return mean, ((axes * scale) @ rotation).astype(np.float32)


def small_code_map(vectors: Floats, encounters: int, seed: int) -> Floats:
    """Find the (d, CODE_DIMENSION) map to the small code: discriminants of equal variance.

    vectors: (fingers x encounters, d), the vectors of a finger next to each other. Strangers' sums
    over ten fingers spread least if all dimensions vary alike. Every four dimensions share a 4-bit
    code; the random rotation makes all fours carry alike much about mates too.
    """
    _, discriminants = discriminate(vectors, encounters, CODE_DIMENSION, CODE_SHRINKAGE)
    discriminants /= np.std(vectors @ discriminants, axis=0)
    random = np.random.default_rng(seed).standard_normal((CODE_DIMENSION, CODE_DIMENSION))
    return np.asarray(discriminants @ np.linalg.qr(random)[0], np.float32)


def _outputs(network: Network, people: Impressions, chosen: Integers, most: int) -> Floats:
    """Return the network's output before it is scaled to unit length."""
    parts = []
    for part in np.array_split(chosen, max(1, len(chosen) // _CHUNK)):
        with torch.no_grad():
            aggregate = network.aggregate(to_prints(*unaltered(people, part, most)))
            parts.append(network.output(aggregate).numpy())
    return np.concatenate(parts)


def _fold(network: Network, mean: Floats, evening: Floats) -> None:
    turned = torch.from_numpy(evening)
    with torch.no_grad():
        network.output.weight.copy_(turned.T @ network.output.weight)
        network.output.bias.copy_((network.output.bias - torch.from_numpy(mean)) @ turned)
