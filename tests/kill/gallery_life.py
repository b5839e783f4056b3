"""One life of the worker, from its start to its end by a kill or by itself, and what it said."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.kill.gallery_worker import Phase
from tests.paths import ROOT

UNDISTURBED_PHASES = 2
"""Phases before the one that is hit: the first is slower than those after it, the second tells how
long one takes."""
_END_TIMEOUT_S = 300


@dataclass
class Life:
    """What a worker told."""

    enrolled: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    under_way: set[int] = field(default_factory=set)
    """People of changes that were begun and not acknowledged."""
    stored_rows: int = 0
    """Of a file that is imported to the database."""
    phases_s: list[float] = field(default_factory=list)
    """How long each phase took that came to its end."""
    begun: int = 0
    """Phases."""
    after_s: float = 0.0
    """From the beginning of the phase to the kill."""
    complaints: str = ""
    """Its standard error."""
    status: int = 0

    @property
    def was_hit_within(self) -> bool:
        """Whether the phase went on when the kill came."""
        return self.begun > len(self.phases_s)

    def hear(self, line: str) -> str:
        """Take in a line; returns "begin" or "end" where it is about a phase."""
        told = json.loads(line)
        for numbers in (told.get("enrolling", ()), told.get("deleting", ())):
            self.under_way |= set(numbers)
        for name, done in (("enrolled", self.enrolled), ("deleted", self.deleted)):
            done |= set(told.get(name, ()))
            self.under_way -= set(told.get(name, ()))
        self.stored_rows = told.get("stored", self.stored_rows)
        if "seconds" in told:
            self.phases_s.append(told["seconds"])
        self.begun += told.get("phase") == "begin"
        return str(told.get("phase", ""))


def live(words: list[str], log: Path, moment: Callable[[Life], float | None]) -> Life:
    """Let a worker live until it ends, or is killed.

    moment: asked at the beginning of each phase for the seconds until the kill, None to spare it.
    """
    life = Life()
    timers: list[threading.Timer] = []
    with log.open("w") as stderr, _started(words, stderr.fileno()) as process:
        assert process.stdout is not None
        watchdog = threading.Timer(_END_TIMEOUT_S, process.kill)
        watchdog.start()
        for line in process.stdout:
            if life.hear(line) == "begin" and (after_s := moment(life)) is not None:
                life.after_s = after_s
                timers.append(threading.Timer(after_s, process.kill))
                timers[-1].start()
        life.status = process.wait()
        for timer in (watchdog, *timers):
            timer.cancel()
            timer.join()
    life.complaints = log.read_text()
    return life


def _started(words: list[str], stderr: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )


def command(phase: Phase, data: Path, source: Path, *, first: int = 0, most: int = 0) -> list[str]:
    """Return what starts a worker. first: number of the first new person."""
    options = {"phase": phase, "data": data, "people": source, "first": first, "most": most}
    words = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "tests.kill.gallery_worker", *words, f"--seed={first}"]
