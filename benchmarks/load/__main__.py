"""Measures how many ten-print bookings a second a server holds, and what overload does to it.

    python -m benchmarks.load --people N --seconds S --json OUT [--cards K] [--in-time S]

The benchmark starts its own server over N synthetic people. A phase that is in the raw results
already is not measured again, if nothing of the run has changed. docs/benchmarks.md explains the
figures.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import (
    DEFAULT_CACHE,
    MeasurementError,
    mixed_gallery,
    mixed_people,
    option,
    run_command,
    versions,
    write_atomically,
    write_results,
)
from benchmarks.latency import (
    Answer,
    Bounds,
    closed_loop,
    free_port,
    import_people,
    open_loop,
    own_server,
    poisson_arrivals,
)
from benchmarks.load import report, usage
from benchmarks.load.agencies import Agencies, agencies
from benchmarks.load.cards import KINDS, render_cards
from benchmarks.load.figures import Phase, describe, is_held, recovery_s

SEED = 2_015
OVERLOAD = 3.0
SHARES = (0.95, 0.85, 0.75, 0.6, 0.45, 0.3, 0.2, 0.1)
"""Of what the server did at saturation: rates that are tried, until one is held."""
CAVEATS = (
    "Synthetic people and prints; server and agencies share the machine.",
    "Open loop, from the intended time of sending to the first response; no booking is retried.",
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    people: int = option("synthetic people in the gallery", type=int)
    json: Path = option("file for the figures")
    donors: int = option("mix people from the fingers of so many; 0: everybody is new", 0)
    seconds: float = option("of each phase [%(default)s]", 60.0)
    held_seconds: float = option("that the found rate is held again, 0 for not", 0.0)
    cards: int = option("different ten-print cards of each kind [%(default)s]", 8)
    in_time: float = option("seconds that a first response may take [%(default)s]", 4.0)
    clients: int = option("at saturation [%(default)s]", 6)
    images: str = option("`plain`, `card` or `both` [%(default)s]", "both")
    cache: Path = option("folder of prints and galleries", DEFAULT_CACHE)


class Phases:
    """Runs the phases of one kind of images, and keeps what was measured."""

    def __init__(self, kind: str, options: Run, kept: dict[str, Any], metrics_port: int) -> None:
        """metrics_port: of every server of this run."""
        self._kind, self._options, self._kept = kind, options, kept
        self._metrics_port = metrics_port

    async def run(
        self,
        name: str,
        rate: float,
        load: Callable[[], Awaitable[list[Answer]]],
        pid: int,
        seconds: float,
    ) -> Phase:
        """Measure a phase, or return what an earlier run measured."""
        key = f"{self._kind}/{name}"
        if key in self._kept:
            stored = self._kept[key]
            return Phase(**{**stored, "answers": [Answer(**one) for one in stored["answers"]]})
        usage.forget_peak(pid)
        before_mib, before_s = usage.memory_mib(pid, "VmRSS"), usage.cpu_s(pid)
        before = usage.threads_s(self._metrics_port)
        answers = await load()
        threads_s = usage.threads_s(self._metrics_port)
        phase = Phase(
            name=name,
            rate=rate,
            duration_s=seconds,
            span_s=max(one.answered_s for one in answers),
            cpu_s=usage.cpu_s(pid) - before_s,
            peak_mib=usage.memory_mib(pid, "VmHWM"),
            before_mib=before_mib,
            answers=answers,
            threads_s={kind: s - before.get(kind, 0.0) for kind, s in threads_s.items()},
        )
        self._kept[key] = asdict(phase)
        _keep(self._options, self._kept)
        return phase


def run(options: Run) -> dict[str, Any]:
    """Measure, judge, write and show."""
    kinds = list(KINDS) if options.images == "both" else [options.images]
    if not set(kinds) <= set(KINDS):
        raise MeasurementError(f"--images {options.images}: use plain, card or both")
    if options.donors:
        mixed = mixed_people(options.donors, options.cache, have_all=True)
        folder = mixed_gallery(options.people, mixed, options.cache)
    else:
        folder = import_people(options.people, options.cache)
    kept = _kept(options)
    figures = {kind: _measure_kind(options, kind, folder, kept) for kind in kinds}
    whole = {
        "people": options.people,
        "donors": options.donors,
        "in_time_s": options.in_time,
        "seconds_of_a_phase": options.seconds,
        "images": figures,
        "caveats": CAVEATS,
    }
    write_results(options.json, whole, seed=SEED)
    report.print_tables(figures, CAVEATS)
    return whole


def _measure_kind(options: Run, kind: str, folder: Path, kept: dict[str, Any]) -> dict[str, Any]:
    cards = render_cards(kind, options.cards, options.cache)
    metrics_port = free_port()
    phases = Phases(kind, options, kept, metrics_port)
    cores = len(os.sched_getaffinity(0))
    flags = (
        *("--activation", "nationwide", "--lesc-delay-s", "1"),
        *("--metrics", f"127.0.0.1:{metrics_port}"),
    )
    with own_server(folder, *flags) as target:
        saturated = asyncio.run(_saturate(options, phases, target, _pid(folder), cards))
    # Late answers count: a rate that is held later leaves no queue that makes them late.
    most = len(saturated.answers) / saturated.span_s
    # As many bookings may wait as are done in the time of one response, less those at work.
    backlog = max(2, round(most * options.in_time * 0.7))
    with own_server(folder, *flags, "--booking-backlog", str(backlog)) as target:
        measured = asyncio.run(_load(options, phases, target, _pid(folder), cards, most))
    *steps, overload, recovery = measured
    told = {phase.name: describe(phase, options.in_time, cores) for phase in (saturated, *measured)}
    best = max(one["goodput_per_second"] for one in told.values())
    return {
        "booking_backlog": backlog,
        "held_per_second": steps[-1].rate if is_held(told[steps[-1].name]) else 0,
        "goodput_at_overload_of_most": told[overload.name]["goodput_per_second"] / best
        if best
        else None,
        "recovery_s": recovery_s(recovery.answers, options.in_time),
        "bytes_of_a_card": round(sum(len(s.image) for c in cards for s in c) / len(cards)),
        "phases": told,
    }


async def _saturate(options: Run, phases: Phases, target: str, pid: int, cards: list[Any]) -> Phase:
    bounds = Bounds(options.seconds)
    # Nobody is refused here, and a slow answer still tells how much the server does.
    async with agencies(target, cards, 60.0) as callers:
        await callers.book(0)
        load = partial(closed_loop, callers.book, options.clients, bounds, "saturation")
        return await phases.run("saturation", 0.0, load, pid, options.seconds)


async def _load(
    options: Run, phases: Phases, target: str, pid: int, cards: list[Any], most: float
) -> list[Phase]:
    """Try rates until one is held, then overload, then recover."""
    measured: list[Phase] = []
    cores = len(os.sched_getaffinity(0))
    async with agencies(target, cards, options.in_time) as callers:
        await callers.book(0)
        for share in SHARES:
            times = {f"share {share}": options.seconds, f"held {share}": options.held_seconds}
            for name, seconds in times.items():
                if not seconds:
                    continue
                step = await _open(phases, name, share * most, callers, pid, seconds)
                measured.append(step)
                if not is_held(describe(step, options.in_time, cores)):
                    break
            else:
                break
        held = measured[-1].rate
        for name, rate in (("overload", OVERLOAD * held), ("recovery", held / 2)):
            measured.append(await _open(phases, name, rate, callers, pid, options.seconds))
    return measured


async def _open(
    phases: Phases, name: str, rate: float, callers: Agencies, pid: int, seconds: float
) -> Phase:
    arrivals = poisson_arrivals(rate, Bounds(seconds, 100_000), SEED)
    title = f"{name}, {rate:.2f} a second"
    load = partial(open_loop, callers.book, arrivals, title)
    return await phases.run(name, rate, load, pid, seconds)


def _pid(folder: Path) -> int:
    return int(json.loads((folder / "server.json").read_text())["pid"])


def _raw_path(options: Run) -> Path:
    return options.json.with_suffix(".raw.json")


def _about(options: Run) -> dict[str, Any]:
    """What a phase depends on; a phase of another run is measured anew."""
    chosen = {k: v for k, v in asdict(options).items() if k not in ("json", "cache", "images")}
    return chosen | versions()


def _kept(options: Run) -> dict[str, Any]:
    try:
        stored = json.loads(_raw_path(options).read_text())
    except (OSError, ValueError):
        return {}
    return dict(stored["phases"]) if stored.get("about") == _about(options) else {}


def _keep(options: Run, phases: dict[str, Any]) -> None:
    text = json.dumps({"about": _about(options), "phases": phases})
    write_atomically(_raw_path(options), text + "\n")


main = partial(run_command, "benchmarks.load", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
