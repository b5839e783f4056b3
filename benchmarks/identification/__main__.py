"""How often the right person is found, and a wrong one, among many.

    python -m benchmarks.identification --subjects N --json OUT [--fingers ten,one] [--plot DIR]

People are synthetic unless --people names a folder of real ten-prints. What the figures mean is in
docs/benchmarks.md.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.identification import judging, measuring, raw, report
from benchmarks.identification.assembly import Trial, assemble
from benchmarks.identification.code_shortlist import CodeShortlist
from benchmarks.identification.measuring import Stage
from benchmarks.identification.raw import Searches
from benchmarks.identification.real import assemble_real
from benchmarks.identification.recipe import FINGER_SETS, KINDS, FingerSet, Run
from benchmarks.identification.shortlists import Shortlist, VectorShortlist
from benchmarks.people import SUPPORTED
from benchmarks.results import DEFAULT_CACHE, write_atomically, write_results
from matcher.errors import TenprintError
from synthesis.seeds import Purpose

_BINS = 4_000

CAVEATS = (
    "Synthetic people say how the parts work together and scale, not what real prints would give.",
    "Scores beyond what calibration counted are extrapolated; the share is among the figures.",
)
REAL = (
    "Probes and their mates are real prints. LEADER's training data is not stated: overlap with "
    "them cannot be excluded.",
)


def run(arguments: Run) -> dict[str, object]:
    """Measure, judge, write and show."""
    trial = assemble_real(arguments) if arguments.people else assemble(arguments)
    caveats = [*(REAL if arguments.people else ()), *CAVEATS]
    sets: dict[str, Searches] = {}
    results = []
    columns: dict[str, raw.Column] = {}
    for name in arguments.fingers:
        stage = _stage(arguments, trial, FINGER_SETS[name])
        searches = raw.concatenate(
            [measuring.search_all(stage, part) for part in (trial.mated, trial.nonmated)]
        )
        edges, counts = _strangers(arguments, trial, stage, searches)
        kept = {**searches.columns(), "stranger_edges": edges, "stranger_counts": counts}
        columns |= {f"{name}/{column}": one for column, one in kept.items()}
        sets[name] = searches
        judged = judging.figures(searches, trial.gallery.reference_count)
        judged["shortlist_among_more"] = judging.hits_among_more(searches, edges, counts)
        results.append(
            _described(arguments, trial, stage) | judged | _cascade(arguments, trial, stage)
        )
    figures: dict[str, object] = {"results": results, "caveats": caveats}
    write_results(arguments.json, figures, seed=Purpose.EVALUATE.seed(0))
    write_atomically(arguments.json.with_suffix(".npz"), raw.to_bytes(columns))
    report.print_table(results, caveats)
    if arguments.plot:
        count = trial.gallery.reference_count
        report.draw(sets, count, arguments.plot, arguments.json.stem)
    return figures


def _stage(arguments: Run, trial: Trial, fingers: FingerSet) -> Stage:
    shortlist: Shortlist = (
        CodeShortlist(trial.gallery) if fingers.small_codes else VectorShortlist(trial.gallery)
    )
    return Stage(trial.gallery, trial.gallery_key, shortlist, fingers, arguments.cache)


def _strangers(
    arguments: Run, trial: Trial, stage: Stage, searches: Searches
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Count how near strangers are, in bins as wide as the mates' similarities reach."""
    near = searches.mate_similarity[np.isfinite(searches.mate_similarity)]
    reach = float(np.abs(near).max(initial=1.0))
    edges = np.linspace(-reach, reach, _BINS + 1)
    sample = arguments.stranger_sample
    return edges, measuring.stranger_similarities(stage, trial.mated, edges, sample)


def _cascade(arguments: Run, trial: Trial, stage: Stage) -> dict[str, object]:
    count = trial.gallery.reference_count
    sample = measuring.exhaustive_sample(stage, trial.mated, arguments.exhaustive_sample)
    return {"cascade": judging.cascade_loss(*sample, count)}


def _described(arguments: Run, trial: Trial, stage: Stage) -> dict[str, object]:
    return {
        "fingers": stage.fingers.name,
        "level": trial.level,
        "generator": trial.generator,
        "subjects": trial.gallery.person_count,
        "references": trial.gallery.reference_count,
        "correlation": arguments.correlation,
        "probe_kind": arguments.probe_kind,
        "reference_kind": arguments.reference_kind,
        "missing_probe": arguments.missing_probe,
        "missing_reference": arguments.missing_reference,
        "encounters": arguments.encounters,
        "depths": asdict(stage.fingers.depths),
        "shortlist_by": stage.shortlist.name,
    }


def _parse(arguments: Sequence[str] | None) -> Run:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.identification", description=(__doc__ or "").splitlines()[0]
    )
    add = parser.add_argument
    add("--subjects", type=int, default=0, help="people enrolled; beside --people, filled up to "
        "so many with synthetic ones")  # fmt: skip
    add("--people", type=Path, metavar="DIR", help=f"your own ten-prints: {SUPPORTED}")
    add("--ppi", type=int, default=500, help="of images of --people whose names do not say it")
    add("--json", type=Path, required=True, help="file for the figures; raw results go beside it")
    add("--fingers", type=_names, default=tuple(FINGER_SETS), help=", ".join(FINGER_SETS))
    add("--level", choices=("minutiae", "image"), default="minutiae",
        help="whether probes and their mates are rendered and extracted")  # fmt: skip
    add("--generator", default="first", help="population of synthetic people")
    add("--correlation", type=float, help="between the prints of an encounter, 0 to 1")
    add("--mated", type=int, help="searches of people enrolled; a tenth of them without")
    add("--nonmated", type=int, help="searches of people not enrolled")
    add("--probe-kind", choices=KINDS, default="plain")
    add("--reference-kind", choices=KINDS, default="plain")
    add("--missing-probe", type=int, default=0, help="fingers that each probe lacks")
    add("--missing-reference", type=int, default=0, help="fingers that each reference lacks")
    add("--encounters", type=int, choices=(1, 2, 3, 4), default=1, help="enrolled of each person")
    add("--exhaustive-sample", type=int, default=50, help="searches done again without the cascade")
    add("--stranger-sample", type=int, default=1_000,
        help="probes whose nearness to everybody is counted")  # fmt: skip
    add("--workers", type=int, default=1, help="processes that make people")
    add("--cache", type=Path, default=DEFAULT_CACHE, help="folder of people and searches made")
    add("--plot", type=Path, metavar="DIR", help="draw DET, CMC and score histograms there")
    parsed = parser.parse_args(arguments)
    if not (parsed.subjects or parsed.people):
        parser.error("say how many --subjects, or whose --people")
    return Run(**vars(parsed))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in FINGER_SETS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(FINGER_SETS)}")
    return names


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where the data cannot be used."""
    try:
        run(_parse(arguments))
    except TenprintError as error:
        print(f"benchmarks.identification: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
