"""Count what is refused of pictures that show no finger, and of prints that do.

Pictures are drawn from a seed: patterns of 5 to 20 px a period and scenes. Prints are the images of
folders, and rendered people. Each is gated and extracted as a service does.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import (
    DEFAULT_CACHE,
    ENCODINGS,
    MeasurementError,
    option,
    read_pixels,
    run_command,
    show,
    track,
    write_results,
)
from benchmarks.soundness.patterns import PATTERNS, Field
from benchmarks.soundness.rendered import KINDS, rendered
from benchmarks.soundness.scenes import SCENES
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.intervals import interval
from matcher.plausibility import refuse_no_finger
from matcher.types import STANDARD_PPI, FingerPosition, Sample

SIDE_PX = 400
PERIODS_PX = (5.0, 20.0)
LOW_QUALITY = 10
"""A sample below this is as good as refused: nobody is told that the sample is usable."""
_CELL_PX = 150


@dataclass(frozen=True)
class Run:
    """What to measure."""

    folders: list[Path] = option("folders of images of one finger each", nargs="*")
    json: Path = option("where to write the figures")
    ppi: int = option("resolution of the images in the folders", 500)
    each: int = option("pictures of each kind that shows no finger", 12)
    seed: int = option("of the pictures", 2)
    people: int = option("rendered people of ten fingers, three impressions each", 40)
    extracted: int = option("of the rendered prints, one in so many is extracted", 1)
    cache: Path = option("where rendered prints are kept", DEFAULT_CACHE)
    sheet: Path | None = option("where to draw the pictures, with what became of each", None)


@dataclass(frozen=True)
class Outcome:
    """What became of a picture."""

    kind: str
    reason: str
    """Empty if the sample was taken."""
    quality: int = 0

    @property
    def passes(self) -> bool:
        """Whether the picture counts as a usable sample."""
        return not self.reason and self.quality >= LOW_QUALITY


def measure(run: Run) -> None:
    """Gate and extract everything, and write the counts."""
    extractor = Extractor()
    made = list(pictures(run.seed, run.each))
    found = [
        _outcome(kind, pixels, extractor) for kind, pixels in track(made, "pictures", len(made))
    ]
    figures: dict[str, Any] = {"no finger": _picture_figures(found)}
    # Written part by part: the prints take longer than the pictures.
    write_results(run.json, figures, seed=run.seed)
    if run.sheet is not None:
        draw_sheet(run.sheet, made, found)
    images = list(_images(run.folders, run.ppi))
    real = [_outcome("real", one, extractor) for one in track(images, "prints", len(images))]
    figures["fingers"] = {"real": _false_refusals(real)}
    write_results(run.json, figures, seed=run.seed)
    figures["fingers"] |= _rendered_figures(run, extractor)
    write_results(run.json, figures, seed=run.seed)
    count = sum(one.passes for one in found)
    show(f"{count} of {len(found)} pictures that show no finger are usable samples")


def pictures(seed: int, each: int) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Draw pictures that show no finger, by kind; the periods of a kind are evenly spread."""
    for number, (kind, draw) in enumerate({**PATTERNS, **SCENES}.items()):
        for k in range(each):
            rng = np.random.default_rng([seed, number, k])
            share = (k + rng.random()) / each
            period = PERIODS_PX[0] + share * (PERIODS_PX[1] - PERIODS_PX[0])
            yield kind, exposed(rng, draw(rng, SIDE_PX, float(period)))


def exposed(rng: np.random.Generator, field: Field) -> NDArray[np.uint8]:
    """Blur a field, give it contrast and noise, and cut every second one to a finger's outline."""
    soft = cv2.GaussianBlur(np.clip(field, 0, 1), (0, 0), rng.uniform(0.4, 1.2))
    dark = rng.uniform(0, 150)
    light = rng.uniform(dark + 60, 255)
    grey = dark + (light - dark) * soft + rng.normal(0, rng.uniform(0, 8), soft.shape)
    if rng.random() < 0.5:
        y, x = np.mgrid[0 : soft.shape[0], 0 : soft.shape[1]] - soft.shape[0] / 2
        far = np.hypot(x / (0.38 * soft.shape[1]), y / (0.47 * soft.shape[0]))
        grey[far > 1 + 0.03 * np.sin(5 * np.arctan2(y, x))] = 245
    return np.asarray(np.clip(np.rint(grey), 0, 255), np.uint8)


