"""All quantities of a set of prints, by name."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.realism import quantities, ridges
from benchmarks.realism.prints import Prints, outline_mm2
from benchmarks.realism.quantities import Values
from benchmarks.realism.sense import Agreement, agreement
from matcher.cylinders import Cylinders

UNITS = {
    "minutia_count": "a print",
    "clear_minutia_count": "a print",
    "foreground_mm2": "mm²",
    "density_per_mm2": "1/mm²",
    "clear_density_per_mm2": "1/mm²",
    "spacing_px": "px",
    "direction_to_neighbours_deg": "°",
    "direction_to_ridges_deg": "°",
    "minutia_quality": "0–1",
    "sample_quality": "0–100",
    "cylinder_count": "a print",
    "ridge_period_px": "px",
    "mated_score": "score",
    "nonmated_score": "score",
    "mated_cosine": "cosine",
    "nonmated_cosine": "cosine",
}


@dataclass(frozen=True, eq=False)
class Measured:
    """A set of prints with all its measured quantities."""

    prints: Prints
    values: dict[str, Values]
    """By the names of UNITS; only prints with images have all quantities."""
    agreement: Agreement
    cylinders: list[Cylinders]
    vectors: NDArray[np.float32]


def measure(prints: Prints) -> Measured:
    """Measure all quantities that the prints allow."""
    cylinders, vectors = quantities.cylinders_of(prints), quantities.vectors_of(prints)
    mated, nonmated = quantities.mated_pairs(prints), quantities.nonmated_pairs(prints)
    values = _of_templates(prints) | {
        "cylinder_count": Values(
            np.array([one.cylinder_count for one in cylinders], np.float64),
            prints.finger,
            prints.finger,
        ),
        "mated_score": quantities.score_pairs(prints, cylinders, mated),
        "nonmated_score": quantities.score_pairs(prints, cylinders, nonmated),
        "mated_cosine": quantities.cosine_pairs(prints, vectors, mated),
        "nonmated_cosine": quantities.cosine_pairs(prints, vectors, nonmated),
    }
    if prints.paths:
        values |= _of_images(prints)
    return Measured(prints, values, agreement(prints), cylinders, vectors)


def _of_templates(prints: Prints) -> dict[str, Values]:
    each, every = quantities.per_print, quantities.per_minutia
    return {
        "minutia_count": each(prints, lambda t: float(t.minutia_count)),
        "clear_minutia_count": each(
            prints, lambda t: float((t.minutia_quality >= quantities.CLEAR).sum())
        ),
        "foreground_mm2": each(prints, outline_mm2),
        "density_per_mm2": each(prints, quantities.density_per_mm2),
        "clear_density_per_mm2": each(prints, quantities.clear_density_per_mm2),
        "spacing_px": every(prints, quantities.spacing_px),
        "direction_to_neighbours_deg": every(prints, quantities.direction_to_neighbours_deg),
        "minutia_quality": every(prints, lambda t: t.minutia_quality),
        "sample_quality": each(prints, lambda t: float(t.quality)),
    }


def _of_images(prints: Prints) -> dict[str, Values]:
    images = [prints.pixels(row) for row in range(len(prints.paths))]
    pairs = zip(images, prints.templates, strict=True)
    directions = [ridges.direction_to_ridges_deg(pixels, one) for pixels, one in pairs]
    periods = [ridges.ridge_period_px(pixels) for pixels in images]
    return {
        "direction_to_ridges_deg": quantities.gather(prints.finger, directions),
        "ridge_period_px": quantities.gather(prints.finger, periods),
    }
