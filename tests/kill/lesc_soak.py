"""Matches by identity against a LESC that is killed, hung, slow and lying at random:
`python -m tests.kill.lesc_soak --count 10000 --out out/soak/lesc.json`.

Bookings are written while bad things happen; then the LESC behaves, everything comes to
rest, and both records are audited. The databases lie beside the result: a run that was cut short
goes on where it ended.
"""

import json
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from interop.bookings.types import BookingState
from services.logs import configure_logs
from tests.kill.lesc_asker import Asker, asking
from tests.kill.lesc_audit import audit_record, audit_responses
from tests.kill.lesc_stub import Chaos, Stub, free_port

STRIKE_PAUSE_S = 1.0
REST_TIMEOUT_S = 240.0


@dataclass(frozen=True)
class Plan:
    """What a run does."""

    count: int
    people: int
    seed: int
    chaos_limit_s: float
    """After which the LESC behaves, whatever is left to be done."""


@dataclass(frozen=True)
class Outcome:
    """What a run found; `faults` is empty where all is well."""

    plan: Plan
    strikes: dict[str, int]
    chaos_s: float
    total_s: float
    queries_on_record: int
    repeated_submission_count: int
    states: dict[str, int]
    faults: list[str]


def run(plan: Plan, data: Path) -> Outcome:
    """Do it."""
    started_s = time.monotonic()
    port = free_port()
    stub = Stub(data / "lesc", f"127.0.0.1:{port}")
    stub.start()
    try:
        with asking(data / "asker", port, stub.target) as asker:
            chaos = Chaos(stub, plan.seed)
            _misbehave(asker, chaos, plan)
            chaos_s = time.monotonic() - started_s
            stub.behave()
            _rest(asker, plan.count)
            queries = stub.queries()
            faults = audit_record(queries, plan.count, plan.people, plan.seed)
            faults += audit_responses(asker, queries, plan.count)
            return Outcome(
                plan=plan,
                strikes=dict(chaos.counts),
                chaos_s=round(chaos_s, 1),
                total_s=round(time.monotonic() - started_s, 1),
                queries_on_record=len(queries),
                repeated_submission_count=sum(q.submission_count - 1 for q in queries),
                states=asker.states(),
                faults=faults,
            )
    finally:
        stub.stop()


def _misbehave(asker: Asker, chaos: Chaos, plan: Plan) -> None:
    """Strike while bookings come in, until all are there and most are answered."""
    end_s = time.monotonic() + plan.chaos_limit_s
    with ThreadPoolExecutor(1) as pool:
        booking = pool.submit(asker.book, range(plan.count), plan.people, plan.seed)
        while time.monotonic() < end_s:
            if booking.done() and _done(asker) >= 0.9 * plan.count:
                break
            chaos.strike()
            time.sleep(STRIKE_PAUSE_S)
        booking.result()


def _rest(asker: Asker, count: int) -> None:
    """Wait until every booking is complete, or nothing has moved for long."""
    done, moved_s = _done(asker), time.monotonic()
    while done < count and time.monotonic() - moved_s < REST_TIMEOUT_S:
        time.sleep(0.5)
        if (now := _done(asker)) != done:
            done, moved_s = now, time.monotonic()


def _done(asker: Asker) -> int:
    return asker.states().get(BookingState.SECOND_RESPONSE_READY.name, 0)


@click.command()
@click.option("--count", default=10_000, show_default=True, help="Matches in all.")
@click.option("--people", default=3_000, show_default=True, help="Of whom they are.")
@click.option("--seed", default=1, show_default=True, help="Of everything that is drawn.")
@click.option("--chaos-s", default=300.0, show_default=True, help="Longest misbehaviour.")
@click.option("--out", "path", type=click.Path(path_type=Path), default=Path("out/soak/lesc.json"))
def soak(count: int, people: int, seed: int, chaos_s: float, path: Path) -> None:
    """Exit with 1 if anything was lost, done twice or out of order."""
    configure_logs("error", "console")
    outcome = run(Plan(count, people, seed, chaos_s), path.with_suffix(".data"))
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    path.write_text(json.dumps({"machine": machine, **asdict(outcome)}, indent=1) + "\n")
    click.echo(
        f"{outcome.queries_on_record} queries on record, {outcome.states}, "
        f"{outcome.repeated_submission_count} repetitions, strikes {outcome.strikes}, "
        f"{outcome.total_s:.0f} s, {len(outcome.faults)} faults, recorded in {path}"
    )
    for fault in outcome.faults[:20]:
        click.echo(f"  {fault}")
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    soak()
