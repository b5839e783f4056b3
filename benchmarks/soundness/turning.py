"""Measures how far a print may be turned: scores of turned prints, and of the same turned over.

    python -m benchmarks.soundness.turning DIR... --ppi 500 --json OUT

The second impression of a finger is turned about its middle and compared with the first. Verify
compares each probe a second time, turned over by 180°; Identify does not.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import (
    Dataset,
    number_table,
    option,
    read_datasets,
    read_sample,
    run_command,
    show,
    track,
    write_results,
)
from matcher.comparison import prepare
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.fusion import compare_people
from matcher.turning import turned_over
from matcher.types import STANDARD_PPI, FingerPosition, Sample, Template

TURNS_DEG = tuple(range(0, 181, 15))
_FINGER = FingerPosition.RIGHT_INDEX


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("prints of one set", nargs="+", metavar="DIR")
    json: Path = option("file for the figures")
    ppi: int = option("resolution of the images", STANDARD_PPI)
    fingers: int = option("fingers of each set", 5)


def run(options: Run) -> None:
    """Turn, extract, compare, write and show."""
    extractor = Extractor()
    pairs = [
        pair
        for dataset in read_datasets(options.folders)
        for pair in _pairs(dataset, options.ppi, options.fingers)
    ]
    scores = [_scores(extractor, *pair) for pair in track(pairs, "turning", len(pairs))]
    rows = {str(turn): _row([one[turn] for one in scores]) for turn in TURNS_DEG}
    write_results(options.json, {"pairs": len(pairs), "turns_deg": rows}, seed=0)
    table = number_table("median dB of mated pairs", ["turned by", "as it is", "turned over"])
    for turn, row in rows.items():
        table.add_row(f"{turn}°", f"{row['median_db']:.1f}", f"{row['over_median_db']:.1f}")
    show(table)


def _pairs(
    dataset: Dataset, ppi: int, fingers: int
) -> list[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Return the first two impressions of some fingers."""
    by_finger: dict[int, list[Path]] = {}
    for one in dataset.prints:
        by_finger.setdefault(one.finger, []).append(one.path)
    chosen = list(by_finger.values())[:fingers]
    return [
        (read_sample(paths[0], ppi).pixels, read_sample(paths[1], ppi).pixels) for paths in chosen
    ]


def _scores(
    extractor: Extractor, reference: NDArray[np.uint8], probe: NDArray[np.uint8]
) -> dict[int, tuple[float, float]]:
    """Return the decibels of the probe at each turn, as it is and turned over; 0 if refused."""
    mate = extractor.extract(Sample(reference, _FINGER))
    found = {}
    for turn in TURNS_DEG:
        try:
            taken = extractor.extract(Sample(_turned(probe, turn), _FINGER))
        except SampleError:
            found[turn] = (0.0, 0.0)
            continue
        found[turn] = (_decibels(taken, mate), _decibels(turned_over(taken), mate))
    return found


def _turned(pixels: NDArray[np.uint8], turn_deg: int) -> NDArray[np.uint8]:
    """Turn an image about its middle, on a square that holds all of it."""
    height, width = pixels.shape
    side = int(np.ceil(np.hypot(height, width)))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, 1.0)
    turn[:, 2] += (side - width) / 2, (side - height) / 2
    paper = float(np.percentile(pixels, 95))
    return np.asarray(cv2.warpAffine(pixels, turn, (side, side), borderValue=paper), np.uint8)


def _decibels(probe: Template, reference: Template) -> float:
    people = compare_people({_FINGER: prepare(probe)}, {_FINGER: prepare(reference)})
    return people.score_db


def _row(pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    plain, over = (list(column) for column in zip(*pairs, strict=True))
    return {
        "median_db": float(np.median(plain)),
        "over_median_db": float(np.median(over)),
        "db": plain,
        "over_db": over,
    }


main = partial(run_command, "benchmarks.soundness.turning", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
