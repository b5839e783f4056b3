"""The shortlist and a whole identification at scale.

    python -m benchmarks.search --records N --json OUT [--plot DIR]
    python -m benchmarks.search --validate --json OUT
    python -m benchmarks.search --peers --records 1000000 --json OUT

People are composed from a pool of genuine synthetic fingers. The pool, the set of people and each
step's figures are cached, so that an interrupted run continues. docs/benchmarks.md explains the
figures.
"""

import sys
from functools import partial

from benchmarks.data import MeasurementError, run_command, write_atomically, write_results
from benchmarks.search import peers, plots, report, sets, validation
from benchmarks.search.measuring import measure, opened
from benchmarks.search.people import Composition
from benchmarks.search.pool import open_pool
from benchmarks.search.recipe import SEED, Run
from benchmarks.search.sets import ReferenceSet
from benchmarks.search.steps import Figures, Steps
from gallery.index import load_quantiser
from gallery.index.segment import FINER_CODES

CAVEATS = (
    "Synthetic people, composed from a pool of genuine synthetic fingers: latency, memory and "
    "mates kept between stages are claimed, error rates are not.",
    "Templates are those of the pool's fingers, read from a file that fits in memory; `cold` drops "
    "its pages before each search. A person's ten templates lie at ten places there, not at one.",
    "Timings hold for the machine beside them; `times_reading` is against reading the codes.",
)


def run(arguments: Run) -> Figures:
    """Run the benchmark with these options."""
    if arguments.validate:
        return _validate(arguments)
    references = _references(arguments)
    if arguments.peers:
        return _compare_peers(arguments, references)
    folder = sets.build(references, arguments.cache)
    if arguments.build_only:
        return {"built": str(folder)}
    steps = Steps(arguments.json, _recipe(arguments, references), fresh=arguments.fresh)
    with opened(arguments, references, folder) as (bench, opening):
        found = measure(bench, steps)
    found["opening"] = steps.run("opening", lambda: opening)
    raw = {name: one.pop(key) for name, one in found.items() for key in _raw_keys(one)}
    figures = _figures(arguments, references, found, sets.built_per_second(folder))
    _write(arguments, figures, raw)
    steps.forget()
    report.print_search(figures, CAVEATS)
    if arguments.plot:
        plots.draw_sizes(arguments.json.parent, arguments.plot)
    return figures


def _references(arguments: Run) -> ReferenceSet:
    if arguments.finer not in FINER_CODES:
        raise MeasurementError(f"{arguments.finer} is none of {', '.join(FINER_CODES)}")
    if arguments.records < 1_000:
        raise MeasurementError("a scale is measured from 1,000 records on: take more --records")
    pool = open_pool(arguments.pool_recipe, arguments.cache)
    people = Composition(pool, arguments.records, arguments.planted, SEED)
    return ReferenceSet(people, FINER_CODES[arguments.finer], load_quantiser())


def _recipe(arguments: Run, references: ReferenceSet) -> dict[str, str]:
    return arguments.stated() | {"set": references.digest}


def _raw_keys(figures: Figures) -> list[str]:
    return [name for name in figures if name.startswith("raw")]


def _figures(
    arguments: Run, references: ReferenceSet, found: dict[str, Figures], built: float | None
) -> Figures:
    """Put the figures that other programs read on top."""
    shortlist, opening = found["shortlist"], found["opening"]
    return {
        "records": arguments.records,
        "ns_per_record": shortlist["ns_per_record"],
        "p50_ms": shortlist["p50_ms"],
        "p99_ms": shortlist["p99_ms"],
        "searches_per_second": found["load"]["searches_per_second"],
        "resident_bytes": opening["resident_bytes"],
        "load_seconds": opening["load_seconds"],
        "hit_rate": found["kept"]["hit_rate"],
        "finer": references.finer.name,
        "set_bytes": references.person_bytes * arguments.records,
        "composed_per_second": built,
        **found,
        "caveats": list(CAVEATS),
        "recipe": _recipe(arguments, references),
    }


def _validate(arguments: Run) -> Figures:
    plan = validation.Plan(arguments.probes, arguments.beyond)
    pool = open_pool(arguments.pool_recipe, arguments.cache)
    figures = validation.validate(pool, plan, arguments.cache)
    raw = {name: values.tolist() for name, values in figures.pop("raw").items()}
    figures["recipe"] = arguments.stated()
    _write(arguments, figures, raw)
    report.print_validation(figures)
    if arguments.plot:
        plots.draw_validation(figures, raw, arguments.plot)
    return figures


def _compare_peers(arguments: Run, references: ReferenceSet) -> Figures:
    steps = Steps(arguments.json, _recipe(arguments, references), fresh=arguments.fresh)
    ways = peers.PEERS
    comparison = peers.Comparison(arguments, references)
    found = {name: steps.run(name, partial(comparison.measure, name)) for name in ways}
    raw = {f"{name}/{key}": one.pop(key) for name, one in found.items() for key in _raw_keys(one)}
    figures = {"records": arguments.records, "peers": peers.judged(found)}
    figures |= {"recipe": _recipe(arguments, references)}
    _write(arguments, figures, raw)
    steps.forget()
    report.print_peers(figures)
    if arguments.plot:
        plots.draw_peers(figures, arguments.plot)
    return figures


def _write(arguments: Run, figures: Figures, raw: Figures) -> None:
    write_results(arguments.json, figures, seed=SEED)
    write_atomically(arguments.json.with_suffix(".raw.json"), report.rounded(raw) + "\n")


main = partial(run_command, "benchmarks.search", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
