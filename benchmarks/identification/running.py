"""A run from people to result files: it assembles, searches, judges, writes and shows."""

from dataclasses import asdict

from benchmarks.data import MeasurementError, write_atomically, write_results
from benchmarks.identification import judging, measuring, raw, report
from benchmarks.identification.assembly import Trial, assemble
from benchmarks.identification.measuring import Stage
from benchmarks.identification.people import assemble_people
from benchmarks.identification.raw import Searches
from benchmarks.identification.recipe import ALL_FINGER_SETS, Run
from benchmarks.identification.shard import enrolled
from synthesis.seeds import Purpose

CAVEATS = (
    "Synthetic people say how the parts work together and scale, not what real prints would give.",
    "Scores beyond what calibration counted are extrapolated; the share is among the figures.",
)
REAL = (
    "Probes and their mates are your prints. Every other encounter of a person is searched with "
    "twice: enrolled, and left out. The searches of one person resemble each other, so intervals "
    "come from people drawn again.",
    "LEADER's training data is not stated: overlap with them cannot be excluded.",
)


def run(arguments: Run) -> dict[str, object]:
    """Measure, judge, write and show. Raises MeasurementError."""
    if not (arguments.subjects or arguments.people):
        raise MeasurementError("say how many --subjects, or whose --people")
    if arguments.failures and not arguments.people:
        raise MeasurementError(
            "--failures is of --people; benchmarks.identification.failures draws "
            "those of synthetic people"
        )
    trial = assemble_people(arguments) if arguments.people else assemble(arguments)
    synthetic = arguments.subjects or not arguments.people
    caveats = [*(REAL if arguments.people else ()), *CAVEATS[0 if synthetic else 1 :]]
    sets: dict[str, Searches] = {}
    results = []
    with enrolled(trial.gallery) as shard:
        for name in arguments.fingers:
            stage = Stage(shard, trial.gallery_key, ALL_FINGER_SETS[name], arguments.cache)
            sets[name] = measuring.search_all(stage, [*trial.mated, *trial.nonmated])
            judged = judging.figures(sets[name], trial.gallery.reference_count)
            results.append(
                _described(arguments, trial, stage)
                | judged
                | _cascade(arguments, trial, stage)
                | trial.of_set(stage.fingers, sets[name])
            )
            trial.draw(stage.fingers, sets[name], arguments.json.stem)
    figures: dict[str, object] = {
        **trial.of_all(),
        "results": results,
        "caveats": caveats,
        "recipe": recipe(arguments),
    }
    write_results(arguments.json, figures, seed=Purpose.EVALUATE.seed(0))
    columns = {
        f"{name}/{column}": values
        for name, searches in sets.items()
        for column, values in searches.columns().items()
    }
    write_atomically(arguments.json.with_suffix(".npz"), raw.to_bytes(columns))
    report.print_table(results, caveats)
    if arguments.plot:
        count = trial.gallery.reference_count
        report.draw(sets, count, arguments.plot, arguments.json.stem)
    return figures


def recipe(arguments: Run) -> dict[str, str]:
    """Return the options that determine the figures."""
    beside = {"json", "workers", "cache", "plot", "failures", "other"}
    stated = asdict(arguments).items()
    return {name: str(value) for name, value in stated if name not in beside}


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
        "searched_by": stage.shard.version,
        "search_parameters": asdict(stage.parameters),
    }
