"""The figures of `benchmarks.extraction` from its raw results: pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.data import Floats, metrics
from benchmarks.extraction.fresh import Memory
from benchmarks.extraction.sameness import Sameness
from benchmarks.extraction.scoring import Scores
from benchmarks.extraction.timing import NETWORK, READING, Times
from benchmarks.extraction.variants import EXACT, FORMER

Figures = dict[str, Any]

CUTS = (0.02, 0.1, 0.3, 1.0)
"""Comparison scores; mated pairs below them are counted."""
MATED_QUANTILES = (0.02, 0.1, 0.3, 0.5, 1.0)
NONMATED_QUANTILES = (0.9, 0.99, 0.999)
MAX_FMR = 1e-3
BLOCKS = "blocks"
_CARD_FINGERS = 10


def judge_cost(sets: Sequence[Times]) -> list[Figures]:
    """Judge the CPU time of each set of images."""
    return [_cost(one) for one in sets if one.seconds]


def _cost(times: Times) -> Figures:
    best = {name: one.min(1) for name, one in times.seconds.items()}
    own = [name for name in best if name not in (FORMER, NETWORK, READING)]
    figures: Figures = {
        "name": times.name,
        "images": len(best[NETWORK]),
        "median_ms": {name: 1_000 * float(np.median(one)) for name, one in best.items()},
        "ratio": {name: _spread(best[name] / best[FORMER]) for name in own if FORMER in best},
        "around_network": _spread((best[own[-1]] - best[NETWORK] + best[READING]) / best[NETWORK]),
    }
    if times.name == BLOCKS:
        card_s = {name: _CARD_FINGERS * float(best[name].mean()) for name in (FORMER, *own)
                  if name in best}  # fmt: skip
        figures["card_core_s"] = card_s
        figures["cards_per_core_hour"] = {name: 3_600 / one for name, one in card_s.items()}
    return figures


def _spread(values: Floats) -> Figures:
    low, median, high = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    return {"median": median, "quartiles": [low, high]}


def judge_sameness(found: Mapping[str, Mapping[str, Sameness]]) -> Figures:
    """Turn counts into shares, by the extractions compared and by set."""
    return {
        pair: {
            name: asdict(one) | {
                "image_share": one.same_images / one.images,
                "minutia_share": one.same_minutiae / max(1, one.minutiae),
                "near_share": one.near_minutiae / max(1, one.minutiae),
            }
            for name, one in sets.items()
        }
        for pair, sets in found.items()
    }  # fmt: skip


def judge_scores(found: Mapping[str, Scores], moved: Mapping[str, Sequence[str]]) -> Figures:
    """Judge each variant, and whether it is worse than the exact one on moved images.

    found: by variant, and by variant and shift. moved: the names of a variant's shifts.
    """
    judged = {name: _scores(one) for name, one in found.items()}
    flat = {name: _flat(one) for name, one in judged.items()}
    noise = {
        key: [min(flat[name][key] for name in moved[EXACT]),
              max(flat[name][key] for name in moved[EXACT])]
        for key in flat[EXACT]
    }  # fmt: skip
    means = {
        variant: {key: float(np.mean([flat[name][key] for name in (variant, *names)]))
                  for key in noise}
        for variant, names in moved.items()
    }  # fmt: skip
    shifts = {name for names in moved.values() for name in names}
    for name in judged.keys() - shifts:
        judged[name]["worse_than_shifts"] = _worse(flat[name], noise)
    return {"judged": judged, "shifts": noise, "means": means}


def _scores(one: Scores) -> Figures:
    curve = metrics.ScoredPairs(one.mated, one.nonmated).curve()
    return {
        "mated": len(one.mated),
        "nonmated": len(one.nonmated),
        "mated_below": {str(cut): int((one.mated < cut).sum()) for cut in CUTS},
        "mated_db": _quantiles(one.mated_db, MATED_QUANTILES),
        "nonmated_db": _quantiles(one.nonmated_db, NONMATED_QUANTILES),
        "eer": metrics.equal_error_rate(curve),
        "missed_at_fmr1000": round(metrics.missed_at(curve, MAX_FMR)),
    }


def _quantiles(values: Floats, at: Sequence[float]) -> dict[str, float]:
    # A quantile is a score that occurs, so that failures do not mix with scores.
    found = np.quantile(values, at, method="lower").tolist()
    return {str(one): value for one, value in zip(at, found, strict=True)}


_BETTER_HIGH = "mated_db"


def _flat(one: Figures) -> dict[str, float]:
    """List the figures that are judged, by `group/key`."""
    groups = ("mated_below", _BETTER_HIGH, "nonmated_db")
    flat = {f"{group}/{key}": value for group in groups for key, value in one[group].items()}
    return flat | {key: one[key] for key in ("eer", "missed_at_fmr1000")}


def _worse(one: Mapping[str, float], noise: Mapping[str, Sequence[float]]) -> list[str]:
    """List the figures that are worse than those of every shift."""
    return [
        key
        for key, (low, high) in noise.items()
        if (one[key] < low if key.startswith(_BETTER_HIGH) else one[key] > high)
    ]


def judge_fresh(memory: Mapping[str, Memory], start_s: Mapping[str, Sequence[float]]) -> Figures:
    """Judge fresh processes: memory that an extractor adds, seconds to the first template."""
    figures: Figures = {
        "memory": {name: asdict(one) for name, one in memory.items()},
        "start_s": {name: _spread(np.array(one)) for name, one in start_s.items()},
    }
    if FORMER in memory:
        own = [name for name in memory if name != FORMER]
        figures["memory_ratio"] = {
            name: memory[name].added_bytes / memory[FORMER].added_bytes for name in own
        }
    return figures
