"""Make `gallery/quantiser.npz`, which quantises the small codes of every segment, once.

    python -m training.quantiser

Stored codes are valid only as long as the quantiser stays: run this again only with new vectors.
People's small codes are kept in the cache, so that an interrupted run continues (about three
minutes).
"""

import argparse
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir

from gallery.index import (
    QUANTISER_FORMAT,
    QUANTISER_PATH,
    TRAINING_SEED,
    Quantiser,
    learn_centroids,
)
from matcher.types import FINGERS, ImpressionType
from matcher.vector import CODE_DIMENSION, VECTOR_VERSION, small_code, vector
from synthesis.first import FirstPopulation
from synthesis.population import Population
from synthesis.seeds import Purpose

DEFAULT_CACHE = Path(user_cache_dir("tenprint")) / "quantiser"
KINDS = (ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED)
"""Every second person's prints are rolled."""


@dataclass(frozen=True)
class Recipe:
    """Everything that determines the quantiser, besides the population and the vector."""

    people: range = range(910_000, 915_000)
    """Numbers of Purpose.TRAIN; the network has not learned from these people."""
    block_people: int = 250
    seed: int = TRAINING_SEED

    def blocks(self) -> list[range]:
        """Divide the people into blocks, each made and stored as a whole."""
        step = self.block_people
        return [self.people[first : first + step] for first in range(0, len(self.people), step)]


def main() -> None:
    """Make the codes, learn the centroids and write them."""
    recipe = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=len(recipe.people))
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parser.add_argument("--out", type=Path, default=QUANTISER_PATH)
    arguments = parser.parse_args()
    first = recipe.people.start
    recipe = Recipe(range(first, first + arguments.people))
    quantiser = make_quantiser(recipe, FirstPopulation(), arguments.cache)
    write(quantiser, recipe, arguments.out)
    print(f"{arguments.out.name}: {quantiser.version} from {recipe}")


def make_quantiser(recipe: Recipe, population: Population, cache: Path) -> Quantiser:
    """Learn from the people's small codes; equal arguments give equal centroids."""
    codes = np.concatenate(list(_kept_codes(recipe, population, cache)))
    return Quantiser(learn_centroids(codes, recipe.seed))


def write(quantiser: Quantiser, recipe: Recipe, path: Path) -> None:
    """Write a quantiser for `load_quantiser`."""
    draft = path.with_suffix(".draft.npz")
    np.savez(
        draft,
        allow_pickle=False,
        format=np.array(QUANTISER_FORMAT),
        version=np.array(quantiser.version),
        vector_version=np.array(VECTOR_VERSION),
        seed=np.array(recipe.seed),
        people=np.array([recipe.people.start, recipe.people.stop]),
        centroids=quantiser.centroids,
    )
    draft.replace(path)


def small_codes(population: Population, people: range) -> NDArray[np.float32]:
    """Compute codes of one encounter of everybody: (people, 10, CODE_DIMENSION), or zeros."""
    codes = np.zeros((len(people), len(FINGERS), CODE_DIMENSION), np.float32)
    for row, number in enumerate(people):
        kind = KINDS[number % len(KINDS)]
        prints = population.encounter(Purpose.TRAIN.seed(number), 0, kind=kind)
        for column, position in enumerate(FINGERS):
            if position in prints:
                codes[row, column] = small_code(vector(prints[position])[None])[0]
    return codes


def _kept_codes(
    recipe: Recipe, population: Population, cache: Path
) -> Iterator[NDArray[np.float32]]:
    """Read stored blocks of codes and make missing blocks."""
    made_of = f"{population!r} {population.version} {VECTOR_VERSION} {KINDS}"
    folder = cache / hashlib.sha256(made_of.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for people in recipe.blocks():
        kept = folder / f"{people.start}-{len(people)}.npy"
        if not kept.is_file():
            draft = kept.with_suffix(".draft.npy")
            np.save(draft, small_codes(population, people))
            draft.replace(kept)
            print(f"people {people.start} to {people.stop - 1} made", flush=True)
        yield np.load(kept)


if __name__ == "__main__":
    main()
