"""Measures what an extraction costs, and whether minutiae and scores stay the same.

    python -m benchmarks.extraction DIR... --ppi 500 --json OUT [--rendered N] [--plot DIR]

DIR holds `{finger}_{impression}.{tif,bmp,png}`. docs/benchmarks.md explains the figures.
"""

import sys
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from benchmarks.data import array_bytes, run_command, write_atomically, write_results
from benchmarks.extraction import plots, report
from benchmarks.extraction.figures import (
    Figures,
    judge_cost,
    judge_fresh,
    judge_sameness,
    judge_scores,
)
from benchmarks.extraction.measuring import Measurement, Run, measure
from benchmarks.extraction.targets import targets
from benchmarks.extraction.variants import FORMER

SEED = 2_012
CAVEATS = (
    "Times are CPU of one process, all extractions of an image in turns; ratios are by image.",
    "`shifts`: the same images moved by (1,2), (3,1), (5,7), (2,6), (7,4) px, read by the exact "
    "path. A sixth draw of the same noise is worse than all five in one case of six.",
    "Rendered prints are synthetic; their strangers are drawn, 20 for each print.",
)
NO_BASELINE = (
    "The former extraction was not measured: no ratio is known. It needs OpenVINO: "
    "pip install '.[baseline]'"
)


def judge(measured: Measurement) -> Figures:
    """Turn raw results into the figures of the result file."""
    return {
        "variants": list(measured.variants),
        "cost": judge_cost(measured.times),
        "same": judge_sameness(measured.sameness),
        "scores": {
            group: judge_scores(found, measured.moved) for group, found in measured.scores.items()
        },
        **judge_fresh(measured.memory, measured.start_s),
    }


def run(arguments: Run) -> Figures:
    """Measure, judge, write and show."""
    measured = measure(arguments)
    figures = judge(measured)
    judged = targets(figures)
    figures["targets"] = [asdict(one) for one in judged]
    caveats = CAVEATS if FORMER in measured.variants else (*CAVEATS, NO_BASELINE)
    settings = {
        "ppi": arguments.ppi,
        "rounds": arguments.rounds,
        "rendered": arguments.rendered,
        "caveats": list(caveats),
    }
    write_results(arguments.json, figures | settings, seed=SEED)
    _write_raw(arguments, measured)
    report.print_tables(figures, judged, caveats)
    if arguments.plot:
        plots.draw(measured.scores, measured.moved, measured.times, arguments.plot)
    return figures


def _write_raw(arguments: Run, measured: Measurement) -> None:
    """Write CPU seconds as `cost/set/variant`, scores as `scores/group/variant/kind`."""
    raw = {
        f"cost/{one.name}/{what}": taken
        for one in measured.times
        for what, taken in one.seconds.items()
    }
    raw |= {
        f"scores/{group}/{name}/{kind}": values.astype(np.float32)
        for group, found in measured.scores.items()
        for name, scores in found.items()
        for kind, values in vars(scores).items()
    }
    path = arguments.json.with_suffix(".npz")
    write_atomically(path, array_bytes(raw, compressed=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return 2 if the data cannot be used."""
    return run_command("benchmarks.extraction", __doc__, Run, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
