"""Measures what grey levels do to scores: faint, dark, pale, saturated and inverted images.

    python -m benchmarks.soundness.contrast DIR... --ppi 500 --json OUT [--plot DIR]

Each print is distorted and compared with the undistorted other prints of its finger. The figures
are the changes in decibels against the same pairs undistorted, and what was refused and why. DIR
holds `{finger}_{impression}.{tif,bmp,png}`. Images with no finger are sent too.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import (
    DEFAULT_CACHE,
    Floats,
    Integers,
    array_bytes,
    canvas,
    number_table,
    option,
    read_datasets,
    read_sample,
    run_command,
    show,
    track,
    write_atomically,
    write_results,
)
from benchmarks.soundness.distortions import DISTORTIONS, Pixels, blank_images
from matcher import calibration, template
from matcher.comparison import NO_CYLINDERS, pack, prepare, score_packed
from matcher.contrast import ContrastParameters, ridge_contrast
from matcher.cylinders import spread_px, spreads_px
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.fusion import total_llr
from matcher.types import FingerPosition, Sample, Template

SEED = 13
UNDISTORTED = "undistorted"
REFUSED = -1.0
"""The decibels of a pair whose distorted print was refused."""
QUANTILES = (5, 25, 50, 75, 95)
LOW_DB = 30
"""The threshold of a verification at a false positive rate of 1e-3."""

Outcome = tuple[Template | None, str]
"""A template, or the reason why there is none."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("prints of one set", nargs="+", metavar="DIR")
    ppi: int = option("resolution of the images")
    json: Path = option("file for the figures; the raw scores go beside it as .npz")
    cache: Path = option("folder of templates", DEFAULT_CACHE)
    plot: Path | None = option("folder to draw the figures in", None, metavar="DIR")


@dataclass(frozen=True, eq=False)
class RawScores:
    """The scores of one set."""

    name: str
    contrast: Floats
    """(images,) ridge contrast as submitted, in grey levels a pixel."""
    row: Integers
    column: Integers
    """(pairs,) the distorted probe, and the reference: other images of the same finger."""
    undistorted: Floats
    """(pairs,) dB"""
    distorted: dict[str, Floats]
    """(pairs,) dB by distortion; REFUSED without a template."""
    reasons: dict[str, list[str]]
    """(images,) why there is no template, by distortion; empty if there is one."""


class Extraction:
    """Extracts pixels, and keeps the templates by the digest of what decides them."""

    def __init__(self, cache: Path) -> None:
        self._extractor = Extractor()
        self._folder = cache / "soundness" / self._extractor.digest.hex()

    def __call__(self, pixels: Pixels) -> Outcome:
        """Return the template of an image, or why there is none."""
        shape = repr(pixels.shape).encode()
        kept = self._folder / f"{hashlib.sha256(shape + pixels.tobytes()).hexdigest()}.json"
        if not kept.is_file():
            write_atomically(kept, json.dumps(self._extract(pixels)))
        stored, reason = json.loads(kept.read_text())
        return (template.decode(bytes.fromhex(stored)) if stored else None), reason

    def _extract(self, pixels: Pixels) -> tuple[str, str]:
        # For a comparison of single fingers the position does not matter.
        sample = Sample(pixels, FingerPosition.RIGHT_INDEX)
        try:
            return template.encode(self._extractor.extract(sample)).hex(), ""
        except SampleError as error:
            return "", error.reason


def measure(run: Run) -> list[RawScores]:
    """Distort, extract and compare the prints of every folder."""
    extract = Extraction(run.cache)
    sets = []
    for dataset in read_datasets(run.folders):
        images = [read_sample(one.path, run.ppi).pixels for one in dataset.prints]
        finger = np.array([one.finger for one in dataset.prints])
        row, column = np.nonzero((finger[:, None] == finger) & ~np.eye(len(finger), dtype=bool))
        references = [extract(one)[0] for one in track(images, f"{dataset.name}, {UNDISTORTED}")]
        distorted, reasons = {}, {}
        for name, distort in DISTORTIONS.items():
            outcomes = [extract(distort(one)) for one in track(images, f"{dataset.name}, {name}")]
            distorted[name] = decibels([one for one, _ in outcomes], references, row, column)
            reasons[name] = [reason for _, reason in outcomes]
        undistorted = decibels(references, references, row, column)
        contrasts = np.array([ridge_contrast(one) for one in images])
        sets.append(
            RawScores(dataset.name, contrasts, row, column, undistorted, distorted, reasons)
        )
    return sets


def decibels(
    probes: Sequence[Template | None], references: Sequence[Template | None], row: Integers,
    column: Integers,
) -> Floats:  # fmt: skip
    """Compare probe row[i] with reference column[i]: (pairs,) dB, REFUSED without a probe."""
    packed = pack([NO_CYLINDERS if one is None else prepare(one) for one in references])
    spreads = spreads_px(packed)
    score, count, spread = np.zeros(len(row)), np.zeros(len(row), np.int64), np.zeros(len(row))
    for i, one in enumerate(probes):
        if one is not None:
            pairs, prepared = row == i, prepare(one)
            score[pairs] = score_packed(prepared, packed, column[pairs])
            count[pairs] = np.minimum(prepared.cylinder_count, packed.cylinder_count[column[pairs]])
            spread[pairs] = np.minimum(spread_px(prepared), spreads[column[pairs]])
    evidence = total_llr(score[:, None], count[:, None], spread[:, None])
    found, _ = calibration.score_db_many(*evidence)
    refused = np.array([one is None for one in probes])
    return np.where(refused[row], REFUSED, found)


