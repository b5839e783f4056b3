"""Measures how long the console's pages take, as a browser waits for them.

    python -m benchmarks.console --json OUT [N ...] [--cases N] [--repeats N] [--cache DIR]

For each number of bookings a real service is filled and started, with a console before it. Of each
page the first request of a fresh console counts alone; later ones are a distribution. The same
call of the service, made directly, stands apart. A filled database is kept in the cache.
docs/benchmarks.md explains the figures.
"""

import html
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from benchmarks.data import (
    DEFAULT_CACHE,
    MeasurementError,
    option,
    positive,
    run_command,
    write_results,
)
from benchmarks.latency import own_server
from database.caller import Caller
from database.connection import Database, open_database
from interop.bookings import BookingState, StateChangeRow, Submission, SubmissionRow, store
from interop.cases import events, order
from interop.lesc import Determination, LescAnswer, LescQuery, Research, Status
from interop.names import query_id
from tenprint.client import Client
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import work_service_pb2 as work_pb2

SEED = 0
AGENCY = Caller("TXDEMO000", frozenset({"law_enforcement"}), "arrest")
"""Whose bookings they are: the agency of the console's demonstration."""
DATABASE = "tenprint.sqlite"
"""In the data folder."""
_BATCH = 1_000
_DEEP_PAGES = 20
"""How many pages behind the first the deep page lies, if there are so many."""
CAVEATS = (
    "Bookings have no prints, and cases an answer without research.",
    "Cases are in order already, as a service leaves them.",
    "Service, console and browser share the machine.",
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    bookings: Sequence[int] = option(
        "bookings, one run for each [100 10000 100000]",
        (100, 10_000, 100_000),
        nargs="*",
        type=positive,
    )
    cases: int = option("of the bookings have a case [%(default)s]", 1_000, type=positive)
    repeats: int = option("later requests of each page [%(default)s]", 30, type=positive)
    cache: Path = option("folder of filled databases", DEFAULT_CACHE)


def measure(run: Run) -> None:
    """Measure each number of bookings, and write the figures."""
    figures = {}
    for count in run.bookings:
        with tempfile.TemporaryDirectory(prefix="tenprint-console-") as folder:
            filled = _filled(run.cache, count, min(run.cases, count))
            shutil.copyfile(filled, Path(folder) / DATABASE)
            figures[str(count)] = _measured(Path(folder), run.repeats)
        print(f"{count:,} bookings: {json.dumps(figures[str(count)])}")
    write_results(run.json, {"bookings": figures, "caveats": CAVEATS}, seed=SEED)


def _filled(cache: Path, booking_count: int, case_count: int) -> Path:
    """Fill a database, or find it in the cache."""
    path = cache / f"console-{booking_count}-{case_count}.sqlite"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        database = open_database(f"sqlite:///{draft}")
        try:
            fill(database, booking_count, case_count)
            database.empty_log()
        finally:
            database.close()
        draft.replace(path)
    return path


def _measured(data: Path, repeats: int) -> object:
    flags = ("--lesc-delay-s", "0", "--activation", "nationwide")
    with own_server(data, *flags) as target:
        lesc = json.loads((data / "server.json").read_text())["lesc_address"]
        with _console(target, lesc, data) as address:
            return {
                "pages": _pages(address, repeats),
                "calls": _calls(target, repeats),
            }


def fill(database: Database, booking_count: int, case_count: int) -> None:
    """Put complete bookings on record; the last of them have cases that wait for officers.

    Bookings without a case are copies of the first one, under other names.
    """
    first = datetime.now(UTC) - timedelta(seconds=booking_count)
    plain_count = booking_count - case_count
    if plain_count:
        with database.write() as session:
            pattern = _book(session, 0, first)
            columns = {one.name: getattr(pattern, one.name) for one in SubmissionRow.__table__.c}
    for start in range(1, plain_count, _BATCH):
        numbers = range(start, min(start + _BATCH, plain_count))
        with database.write() as session:
            session.add_all(SubmissionRow(**{**columns, **_own(n, first)}) for n in numbers)
            session.flush()
            session.add_all(StateChangeRow(**_change(n, first)) for n in numbers)
    for start in range(plain_count, booking_count, _BATCH):
        with database.write() as session:
            for n in range(start, min(start + _BATCH, booking_count)):
                row = _book(session, n, first)
                now = row.receive_time
                query = LescQuery(
                    query_id(row.tcn), row.tcn, row.ori, f"IDENT-{n:07}", f"E-{n}", 90.0, now
                )
                events.open_case(session, query, AGENCY.ori[:2])
                events.take_answer(session, _answer(query), now)
            order.refresh(session, datetime.now(UTC), _BATCH)


def _book(session: Any, n: int, first: datetime) -> SubmissionRow:  # noqa: ANN401 - of a database
    """Put a booking on record as the service does."""
    own = _own(n, first)
    submission = Submission(
        tcn=own["tcn"],
        ori=AGENCY.ori,
        caller=AGENCY,
        samples=(),
        content_digest=own["content_digest"],
    )
    store.insert_submission(session, submission, own["receive_time"])
    row = store.submission_row(session, own["tcn"])
    row.state, row.next_attempt_time = int(BookingState.SECOND_RESPONSE_READY), None
    return row


def _own(n: int, first: datetime) -> dict[str, Any]:
    """What a booking has of its own."""
    tcn = f"BENCHMARK-{n:07}"
    digest = sha256(tcn.encode()).digest()
    return {"tcn": tcn, "content_digest": digest, "receive_time": first + timedelta(seconds=n)}


def _change(n: int, first: datetime) -> dict[str, Any]:
    own = _own(n, first)
    state = int(BookingState.RECEIVED)
    return {"tcn": own["tcn"], "state": state, "change_time": own["receive_time"]}


def _answer(query: LescQuery) -> LescAnswer:
    found = Determination(Status.UNLAWFULLY_PRESENT, True, (), (), "", (), query.match_time, "L-1")
    return LescAnswer(query.query_id, 1, found, Research(()), query.match_time)


@contextmanager
def _console(target: str, lesc_target: str, data: Path) -> Iterator[str]:
    """Run a console of its own process; yields its address."""
    command = [sys.executable, "-m", "tenprint.cli.main", "console", "--port", "0"]
    options = ["--target", target, "--lesc-target", lesc_target, "--data", str(data)]
    process = subprocess.Popen(  # nosec B603 # a list of our own words, no shell
        [*command, *options, "--insecure-loopback", "--watch-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        word, _, port = process.stdout.readline().partition(" ")
        if word != "ready":
            raise MeasurementError("the console did not start: its last lines are above")
        yield f"http://127.0.0.1:{port.strip()}"
    finally:
        process.terminate()
        process.communicate()


class Browser:
    """Somebody who is signed in."""

    def __init__(self, address: str, role: str) -> None:
        """Sign in at a demonstration's door."""
        self._address = address
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)
        page = self.get("/sign-in")
        forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
        [form] = [one for one in forms if f'value="{role}"' in one]
        fields = re.findall(r'name="([^"]*)" value="([^"]*)"', form)
        body = urllib.parse.urlencode({name: html.unescape(value) for name, value in fields})
        with self._opener.open(f"{address}/sign-in", body.encode()) as answer:
            answer.read()

    def get(self, path: str) -> str:
        """Read a page."""
        with self._opener.open(f"{self._address}{path}") as answer:
            return str(answer.read().decode())

    def deep(self, path: str, page_count: int) -> str:
        """Follow the links to the next page; gives the last page's address."""
        for _ in range(page_count):
            following = re.search(r'<a href="([^"]*)"[^>]*rel="next"', self.get(path))
            if following is None:
                break
            path = html.unescape(following[1])
        return path


def _pages(address: str, repeats: int) -> Mapping[str, object]:
    agency = Browser(address, "law_enforcement")
    officer = Browser(address, "field_office")
    found = {
        "transactions": _timed(lambda: agency.get("/transactions"), repeats),
        "work list": _timed(lambda: officer.get("/work"), repeats),
    }
    deep = agency.deep("/transactions", _DEEP_PAGES)
    found["transactions, deep page"] = _timed(lambda: agency.get(deep), repeats)
    case = re.search(r'data-href="(/work/[^"]*)"', officer.get("/work"))
    if case is not None:
        found["case"] = _timed(lambda: officer.get(case[1]), repeats)
    return found


def _calls(target: str, repeats: int) -> Mapping[str, object]:
    """Time the calls behind the lists, made directly."""
    bookings = booking_pb2.ListBookingsRequest(page_size=50)
    work = work_pb2.ListWorkRequest(page_size=50)
    agency = Client(target, ori=AGENCY.ori, roles=list(AGENCY.roles))
    officer = Client(target, ori="ICEHOU000", roles=["field_office"])
    with agency, officer:
        return {
            "transactions": _timed(
                lambda: agency.call(bookings, booking_pb2.ListBookingsResponse), repeats
            ),
            "work list": _timed(lambda: officer.call(work, work_pb2.ListWorkResponse), repeats),
        }


def _timed(do: Callable[[], object], repeats: int) -> Mapping[str, float]:
    """Do something again and again; the first time stands apart. In milliseconds."""
    times = []
    for _ in range(repeats + 1):
        start_s = time.perf_counter()
        do()
        times.append(1_000 * (time.perf_counter() - start_s))
    first, *later = times
    return {
        "first_ms": round(first, 1),
        "median_ms": round(statistics.median(later), 1),
        "most_ms": round(max(later), 1),
    }


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.console", __doc__, Run, measure))
