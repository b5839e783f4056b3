"""The kill loop at full count: `python -m tests.kill.soak --count 20 --out out/soak/kill.json`.

Every kill is written down as soon as it is judged; started again, the loop goes on where the
file ends.
"""

import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

import click

from tests.kill.harness import Harness, Kill, Victim
from tests.kill.people import subjects
from tests.kill.records import Remaining, read_kills, write_kills

VICTIMS = tuple(Victim)


@click.command()
@click.option("--count", default=20, show_default=True, help="Kills in all.")
@click.option("--people", default=8, show_default=True, help="Bookings a round.")
@click.option("--seed", default=1, show_default=True, help="Of the moments of the kills.")
@click.option("--out", "path", type=click.Path(path_type=Path), default=Path("out/soak/kill.json"))
def soak(count: int, people: int, seed: int, path: Path) -> None:
    """Kill the service again and again; exit with 1 if anything was lost or done twice."""
    kills = read_kills(path)
    if len(kills) < count:
        _run(kills, count, people, seed, path)
    faults = [fault for kill in kills for fault in kill["faults"]]
    click.echo(f"{len(kills)} kills, {len(faults)} faults, recorded in {path}")
    sys.exit(1 if faults else 0)


def _run(kills: list[dict[str, Any]], count: int, people: int, seed: int, path: Path) -> None:
    remaining = Remaining(count - len(kills))
    with (
        tempfile.TemporaryDirectory(prefix="tenprint-kill-") as folder,
        Harness(Path(folder), subjects(people), uuid.uuid4().hex[:8]) as harness,
    ):
        for number in range(len(kills), count):
            kill = harness.round(number, VICTIMS[number % len(VICTIMS)], seed)
            kills.append(kill.as_json())
            write_kills(path, kills)
            click.echo(f"{_line(kill)}; {remaining.after_one()}")


def _line(kill: Kill) -> str:
    return (
        f"kill {kill.number + 1}: {kill.victim} after {kill.after_s:.2f} s, "
        f"{kill.acknowledged_count}/{kill.submitted_count} acknowledged, "
        f"{kill.unfinished_count} unfinished, all complete after {kill.recovery_s:.1f} s, "
        f"{len(kill.faults)} faults, {kill.false_positive_count} false positives"
    )


if __name__ == "__main__":
    soak()
