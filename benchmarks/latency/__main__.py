"""Measures the match latency of a real server over gRPC, as callers see it.

    python -m benchmarks.latency --subjects N --json OUT [--target HOST:PORT] [--samples DIR]
                                 [--rate R] [--duration S] [--plot DIR]

Without --target the benchmark starts its own server on loopback, over N synthetic people imported
as minutiae. docs/benchmarks.md explains the figures.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import (
    DEFAULT_CACHE,
    MeasurementError,
    option,
    positive,
    run_command,
    write_atomically,
    write_results,
)
from benchmarks.latency import figures as latency_figures
from benchmarks.latency import report as latency_report
from benchmarks.latency.arrivals import Answer, Bounds, closed_loop, open_loop, poisson_arrivals
from benchmarks.latency.caller import Caller, enrol_probes
from benchmarks.latency.gallery import import_people
from benchmarks.latency.probes import Probe, own_probes, rendered_probes
from benchmarks.latency.server import own_server

SEED = 2_008
FINGER_SETS = {"ten": 10, "two": 2}
CAVEATS = (
    "Synthetic people and prints: timings hold for this machine, match rates for nobody.",
    "Server and load share the machine unless --target names another.",
    "Open loop, latency from the intended time of sending; the first tenth is warm-up, dropped.",
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    subjects: int = option("synthetic people in the gallery", type=positive)
    json: Path = option("file for the figures")
    target: str = option("a foreign server; nothing is enrolled", "", metavar="HOST:PORT")
    samples: Path | None = option(
        "EBTS files, each a search, or own prints, dealt ten to a search", None, metavar="DIR"
    )
    ppi: int = option("resolution of --samples [%(default)s]", 500, type=positive)
    rate: float = option("arrivals a second; 0: --load decides", 0.0)
    load: float = option("share of saturation [%(default)s]", 0.5)
    duration: float = option("seconds of a phase [%(default)s]", 60.0)
    max_requests: int = option("of a phase [%(default)s]", 2_000, type=positive)
    clients: int = option("at saturation [%(default)s]", 4, type=positive)
    people: int = option("rendered people [%(default)s]", 4, type=positive)
    plot: Path | None = option("folder to draw latencies and stages in", None, metavar="DIR")
    cache: Path = option("folder of prints and galleries", DEFAULT_CACHE)

    @property
    def bounds(self) -> Bounds:
        """Return the bounds of each phase."""
        return Bounds(self.duration, self.max_requests)


@dataclass(frozen=True)
class Phases:
    """The raw results of one finger set."""

    saturation: list[Answer]
    rate: float
    arrivals: list[Answer]


def run(arguments: Run) -> dict[str, Any]:
    """Measure, judge, write and show."""
    probes = _probes(arguments)
    with _server(arguments) as target:
        if not arguments.target:
            enrol_probes(target, probes)
        phases, reference_count = asyncio.run(_measure(arguments, target, probes))
    figures = _judge(phases, reference_count)
    own = {"target": "foreign" if arguments.target else "own", "caveats": CAVEATS}
    probe_kind = "own" if arguments.samples else "rendered"
    write_results(arguments.json, figures | own | {"probes": probe_kind}, seed=SEED)
    raw = {name: asdict(phase) for name, phase in phases.items()}
    write_atomically(arguments.json.with_suffix(".raw.json"), json.dumps(raw) + "\n")
    latency_report.print_tables(figures, CAVEATS)
    if arguments.plot:
        totals = {
            name: latency_figures.latencies_ms(latency_figures.drop_warm_up(phase.arrivals))
            for name, phase in phases.items()
        }
        latency_report.draw(figures, totals, arguments.plot)
    return figures


def _probes(arguments: Run) -> list[Probe]:
    if arguments.samples:
        return own_probes(arguments.samples, arguments.ppi)
    return rendered_probes(arguments.people, arguments.cache)


@contextmanager
def _server(arguments: Run) -> Iterator[str]:
    if arguments.target:
        yield arguments.target
        return
    # The rendered people, enrolled as images, complete the number.
    rendered = 0 if arguments.samples else arguments.people
    with own_server(import_people(arguments.subjects - rendered, arguments.cache)) as target:
        yield target


async def _measure(
    arguments: Run, target: str, probes: Sequence[Probe]
) -> tuple[dict[str, Phases], int]:
    phases = {}
    async with Caller(target) as caller:
        await caller.check()
        for name, count in FINGER_SETS.items():
            phases[name] = await _measure_set(arguments, caller, probes, name, count)
    return phases, caller.reference_count


async def _measure_set(
    arguments: Run, caller: Caller, probes: Sequence[Probe], name: str, count: int
) -> Phases:
    async def send(number: int) -> dict[str, float] | None:
        return await caller.identify(probes[number % len(probes)].fingers(count))

    saturation = await closed_loop(
        send, arguments.clients, arguments.bounds, f"{name} fingers, saturated"
    )
    most = latency_figures.throughput(latency_figures.drop_warm_up(saturation))
    if not most:
        raise MeasurementError("the server answered no search: see its log")
    rate = arguments.rate or arguments.load * most
    arrivals = poisson_arrivals(rate, arguments.bounds, SEED)
    answers = await open_loop(send, arrivals, f"{name} fingers, {rate:.2f} a second")
    return Phases(saturation, rate, answers)


def _judge(phases: dict[str, Phases], reference_count: int) -> dict[str, Any]:
    """Turn raw results into the figures of the result file; the ten-finger run stands on top."""
    sets = {name: _judge_set(phase) for name, phase in phases.items()}
    return {"subjects": reference_count, **sets["ten"], "finger_sets": sets}


def _judge_set(phase: Phases) -> dict[str, Any]:
    saturated = latency_figures.drop_warm_up(phase.saturation)
    return {
        "transactions_per_second": latency_figures.throughput(saturated),
        "rate_per_second": phase.rate,
        **latency_figures.describe(latency_figures.drop_warm_up(phase.arrivals), SEED),
        "saturation": latency_figures.describe(saturated, SEED),
    }


main = partial(run_command, "benchmarks.latency", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
