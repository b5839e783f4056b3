"""Simulates a cluster from measured costs: nodes, latency, availability, cost.

    python -m benchmarks.cluster_simulation --json OUT [--plot DIR] [--set NAME=VALUE …]
    python -m benchmarks.cluster_simulation --check --json OUT [--people N] [--donors D]

Costs are read from docs/results. `--set` changes a parameter of the scenario; the file names all
parameters, and `scenario.py` says where each comes from. `--check` measures calls and searches on a
cluster of Ray here and sets them beside what the simulation predicts. docs/benchmarks.md explains
the figures.
"""

import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cluster_simulation import checking, plots, report, studying
from benchmarks.cluster_simulation.costs import read_costs
from benchmarks.cluster_simulation.machines import Shape
from benchmarks.cluster_simulation.scenario import Scenario
from benchmarks.data import DEFAULT_CACHE, MeasurementError, option, run_command, write_results

SEED = 2_021
CAVEATS = (
    "Simulated from costs that were measured on one machine of two cores, one part at a time; "
    "nothing of this size has run.",
    "Nodes fail alone: no rack, no network and no site fails with all of its nodes.",
    "Prices, failures, stalls and the day's profile are assumptions, named under `scenario`.",
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    plot: Path | None = option("folder for plots", None)
    set: list[str] | None = option(
        "a parameter of the scenario, NAME=VALUE; may be repeated", None, action="append", type=str
    )
    results: Path = option("folder of measured costs", Path("docs/results"))
    warm: bool = option("finer codes lie in memory, not on the disk", False)
    check: bool = option("compare with a real cluster on this machine instead", False)
    people: int = option("check: people in the gallery [%(default)s]", 2_000)
    donors: int = option("check: mix people from the fingers of so many; 0: everybody is new", 0)
    partitions: int = option("check: parts of the gallery [%(default)s]", 4)
    replicas: int = option("check: copies of each part [%(default)s]", 1)
    searches: int = option("check: searches in each way [%(default)s]", 200)
    busy: float = option("check: share of the cores kept busy at random times [%(default)s]", 0.5)
    cache: Path = option("check: folder of the gallery", DEFAULT_CACHE)


def run(options: Run) -> bool:
    """Simulate or check; tell whether a check agreed."""
    if options.check:
        return _check(options)
    scenario, costs = (
        _scenario(options.set or []),
        read_costs(options.results, cold=not options.warm),
    )
    figures: dict[str, Any] = studying.study(scenario, costs, SEED)
    shape = Shape(**figures["cluster"]["shape"])
    figures["by_partitions"] = studying.by_partitions(scenario, costs, shape.nodes, SEED)
    figures["by_load"] = studying.by_load(scenario, costs, SEED)
    kills = {
        name: studying.across_a_kill(scenario, costs, shape, SEED, is_hedged=is_hedged)
        for name, is_hedged in (("hedged", True), ("not hedged", False))
    }
    figures |= {
        "kill": kills,
        "scenario": scenario.stated(),
        "costs": dict(costs.sources),
        "caveats": CAVEATS,
    }
    write_results(options.json, figures, seed=SEED)
    report.print_study(figures)
    if options.plot:
        _draw(options.plot, figures, scenario)
    return True


def _check(options: Run) -> bool:
    trial = checking.Trial(
        options.people,
        options.donors,
        options.partitions,
        options.replicas,
        options.searches,
        options.busy,
        options.cache,
    )
    found = checking.check(trial)
    rows = checking.compared(found)
    is_right = checking.is_right(rows)
    write_results(
        options.json, {**found, "compared": rows, "is_within_20_per_cent": is_right}, seed=SEED
    )
    report.print_check(rows)
    if options.plot:
        plots.draw_check(found, options.plot / "cluster_check.png")
    return is_right


def _draw(folder: Path, figures: dict[str, Any], scenario: Scenario) -> None:
    of = f"{scenario.people / 1e6:,.0f} million people"
    nodes = figures["cluster"]["shape"]["nodes"]
    plots.draw_partitions(
        figures["by_partitions"],
        folder / "cluster_partitions.png",
        f"simulated: {of}, {nodes} nodes of {scenario.node_cores} cores",
    )
    plots.draw_loads(
        figures["by_load"],
        folder / "cluster_nodes.png",
        f"simulated: nodes of {scenario.node_cores} cores for {of}, one of them away",
    )
    plots.draw_kill(
        figures["kill"],
        folder / "cluster_kill.png",
        f"simulated: one of {nodes} nodes is killed in the busiest hour, {of}",
    )


def _scenario(chosen: list[str]) -> Scenario:
    """Read `NAME=VALUE`. Raises MeasurementError for what is no parameter."""
    defaults = Scenario().stated()
    values: dict[str, Any] = {}
    for text in chosen:
        name, _, value = text.partition("=")
        if name not in defaults or isinstance(defaults[name], bool):
            raise MeasurementError(f"--set {text}: NAME=VALUE with one of {', '.join(defaults)}")
        try:
            values[name] = type(defaults[name])(float(value))
        except ValueError as error:
            raise MeasurementError(f"--set {text}: {value!r} is no number") from error
    return replace(Scenario(), **values)


main = partial(run_command, "benchmarks.cluster_simulation", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
