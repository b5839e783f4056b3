"""Many runs of the machine: `python -m tests.gallery.soak --examples 1000`.

Runs are random and new each time; each piece is added to the record when it is done. What fails
is printed as hypothesis shrinks it, and remembered in `.hypothesis` for the next test run.
"""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gallery.machine import GalleryMachine

_PIECE = 25
"""Runs between two lines of the record."""


@click.command()
@click.option("--examples", default=1_000, show_default=True, help="Runs in all.")
@click.option("--steps", default=50, show_default=True, help="Most steps of a run.")
@click.option(
    "--out", "record", type=click.Path(path_type=Path), default=Path("out/soak/stateful.json")
)
def soak(examples: int, steps: int, record: Path) -> None:
    """Drive galleries and their model at random; ends with the first disagreement."""
    pieces: list[dict[str, Any]] = json.loads(record.read_text()) if record.exists() else []
    left = examples - sum(piece["examples"] for piece in pieces)
    while left > 0:
        pieces.append(_piece(min(_PIECE, left), steps))
        left -= pieces[-1]["examples"]
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps(pieces, indent=1) + "\n")
        click.echo(f"{examples - left}/{examples} runs, {_total(pieces).total():,} steps")
    click.echo(", ".join(f"{step} {count:,}" for step, count in _total(pieces).most_common()))


def _piece(examples: int, steps: int) -> dict[str, Any]:
    GalleryMachine.steps.clear()
    started_s = time.monotonic()
    run_state_machine_as_test(
        GalleryMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return {
        "examples": examples,
        "duration_s": round(time.monotonic() - started_s, 1),
        "steps": dict(GalleryMachine.steps),
    }


def _total(pieces: list[dict[str, Any]]) -> Counter[str]:
    return sum((Counter(piece["steps"]) for piece in pieces), Counter())


if __name__ == "__main__":
    soak()
