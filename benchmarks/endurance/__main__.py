"""Measures what a service holds under an hour of mixed load: `python -m benchmarks.endurance`.

    python -m benchmarks.endurance --json OUT [--minutes 60] [--every 5] [--plot FILE]

Bookings by minutiae and by images, watches, identifications, enrolments, expungements, reads,
refused and abandoned requests, and callers who come and go, against a server of its own. Each look
is added to OUT with its ending `.raw.jsonl` at once. A run that was cut short is judged as far as
it came; a further run adds a process of its own, with a warm-up of its own. The exit status is 1 if
anything grew.
"""

import json
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import number_table, option, run_command, show, write_results
from benchmarks.endurance import processes
from benchmarks.endurance.judging import COUNT_LIMIT, MEMORY_LIMIT, WARM_UP, is_flat, judge
from benchmarks.endurance.plots import draw
from benchmarks.endurance.processes import PARTS, QUANTITIES, Sample
from benchmarks.endurance.traffic import Traffic
from benchmarks.latency import free_port, own_server

CAVEATS = (
    "Server, LESC stub, decoding workers and callers share the machine.",
    "Memory is resident memory with the pages of mapped files; a decoder that is replaced counts.",
)
_TOLD_EACH_S = 60.0


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    minutes: float = option("of load [%(default)s]", 60.0)
    every: float = option("seconds between two looks [%(default)s]", 5.0)
    plot: Path | None = option("file of the figure (PNG)", None)


def run(options: Run) -> bool:
    """Load, look, judge, write and show."""
    samples = _read(options)
    if not samples or samples[-1]["seconds"] < 60 * options.minutes:
        _measure(options, samples)
    judged = [
        judge([one for one in samples if one["process"] == process], 60 * options.minutes)
        for process in sorted({one["process"] for one in samples})
    ]
    figures = {
        "minutes": options.minutes,
        "limits": {"memory": MEMORY_LIMIT, "counts": COUNT_LIMIT, "warm_up": WARM_UP},
        "judged": judged,
        "done": samples[-1]["done"],
        "caveats": CAVEATS,
    }
    write_results(options.json, figures, seed=0)
    _show(judged, samples)
    if options.plot:
        title = f"A service under mixed load for {samples[-1]['seconds'] / 60:.0f} minutes"
        draw(samples, judged, options.plot, title)
    return is_flat(judged)


def _measure(options: Run, samples: list[Sample]) -> None:
    process = samples[-1]["process"] + 1 if samples else 0
    port = free_port()
    raw = _raw_path(options)
    raw.parent.mkdir(parents=True, exist_ok=True)
    flags = ("--activation", "nationwide", "--lesc-delay-s", "1", "--metrics", f"127.0.0.1:{port}")
    with (
        tempfile.TemporaryDirectory(prefix="tenprint-endurance-") as folder,
        own_server(Path(folder), *flags) as target,
        Traffic(target, port) as traffic,
        raw.open("a") as file,
    ):
        pid = int(json.loads((Path(folder) / "server.json").read_text())["pid"])
        start_s = time.monotonic()
        told_s = 0.0
        while (seconds := time.monotonic() - start_s) <= 60 * options.minutes + options.every:
            sample = {
                "process": process,
                "seconds": round(seconds, 1),
                "done": dict(traffic.done),
                "parts": processes.look(pid),
            }
            samples.append(sample)
            file.write(json.dumps(sample) + "\n")
            file.flush()
            if seconds >= told_s:
                told_s += _TOLD_EACH_S
                print(_line(sample), flush=True)
            time.sleep(options.every)


def _line(sample: Sample) -> str:
    held = "; ".join(
        f"{part} {one['resident_bytes'] / 2**20:.0f} MiB, {one['threads']} threads, "
        f"{one['descriptors']} descriptors"
        for part, one in sample["parts"].items()
    )
    return f"{sample['seconds'] / 60:.0f} min: {held}; {sum(sample['done'].values())} calls"


def _show(judged: list[dict[str, Any]], samples: list[Sample]) -> None:
    table = number_table(
        "flat or not", ("process", "part", "quantity", "median", "growth", "bound", "flat")
    )
    for number, process in enumerate(judged):
        for part in PARTS if process else ():
            for quantity in QUANTITIES:
                one = process["parts"][part][quantity]
                unit = 2**20 if quantity.endswith("bytes") else 1
                table.add_row(
                    str(number),
                    part,
                    quantity,
                    f"{one['median'] / unit:.1f}",
                    f"{one['growth'] / unit:+.2f}",
                    f"{one['bound'] / unit:.2f}",
                    "yes" if one["is_flat"] else "NO",
                )
    show(table, caveats=CAVEATS, width=120)
    for name, times in sorted(samples[-1]["done"].items()):
        print(f"{times:7} {name}")


def _raw_path(options: Run) -> Path:
    return options.json.with_suffix(".raw.jsonl")


def _read(options: Run) -> list[Sample]:
    try:
        lines = _raw_path(options).read_text().splitlines()
    except FileNotFoundError:
        return []
    # The last line of a run that was killed may be half a line.
    return [json.loads(line) for line in lines if line.endswith("}")]


main = partial(run_command, "benchmarks.endurance", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
