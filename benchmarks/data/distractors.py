"""Synthetic fingers that enlarge a gallery; their vectors are cached in blocks by digest."""

import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache as remember
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import synthesis
from benchmarks.data.results import write_atomically
from benchmarks.data.terminal import progress_bar
from matcher.types import FingerPosition, Template
from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION, vector
from synthesis.population import Population
from synthesis.seeds import Purpose

FVC_POSITIONS = (
    FingerPosition.RIGHT_INDEX,
    FingerPosition.RIGHT_MIDDLE,
    FingerPosition.LEFT_INDEX,
    FingerPosition.LEFT_MIDDLE,
)
"""FVC's prints are of index and middle fingers, so synthetic prints are too."""
_BLOCK_PEOPLE = 100
BLOCK_FINGERS = _BLOCK_PEOPLE * len(FVC_POSITIONS)


def distractor_templates(population: Population, count: int, first: int = 0) -> Iterator[Template]:
    """Make one impression of each of `count` fingers, index and middle fingers in turn."""
    for number in range(first, first + count):
        person, finger = divmod(number, len(FVC_POSITIONS))
        position = FVC_POSITIONS[finger]
        seed = Purpose.EVALUATE.seed(person)
        yield population.encounter(seed, 0, positions=[position])[position]


@dataclass(frozen=True)
class Distractors:
    """Vectors of `count` fingers, block by block; can be iterated repeatedly."""

    population: Population
    count: int
    cache: Path

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        """Read cached blocks and make missing blocks."""
        files = [_path(self, number) for number in range(-(-self.count // BLOCK_FINGERS))]
        missing = sum(not path.is_file() for path in files)
        with progress_bar() as progress:
            task = progress.add_task("distractors", total=missing, visible=missing > 0)
            for number, path in enumerate(files):
                if not path.is_file():
                    write_atomically(path, _make(self.population, number).tobytes())
                    progress.advance(task)
                block = np.fromfile(path, np.float32).reshape(-1, VECTOR_DIMENSION)
                yield block[: self.count - number * BLOCK_FINGERS]


def distractor_vectors(population: Population, count: int, cache: Path) -> NDArray[np.float32]:
    """Return the vectors as one array: (count, VECTOR_DIMENSION)."""
    empty = np.zeros((0, VECTOR_DIMENSION), np.float32)
    return np.concatenate([empty, *Distractors(population, count, cache)])


def _make(population: Population, number: int) -> NDArray[np.float32]:
    taken = distractor_templates(population, BLOCK_FINGERS, number * BLOCK_FINGERS)
    return np.stack([vector(template) for template in taken])


def _path(wanted: Distractors, number: int) -> Path:
    population = wanted.population
    recipe = f"{population!r} {population.version} {_sources(_folder(population))} {VECTOR_VERSION}"
    digest = hashlib.sha256(recipe.encode()).hexdigest()[:16]
    return wanted.cache / "distractors" / digest / f"{number}.f32"


def _folder(population: Population) -> Path:
    """Return the folder of the population's own model."""
    return Path(inspect.getfile(type(population))).parent


@remember
def _sources(folder: Path) -> str:
    """Digest the sources of synthesis and a model, in case nobody raised the version."""
    digest = hashlib.sha256()
    for path in sorted({*Path(synthesis.__path__[0]).glob("*.py"), *folder.glob("*.py")}):
        digest.update(path.read_bytes())
    return digest.hexdigest()
