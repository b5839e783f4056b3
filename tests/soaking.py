"""Many runs of a state machine: pieces go to a record, and a run that was cut short goes on there.

Runs are random and new each time. What fails is printed as hypothesis shrinks it, and remembered in
`.hypothesis` for the next test run.
"""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

_PIECE = 25
"""Runs between two lines of the record."""


def soak(machine: type[RuleBasedStateMachine], examples: int, steps: int, record: Path) -> None:
    """Drive a machine at random until the record holds `examples` runs; ends with the first fault.

    steps: the most steps of a run.
    """
    pieces: list[dict[str, Any]] = json.loads(record.read_text()) if record.exists() else []
    left = examples - sum(piece["examples"] for piece in pieces)
    while left > 0:
        pieces.append(_piece(machine, min(_PIECE, left), steps))
        left -= pieces[-1]["examples"]
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps(pieces, indent=1) + "\n")
        click.echo(f"{examples - left}/{examples} runs, {_total(pieces).total():,} steps")
    click.echo(", ".join(f"{step} {count:,}" for step, count in _total(pieces).most_common()))


def _piece(machine: Any, examples: int, steps: int) -> dict[str, Any]:  # noqa: ANN401 - a counted machine
    machine.steps.clear()
    started_s = time.monotonic()
    run_state_machine_as_test(
        machine,
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
        "steps": dict(machine.steps),
    }


def _total(pieces: list[dict[str, Any]]) -> Counter[str]:
    return sum((Counter(piece["steps"]) for piece in pieces), Counter())
