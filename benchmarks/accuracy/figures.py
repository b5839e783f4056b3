"""The figures of `benchmarks.accuracy` from its raw results: pure functions."""

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.accuracy.peers import PEER_EER
from benchmarks.accuracy.scoring import RawScores
from benchmarks.data import Integers, metrics
from benchmarks.realism import Exchange

SEED = 2_008
HIT_DEPTHS = (1, 10, 100, 1000)
SUFFIXES = {"float": "", "int8": "_int8", "sign": "_sign"}
"""Suffixes of keys, by the form of the gallery's vectors."""
DISCARD_FMR = 1e-3
"""The threshold of the error-versus-discard curve."""


def judge(
    sets: Sequence[RawScores], distractor_count: int, exchanges: Sequence[Exchange] = ()
) -> dict[str, object]:
    """Turn raw results into the figures of the result file: a pure function.

    exchanges: by set, whether real non-mates rank among the distractors as among each other.
    """
    *datasets, pooled = [summary(raw, distractor_count) for raw in sets]
    return {
        "datasets": datasets,
        "pooled": pooled,
        "distractors": distractor_count,
        "exchange": [one.figures() for one in exchanges],
    }


def summary(raw: RawScores, distractor_count: int) -> dict[str, object]:
    """Judge one set."""
    statistics = _Statistics(raw)
    point = statistics(np.ones(len(raw.stratum), np.int64))
    drawn = metrics.intervals(statistics, metrics.draw_fingers(raw.stratum, seed=SEED))
    figures: dict[str, object] = {"name": raw.name}
    for name in statistics.rates:
        low, high = drawn[name]
        figures |= {name: point[name], f"{name}_low": low, f"{name}_high": high}
    return figures | {
        **(_hits(point, drawn) if distractor_count else _NO_HITS),
        **_costs(raw),
        "images": len(raw.finger),
        "fingers": len(raw.stratum),
        "failed_to_extract": int((~raw.usable).sum()),
        "mated": int(raw.mated.sum()),
        "mated_missed_at_fmr1000": round(point["missed"]),
        "nonmated": int((~raw.mated).sum()),
        "fvc_nonmated": int((~raw.mated & raw.first_impressions).sum()),
        "searches": len(raw.probe),
        "peers": PEER_EER.get(raw.name, {}),
        "error_versus_discard": _discards(raw),
    }


_NO_HITS: dict[str, object] = {
    "hit_at": {str(depth): None for depth in HIT_DEPTHS},
    "hit_at_low_high": {str(depth): None for depth in HIT_DEPTHS},
}


def _hits(
    point: Mapping[str, float], drawn: Mapping[str, tuple[float, float]]
) -> dict[str, object]:
    """Return hit rates by depth, and the points that smaller forms lose against floats."""
    figures: dict[str, object] = {}
    for form, suffix in SUFFIXES.items():
        names = {str(depth): f"hit{suffix}_{depth}" for depth in HIT_DEPTHS}
        figures[f"hit_at{suffix}"] = {depth: point[name] for depth, name in names.items()}
        figures[f"hit_at{suffix}_low_high"] = {depth: drawn[name] for depth, name in names.items()}
        if form != "float":
            lost = {str(depth): f"loss{suffix}_{depth}" for depth in HIT_DEPTHS}
            figures[f"hit_loss{suffix}_points"] = {
                depth: [100 * point[name], *(100 * limit for limit in drawn[name])]
                for depth, name in lost.items()
            }
    return figures


def discard_curve(raw: RawScores) -> tuple[metrics.Floats, metrics.Floats]:
    """Return the error-versus-discard curve of a set at the threshold of FMR 1e-3."""
    mated = raw.mated
    curve = metrics.ScoredPairs(raw.score[mated], raw.score[~mated]).curve()
    missed = raw.score[mated] <= metrics.cut_at(curve, DISCARD_FMR)
    pair_quality = np.minimum(raw.quality[raw.row], raw.quality[raw.column])[mated]
    return metrics.error_versus_discard(missed, pair_quality, raw.quality)


