"""Show the whole service at work on synthetic people."""

import os
import sys
from pathlib import Path

import click
from rich.console import Console

from tenprint.cli.shared import server_packages


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Folder of the enrolled state, which later runs start from.",
)
@click.option("--fresh", is_flag=True, help="Enrol everyone again.")
@click.option(
    "--people",
    type=click.IntRange(min=2),
    default=120,
    show_default=True,
    help="People in each gallery.",
)
@click.option(
    "--both",
    type=click.IntRange(min=1),
    default=40,
    show_default=True,
    help="How many of them are in both.",
)
@click.option(
    "--json",
    "json_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write everything that was answered to this file.",
)
def demo(data: Path, fresh: bool, people: int, both: int, json_path: Path | None) -> None:
    """Enrol synthetic people, book some of them, check the answers against the truth.

    Starts a server of its own. Exits with 1 where an answer is wrong.

    \b
    tenprint demo
    tenprint demo --people 12 --both 4 --json out/demo.json
    """
    if both >= people:
        raise click.BadParameter("some people must be in one gallery only", param_hint="--both")
    with server_packages():
        from services.settings import load_settings

        cache = load_settings({}).model_cache
        # Only now: numba reads the environment when it is loaded.
        os.environ.setdefault("NUMBA_CACHE_DIR", str(cache / "numba"))
        from tenprint.cli.demonstration import WIDTH, Demonstration, Plan

        console = Console(highlight=False)
        console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
        plan = Plan(people_per_gallery=people, people_in_both=both)
        shown = Demonstration(plan, data, cache, fresh, json_path)
        sys.exit(0 if shown.run(console) else 1)
