"""The figures of identification from its raw results: pure functions."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.identification.raw import STAGES, Searches
from benchmarks.identification.recipe import TARGET_FPIR, Mask
from benchmarks.identification.resampling import interval_over_people
from matcher.calibration import threshold_db
from matcher.intervals import CONFIDENCE

Floats = NDArray[np.float64]

FPIR_TARGETS = (1e-1, 1e-2, 1e-3, 1e-4)
HIT_DEPTHS = (1, 2, 10, 100, 1_000)
CELLS = 12
"""Figures of FPIR that are read together: three sizes of gallery by four finger sets."""

_DET_POINTS = 200


def missed(searches: Searches, cut_db: float | Floats) -> Mask:
    """Find the mated searches whose mate is not among the candidates at or above a cut."""
    return np.asarray(searches.mated & ~(searches.mate_db >= cut_db))


def wrong(searches: Searches, cut_db: float | Floats) -> Mask:
    """Find the non-mated searches with any candidate at or above a cut."""
    return np.asarray(~searches.mated & (searches.other_db >= cut_db))


def misses(searches: Searches, cut_db: float) -> int:
    """Count the mated searches that missed."""
    return int(missed(searches, cut_db).sum())


def false_positives(searches: Searches, cut_db: float) -> int:
    """Count the non-mated searches that found somebody."""
    return int(wrong(searches, cut_db).sum())


def cuts_db(searches: Searches, reference_count: int, target: float) -> Floats:
    """Return each search's threshold: N is what it went through, of so many references."""
    searched = np.maximum(reference_count - searches.left_out_count, 1) / max(reference_count, 1)
    return np.asarray(threshold_db(reference_count, target) + 10 * np.log10(searched))


def figures(searches: Searches, reference_count: int) -> dict[str, object]:
    """Judge one finger set at the threshold of the target FPIR.

    reference_count: of the whole gallery, also where a search leaves its person out.
    """
    mated, nonmated = int(searches.mated.sum()), int((~searches.mated).sum())
    return {
        "mated_searches": mated,
        "nonmated_searches": nonmated,
        **_rates(searches, reference_count, TARGET_FPIR),
        "failures_to_extract": int((searches.probe_finger_count == 0).sum()),
        "at_fpir": [_rates(searches, reference_count, target) for target in FPIR_TARGETS],
        "rank1": _share(searches, _first(searches)),
        "shortlist": shortlist(searches),
        "rescored": {
            str(depth): _share(searches, _within(searches.mate_rescored_rank, depth))
            for depth in HIT_DEPTHS
        },
        "fused_cosine": cosines(searches),
        "extrapolated_share": _extrapolated(searches),
        "stage_cpu_ms": _stages(searches),
        "det": det(searches),
    }


def shortlist(searches: Searches) -> dict[str, dict[str, float]]:
    """Return how often the mate is within the first places of the shortlist, by depth."""
    return {
        str(depth): _share(searches, _within(searches.mate_rank, depth)) for depth in HIT_DEPTHS
    }


def det(searches: Searches) -> list[dict[str, float]]:
    """Trace FNIR against FPIR over all thresholds, thinned."""
    mated, nonmated = searches.mated, ~searches.mated
    if not (mated.any() and nonmated.any()):
        return []
    scores = np.sort(searches.other_db[nonmated & np.isfinite(searches.other_db)])[::-1]
    # Even steps in the logarithm of the count, because the curve is drawn so.
    chosen = np.unique(np.geomspace(1, max(1, len(scores)), _DET_POINTS).astype(int)) - 1
    return [
        {
            "threshold_db": float(cut),
            "fpir": false_positives(searches, cut) / int(nonmated.sum()),
            "fnir": misses(searches, cut) / int(mated.sum()),
        }
        for cut in scores[chosen[chosen < len(scores)]]
    ]


