"""Prints to compare: real prints, synthetic templates, rendered images."""

import itertools
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import (
    FVC_POSITIONS,
    Dataset,
    Integers,
    Print,
    extract_all,
    read_pixels,
    track,
    write_atomically,
)
from matcher.types import FINGERS, STANDARD_PPI, FingerPosition, ImpressionType, Template
from synthesis.finger import PatternClass
from synthesis.first import FirstPopulation
from synthesis.images import encode_png, generator_digest, grow_masters, render_encounter
from synthesis.people import person
from synthesis.population import Population
from synthesis.seeds import Purpose

ENCOUNTERS = 8
"""Impressions of a finger, as in FVC."""


@dataclass(frozen=True, eq=False)
class Prints:
    """Impressions of several fingers, and the paths of their images if there are any."""

    name: str
    templates: tuple[Template, ...]
    finger: Integers
    """(prints,) from 0."""
    paths: tuple[Path, ...] = field(default=())
    """Parallel to the templates; none at minutiae level."""
    ppi: int = STANDARD_PPI

    @property
    def finger_count(self) -> int:
        """The number of fingers."""
        return int(self.finger.max()) + 1

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """Read the image of a print, at 500 ppi."""
        path = self.paths[row]
        return read_pixels(path, self.ppi)


def folder_prints(dataset: Dataset, *, ppi: int, cache: Path, workers: int = 1) -> Prints:
    """Return the prints of a folder, without images that give no template."""
    paths = [one.path for one in dataset.prints]
    extractions = extract_all(paths, ppi=ppi, workers=workers, cache=cache)
    taken = [
        (one, template)
        for one, extraction in zip(dataset.prints, extractions, strict=True)
        if (template := extraction.template) is not None
    ]
    numbers = sorted({one.finger for one, _ in taken})
    return Prints(
        name=dataset.name,
        templates=tuple(template for _, template in taken),
        finger=np.array([numbers.index(one.finger) for one, _ in taken], np.int64),
        paths=tuple(one.path for one, _ in taken),
        ppi=ppi,
    )


def minutiae_prints(population: Population, people: int, encounters: int) -> Prints:
    """Make impressions of index and middle fingers at minutiae level."""
    templates: list[Template] = []
    finger: list[int] = []
    for number in range(people):
        seed = Purpose.EVALUATE.seed(number)
        for encounter in range(encounters):
            taken = population.encounter(seed, encounter, positions=FVC_POSITIONS)
            for k, position in enumerate(FVC_POSITIONS):
                templates.append(taken[position])
                finger.append(len(FVC_POSITIONS) * number + k)
    return Prints(f"{population.name}, minutiae", tuple(templates), np.array(finger, np.int64))


def rolled_by_class(count: int) -> list[Template]:
    """Make rolled prints of different fingers, equally many of each pattern class.

    NIST Special Database 4, and what is taken from it, has all classes equally often.
    """
    each = -(-count // len(PatternClass))
    people, made = FirstPopulation(), {one: list[Template]() for one in PatternClass}
    seeds = map(Purpose.EVALUATE.seed, itertools.count())
    while min(map(len, made.values())) < each:
        seed = next(seeds)
        someone = person(seed)
        wanted = [p for p in FINGERS if len(made[someone.finger(p).pattern]) < each]
        taken = people.encounter(seed, 0, kind=ImpressionType.NONLIVESCAN_ROLLED, positions=wanted)
        for position, one in taken.items():
            made[someone.finger(position).pattern].append(one)
    return [one for taken in made.values() for one in taken]


def image_prints(people: int, encounters: int, cache: Path) -> Prints:
    """Render impressions of index and middle fingers, and extract them like real prints."""
    dataset = replace(rendered(people, encounters, cache), name="first, images")
    return folder_prints(dataset, ppi=STANDARD_PPI, cache=cache)


def rendered(
    people: int,
    encounters: int,
    cache: Path,
    *,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    positions: Sequence[FingerPosition] = FVC_POSITIONS,
    workers: int = 1,
) -> Dataset:
    """Render people's impressions, or read the kept images; index and middle fingers by default."""
    folder = cache / "realism" / generator_digest()
    if kind != ImpressionType.LIVESCAN_PLAIN:
        folder /= kind.name.lower()
    works = [_Rendering(one, encounters, kind, tuple(positions), folder) for one in range(people)]
    missing = [one for one in works if one.missing]
    if missing:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, context) as pool:
            for _ in track(pool.map(_Rendering.render, missing), "rendering", len(missing)):
                pass
    return Dataset(f"first, {kind.name}", tuple(sorted(p for one in works for p in one.prints())))


@dataclass(frozen=True)
class _Rendering:
    """A person's images, as `{finger}_{impression}.png`."""

    number: int
    encounters: int
    kind: ImpressionType
    positions: tuple[FingerPosition, ...]
    folder: Path

    @property
    def missing(self) -> list[int]:
        """The encounters whose last finger is not there."""
        last = len(self.positions) - 1
        return [e for e in range(self.encounters) if not self._print(last, e).path.is_file()]

    def prints(self) -> list[Print]:
        """List the images, encounter by encounter."""
        places = range(len(self.positions))
        return [self._print(k, e) for e in range(self.encounters) for k in places]

    def render(self) -> None:
        """Render the missing images."""
        someone = person(Purpose.EVALUATE.seed(self.number))
        masters = grow_masters(someone, positions=self.positions)
        for encounter in self.missing:
            made = render_encounter(
                someone, encounter, kind=self.kind, positions=self.positions, masters=masters
            )
            for k, position in enumerate(self.positions):
                write_atomically(self._print(k, encounter).path, encode_png(made[position]))

    def _print(self, k: int, encounter: int) -> Print:
        finger = len(self.positions) * self.number + k
        return Print(finger, encounter + 1, self.folder / f"{finger}_{encounter + 1}.png")


def outline_mm2(template: Template) -> float:
    """Return the area of the convex outline of a print's foreground."""
    return float(cv2.contourArea(template.outline_px)) * (25.4 / STANDARD_PPI) ** 2