def draw_sheet(path: Path, made: list[tuple[str, NDArray[np.uint8]]], found: list[Outcome]) -> None:
    """Draw a row of pictures for each kind, each with its reason or quality."""
    rows = []
    for kind in _kinds():
        cells = [_label(np.full((SIDE_PX, SIDE_PX), 255, np.uint8), kind)]
        cells += [
            _label(pixels, one.reason or f"quality {one.quality}", marked=one.passes)
            for (name, pixels), one in zip(made, found, strict=True)
            if name == kind
        ]
        rows.append(np.hstack(cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows))


def _label(pixels: NDArray[np.uint8], text: str, *, marked: bool = False) -> NDArray[np.uint8]:
    small = cv2.resize(pixels, (_CELL_PX, _CELL_PX), interpolation=cv2.INTER_AREA)
    cell = np.full((_CELL_PX + 22, _CELL_PX + 6), 0 if marked else 255, np.uint8)
    cell[2 : _CELL_PX + 2, 3 : _CELL_PX + 3] = small
    ink = 255 if marked else 0
    cv2.putText(
        cell, text, (4, _CELL_PX + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.38, (ink,), 1, cv2.LINE_AA
    )
    return cell


def _kinds() -> list[str]:
    return [*PATTERNS, *SCENES]


def _outcome(kind: str, pixels: NDArray[np.uint8], extractor: Extractor) -> Outcome:
    try:
        found = extractor.extract(Sample(pixels, FingerPosition.RIGHT_INDEX))
    except SampleError as error:
        return Outcome(kind, error.reason)
    return Outcome(kind, "", found.quality)


def _images(folders: list[Path], ppi: int) -> Iterator[NDArray[np.uint8]]:
    for folder in folders:
        paths = sorted(one for one in folder.iterdir() if one.suffix.lower() in ENCODINGS)
        if not paths:
            raise MeasurementError(f"{folder} holds no images: name a folder of prints")
        for path in paths:
            yield read_pixels(path, ppi)


def _rendered_figures(run: Run, extractor: Extractor) -> dict[str, Any]:
    """Pass all rendered prints through the gate, and extract some."""
    figures: dict[str, Any] = {}
    for name, kind in KINDS.items():
        paths = rendered(run.people, name, kind, run.cache)
        gated, extracted = [], []
        for number, path in enumerate(track(paths, name, len(paths))):
            pixels = read_pixels(path, STANDARD_PPI)
            gated.append(_gated(name, pixels))
            if number % run.extracted == 0:
                extracted.append(_outcome(name, pixels, extractor))
        figures[name] = {"gate": _false_refusals(gated), "extracted": _false_refusals(extracted)}
    return figures


def _gated(kind: str, pixels: NDArray[np.uint8]) -> Outcome:
    try:
        refuse_no_finger(Sample(pixels, FingerPosition.RIGHT_INDEX).ridges)
    except SampleError as error:
        return Outcome(kind, error.reason)
    return Outcome(kind, "", 100)


def _picture_figures(found: list[Outcome]) -> dict[str, Any]:
    return {
        "patterns": _summary([one for one in found if one.kind in PATTERNS]),
        "scenes": _summary([one for one in found if one.kind in SCENES]),
        "all": _summary(found),
        "kinds": {kind: _summary([o for o in found if o.kind == kind]) for kind in _kinds()},
    }


def _summary(found: list[Outcome]) -> dict[str, Any]:
    reasons = Counter(one.reason for one in found if one.reason)
    low = sum(not one.reason and not one.passes for one in found)
    return {
        "count": len(found),
        "refused": dict(sorted(reasons.items())),
        f"quality below {LOW_QUALITY}": low,
        "usable": _rate(found, passing=True),
    }


def _false_refusals(found: list[Outcome]) -> dict[str, Any]:
    return {**_summary(found), "refused or low": _rate(found, passing=False)}


def _rate(found: list[Outcome], *, passing: bool) -> dict[str, Any]:
    count = sum(one.passes is passing for one in found)
    return {"count": count, "interval": list(interval(count, len(found))) if found else None}


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.soundness.nonfingers", __doc__, Run, measure))