def cosines(searches: Searches) -> dict[str, object]:
    """Describe the fused cosines of mates and of the nearest stranger of each search."""
    mates = searches.mate_cosine[searches.mated]
    return {
        "mates": _quantiles(mates[np.isfinite(mates)]),
        "nearest_strangers": _quantiles(searches.other_cosine[np.isfinite(searches.other_cosine)]),
    }


def cascade_loss(
    with_cascade: Searches, without: Searches, reference_count: int
) -> dict[str, float]:
    """Compare the cascade's misses with those of comparing the whole shortlist."""
    cut = threshold_db(reference_count, TARGET_FPIR)
    both = np.isfinite(with_cascade.mate_db) & np.isfinite(without.mate_db)
    # If nobody else was compared, the value is -inf, which has no mean.
    higher = np.maximum(without.other_db, 0.0) - np.maximum(with_cascade.other_db, 0.0)
    return {
        "searches": with_cascade.count,
        "misses": misses(with_cascade, cut),
        "misses_without": misses(without, cut),
        "mates_not_compared_fully": int((np.isfinite(without.mate_db) & ~both).sum()),
        "best_stranger_db_higher_without_mean": float(higher.mean()) if len(higher) else 0.0,
    }


def _rates(searches: Searches, reference_count: int, target: float) -> dict[str, float]:
    mated, nonmated = searches.mated, ~searches.mated
    cuts = cuts_db(searches, reference_count, target)
    not_found, found = missed(searches, cuts)[mated], wrong(searches, cuts)[nonmated]
    fnir_low, fnir_high = interval_over_people(not_found, searches.person[mated])
    fpir_low, fpir_high = interval_over_people(found, searches.person[nonmated])
    # One-sided, and shared among the cells: a lower limit above the target is not by chance.
    strict = 1 - 2 * (1 - CONFIDENCE) / CELLS
    surely = interval_over_people(found, searches.person[nonmated], strict)[0]
    fnir, fpir = (float(one.mean()) if len(one) else 0.0 for one in (not_found, found))
    return {
        "target_fpir": target,
        "threshold_db": threshold_db(reference_count, target),
        "misses": int(not_found.sum()),
        "fnir": fnir,
        "fnir_low": fnir_low,
        "fnir_high": fnir_high,
        "false_positives": int(found.sum()),
        "fpir": fpir,
        "fpir_low": fpir_low,
        "fpir_high": fpir_high,
        "fpir_low_bonferroni": surely,
        "fpir_over_target": fpir / target,
    }


def _share(searches: Searches, happened: Mask) -> dict[str, float]:
    """Describe how often something happened in mated searches."""
    of_mated = happened[searches.mated]
    low, high = interval_over_people(of_mated, searches.person[searches.mated])
    share = float(of_mated.mean()) if len(of_mated) else 0.0
    return {"count": int(of_mated.sum()), "share": share, "low": low, "high": high}


def _within(rank: NDArray[np.int64], depth: int) -> Mask:
    return np.asarray((rank >= 1) & (rank <= depth))


def _first(searches: Searches) -> Mask:
    """Find where the mate is above everybody else, by decibels and then by llr."""
    return np.asarray(
        (searches.mate_db > searches.other_db)
        | ((searches.mate_db == searches.other_db) & (searches.mate_llr > searches.other_llr))
    )


def _extrapolated(searches: Searches) -> dict[str, float]:
    mates = searches.mate_extrapolated[searches.mated]
    others = searches.other_extrapolated[~searches.mated]
    return {
        "mates": float(mates.mean()) if len(mates) else 0.0,
        "strangers": float(others.mean()) if len(others) else 0.0,
    }


def _stages(searches: Searches) -> dict[str, float]:
    count = max(1, searches.count)
    return {
        name.removesuffix("_ms"): float(getattr(searches, name).sum()) / count for name in STAGES
    }


def _quantiles(values: Floats) -> Mapping[str, float]:
    if not len(values):
        return {}
    names: Sequence[float] = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
    return {f"{name:g}": float(np.quantile(values, name)) for name in names}
