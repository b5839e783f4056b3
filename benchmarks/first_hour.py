"""Measures what a newcomer waits for, in this checkout and in an earlier one.

    python -m benchmarks.first_hour --json OUT [--before DIR]

A round measures both checkouts in alternating order: the help, two starts of the service until it
is ready, the drawing of one print, and the search for duplicates among two people. Kernels were
compiled before, as `make setup` does; a compilation from an empty folder is measured on its own.
Times are of the clock and of the processor, because others may use the machine's cores.
"""

import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.data import option, positive, run_command, write_results

_PPI = "500"
_POSITIONS = ("02", "07")
Times = dict[str, float]
Round = dict[str, Times]


@dataclass(frozen=True)
class Options:
    """What to measure."""

    json: Path = option("file of the results", type=Path)
    before: Path | None = option("a checkout of an earlier state", None, type=Path)
    rounds: int = option("how often each checkout is measured", 5, type=positive)
    compilations: int = option("how often kernels are compiled from nothing", 1, type=positive)


class Checkout:
    """A checkout, and the folders that its commands use."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self._people, self._data, self._cache = folder / "people", folder / "data", folder / "cache"

    def compile(self) -> Times:
        """Measure the compilation of all kernels, as at `make setup`."""
        shutil.rmtree(self._cache, ignore_errors=True)
        return self._timed("compile")

    def prepare(self) -> None:
        """Make two people and enrol them. Nothing here is measured."""
        self._run("people", "make", "--count", "2", "--out", str(self._people))
        with self._served() as target:
            for person in sorted(self._people.iterdir()):
                prints = [f"{int(at)}:{person / 'prints' / at}.png" for at in _POSITIONS]
                there = ("--target", target, "--role", "operator", "--purpose", "upkeep")
                self._run("enrol", "--gallery", "ident", "--ppi", _PPI, *there, *prints)

    def measure(self) -> Round:
        """Measure everything once."""
        drawn = ("--draw", str(self._people / "drawn.png"))
        print_ = f"2:{self._people / 'person-000001' / 'prints' / '02.png'}"
        gallery = ("--gallery", "ident", "--data", str(self._data))
        return {
            "help": self._timed("--help"),
            "serve_first": self._timed_start(),
            "serve_second": self._timed_start(),
            "extract_draw": self._timed("extract", "--local", "--ppi", _PPI, *drawn, print_),
            "dedupe": self._timed("gallery", "dedupe", "--restart", *gallery),
        }

    def _timed(self, *words: str) -> Times:
        start_s, used_s = time.monotonic(), _processor_s()
        self._run(*words)
        return _took(start_s, used_s)

    def _timed_start(self) -> Times:
        """Measure until the service is ready; the processor time is of the whole run."""
        start_s, used_s = time.monotonic(), _processor_s()
        with self._served():
            ready_s = time.monotonic()
        return _took(start_s, used_s) | {"clock_s": round(ready_s - start_s, 2)}

    @contextmanager
    def _served(self) -> Iterator[str]:
        flags = ("--data", str(self._data), "--port", "0", "--lesc-port", "0")
        with subprocess.Popen(
            [*_COMMAND, "serve", "--insecure-loopback", *flags],
            cwd=self.root,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            while "is ready" not in (line := process.stdout.readline()):
                if not line:
                    raise RuntimeError(f"the service of {self.root} does not start")
            state = json.loads((self._data / "server.json").read_text())
            yield f"{state['host']}:{state['port']}"
            process.send_signal(signal.SIGTERM)

    def _run(self, *words: str) -> None:
        subprocess.run(
            [*_COMMAND, *words],
            cwd=self.root,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    def _environment(self) -> dict[str, str]:
        mine = ("TENPRINT_", "NUMBA_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
        return {**kept, "PYTHONPATH": str(self.root), "XDG_CACHE_HOME": str(self._cache)}


_COMMAND = (sys.executable, "-m", "tenprint.cli.main")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line. Returns the exit status."""
    return run_command("benchmarks.first_hour", __doc__, Options, measure, arguments)


def measure(options: Options) -> None:
    """Measure both checkouts, tell the medians, and write all times."""
    roots = {"now": Path.cwd()} | ({"before": options.before} if options.before else {})
    compiled: dict[str, list[Times]] = {name: [] for name in roots}
    rounds: dict[str, list[Round]] = {name: [] for name in roots}
    loads: list[float] = []
    with TemporaryDirectory(prefix="tenprint-first-hour-") as folder:
        checkouts = {
            name: Checkout(root.resolve(), Path(folder) / name) for name, root in roots.items()
        }
        for _ in range(options.compilations):
            for name, checkout in checkouts.items():
                compiled[name].append(checkout.compile())
        for checkout in checkouts.values():
            checkout.prepare()
        for number in range(options.rounds):
            loads.append(round(os.getloadavg()[0], 1))
            turns = list(checkouts.items())
            for name, checkout in reversed(turns) if number % 2 else turns:
                rounds[name].append(checkout.measure())
    medians = {name: _medians(compiled[name], rounds[name]) for name in roots}
    for name, found in medians.items():
        for what, times in found.items():
            print(f"{name:7} {what:13} {times['clock_s']:7.2f} s, processor {times['cpu_s']:.2f} s")
    figures = {
        "medians": medians,
        "compilations": compiled,
        "rounds": rounds,
        "load_of_the_machine": loads,
    }
    write_results(options.json, figures, seed=1)


def _medians(compiled: Sequence[Times], rounds: Sequence[Round]) -> dict[str, Times]:
    found = {"compile": list(compiled)}
    for what in rounds[0]:
        found[what] = [one[what] for one in rounds]
    return {
        what: {kind: statistics.median(one[kind] for one in times) for kind in times[0]}
        for what, times in found.items()
    }


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _took(start_s: float, used_s: float) -> Times:
    return {
        "cpu_s": round(_processor_s() - used_s, 2),
        "clock_s": round(time.monotonic() - start_s, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