def _discards(raw: RawScores) -> dict[str, list[float]]:
    discarded, fnmr = discard_curve(raw)
    return {"discarded": discarded.tolist(), "fnmr": fnmr.tolist()}


class _Statistics:
    """The figures of one set as a function of the fingers' weights."""

    rates = ("eer", "fvc_eer", "fmr100", "fmr1000", "zero_fmr", "fvc_fmr100", "fvc_fmr1000",
             "fvc_zero_fmr", "rank1")  # fmt: skip

    def __init__(self, raw: RawScores) -> None:
        mated, first = raw.mated, raw.first_impressions
        self._mated_finger = raw.finger[raw.row[mated]]
        self._all = _Protocol(raw, mated, ~mated)
        self._fvc = _Protocol(raw, mated, ~mated & first)
        self._probe_finger = raw.finger[raw.probe]
        self._rank = metrics.ranks(raw.search_score, self._probe_finger, raw.usable[raw.probe])
        self._shortlist: dict[str, Integers] = {
            suffix: getattr(raw, f"shortlist_rank{suffix}") for suffix in SUFFIXES.values()
        }

    def __call__(self, weight: Integers) -> Mapping[str, float]:
        probe_weight = weight[self._probe_finger]
        rank1 = metrics.hit_rate(self._rank, 1, probe_weight)
        fvc = {f"fvc_{name}": rate for name, rate in self._fvc.rates(weight).items()}
        hits = self._hits(probe_weight)
        return {**self._all.rates(weight), **fvc, "rank1": rank1, **hits}

    def _hits(self, probe_weight: Integers) -> dict[str, float]:
        figures: dict[str, float] = {}
        for depth in HIT_DEPTHS:
            for suffix, ranks in self._shortlist.items():
                rate = metrics.hit_rate(ranks, depth, probe_weight)
                figures[f"hit{suffix}_{depth}"] = rate
                figures[f"loss{suffix}_{depth}"] = figures[f"hit_{depth}"] - rate
        return figures


class _Protocol:
    """Mated and non-mated pairs of one protocol."""

    def __init__(
        self, raw: RawScores, mated: np.ndarray[tuple[int], np.dtype[np.bool_]],
        nonmated: np.ndarray[tuple[int], np.dtype[np.bool_]],
    ) -> None:  # fmt: skip
        self._pairs = metrics.ScoredPairs(raw.score[mated], raw.score[nonmated])
        self._mated = raw.finger[raw.row[mated]]
        self._one, self._other = (raw.finger[side[nonmated]] for side in (raw.row, raw.column))

    def rates(self, weight: Integers) -> dict[str, float]:
        curve = self._pairs.curve(weight[self._mated], weight[self._one] * weight[self._other])
        return {
            "eer": metrics.equal_error_rate(curve),
            "fmr100": metrics.fnmr_at(curve, 1e-2),
            "fmr1000": metrics.fnmr_at(curve, 1e-3),
            "zero_fmr": metrics.fnmr_at(curve, 0.0),
            "missed": metrics.missed_at(curve, 1e-3),
        }


def _costs(raw: RawScores) -> dict[str, float]:
    megapixels = float(raw.pixel_count.sum()) / 1e6
    total_ms = float(raw.extract_cpu_ms.sum())
    return {
        "extract_cpu_ms": total_ms / len(raw.finger),
        "extract_cpu_ms_p95": float(np.percentile(raw.extract_cpu_ms, 95)),
        "extract_cpu_ms_per_megapixel": total_ms / megapixels if megapixels else 0.0,
        "prepare_cpu_ms": raw.prepare_cpu_ms,
        "vector_cpu_ms": raw.vector_cpu_ms,
        "compare_cpu_ms": raw.compare_cpu_ms,
    }
