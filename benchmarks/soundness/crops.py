"""Small square crops of prints, and their templates, cached by their recipe."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Dataset, Integers, read_sample, track, write_atomically
from matcher import template
from matcher.comparison import Cylinders, prepare
from matcher.errors import SampleError
from matcher.extraction import ExtractionParameters, Extractor
from matcher.types import FingerPosition, Sample, Template

Place = tuple[int, int]
"""Left and top of a square, in pixels."""
_DRAWS = 200
"""Places that are drawn in each print, to find some with enough minutiae."""
_LEAST_MINUTIAE = ExtractionParameters.min_minutiae - 1
_POSITION = FingerPosition.RIGHT_INDEX
"""For a comparison of single fingers the position does not matter."""


@dataclass(frozen=True, eq=False)
class Crops:
    """The crops of one size of the prints of one set."""

    name: str
    side_px: int
    tried: int
    """Crops that were cut; those without a template were refused."""
    cylinders: tuple[Cylinders, ...]
    finger: Integers
    """(crops,) from 0."""


@dataclass(frozen=True)
class CropRun:
    """What is cut from each print of a set."""

    ppi: int
    impressions: int
    """Impressions of a finger that are used, from the first."""
    count: int
    """Most squares of a print and a size."""
    seed: int
    cache: Path


def places(whole: Template, side_px: int, count: int, seed: int) -> list[Place]:
    """Draw places of squares in a print, each with about as many minutiae as a template needs.

    Almost all squares with fewer minutiae of the whole print are refused.
    """
    rng = np.random.default_rng([seed, side_px])
    width, height = whole.width_px - side_px, whole.height_px - side_px
    x, y = (rng.integers(0, max(room, 0) + 1, _DRAWS)[:, None] for room in (width, height))
    across, down = whole.x_px[None] - x, whole.y_px[None] - y
    inside = (across >= 0) & (across < side_px) & (down >= 0) & (down < side_px)
    enough = np.flatnonzero(inside.sum(1) >= _LEAST_MINUTIAE)[:count]
    return [(int(x[k, 0]), int(y[k, 0])) for k in enough]


def take(dataset: Dataset, side_px: int, run: CropRun) -> Crops:
    """Cut squares from the prints of a set, and extract each square like any other image."""
    extractor = Extractor()
    numbers = sorted({one.finger for one in dataset.prints})
    prints = [one for one in dataset.prints if one.impression <= run.impressions]
    cylinders: list[Cylinders] = []
    finger: list[int] = []
    tried = 0
    for number, one in track(enumerate(prints), f"{dataset.name}, {side_px} px", len(prints)):
        stored = _kept(extractor, one.path, side_px, run, run.seed + number)
        tried += len(stored)
        found = [prepare(template.decode(bytes.fromhex(text))) for text in stored if text]
        cylinders += found
        finger += [numbers.index(one.finger)] * len(found)
    return Crops(dataset.name, side_px, tried, tuple(cylinders), np.array(finger, np.int64))


def _kept(extractor: Extractor, path: Path, side_px: int, run: CropRun, seed: int) -> list[str]:
    """Return the stored templates of a print's squares in hexadecimal; empty for those refused."""
    name = f"{extractor.digest.hex()}-{run.ppi}-{side_px}-{run.count}-{seed}"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = run.cache / "crops" / name / f"{digest}.json"
    if not kept.is_file():
        write_atomically(kept, json.dumps(_extract(extractor, path, side_px, run, seed)))
    stored: list[str] = json.loads(kept.read_text())
    return stored


def _extract(extractor: Extractor, path: Path, side_px: int, run: CropRun, seed: int) -> list[str]:
    try:
        sample = read_sample(path, run.ppi)
        where = places(extractor.extract(sample), side_px, run.count, seed)
    except SampleError:
        return []
    squares = [sample.pixels[y : y + side_px, x : x + side_px] for x, y in where]
    return [_template(extractor, np.ascontiguousarray(one)) for one in squares]


def _template(extractor: Extractor, pixels: NDArray[np.uint8]) -> str:
    try:
        return template.encode(extractor.extract(Sample(pixels, _POSITION))).hex()
    except SampleError:
        return ""
