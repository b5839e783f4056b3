"""Many runs of the machine: `python -m tests.gallery.soak --examples 1000`."""

from pathlib import Path

import click

from tests import soaking
from tests.gallery.machine import GalleryMachine


@click.command()
@click.option("--examples", default=1_000, show_default=True, help="Runs in all.")
@click.option("--steps", default=50, show_default=True, help="Most steps of a run.")
@click.option(
    "--out", "record", type=click.Path(path_type=Path), default=Path("out/soak/stateful.json")
)
def soak(examples: int, steps: int, record: Path) -> None:
    """Drive galleries and their model at random; ends with the first disagreement."""
    soaking.soak(GalleryMachine, examples, steps, record)


if __name__ == "__main__":
    soak()
