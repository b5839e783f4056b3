"""Measure what a newcomer waits for, in this checkout or in another one.

    python -m benchmarks.first_hour --json OUT [--checkout DIR] [--repetitions 5]

Each repetition starts with an empty folder of kernels. Where the checkout has `tenprint compile`,
it runs first, as in `make setup`; without it, each command that is measured from cold has an empty
folder of its own. Times are of the wall; the processor time of each command stands beside it,
because a shared machine stretches the first.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_PPI = "500"
_POSITIONS = ("02", "07")
_SEEDS = (1, 2)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, write the raw figures."""
    parser = argparse.ArgumentParser(description="Measure what a newcomer waits for.")
    parser.add_argument("--checkout", type=Path, default=Path.cwd())
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args(arguments)
    runs: list[dict[str, dict[str, float]]] = []
    with TemporaryDirectory(prefix="tenprint-first-hour-") as folder:
        checkout = _Checkout(given.checkout.resolve(), Path(folder))
        checkout.prepare()
        for number in range(1, given.repetitions + 1):
            runs.append(checkout.measure())
            print(f"{number} of {given.repetitions}: {runs[-1]}", flush=True)
            _write(given.json, checkout, runs)


class _Checkout:
    """A checkout and the folders that its commands use."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self._people, self._data = folder / "people", folder / "data"
        self._cache, self._preparing = folder / "cache", folder / "preparing"
        self._flags: list[str] = []
        self._compiles = False

    @property
    def compiles(self) -> bool:
        """Whether kernels are compiled beforehand."""
        return self._compiles

    def prepare(self) -> None:
        """Make two people and enrol them. Nothing here is measured."""
        said = self._run(self._preparing, "--help").stdout
        self._compiles = "\n  compile " in said
        if "--insecure-loopback" in self._run(self._preparing, "serve", "--help").stdout:
            self._flags = ["--insecure-loopback"]
        self._run(self._preparing, "people", "make", "--count", "2", "--out", str(self._people))
        with self._served(self._preparing) as target:
            for person in sorted(self._people.iterdir()):
                prints = [f"{int(at)}:{person / 'prints' / at}.png" for at in _POSITIONS]
                there = ("--target", target, "--role", "operator", "--purpose", "upkeep")
                words = ("enrol", "--gallery", "ident", "--ppi", _PPI, *there, *prints)
                self._run(self._preparing, *words)

    def measure(self) -> dict[str, dict[str, float]]:
        """Measure everything once, from an empty folder of kernels."""
        found = {"help": self._timed(self._cold(), "--help")}
        if self._compiles:
            found["compile"] = self._timed(self._cold(), "compile")
        found["serve_first"] = self._timed_start(self._start())
        found["serve_second"] = self._timed_start(self._cache)
        print_ = f"2:{self._people / 'person-000001' / 'prints' / '02.png'}"
        drawn = ("--draw", str(self._people / "drawn.png"), print_)
        words = ("extract", "--local", "--ppi", _PPI, *drawn)
        found["extract_draw_first"] = self._timed(self._start(), *words)
        found["extract_draw_second"] = self._timed(self._cache, *words)
        report = ("--restart", "--data", str(self._data))
        dedupe = ("gallery", "dedupe", "--gallery", "ident", *report)
        found["dedupe_first"] = self._timed(self._start(), *dedupe)
        return found

    def _start(self) -> Path:
        """Return what a newcomer has of kernels: what `make setup` left, or nothing."""
        return self._cache if self._compiles else self._cold()

    def _cold(self) -> Path:
        shutil.rmtree(self._cache, ignore_errors=True)
        return self._cache

    def _timed(self, cache: Path, *words: str) -> dict[str, float]:
        start_s, used_s = time.monotonic(), _processor_s()
        self._run(cache, *words)
        return _took(start_s, used_s)

    def _timed_start(self, cache: Path) -> dict[str, float]:
        start_s, used_s = time.monotonic(), _processor_s()
        with self._served(cache):
            seconds = round(time.monotonic() - start_s, 2)
        return {"wall_s": seconds, "processor_s": round(_processor_s() - used_s, 2)}

    @contextmanager
    def _served(self, cache: Path) -> Iterator[str]:
        flags = ["--data", str(self._data), "--port", "0", "--lesc-port", "0", *self._flags]
        with subprocess.Popen(  # nosec B603 # a list of our own words, no shell
            [*self._command, "serve", *flags],
            cwd=self.root,
            env=self._environment(cache),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            while "is ready" not in (line := process.stdout.readline()):
                if not line:
                    raise RuntimeError("the service does not start")
            state = json.loads((self._data / "server.json").read_text())
            yield f"{state['host']}:{state['port']}"
            process.send_signal(signal.SIGTERM)

    def _run(self, cache: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # nosec B603 # a list of our own words, no shell
            [*self._command, *words],
            cwd=self.root,
            env=self._environment(cache),
            capture_output=True,
            text=True,
            check=True,
        )

    @property
    def _command(self) -> list[str]:
        return [sys.executable, "-m", "tenprint.cli.main"]

    def _environment(self, cache: Path) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TENPRINT_", "NUMBA_"))}
        return {**kept, "PYTHONPATH": str(self.root), "XDG_CACHE_HOME": str(cache)}


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _took(start_s: float, used_s: float) -> dict[str, float]:
    return {
        "wall_s": round(time.monotonic() - start_s, 2),
        "processor_s": round(_processor_s() - used_s, 2),
    }


def _write(path: Path, checkout: _Checkout, runs: Sequence[dict[str, dict[str, float]]]) -> None:
    medians = {
        name: {
            kind: round(statistics.median(run[name][kind] for run in runs), 2)
            for kind in ("wall_s", "processor_s")
        }
        for name in runs[0]
    }
    content = {
        "kernels_compiled_beforehand": checkout.compiles,
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "load": os.getloadavg()},
        "medians": medians,
        "runs": runs,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((one.partition(":")[2].strip() for one in lines if "model name" in one), "")


if __name__ == "__main__":
    main()
