"""Many runs of the machine of people: `python -m tests.interop.people.soak --examples 2000`."""

import logging
from pathlib import Path

import click
import structlog

from tests import soaking
from tests.interop.people.machine import PeopleMachine


@click.command()
@click.option("--examples", default=2_000, show_default=True, help="Runs in all.")
@click.option("--steps", default=40, show_default=True, help="Most steps of a run.")
@click.option(
    "--out", "record", type=click.Path(path_type=Path), default=Path("out/soak/people.json")
)
def soak(examples: int, steps: int, record: Path) -> None:
    """Arrest, match, hold, claim, correct and be silent at random; ends with the first fault."""
    # Alarms are what is asked for here, thousands of them.
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    soaking.soak(PeopleMachine, examples, steps, record)


if __name__ == "__main__":
    soak()
