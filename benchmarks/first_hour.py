"""Measures what a newcomer waits for, in this checkout and in an earlier one.

    python -m benchmarks.first_hour --json OUT [--repetitions 5] [--setups 1] [--before DIR]

A repetition measures, in a fresh folder: the help, the first start of the service on an empty data
folder until it says that it is ready, the first booking after that and the second, the second
start, the drawing of one print, and the search for duplicates among two people, each as a command
of its own. Setup is `make setup` of a fresh clone with empty caches, from the package index that
pip is set to. An earlier checkout compiles its kernels at its first start, as it then did; that is
measured once. Whatever is measured is added to OUT with its ending `.raw.jsonl` at once, and a
further run goes on there.
"""

import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.data import (
    MeasurementError,
    number_table,
    option,
    positive,
    run_command,
    show,
    write_results,
)
from tenprint.client import Client
from tenprint.v1.booking_service_pb2 import BookingState

SEED = 1
AIMS = {"serve_second": 5.0, "help": 0.3}
"""Seconds of the clock that a step may take, on a machine without other work."""
CAVEATS = (
    "Each time is of a command as a whole, with the start of Python.",
    "Service, LESC stub, console and decoding workers share the machine with the benchmark.",
)
_ROOT = Path(__file__).parents[1]
_TENPRINT = (sys.executable, "-m", "tenprint.cli.main")
_FLAGS = (
    ("insecure_loopback", ["--insecure-loopback"]),
    ("activation", ["--activation", "nationwide"]),
)
_PORTS = (("port", "--port"), ("lesc_port", "--lesc-port"), ("console_port", "--console-port"))
_ORI = "WVTEST000"
_READY = "tenprint is ready"
Times = dict[str, float]
Row = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    repetitions: int = option("of everything but setup [%(default)s]", 5, type=positive)
    setups: int = option("fresh clones that are set up [%(default)s]", 1, type=int)
    before: Path | None = option("a checkout of an earlier state", None, type=Path)


