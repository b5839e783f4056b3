"""Measures how long a federal requester waits for a search of the criminal file (R44).

    python -m benchmarks.latency.rapid --subjects N --json OUT [--searches N] [--people N]

Each search is a TPIS booking with ten rendered fingers, one after the other, from the submission to
the first response, over gRPC. The aim is the real system's: ten seconds.
"""

import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import (
    DEFAULT_CACHE,
    ORI,
    option,
    positive,
    run_command,
    show,
    track,
    write_results,
)
from benchmarks.latency.caller import enrol_probes
from benchmarks.latency.gallery import import_people
from benchmarks.latency.probes import Probe, rendered_probes
from benchmarks.latency.server import own_server
from matcher.intervals import interval
from tenprint.client import Client

AIM_S = 10.0
"""US-VISIT's briefing of 10 November 2010: a rapid response within ten seconds."""
SEED = 2_010
_POLL_S = 0.02
CAVEATS = (
    "Synthetic people and prints: the times hold for this machine and this gallery.",
    "One search after the other; server and caller share the machine.",
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    subjects: int = option("synthetic people in the gallery", type=positive)
    json: Path = option("file for the figures")
    searches: int = option("TPIS bookings [%(default)s]", 30, type=positive)
    people: int = option("rendered people [%(default)s]", 3, type=positive)
    cache: Path = option("folder of prints and galleries", DEFAULT_CACHE)


def run(arguments: Run) -> dict[str, Any]:
    """Measure, write and show."""
    probes = rendered_probes(arguments.people, arguments.cache)
    data = import_people(arguments.subjects - arguments.people, arguments.cache)
    with own_server(data) as target:
        enrol_probes(target, probes)
        found = _measure(target, probes, arguments.searches)
    times = [seconds for seconds, _ in found]
    within = sum(one <= AIM_S for one in times)
    figures = {
        "subjects": arguments.subjects,
        "searches": len(times),
        "aim_s": AIM_S,
        "identified": sum(known for _, known in found),
        "p50_s": float(np.percentile(times, 50)),
        "p95_s": float(np.percentile(times, 95)),
        "max_s": max(times),
        "within_aim": within,
        "within_aim_interval": interval(within, len(times)),
        "caveats": CAVEATS,
    }
    write_results(arguments.json, figures, seed=SEED)
    show(
        f"{within} of {len(times)} searches of {arguments.subjects:,} people were answered within "
        f"{AIM_S:g} s: median {figures['p50_s']:.2f} s, slowest {figures['max_s']:.2f} s"
    )
    return figures


def _measure(target: str, probes: list[Probe], count: int) -> list[tuple[float, bool]]:
    """Search one after the other; returns seconds, and whether the person was identified."""
    stamp = time.time_ns()
    with Client(target, ori=ORI, roles=["dhs"], purpose="border") as client:
        return [
            _search(client, f"RAPID-{stamp}-{number}", probes[number % len(probes)])
            for number in track(range(count), "searching")
        ]


def _search(client: Client, tcn: str, probe: Probe) -> tuple[float, bool]:
    begun = time.perf_counter()
    client.submit_booking(
        tcn, probe.samples, type_of_transaction="TRANSACTION_TYPE_TPIS", retain=False
    )
    while True:
        booking = client.get_booking(tcn)
        if booking.HasField("first_response"):
            known = bool(booking.first_response.identity_id)
            return time.perf_counter() - begun, known
        time.sleep(_POLL_S)


main = partial(run_command, "benchmarks.latency.rapid", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
