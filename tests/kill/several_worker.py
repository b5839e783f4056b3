"""One of several services, as a process that may be killed: `python -m tests.kill.several_worker`.

It works on the bookings of a database. It notes in files what it does: a line at the begin and at
the end of each step, and a line after each message that the LESC has taken.
"""

import os
import random
import sys
import time
from pathlib import Path

import structlog

from database.clock import DatabaseClock
from database.connection import Database, open_database
from database.leases import SharedLeases
from interop.flow.flow import Flow
from interop.lesc.messages import LescQuery, LescReceipt
from lesc_stub.desk import LescDesk
from lesc_stub.tables import LESC_MIGRATIONS
from lesc_stub.types import DeskSettings
from tests.interop.flow.several import Service
from tests.interop.world import Wire

LEASE_S = 5.0
STEPS, SENDS, LESC = "steps.txt", "sends.txt", "lesc.sqlite"
MOST_S = 0.4
"""The longest time that a finger or a message takes."""
READY = "ready"


class Notes:
    """A file to which several processes append whole lines."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def add(self, *words: object) -> None:
        os.write(self._file, (" ".join(map(str, words)) + "\n").encode())


class NotedWire(Wire):
    """Notes what has arrived at the LESC, and takes its time before and after."""

    notes: Notes
    draw: random.Random

    def submit_query(self, query: LescQuery) -> LescReceipt:
        time.sleep(self.draw.uniform(0, MOST_S / 2))
        receipt = super().submit_query(query)
        self.notes.add(query.identity_id, query.query_id)
        time.sleep(self.draw.uniform(0, MOST_S / 2))
        return receipt


class NotedFlow(Flow):
    """Notes which booking a step begins and ends with, and when."""

    notes: Notes

    def run_step(self, tcn: str) -> bool:
        self.notes.add("begin", os.getpid(), tcn, time.monotonic())
        try:
            return super().run_step(tcn)
        finally:
            self.notes.add("end", os.getpid(), tcn, time.monotonic())


def main() -> None:
    """Work until the process is killed."""
    url, folder, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    # Standard output is for one word.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    draw = random.Random(seed)
    at_lesc = open_database(f"sqlite:///{folder / LESC}", migrations=LESC_MIGRATIONS)
    wire = NotedWire()
    wire.notes, wire.draw = Notes(folder / SENDS), draw
    wire.desk = LescDesk(at_lesc, wire, DeskSettings(research_s=0.0))
    NotedFlow.notes = Notes(folder / STEPS)

    def leases(database: Database) -> SharedLeases:
        return SharedLeases(database, LEASE_S)

    clock = DatabaseClock(open_database(url))
    service = Service(url, wire, clock, leases, NotedFlow)
    service.extraction.meanwhile = lambda: time.sleep(draw.uniform(0, MOST_S))
    service.start()
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    while True:
        time.sleep(60.0)


if __name__ == "__main__":
    main()
