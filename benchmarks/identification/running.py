"""A run from people to result files: assemble, search, judge, write, show."""

from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from benchmarks.data.results import write_atomically, write_results
from benchmarks.identification import judging, measuring, raw, report
from benchmarks.identification.assembly import Trial, assemble
from benchmarks.identification.code_shortlist import CodeShortlist
from benchmarks.identification.measuring import Stage
from benchmarks.identification.raw import Searches
from benchmarks.identification.real import assemble_real
from benchmarks.identification.recipe import FINGER_SETS, FingerSet, Run
from benchmarks.identification.shortlists import Shortlist, VectorShortlist
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
    figures: dict[str, object] = {
        "results": results,
        "caveats": caveats,
        "recipe": recipe(arguments),
    }
    write_results(arguments.json, figures, seed=Purpose.EVALUATE.seed(0))
    write_atomically(arguments.json.with_suffix(".npz"), raw.to_bytes(columns))
    report.print_table(results, caveats)
    if arguments.plot:
        count = trial.gallery.reference_count
        report.draw(sets, count, arguments.plot, arguments.json.stem)
    return figures


def recipe(arguments: Run) -> dict[str, str]:
    """Say what was asked for, where it decides the figures."""
    beside = {"json", "workers", "cache", "plot"}
    stated = asdict(arguments).items()
    return {name: str(value) for name, value in stated if name not in beside}


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
