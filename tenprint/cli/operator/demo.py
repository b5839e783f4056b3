"""Show the whole service at work on synthetic people."""

import sys
from pathlib import Path

import click
from rich.console import Console

from tenprint.cli.shared import options, server_packages


@click.command()
@options.defaulted(
    "--data",
    type=options.FOLDER,
    default=Path("out/demo"),
    help="Folder of the enrolled state; later runs start from this state.",
)
@click.option("--fresh", is_flag=True, help="Enrol all people again.")
@options.defaulted(
    "--people", type=click.IntRange(min=2), default=120, help="People in each gallery."
)
@options.defaulted(
    "--both", type=click.IntRange(min=1), default=40, help="People in both galleries."
)
@click.option("--json", "json_path", type=options.FILE, help="Also write all answers to this file.")
def demo(data: Path, fresh: bool, people: int, both: int, json_path: Path | None) -> None:
    """Enrol synthetic people, book some of them, and check the answers against the truth.

    The command starts its own server, and exits with 1 if an answer is wrong.

    \b
    tenprint demo
    tenprint demo --people 12 --both 4 --json out/demo.json
    """
    if both >= people:
        raise click.BadParameter(
            "fewer people must be in both galleries than in each", param_hint="--both"
        )
    with server_packages():
        from services.settings import load_settings

        cache = load_settings({}).model_cache
        from tenprint.cli.demonstration import WIDTH, Demonstration, Plan

        console = Console(highlight=False)
        console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
        plan = Plan(people_per_gallery=people, people_in_both=both)
        shown = Demonstration(plan, data, cache, fresh, json_path)
        sys.exit(0 if shown.run(console) else 1)
