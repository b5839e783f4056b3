"""The demonstration's bookings on a cluster: the same answers, and a node killed in the middle.

make demo-cluster

Everything runs here as processes on loopback: PostgreSQL, a head of Ray, two nodes with four
partitions of two replicas each and two extraction workers, a spare node, two services and a LESC
stub for both. One service takes a booking, and the other one is asked how the booking goes on. The
same people are booked first at one service with indexes in its data folder, and the answers are
compared. All processes together may take 12 GiB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from sqlalchemy.engine import URL

from cluster.environment import prepare
from cluster.errors import ClusterError
from services.settings import load_settings
from synthesis.images import PrintCache
from tenprint.cli.demonstration.bookings import BookingOutcome, run_booking
from tenprint.cli.demonstration.enrolment import enrol_all
from tenprint.cli.demonstration.plan import Plan
from tenprint.cli.demonstration.server_process import ServerAddress, running_server
from tenprint.cli.shared import connection
from tenprint.client import Client
from tenprint.v1.booking_service_pb2 import Booking
from tenprint.v1.candidate_pb2 import Candidate, SearchReport
from tests import postgresql
from tests.cluster import memory
from tests.cluster.nodes import MARK, Nodes, nodes
from tests.kill.lesc_stub import Stub, free_port
from tests.paths import ROOT

ORI = "WVDEMO000"
TIMEOUT_S = 300.0
NODES, PARTITIONS, REPLICAS = 2, 4, 2
SERVICES = ("one", "two")
MOST_GIB = 12.0

Answer = tuple[object, ...]


def main() -> int:
    """Run both; return 0 if all answers are right and the same, 1 if not, 2 without Ray."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=12, help="people in each gallery")
    parser.add_argument("--both", type=int, default=4, help="people in both galleries")
    asked = parser.parse_args()
    try:
        prepare("127.0.0.1:0")
    except ClusterError as error:
        # Before the bookings without a cluster, which take minutes.
        parser.exit(2, f"{error}\n")
    plan = Plan(people_per_gallery=asked.people, people_in_both=asked.both)
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="tenprint-demo-cluster-") as folder:
        console.print("a service with indexes in its data folder:")
        with service(Path(folder) / "local") as at:
            local = booked(plan, [at], Path(folder), console, lambda _: None)
        console.print("two services on a cluster:")
        remote, peak = on_cluster(plan, Path(folder), console)
    taken_gib = peak.bytes / 2**30
    console.print(
        f"{peak.process_count} processes took {taken_gib:.1f} GiB of memory at most, of "
        f"{MOST_GIB:g} (proportional set sizes, {peak.looks} looks)"
    )
    return judged(local, remote, console) or int(taken_gib > MOST_GIB)


def on_cluster(
    plan: Plan, folder: Path, console: Console
) -> tuple[list[BookingOutcome], memory.Peak]:
    """Book on a private cluster, and kill a node after half of the bookings."""
    with (
        postgresql.server() as server,
        postgresql.fresh_database(server) as made,
        memory.watched(MARK, partial(database_processes, server)) as peak,
        nodes(NODES) as cluster,
    ):
        url = made.render_as_string(hide_password=False)
        command(
            "up",
            cluster,
            *("--database-url", url, "--data", str(folder / "up")),
            *("--folder", str(folder / "nodes"), "--partitions", str(PARTITIONS)),
            *("--replicas", str(REPLICAS), "--workers", "1"),
        )
        console.print(f"  a head and {NODES} nodes on {cluster.address}")
        half = len(plan.bookings) // 2

        def killed(number: int) -> None:
            if number == half:
                cluster.kill(cluster.nodes[0])
                console.print("  a node with half of the replicas is killed", style="bold red")

        flags = ("--database-url", url, "--cluster", cluster.address)
        with services(folder, flags) as places:
            # Now, so that it has neither replicas nor a worker until a node is lost.
            cluster.add()
            console.print(f"  services {' and '.join(SERVICES)}, and a spare node")
            return booked(plan, places, folder, console, killed), peak


@contextmanager
def services(folder: Path, flags: Sequence[str]) -> Iterator[list[ServerAddress]]:
    """Run services that share a database, and their LESC, which answers to the first one."""
    port = free_port()
    stub = Stub(folder / "lesc", f"127.0.0.1:{port}")
    stub.start()
    shared = ("--lesc-address", stub.target, *flags)
    try:
        with ExitStack() as stack:
            yield [
                stack.enter_context(service(folder / name, *shared, "--port", str(own)))
                for name, own in zip(SERVICES, (port, 0), strict=True)
            ]
    finally:
        stub.stop()


