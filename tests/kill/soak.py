"""The kill loop at full count: `python -m tests.kill.soak --count 20 --out out/soak/kill.json`.

Every kill is written down as soon as it is judged; started again, the loop goes on where the
file ends.
"""

import json
import platform
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import click

from tests.kill.harness import Harness, Kill, Victim
from tests.kill.people import subjects

VICTIMS = tuple(Victim)


@click.command()
@click.option("--count", default=20, show_default=True, help="Kills in all.")
@click.option("--people", default=8, show_default=True, help="Bookings a round.")
@click.option("--seed", default=1, show_default=True, help="Of the moments of the kills.")
@click.option("--out", "path", type=click.Path(path_type=Path), default=Path("out/soak/kill.json"))
def soak(count: int, people: int, seed: int, path: Path) -> None:
    """Kill the service again and again; exit with 1 if anything was lost or done twice."""
    kills = _read(path)
    if len(kills) < count:
        _run(kills, count, people, seed, path)
    faults = [fault for kill in kills for fault in kill["faults"]]
    click.echo(f"{len(kills)} kills, {len(faults)} faults, recorded in {path}")
    sys.exit(1 if faults else 0)


def _run(kills: list[dict[str, Any]], count: int, people: int, seed: int, path: Path) -> None:
    started_s, before = time.monotonic(), len(kills)
    with (
        tempfile.TemporaryDirectory(prefix="tenprint-kill-") as folder,
        Harness(Path(folder), subjects(people), uuid.uuid4().hex[:8]) as harness,
    ):
        for number in range(before, count):
            kill = harness.round(number, VICTIMS[number % len(VICTIMS)], seed)
            kills.append(kill.as_json())
            _write(path, kills)
            done = number + 1 - before
            remaining_s = (time.monotonic() - started_s) / done * (count - number - 1)
            click.echo(_line(kill, remaining_s))


def _line(kill: Kill, remaining_s: float) -> str:
    return (
        f"kill {kill.number + 1}: {kill.victim} after {kill.after_s:.2f} s, "
        f"{kill.acknowledged_count}/{kill.submitted_count} acknowledged, "
        f"{kill.unfinished_count} unfinished, all complete after {kill.recovery_s:.1f} s, "
        f"{len(kill.faults)} faults, {kill.false_positive_count} false positives; "
        f"{remaining_s / 60:.0f} min remain"
    )


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    kills: list[dict[str, Any]] = json.loads(path.read_text())["kills"]
    return kills


def _write(path: Path, kills: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    draft.write_text(json.dumps({"machine": machine, "kills": kills}, indent=1) + "\n")
    draft.replace(path)


if __name__ == "__main__":
    soak()
