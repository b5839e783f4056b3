"""Measures how much worse templates compare that went through another system's format.

    python -m benchmarks.interchange DIR... [--ppi 500] --json OUT [--card FILE]

Prints: the images of each DIR. Each template is exported and read back. Then all pairs of one
finger and all pairs of different fingers of a set are compared three times: as extracted, with the
probe read back, and with both read back. Scores are decibels of one finger; a pair of one finger is
missed if it scores below the threshold. Intervals come from fingers drawn again.

--card: NIST's `type-9-4-iafis.an2`, whose Type-9 record was made by another extractor. Its minutiae
are compared with those that are extracted from the print beside them.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import (
    DEFAULT_CACHE,
    extract_all,
    option,
    read_datasets,
    run_command,
    track,
    write_results,
)
from matcher.codecs import Encoding, decode
from matcher.extraction import Extractor
from matcher.fusion import compare_people, prepare_fingers
from matcher.interchange import TemplateFormat, export_template, import_template
from matcher.types import Features, FingerPosition, Sample, Template
from matcher.vector import vector

Figures = dict[str, Any]

SEED = 9_700_000
RESAMPLES = 1_000
THRESHOLDS_DB = (30, 40)
"""False match rates of one in 1,000 and of one in 10,000."""
FINGER = FingerPosition.RIGHT_INDEX
WRITTEN = (TemplateFormat.ISO_19794_2_2005, TemplateFormat.ANSI_378_2004)
_CARD_SIZE = (768, 800)
_CARD_IMAGE_HEAD = 18


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("real prints of a set", nargs="+", metavar="DIR")
    json: Path = option("file for the figures")
    card: Path | None = option("NIST's file with a Type-9 record and its print", None)
    ppi: int = option("resolution of the images", 500)
    workers: int = option("processes that extract", 1)
    cache: Path = option("folder of templates", DEFAULT_CACHE)


@dataclass(frozen=True)
class _Print:
    finger: tuple[str, int]
    template: Template


def run(arguments: Run) -> Figures:
    """Measure, write and show."""
    prints = _prints(arguments)
    figures: Figures = {"prints": len(prints), "rows": []}
    for form in WRITTEN:
        figures["rows"] += _compare_format(prints, form)
    if arguments.card is not None:
        figures["card"] = _compare_card(arguments.card)
    write_results(arguments.json, figures, seed=SEED)
    for row in figures["rows"]:
        print(
            f"{row['format']:17} {row['who']:15} mated {row['mated_median_db']:.1f} dB, "
            f"{row['mated_change_db']:+.2f} dB a pair "
            f"({row['mated_change_low_db']:+.2f} to {row['mated_change_high_db']:+.2f}); missed "
            + ", ".join(f"{share:.1%} at {db} dB" for db, share in row["missed"].items())
            + f"; non-mated at 30 dB: {row['non_mated_at_30_db']} of {row['non_mated_pairs']}"
        )
    if "card" in figures:
        print(figures["card"])
    return figures


def _prints(arguments: Run) -> list[_Print]:
    found = []
    for dataset in read_datasets(arguments.folders):
        extractions = extract_all(
            [one.path for one in dataset.prints],
            ppi=arguments.ppi,
            cache=arguments.cache,
            workers=arguments.workers,
        )
        found += [
            _Print((dataset.name, one.finger), extraction.template)
            for one, extraction in zip(dataset.prints, extractions, strict=True)
            if extraction.template is not None
        ]
    return found


def _compare_format(prints: Sequence[_Print], form: TemplateFormat) -> list[Figures]:
    """Compare the same pairs as extracted, and with one side and both sides read back."""
    own = [prepare_fingers([_features(one.template)]) for one in prints]
    back = [prepare_fingers([_features(_round_trip(one.template, form))]) for one in prints]
    pairs = [
        (a, b)
        for a, b in combinations(range(len(prints)), 2)
        if prints[a].finger[0] == prints[b].finger[0]
    ]
    mated = np.array([prints[a].finger == prints[b].finger for a, b in pairs])
    fingers = [prints[a].finger for a, _ in pairs]
    sides = {
        "as extracted": (own, own),
        "probe read back": (back, own),
        "both read back": (back,) * 2,
    }
    scores = {
        who: np.array(
            [compare_people(left[a], right[b]).score_db for a, b in track(pairs, f"{form} {who}")]
        )
        for who, (left, right) in sides.items()
    }
    base = scores["as extracted"]
    return [_row(form, who, found, base, mated, fingers) for who, found in scores.items()]


def _row(
    form: TemplateFormat,
    who: str,
    found: NDArray[np.float64],
    base: NDArray[np.float64],
    mated: NDArray[np.bool_],
    fingers: Sequence[tuple[str, int]],
) -> Figures:
    change = (found - base)[mated]
    low, high = _interval(
        change, [one for one, is_mate in zip(fingers, mated, strict=True) if is_mate]
    )
    return {
        "format": str(form),
        "who": who,
        "mated_pairs": int(mated.sum()),
        "non_mated_pairs": int((~mated).sum()),
        "mated_median_db": float(np.median(found[mated])),
        "mated_change_db": float(change.mean()),
        "mated_change_low_db": low,
        "mated_change_high_db": high,
        "missed": {str(db): float((found[mated] < db).mean()) for db in THRESHOLDS_DB},
        "non_mated_at_30_db": int((found[~mated] >= 30).sum()),
        "mated_db": [round(float(one), 2) for one in found[mated]],
    }


def _interval(
    values: NDArray[np.float64], fingers: Sequence[tuple[str, int]]
) -> tuple[float, float]:
    """Return where the mean lies in 95 of 100 draws of fingers."""
    groups: dict[tuple[str, int], list[float]] = {}
    for finger, value in zip(fingers, values, strict=True):
        groups.setdefault(finger, []).append(float(value))
    listed = [np.array(one) for one in groups.values()]
    rng = np.random.default_rng(SEED)
    means = [
        np.concatenate([listed[n] for n in rng.integers(0, len(listed), len(listed))]).mean()
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _compare_card(path: Path) -> Figures:
    """Compare the record of another extractor with our own minutiae of the print beside it."""
    data = path.read_bytes()
    start = data.index(b"9.001:")
    end = data.index(b"\x1c", start) + 1
    finger = FingerPosition.LEFT_MIDDLE
    foreign = import_template(data[start:end], TemplateFormat.TYPE_9, finger)
    height, width = _CARD_SIZE
    image = data[end + _CARD_IMAGE_HEAD : end + _CARD_IMAGE_HEAD + height * width]
    pixels = decode(image, Encoding.RAW_GREY8, width_px=width, height_px=height)
    own = Extractor().extract(Sample(pixels, finger))
    both = [prepare_fingers([_features(one)]) for one in (foreign, own)]
    return {
        "foreign_minutiae": foreign.minutia_count,
        "own_minutiae": own.minutia_count,
        "foreign_with_own_db": compare_people(*both).score_db,
    }


def _features(template: Template) -> Features:
    return Features(FINGER, template, vector(template))


def _round_trip(template: Template, form: TemplateFormat) -> Template:
    return import_template(export_template(template, form, FINGER), form, FINGER)


main = partial(run_command, "benchmarks.interchange", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
