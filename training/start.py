"""Starts a network in closed form: principal components, k-means, discriminant analysis."""

import numpy as np
import torch
from numpy.typing import NDArray

from matcher.vector_cylinders import cylinders
from training.augmentation import Augmentation, augment
from training.batches import to_prints
from training.impressions import Impressions
from training.network import Network

Floats = NDArray[np.float32]

SOFTNESS_PER_DIMENSION = 0.1
"""Assignment begins as softmax(-distance² / softness)."""
COMPONENTS = 1_200
"""Principal components of the aggregates; discriminant analysis works on them."""
SHRINKAGE = 0.1
"""Share of the mean within-finger variance that is added in every direction."""
_CHUNK = 500
_CLUSTERED = 50_000
_ROUNDS = 20


def start(
    network: Network,
    source: Impressions,
    settings: Augmentation,
    *,
    fingers: int,
    most: int,
    seed: int,
) -> None:
    """Set the network's weights to give a fair vector before learning."""
    rng = np.random.default_rng(seed)
    which = rng.choice(source.fingers, min(fingers, source.fingers), replace=False)
    chosen = source.where(
        np.repeat(which, source.encounters), np.tile(np.arange(source.encounters), len(which))
    )
    rows, offsets = augment(source.rows, source.offsets, chosen, settings, most, seed)
    sample = offsets[: len(which) // 2 + 1]
    _start_descriptors(network, cylinders(rows[: sample[-1]], sample), seed)
    aggregates = []
    for first in range(0, len(chosen), _CHUNK):
        part = offsets[first : first + _CHUNK + 1]
        prints = to_prints(rows[part[0] : part[-1]], part - part[0])
        with torch.no_grad():
            aggregates.append(network.aggregate(prints).numpy())
    mean, output = discriminate(
        np.concatenate(aggregates), source.encounters, network.shape.dimension
    )
    with torch.no_grad():
        network.output.weight.copy_(torch.from_numpy(np.ascontiguousarray(output.T)))
        network.output.bias.copy_(torch.from_numpy(-mean @ output))


def _start_descriptors(network: Network, sample: Floats, seed: int) -> None:
    size, count = network.shape.reduced, network.shape.centroids
    mean = sample.mean(0)
    directions, variance, _ = np.linalg.svd(np.cov((sample - mean).T))
    scale = np.sqrt(variance[:size] + 1e-4 * variance[0])
    projection = (directions[:, :size] / scale).T.astype(np.float32)
    centroids = torch.from_numpy(k_means((sample - mean) @ projection.T, count, seed))
    softness = SOFTNESS_PER_DIMENSION * size
    with torch.no_grad():
        network.reduce.weight.copy_(torch.from_numpy(projection))
        network.reduce.bias.copy_(torch.from_numpy(-projection @ mean))
        network.centroids.copy_(centroids)
        network.assign.weight.copy_(2 * centroids / softness)
        network.assign.bias.copy_(-(centroids**2).sum(1) / softness)


def k_means(points: Floats, count: int, seed: int) -> Floats:
    """Find `count` centroids by Lloyd's rounds on a sample; an empty cluster takes a new point."""
    rng = np.random.default_rng(seed)
    points = rng.permutation(points)[:_CLUSTERED]
    centroids = points[:count].copy()
    for _ in range(_ROUNDS):
        nearest = ((centroids**2).sum(1) - 2 * points @ centroids.T).argmin(1)
        for which in range(count):
            own = points[nearest == which]
            centroids[which] = own.mean(0) if len(own) else points[rng.integers(len(points))]
    return centroids


def discriminate(
    vectors: Floats, encounters: int, dimension: int, shrinkage: float = SHRINKAGE
) -> tuple[Floats, Floats]:
    """Analyse linear discriminants of fingers: mean and (length, dimension).

    vectors: (fingers x encounters, length), a finger's vectors next to each other.
    """
    mean = vectors.mean(0)
    centred = vectors - mean
    _, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    leading = axes[:, ::-1][:, :COMPONENTS]
    scores = (centred @ leading).reshape(-1, encounters, leading.shape[1])
    centres = scores.mean(1)
    within = (scores - centres[:, None]).reshape(-1, leading.shape[1])
    scatter = within.T @ within / (len(centres) * (encounters - 1))
    scatter += shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    values, directions = np.linalg.eigh(scatter)
    whitening = directions / np.sqrt(values)
    spread, turned = np.linalg.eigh(np.cov((centres @ whitening).T))
    best = turned[:, np.argsort(-spread)[:dimension]]
    return mean, (leading @ whitening @ best).astype(np.float32)