class Newcomer:
    """Somebody with a checkout and an empty folder."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, folder
        self._people = folder / "people"
        # An earlier service has fewer settings.
        known = (root / "services" / "settings.py").read_text()
        self._flags = [word for name, words in _FLAGS if name in known for word in words]
        self._ports = [flag for name, flag in _PORTS if name in known]
        folder.mkdir(parents=True)

    def prepare(self) -> None:
        """Make two people, and compile what is not compiled yet. Nothing here is measured."""
        if (self._root / "tenprint" / "cli" / "operator" / "kernels.py").is_file():
            self._run("compile")
        self._run("people", "make", "--count", "2", "--out", str(self._people))

    def first_start_ever(self) -> Row:
        """Measure a start that compiles, as it was before setup did."""
        kernels = self._folder / "kernels"
        shutil.rmtree(kernels, ignore_errors=True)
        with self._served("ever", {"TENPRINT_MODEL_CACHE": str(kernels)}) as (times, _):
            return {"serve_first_ever": times}

    def measure(self) -> Row:
        """Measure each step once."""
        found: Row = {"help": self._timed("--help")}
        with self._served("data") as (found["serve_first"], target):
            found |= self._book(target)
            for person in sorted(self._people.iterdir()):
                self._run(
                    *("enrol", "--gallery", "ident", "--ppi", "500", "--target", target),
                    str(person / "prints"),
                )
        with self._served("data") as (found["serve_second"], _):
            pass
        print_ = f"2:{self._people / 'person-000001' / 'prints' / '02.png'}"
        drawn = ("--draw", str(self._folder / "drawn.png"), print_)
        found["extract_draw"] = self._timed("extract", "--local", "--ppi", "500", *drawn)
        gallery = ("--gallery", "ident", "--data", str(self._folder / "data"))
        found["dedupe"] = self._timed("gallery", "dedupe", *gallery)
        shutil.rmtree(self._folder / "data")
        return found

    def _book(self, target: str) -> Row:
        """Measure the first booking of a service that is ready, and the next one."""
        found: Row = {}
        with Client(target, ori=_ORI, timeout_s=120) as client:
            for name, person in zip(
                ("booking_first", "booking_next"), sorted(self._people.iterdir()), strict=True
            ):
                start_s = time.monotonic()
                booking = client.submit_transaction((person / "booking.eft").read_bytes())
                for seen in client.watch_booking(booking.tcn):
                    if seen.state >= BookingState.BOOKING_STATE_FIRST_RESPONSE_READY:
                        break
                found[name] = {"clock_s": round(time.monotonic() - start_s, 3)}
        return found

    def _timed(self, *words: str) -> Times:
        start_s, used_s = time.monotonic(), _processor_s()
        self._run(*words)
        return _took(start_s, used_s)

    @contextmanager
    def _served(
        self, data: str, more: Mapping[str, str] | None = None
    ) -> Iterator[tuple[Times, str]]:
        """Run a service until the block ends; yields how long it took to be ready, and where."""
        folder = self._folder / data
        flags = [*self._flags, "--data", str(folder)]
        for flag in self._ports:
            # Ports that are set, as the default ones are, and that nobody else has.
            flags += [flag, str(_free_port())]
        start_s = time.monotonic()
        with subprocess.Popen(  # nosec B603 # a list of our own words, no shell
            [*_TENPRINT, "serve", *flags],
            cwd=self._folder,
            env={**self._environment(), **(more or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            while _READY not in (line := process.stdout.readline()):
                if not line:
                    raise MeasurementError(f"the service of {self._root} does not start")
            times = {"clock_s": round(time.monotonic() - start_s, 3)}
            state = json.loads((folder / "server.json").read_text())
            try:
                yield times, f"{state['host']}:{state['port']}"
            finally:
                process.send_signal(signal.SIGTERM)

    def _run(self, *words: str) -> None:
        _done([*_TENPRINT, *words], self._folder, self._environment())

    def _environment(self) -> dict[str, str]:
        return {**_own_environment(), "PYTHONPATH": str(self._root)}


def measure(run: Run) -> None:
    """Measure what is not measured yet, write all times and show their medians."""
    rows = _read(run)

    def add(name: str, do: Callable[[], Row]) -> None:
        load = round(os.getloadavg()[0], 2)
        row = {"checkout": name, "load": load, "times": do()}
        rows.append(row)
        with _raw(run).open("a") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    run.json.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="tenprint-first-hour-") as folder:
        here = Path(folder)
        for number in range(_count(rows, "now", "setup"), run.setups):
            add("now", partial(_set_up, here / f"clone-{number}"))
        roots = {"now": _ROOT} | ({"before": run.before.resolve()} if run.before else {})
        newcomers = {name: Newcomer(root, here / name) for name, root in roots.items()}
        if "before" in newcomers and not _count(rows, "before", "serve_first_ever"):
            add("before", newcomers["before"].first_start_ever)
        for one in newcomers.values():
            one.prepare()
        while todo := [name for name in roots if _count(rows, name, "help") < run.repetitions]:
            # The checkouts take turns, so that other work on the machine meets both.
            name = min(todo, key=lambda name: _count(rows, name, "help"))
            add(name, newcomers[name].measure)
    write_results(run.json, judged(rows), seed=SEED)
    _show(judged(rows))


def judged(rows: Sequence[Row]) -> dict[str, Any]:
    """Read medians and spreads from what was measured, and whether the aims are met."""
    times: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        for what, one in row["times"].items():
            times.setdefault(row["checkout"], {}).setdefault(what, []).append(one["clock_s"])
    summary = {
        name: {
            what: {
                "median_s": round(statistics.median(seconds), 3),
                "least_s": min(seconds),
                "most_s": max(seconds),
                "count": len(seconds),
            }
            for what, seconds in found.items()
        }
        for name, found in times.items()
    }
    now = summary.get("now", {})
    aims = {
        what: {"aim_s": aim_s, "met": now[what]["median_s"] <= aim_s}
        for what, aim_s in AIMS.items()
        if what in now
    }
    return {"summary": summary, "aims": aims, "rows": list(rows), "caveats": CAVEATS}


def _set_up(clone: Path) -> Row:
    """Measure `make setup` in a fresh clone: packages, then kernels. Caches are empty."""
    environment = {**_own_environment(), "XDG_CACHE_HOME": str(clone.with_suffix(".cache"))}
    environment.pop("PYTHONPATH", None)
    _done(["git", "clone", "--quiet", str(_ROOT), str(clone)], clone.parent, environment)
    python = f"PYTHON={Path(sys.executable).resolve()}"
    found: Row = {}
    for name, target in (("setup_packages", ".venv/.complete"), ("setup_kernels", "setup")):
        start_s, used_s = time.monotonic(), _processor_s()
        _done(["make", target, python], clone, environment)
        found[name] = _took(start_s, used_s)
    found["setup"] = {
        key: round(sum(found[name][key] for name in ("setup_packages", "setup_kernels")), 3)
        for key in ("clock_s", "cpu_s")
    }
    shutil.rmtree(clone)
    return found


def _done(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(  # nosec B603 # a list of our own words, no shell
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MeasurementError(f"{' '.join(command)}: {done.stderr[-2_000:] or done.stdout}")


def _own_environment() -> dict[str, str]:
    """Leave out settings, which belong to another service."""
    mine = ("TENPRINT_", "NUMBA_")
    return {name: value for name, value in os.environ.items() if not name.startswith(mine)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _took(start_s: float, used_s: float) -> Times:
    return {
        "clock_s": round(time.monotonic() - start_s, 3),
        "cpu_s": round(_processor_s() - used_s, 3),
    }


def _count(rows: Sequence[Row], name: str, what: str) -> int:
    return sum(row["checkout"] == name and what in row["times"] for row in rows)


def _raw(run: Run) -> Path:
    return run.json.with_suffix(".raw.jsonl")


def _read(run: Run) -> list[Row]:
    if not _raw(run).exists():
        return []
    return [json.loads(line) for line in _raw(run).read_text().splitlines()]


def _show(figures: Mapping[str, Any]) -> None:
    table = number_table("seconds of the clock", ("checkout", "step", "median", "range", "count"))
    for name, found in figures["summary"].items():
        for what, one in found.items():
            spread = f"{one['least_s']:.2f} to {one['most_s']:.2f}"
            table.add_row(name, what, f"{one['median_s']:.2f}", spread, str(one["count"]))
    show(table, caveats=CAVEATS, width=100)
    for what, aim in figures["aims"].items():
        print(f"{what}: aim {aim['aim_s']} s {'met' if aim['met'] else 'NOT MET'}")


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.first_hour", __doc__, Run, measure))
