"""Prints to compare: real prints, synthetic templates, rendered images."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import (
    ENCODINGS,
    FVC_POSITIONS,
    Dataset,
    Integers,
    extract_all,
    read_dataset,
    track,
    write_atomically,
)
from matcher.codecs import decode
from matcher.sampling import resample
from matcher.types import STANDARD_PPI, Template
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
        return resample(decode(path.read_bytes(), ENCODINGS[path.suffix.lower()]), self.ppi)


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


def image_prints(people: int, encounters: int, cache: Path) -> Prints:
    """Render impressions of index and middle fingers, and extract them like real prints."""
    folder = cache / "realism" / generator_digest()
    for number in track(range(people), "rendering"):
        _render(number, encounters, folder)
    fingers = range(len(FVC_POSITIONS) * people)
    found = read_dataset(folder).prints
    chosen = [one for one in found if one.finger in fingers and one.impression <= encounters]
    dataset = Dataset("first, images", tuple(chosen))
    return folder_prints(dataset, ppi=STANDARD_PPI, cache=cache)


def _render(number: int, encounters: int, folder: Path) -> None:
    """Render a person's missing images, as `{finger}_{impression}.png`."""

    def path(k: int, encounter: int) -> Path:
        return folder / f"{len(FVC_POSITIONS) * number + k}_{encounter + 1}.png"

    last = len(FVC_POSITIONS) - 1
    missing = [e for e in range(encounters) if not path(last, e).is_file()]
    if not missing:
        return
    someone = person(Purpose.EVALUATE.seed(number))
    masters = grow_masters(someone, positions=FVC_POSITIONS)
    for encounter in missing:
        made = render_encounter(someone, encounter, positions=FVC_POSITIONS, masters=masters)
        for k, position in enumerate(FVC_POSITIONS):
            write_atomically(path(k, encounter), encode_png(made[position]))


def outline_mm2(template: Template) -> float:
    """Return the area of the convex outline of a print's foreground."""
    return float(cv2.contourArea(template.outline_px)) * (25.4 / STANDARD_PPI) ** 2