def send_blanks(cache: Path) -> dict[str, dict[str, int]]:
    """Count by kind what happens to images with no finger."""
    extract, found = Extraction(cache), dict[str, Counter[str]]()
    for kind, pixels in blank_images(np.random.default_rng(SEED)):
        made, reason = extract(pixels)
        outcome = reason if made is None else "taken below quality 30"
        if made is not None and made.quality >= 30:
            outcome = "taken"
        found.setdefault(kind, Counter())[outcome] += 1
    return {kind: dict(counts) for kind, counts in found.items()}


def judge(sets: Sequence[RawScores]) -> dict[str, Any]:
    """Turn raw scores into the figures of the result file: a pure function."""
    faint = ContrastParameters().faint
    figures = [_summary(one, list(one.distorted)) for one in sets]
    for one, figure in zip(sets, figures, strict=True):
        figure["contrast"] = _quantiles(one.contrast)
        figure["stretched_undistorted"] = int((one.contrast < faint).sum())
    return {"sets": figures, "pooled": _pooled(sets)}


def _summary(raw: RawScores, names: Sequence[str]) -> dict[str, Any]:
    return {
        "name": raw.name,
        "images": len(raw.contrast),
        "pairs": len(raw.row),
        "undistorted_median_db": float(np.median(raw.undistorted)),
        "undistorted_below_30_db": int((raw.undistorted < LOW_DB).sum()),
        "distortions": {
            name: _change([raw.undistorted], [raw.distorted[name]], raw.reasons[name])
            for name in names
        },
    }


def _pooled(sets: Sequence[RawScores]) -> dict[str, Any]:
    return {
        name: _change(
            [one.undistorted for one in sets],
            [one.distorted[name] for one in sets],
            [reason for one in sets for reason in one.reasons[name]],
        )
        for name in DISTORTIONS
    }


def _change(before: list[Floats], after: list[Floats], reasons: list[str]) -> dict[str, Any]:
    was, now = np.concatenate(before), np.concatenate(after)
    taken = now != REFUSED
    change = now[taken] - was[taken]
    return {
        "median_db": float(np.median(now[taken])) if taken.any() else None,
        "change_db": _quantiles(change) if taken.any() else None,
        "changed_within_3_db": float((np.abs(change) <= 3).mean()) if taken.any() else None,
        "taken_below_30_db": int((now[taken] < LOW_DB).sum()),
        "below_30_db_before": int((was[taken] < LOW_DB).sum()),
        "refused": dict(Counter(reason for reason in reasons if reason)),
    }


def _quantiles(values: Floats) -> dict[str, float]:
    return {
        str(q): float(v) for q, v in zip(QUANTILES, np.percentile(values, QUANTILES), strict=True)
    }


def run(arguments: Run) -> dict[str, Any]:
    """Measure, judge, write and show."""
    sets = measure(arguments)
    figures = judge(sets) | {"ppi": arguments.ppi, "blanks": send_blanks(arguments.cache)}
    write_results(arguments.json, figures, seed=SEED)
    raw = {
        f"{one.name}/{name}": values.astype(np.float32)
        for one in sets
        for name, values in [(UNDISTORTED, one.undistorted), *one.distorted.items()]
    }
    write_atomically(arguments.json.with_suffix(".npz"), array_bytes(raw, compressed=True))
    print_tables(figures)
    if arguments.plot:
        draw(figures, arguments.plot / "soundness_contrast.png")
    return figures


def print_tables(figures: dict[str, Any]) -> None:
    """Print the changes of all sets together, and what happened to images with no finger."""
    columns = ["all sets", "median dB", *(f"change, {q} %" for q in QUANTILES), "refused"]
    table = number_table("The change of mated scores", columns)
    for name, one in figures["pooled"].items():
        change = one["change_db"] or {}
        refused = ", ".join(f"{reason} {count}" for reason, count in one["refused"].items())
        table.add_row(name, f"{one['median_db'] or 0:.1f}",
                      *(f"{value:+.1f}" for value in change.values()), refused)  # fmt: skip
    blanks = number_table("Images with no finger", ["kind", "what happened"])
    for kind, counts in figures["blanks"].items():
        blanks.add_row(kind, ", ".join(f"{what} {count}" for what, count in counts.items()))
    show(table, blanks, width=130)


def draw(figures: dict[str, Any], path: Path) -> None:
    """Draw the change of scores and the share refused, by distortion and set."""
    sets, place = figures["sets"], np.arange(len(DISTORTIONS))
    with canvas(path, (15, 7), 1, 2) as (left, right):
        for k, one in enumerate(sets):
            at = place + 0.18 * (k - (len(sets) - 1) / 2)
            shown = [found["change_db"] or dict.fromkeys(map(str, QUANTILES), np.nan)
                     for found in one["distortions"].values()]  # fmt: skip
            low, middle, high = ([each[q] for each in shown] for q in ("5", "50", "95"))
            spread = np.abs(np.array([low, high]) - np.array(middle))
            left.errorbar(middle, at, xerr=spread, fmt="o", capsize=3, label=one["name"])
            share = [100 * sum(found["refused"].values()) / one["images"]
                     for found in one["distortions"].values()]  # fmt: skip
            right.barh(at, share, height=0.17)
        left.axvspan(-3, 3, alpha=0.15, color="tab:green")
        left.set_xscale("symlog", linthresh=10)
        left.set_xlabel("change of the mated score, dB: median, 5 % to 95 % of pairs")
        right.set_xlabel("prints refused, %")
        for axes in (left, right):
            axes.set_yticks(place, list(DISTORTIONS))
            axes.invert_yaxis()
        left.legend(loc="upper left")


main = partial(run_command, "benchmarks.soundness.contrast", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