def service(data: Path, *flags: str) -> AbstractContextManager[ServerAddress]:
    """Run a service with a data folder of its own."""
    cache = load_settings({}).model_cache
    return running_server(data, model_cache=cache, lesc_delay_s=0.5, more=flags)


def database_processes(server: URL) -> list[int]:
    """Return the processes of a private PostgreSQL, which write over their environment."""
    try:
        file = Path(str(server.query["host"])) / "data" / "postmaster.pid"
        return list(memory.tree(int(file.read_text().split()[0])))
    except (KeyError, OSError):
        # It is not ours, or it has ended.
        return []


def command(name: str, cluster: Nodes, *arguments: str) -> None:
    """Run a command of `tenprint cluster` as a process of its own."""
    words = [sys.executable, "-m", "tenprint.cli.main", "cluster", name, *arguments]
    subprocess.run(
        [*words, "--address", cluster.address], cwd=ROOT, env=dict(os.environ), check=True
    )


def booked(
    plan: Plan,
    places: Sequence[ServerAddress],
    folder: Path,
    console: Console,
    before: Callable[[int], None],
) -> list[BookingOutcome]:
    """Enrol everybody and submit all bookings in turn; `before` gets the number of each.

    folder: where the booking is written that goes in as a file.
    """
    prints = PrintCache(load_settings({}).model_cache / "prints")
    started = time.monotonic()
    outcomes = []
    with ExitStack() as stack:
        operator = stack.enter_context(connection.operator(places[0].target, TIMEOUT_S))
        enrol_all(operator, prints, plan.enrolments, lambda: None)
        agencies, judges = (
            [stack.enter_context(_client(at.target, role)) for at in places]
            for role in ("law_enforcement", "operator")
        )
        for number, planned in enumerate(plan.bookings):
            before(number)
            taker, other = number % len(places), (number + 1) % len(places)
            outcome = run_booking(
                *(agencies[taker], judges[other], places[other].lesc_target),
                *(prints, planned, lambda _: None),
                agency=ORI,
                file=folder / "booking.eft",
                watcher=agencies[other],
            )
            outcomes.append(outcome)
            report = outcome.booking.first_response.report
            console.print(
                f"  {planned.tcn} at service {SERVICES[taker]}, watched at {SERVICES[other]}: "
                f"{outcome.duration_s:.1f} s, {len(report.partitions)} partitions, "
                f"{', '.join(outcome.faults) or 'as the truth has it'}",
                soft_wrap=True,
            )
    console.print(f"  {time.monotonic() - started:.0f} s in all")
    return outcomes


def judged(
    local: Sequence[BookingOutcome], remote: Sequence[BookingOutcome], console: Console
) -> int:
    """Compare both with the truth and with each other."""
    wrong = sum(bool(one.faults) for one in (*local, *remote))
    others = sum(
        answer(one.booking) != answer(other.booking)
        for one, other in zip(local, remote, strict=True)
    )
    partitions = {len(one.booking.first_response.report.partitions) for one in remote}
    console.print(
        f"{len(remote)} bookings at {len(SERVICES)} services on {PARTITIONS} partitions with "
        f"{REPLICAS} replicas: {wrong} against the truth, {others} other than with one index"
    )
    return int(bool(wrong or others or partitions != {PARTITIONS}))


def answer(booking: Booking) -> Answer:
    """Take from a booking what must be equal; ids of new identities are drawn."""
    first, second = booking.first_response, booking.second_response
    return (
        booking.state,
        booking.first_response.finding,
        booking.second_response.kind,
        *_figures(first.candidates, first.report),
        *_figures(second.candidates, second.report),
    )


def _figures(candidates: Sequence[Candidate], report: SearchReport) -> Answer:
    shown = [(one.encounter_id, one.score_db, one.above_threshold) for one in candidates]
    return shown, report.threshold_db, report.reference_count


def _client(target: str, role: str) -> Client:
    return Client(target, ori=ORI, roles=[role], purpose="arrest", timeout_s=TIMEOUT_S)


if __name__ == "__main__":
    sys.exit(main())
