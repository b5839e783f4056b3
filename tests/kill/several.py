"""Two services on one database, of which one is killed or frozen again and again; what is wrong.

The services are processes (`several_worker`). Whoever books, and the LESC, are here.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from database.leases import ALONE
from gallery.store.tables import EncounterRow
from interop.audit.types import Action
from interop.bookings import BookingState, OutboxRow
from interop.clock import system_clock
from interop.names import encounter_id, response_id
from tests.gallery.prints import enrol_people
from tests.interop.flow.several import Lesc, Service, logged, until
from tests.interop.world import submission
from tests.kill.several_worker import LEASE_S, READY, SENDS, STEPS
from tests.paths import ROOT

KNOWN = (1, 2, 3)
"""People whom IDENT knows."""
PEOPLE = (*KNOWN, 4, 5)
SERVICES = 2
BOOKINGS_A_TROUBLE = 2
END_S = 180.0


@dataclass(frozen=True)
class Trouble:
    """A time at which a process stood still: for good, or for a while."""

    pid: int
    begin_s: float
    end_s: float


@dataclass(frozen=True)
class Step:
    """A step that a process ran."""

    pid: int
    tcn: str
    begin_s: float
    end_s: float


class Troubled:
    """The services, and what is done to them."""

    def __init__(self, url: str, folder: Path, seed: int, stack: ExitStack) -> None:
        self._url, self._folder = url, folder
        self._draw = random.Random(seed)
        self._stack = stack
        self.lesc = Lesc(folder)
        stack.callback(self.lesc.close)
        self.office = Service(url, self.lesc.line(), system_clock, lambda _: ALONE)
        stack.callback(self.office.close)
        self.lesc.wire.flow = self.office.flow
        enrol_people(self.office.ident, list(KNOWN))
        self.tcns: list[str] = []
        self.troubles: list[Trouble] = []
        self._over = threading.Event()
        self._answering = threading.Thread(target=self._answer, daemon=True)
        self._answering.start()
        stack.callback(self._end)
        self.processes = [self._started() for _ in range(SERVICES)]

    def trouble(self) -> str:
        """Book people, and kill or freeze a service in the middle; returns what was done."""
        for _ in range(BOOKINGS_A_TROUBLE):
            self._book()
        time.sleep(self._draw.uniform(0.0, 2.0))
        number = self._draw.randrange(SERVICES)
        if self._draw.random() < 0.3:
            self._freeze(self.processes[number])
            return "frozen"
        self._kill(self.processes[number])
        self.processes[number] = self._started()
        return "killed"

    def faults(self) -> list[str]:
        """Wait until all bookings are done; say what is wrong."""
        try:
            until(self._all_done, within_s=END_S)
        except AssertionError:
            left = [tcn for tcn in self.tcns if not self._is_done(tcn)]
            return [f"not done: {left}"]
        for one in self.processes:
            self._kill(one)
        return [
            *self._done_otherwise_than_once(),
            *overlapping(self.steps(), self.troubles),
            *self._out_of_order(),
        ]

    def steps(self) -> list[Step]:
        """Read which process ran which step; the step of a killed process ended with it."""
        killed = {one.pid: one.begin_s for one in self.troubles if one.end_s == float("inf")}
        begun: dict[tuple[int, str], float] = {}
        found = []
        for line in (self._folder / STEPS).read_text().splitlines():
            kind, pid, tcn, at_s = line.split()
            key = int(pid), tcn
            if kind == "begin":
                begun[key] = float(at_s)
            else:
                found.append(Step(*key, begun.pop(key), float(at_s)))
        return found + [Step(*key, at_s, killed[key[0]]) for key, at_s in begun.items()]

    def _book(self) -> None:
        number = len(self.tcns)
        tcn = f"TCN-{number:010}"
        self.office.flow.submit(submission(tcn, self._draw.choice(PEOPLE), 2 + number))
        self.tcns.append(tcn)

    def _started(self) -> "subprocess.Popen[str]":
        words = [sys.executable, "-m", "tests.kill.several_worker", self._url, str(self._folder)]
        process = subprocess.Popen(
            [*words, str(self._draw.randrange(2**31))],
            cwd=ROOT,
            # Indexes of services that are killed lie there.
            env={**os.environ, "TMPDIR": str(self._folder)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(_ended, process)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == READY, "a service does not start"
        return process

    def _kill(self, process: "subprocess.Popen[str]") -> None:
        _ended(process)
        self.troubles.append(Trouble(process.pid, time.monotonic(), float("inf")))

    def _freeze(self, process: "subprocess.Popen[str]") -> None:
        """Let a service stand still until its leases have ended."""
        begin_s = time.monotonic()
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(LEASE_S + 1.0)
        os.kill(process.pid, signal.SIGCONT)
        self.troubles.append(Trouble(process.pid, begin_s, time.monotonic()))

    def _answer(self) -> None:
        while not self._over.wait(0.2):
            while self.lesc.desk.run_due():
                pass

    def _end(self) -> None:
        self._over.set()
        self._answering.join()

    def _is_done(self, tcn: str) -> bool:
        state = self.office.flow.booking(tcn).state
        return state.is_final or state is BookingState.IN_REVIEW

    def _all_done(self) -> bool:
        return all(map(self._is_done, self.tcns))

    def _done_otherwise_than_once(self) -> Iterator[str]:
        database = self.office.database
        with database.read() as session:
            in_file = select(EncounterRow.encounter_id).where(EncounterRow.gallery == "iafis")
            kept = Counter(session.scalars(in_file))
            asked = Counter(session.scalars(select(OutboxRow.message_id)))
        yield from _not_once("kept", kept, map(encounter_id, self.tcns))
        released = logged(database, Action.RESPONSE_RELEASED)
        first = {response_id(tcn, "first") for tcn in self.tcns}
        yield from _not_once("released", released, first | released.keys())
        yield from _not_once("sent", logged(database, Action.QUERY_SENT), asked)
        yield from _not_once("on record at the LESC", Counter(self._at_lesc()), asked)
        for tcn in self.tcns:
            causes = Counter(one.cause for one in self.office.flow.booking(tcn).second_responses)
            yield from (f"{tcn}: {causes}" for count in causes.values() if count > 1)

    def _at_lesc(self) -> Iterator[str]:
        for tcn in self.tcns:
            yield from (one.query.query_id for one in self.lesc.desk.list_cases(tcn=tcn)[0])

    def _out_of_order(self) -> Iterator[str]:
        """Compare the order of first arrivals at the LESC with the order of the outbox."""
        path = self._folder / SENDS
        lines = path.read_text().splitlines() if path.exists() else []
        arrived: dict[str, list[str]] = {}
        for person, message in map(str.split, dict.fromkeys(lines)):
            arrived.setdefault(person, []).append(message)
        with self.office.database.read() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.sequence)).all()
        for person, messages in arrived.items():
            written = [row.message_id for row in rows if row.person == person]
            if messages != [one for one in written if one in messages]:
                yield f"out of order: {messages}, written as {written}"


def _not_once(what: str, counted: Counter[str], wanted: Iterable[str]) -> Iterator[str]:
    """Name what there is otherwise than once, and what nobody wanted."""
    names = set(wanted)
    for one in sorted(names | counted.keys()):
        if counted[one] != (1 if one in names else 0):
            yield f"{what} {counted[one]} times: {one}"


def overlapping(steps: Sequence[Step], troubles: Sequence[Trouble]) -> Iterator[str]:
    """Name bookings on which two services worked at once, though neither stood still."""
    frozen = [one for one in troubles if one.end_s != float("inf")]
    awake = [
        step
        for step in steps
        if not any(
            one.pid == step.pid and one.begin_s < step.end_s and step.begin_s < one.end_s
            for one in frozen
        )
    ]
    ordered = sorted(awake, key=lambda one: (one.tcn, one.begin_s))
    for before, after in pairwise(ordered):
        if before.tcn == after.tcn and after.begin_s < before.end_s:
            yield f"at once: {before} and {after}"


def _ended(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
