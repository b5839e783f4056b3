"""How well single fingers are told apart, on folders of prints that you have.

    python -m benchmarks.accuracy DIR... --ppi 500 --json OUT [--distractors N] [--plot DIR]

DIR holds `{finger}_{impression}.{tif,bmp,png}`. What the figures mean is in docs/benchmarks.md.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import accuracy_report, metrics, scoring
from benchmarks.datasets import read_datasets
from benchmarks.distractors import distractor_vectors
from benchmarks.metrics import Integers, ScoredPairs
from benchmarks.populations import POPULATIONS
from benchmarks.results import DEFAULT_CACHE, write_results
from benchmarks.scoring import RawScores
from benchmarks.templates import Precision, extract_all
from matcher.errors import TenprintError

SEED = 2_008
HIT_DEPTHS = (1, 10, 100, 1000)
CAVEATS = (
    "LEADER's training data is not stated: overlap with these prints cannot be excluded.",
    "Each FVC set B is 10 fingers: read the intervals (95 %, bootstrap over fingers), not the "
    "bare rates.",
)


@dataclass(frozen=True)
class Run:
    """What was asked for."""

    folders: list[Path]
    ppi: int
    json: Path
    distractors: int = 0
    precision: Precision = "fp32"
    workers: int = 1
    cache: Path = DEFAULT_CACHE
    fresh: bool = False
    plot: Path | None = None


def measure(run: Run) -> list[RawScores]:
    """Extract, compare and search: the raw results of each set, and of all pooled at the end."""
    datasets = read_datasets(run.folders)
    extractions = iter(
        extract_all(
            [one.path for dataset in datasets for one in dataset.prints],
            ppi=run.ppi,
            precision=run.precision,
            workers=run.workers,
            cache=run.cache,
            fresh=run.fresh,
        )
    )
    prepared = [
        scoring.score_set(dataset, [next(extractions) for _ in dataset.prints])
        for dataset in datasets
    ]
    distractors = distractor_vectors(POPULATIONS["first"](), run.distractors, run.cache)
    return [scoring.search(one, distractors) for one in [*prepared, scoring.pool(prepared)]]


def judge(sets: Sequence[RawScores], distractor_count: int) -> dict[str, object]:
    """Turn raw results into the figures of the result file: a pure function."""
    *datasets, pooled = [summary(raw, distractor_count) for raw in sets]
    return {"datasets": datasets, "pooled": pooled, "distractors": distractor_count}


def summary(raw: RawScores, distractor_count: int) -> dict[str, object]:
    """Judge one set."""
    statistics = _Statistics(raw)
    point = statistics(np.ones(len(raw.stratum), np.int64))
    drawn = metrics.intervals(statistics, metrics.draw_fingers(raw.stratum, seed=SEED))
    figures: dict[str, object] = {"name": raw.name}
    for name in statistics.rates:
        low, high = drawn[name]
        figures |= {name: point[name], f"{name}_low": low, f"{name}_high": high}
    hits = {str(depth): point[f"hit_{depth}"] for depth in HIT_DEPTHS}
    return figures | {
        "hit_at": hits if distractor_count else dict.fromkeys(hits),
        "hit_at_low_high": {
            depth: drawn[f"hit_{depth}"] if distractor_count else None for depth in hits
        },
        **_costs(raw),
        "images": len(raw.finger),
        "fingers": len(raw.stratum),
        "failed_to_extract": int((~raw.usable).sum()),
        "mated": int(raw.mated.sum()),
        "mated_missed_at_fmr1000": round(point["missed"]),
        "nonmated": int((~raw.mated).sum()),
        "fvc_nonmated": int((~raw.mated & raw.first_impressions).sum()),
        "searches": len(raw.probe),
    }


class _Statistics:
    """The figures of one set as a function of how often each finger occurs."""

    rates = ("eer", "fvc_eer", "fmr100", "fmr1000", "zero_fmr", "fvc_fmr100", "fvc_fmr1000",
             "fvc_zero_fmr", "rank1")  # fmt: skip

    def __init__(self, raw: RawScores) -> None:
        mated, first = raw.mated, raw.first_impressions
        self._mated_finger = raw.finger[raw.row[mated]]
        self._all = _Protocol(raw, mated, ~mated)
        self._fvc = _Protocol(raw, mated, ~mated & first)
        self._probe_finger = raw.finger[raw.probe]
        self._rank = metrics.ranks(raw.search_score, self._probe_finger, raw.usable[raw.probe])
        self._shortlist_rank = raw.shortlist_rank

    def __call__(self, weight: Integers) -> Mapping[str, float]:
        probe_weight = weight[self._probe_finger]
        hits = {
            f"hit_{depth}": metrics.hit_rate(self._shortlist_rank, depth, probe_weight)
            for depth in HIT_DEPTHS
        }
        rank1 = metrics.hit_rate(self._rank, 1, probe_weight)
        fvc = {f"fvc_{name}": rate for name, rate in self._fvc.rates(weight).items()}
        return {**self._all.rates(weight), **fvc, "rank1": rank1, **hits}


class _Protocol:
    """Mated and non-mated pairs of one protocol."""

    def __init__(
        self, raw: RawScores, mated: np.ndarray[tuple[int], np.dtype[np.bool_]],
        nonmated: np.ndarray[tuple[int], np.dtype[np.bool_]],
    ) -> None:  # fmt: skip
        self._pairs = ScoredPairs(raw.score[mated], raw.score[nonmated])
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


def run(arguments: Run) -> dict[str, object]:
    """Measure, judge, write and show."""
    sets = measure(arguments)
    figures = judge(sets, arguments.distractors)
    settings = {"ppi": arguments.ppi, "precision": arguments.precision, "caveats": CAVEATS}
    write_results(arguments.json, figures | settings, seed=SEED)
    scoring.save(arguments.json.with_suffix(".npz"), sets)
    accuracy_report.print_table(figures, CAVEATS)
    if arguments.plot:
        accuracy_report.draw(sets, arguments.plot)
    return figures


def _parse(arguments: Sequence[str] | None) -> Run:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=__doc__.splitlines()[0]
    )
    parser.add_argument("folders", metavar="DIR", nargs="+", type=Path, help="prints of one set")
    parser.add_argument("--ppi", type=int, required=True, help="resolution of the images")
    parser.add_argument("--json", type=Path, required=True, help="file for the figures; the raw "
                        "scores go beside it as .npz")  # fmt: skip
    parser.add_argument("--distractors", type=int, default=0, help="synthetic references that the "
                        "shortlist is searched among")  # fmt: skip
    parser.add_argument("--plot", type=Path, metavar="DIR", help="draw DET and CMC there")
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32")
    parser.add_argument("--workers", type=int, default=1, help="processes that extract")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="folder of templates")
    parser.add_argument("--fresh", action="store_true", help="extract again, for timings of now")
    return Run(**vars(parser.parse_args(arguments)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where the data cannot be used."""
    try:
        run(_parse(arguments))
    except TenprintError as error:
        print(f"benchmarks.accuracy: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
