"""A newcomer's steps: commands in a folder of their own, with the code of a checkout."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.data import MeasurementError
from benchmarks.first_hour.clocks import (
    Times,
    own_environment,
    processor_s,
    processor_s_of,
    run_to_end,
    took,
)
from benchmarks.latency import free_port
from tenprint.client import Client
from tenprint.v1.booking_service_pb2 import BookingState

_TENPRINT = (sys.executable, "-m", "tenprint.cli.main")
_FLAGS = (
    ("insecure_loopback", ["--insecure-loopback"]),
    ("activation", ["--activation", "nationwide"]),
)
_PORTS = (("port", "--port"), ("lesc_port", "--lesc-port"), ("console_port", "--console-port"))
_ORI = "WVTEST000"
_READY = "tenprint is ready"
Row = dict[str, Any]
"""By step, its times."""


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
        else:
            with self._served("compiling"):
                pass
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
        start_s, used_s = time.monotonic(), processor_s()
        self._run(*words)
        return took(start_s, used_s)

    @contextmanager
    def _served(
        self, data: str, more: Mapping[str, str] | None = None
    ) -> Iterator[tuple[Times, str]]:
        """Run a service until the block ends; yields how long it took to be ready, and where."""
        folder = self._folder / data
        flags = [*self._flags, "--data", str(folder)]
        for flag in self._ports:
            # Ports that are set, as the default ones are, and that nobody else has.
            flags += [flag, str(free_port())]
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
            clock_s = time.monotonic() - start_s
            times = {"clock_s": round(clock_s, 3), "cpu_s": processor_s_of(process.pid)}
            state = json.loads((folder / "server.json").read_text())
            try:
                yield times, f"{state['host']}:{state['port']}"
            finally:
                process.send_signal(signal.SIGTERM)

    def _run(self, *words: str) -> None:
        run_to_end([*_TENPRINT, *words], self._folder, self._environment())

    def _environment(self) -> dict[str, str]:
        return {**own_environment(), "PYTHONPATH": str(self._root)}


def set_up(root: Path, clone: Path) -> Row:
    """Measure `make setup` in a fresh clone: packages, then kernels. Caches are empty."""
    environment = {**own_environment(), "XDG_CACHE_HOME": str(clone.with_suffix(".cache"))}
    environment.pop("PYTHONPATH", None)
    run_to_end(["git", "clone", "--quiet", str(root), str(clone)], clone.parent, environment)
    python = f"PYTHON={Path(sys.executable).resolve()}"
    found: Row = {}
    for name, target in (("setup_packages", ".venv/.complete"), ("setup_kernels", "setup")):
        start_s, used_s = time.monotonic(), processor_s()
        run_to_end(["make", target, python], clone, environment)
        found[name] = took(start_s, used_s)
    found["setup"] = {
        key: round(sum(found[name][key] for name in ("setup_packages", "setup_kernels")), 3)
        for key in ("clock_s", "cpu_s")
    }
    shutil.rmtree(clone)
    return found
