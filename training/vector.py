"""Make `matcher/vector_weights.npz` in closed form: PCA, k-means, LDA on synthetic fingers.

    python -m training.vector --fingers 6000 --seed 20081027

The same arguments give the same weights. Synthetic fingers only, at minutiae level.
"""

import argparse
from dataclasses import asdict, dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from matcher.types import FINGERS, Template
from matcher.vector import (
    VECTOR_DIMENSION,
    WEIGHTS_PATH,
    VectorWeights,
    aggregate_cylinders,
    real_cylinders,
)
from synthesis.minutiae import minutiae_template, true_minutiae
from synthesis.people import person

Array = NDArray[np.float32]

TRAINING_SEEDS_START = 1_000_000
"""People from here on train; tests, demo and benchmarks draw below."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights."""

    fingers: int = 6_000
    impressions: int = 4
    seed: int = 20_081_027
    reduced: int = 48
    centroids: int = 64
    softness_per_dimension: float = 0.1
    components: int = 1_200
    """Principal components of the aggregates that LDA works in."""
    shrinkage: float = 0.1
    """Share of the mean within-finger variance added to every direction of it."""


def main() -> None:
    """Train and write the weights."""
    defaults = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fingers", type=int, default=defaults.fingers)
    parser.add_argument("--seed", type=int, default=defaults.seed)
    arguments = parser.parse_args()
    recipe = Recipe(fingers=arguments.fingers, seed=arguments.seed)
    weights = train(recipe)
    arrays = asdict(weights) | {"output": weights.output.astype(np.float16)}
    np.savez_compressed(WEIGHTS_PATH, **arrays)
    print(f"{WEIGHTS_PATH.name}: {WEIGHTS_PATH.stat().st_size:,} bytes from {recipe}")


def train(recipe: Recipe) -> VectorWeights:
    """Fit projection, centroids and output map."""
    cylinders = [real_cylinders(template) for template in _impressions(recipe)]
    print(f"{len(cylinders):,} impressions, {sum(map(len, cylinders)):,} cylinders", flush=True)
    mean, projection = _reduce(np.concatenate(cylinders[:: recipe.impressions]), recipe)
    others = np.concatenate(cylinders[1 :: recipe.impressions]) - mean
    sample = np.asarray(others @ projection.T, np.float32)
    kmeans = faiss.Kmeans(recipe.reduced, recipe.centroids, niter=20, seed=recipe.seed % 2**31)
    kmeans.train(sample)
    centroids = np.asarray(kmeans.centroids, np.float32)
    softness = recipe.softness_per_dimension * recipe.reduced
    aggregates = np.stack(
        [aggregate_cylinders(c, mean, projection, centroids, softness) for c in cylinders]
    )
    output_mean, output = _discriminate(aggregates, recipe)
    return VectorWeights(mean, projection, centroids, softness, output_mean, output)


def _impressions(recipe: Recipe) -> list[Template]:
    """Impressions, those of one finger together; ten fingers of each person, all difficulties."""
    rng = np.random.default_rng(recipe.seed)
    templates = []
    for number in range(recipe.fingers // len(FINGERS)):
        someone = person(TRAINING_SEEDS_START + number)
        for position in FINGERS:
            finger = someone.finger(position)
            truth = true_minutiae(finger)
            for impression in range(recipe.impressions):
                difficulty = rng.uniform(0.8, 1.8)
                templates.append(
                    minutiae_template(finger, impression, difficulty=difficulty, truth=truth)
                )
        if number % 50 == 0:
            print(f"person {number} of {recipe.fingers // len(FINGERS)}", flush=True)
    return templates


def _reduce(cylinders: Array, recipe: Recipe) -> tuple[Array, Array]:
    """Whitened principal components: mean and (reduced, c)."""
    mean = cylinders.mean(0)
    directions, variance, _ = np.linalg.svd(np.cov((cylinders - mean).T))
    kept = directions[:, : recipe.reduced].T
    scale = np.sqrt(variance[: recipe.reduced, None] + 1e-4 * variance[0])
    return mean, (kept / scale).astype(np.float32)


def _discriminate(aggregates: Array, recipe: Recipe) -> tuple[Array, Array]:
    """Linear discriminant analysis in the leading components: mean and (length, dimension)."""
    mean = aggregates.mean(0)
    centred = aggregates - mean
    _, components = np.linalg.eigh(centred.T @ centred / len(centred))
    leading = components[:, ::-1][:, : recipe.components]
    scores = (centred @ leading).reshape(-1, recipe.impressions, recipe.components)
    centres = scores.mean(1)
    within = (scores - centres[:, None]).reshape(-1, recipe.components)
    scatter = within.T @ within / (len(centres) * (recipe.impressions - 1))
    scatter += recipe.shrinkage * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    values, vectors = np.linalg.eigh(scatter)
    whitening = vectors / np.sqrt(values)
    spread, axes = np.linalg.eigh(np.cov((centres @ whitening).T))
    best = axes[:, np.argsort(-spread)[:VECTOR_DIMENSION]]
    return mean, (leading @ whitening @ best).astype(np.float32)


if __name__ == "__main__":
    main()
