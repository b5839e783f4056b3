"""Fill a service and its LESC stub with synthetic lives."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from tenprint.cli.lives import Prints, load_life
from tenprint.cli.shared import (
    announced_lesc,
    calling,
    connected,
    console,
    options,
    prints_json,
    server_packages,
    stepwise,
)
from tenprint.client import Client
from tenprint.v1.sample_pb2 import Sample

if TYPE_CHECKING:
    from matcher.types import FingerPosition
    from synthesis.lives import Life


class LoadedLife(TypedDict):
    """What `records load-lives --json` prints of a person."""

    seed: int
    story: str
    outcome: str | None
    name: str


@click.command("load-lives")
@click.option("--count", type=click.IntRange(1, 1_000), default=10, help="How many people.")
@click.option("--first", type=click.IntRange(0), default=0, help="Seed of the first person.")
@click.option(
    "--people",
    type=options.EXISTING_FOLDER,
    help="Folder of `people make`: load the people in it, instead of --count, --first and --as-of.",
)
@click.option("--as-of", type=options.DAY, help="Last day of the lives; without a day, today.")
@click.option(
    "--lesc-target",
    envvar="TENPRINT_LESC_TARGET",
    default="",
    help="HOST:PORT of the LESC stub [as the service at the target says in its data folder].",
)
@prints_json(Iterator[LoadedLife])
@connected
def load_lives(
    client: Client,
    count: int,
    first: int,
    people: Path | None,
    as_of: datetime | None,
    lesc_target: str,
    as_json: bool,
) -> None:
    """Invent people whom IDENT knows: prints, encounters, histories, records of sources.

    Outcomes have the shares of the audit's sample. Rendering takes seconds for each finger. After
    an interruption, the same command continues where it stopped.

    \b
    tenprint records load-lives --role operator --count 5
    tenprint records load-lives --role operator --people people/
    """
    with server_packages():
        from synthesis.lives import life

        if people is not None:
            lives = [life(seed, day) for seed, day in _made(people)]
        else:
            day = as_of.date() if as_of else date.today()
            lives = [life(seed, day) for seed in range(first, first + count)]
        lesc_target = lesc_target or announced_lesc(click.get_current_context().params["target"])
        with calling(lesc_target) as lesc, stepwise("loading", len(lives), "people") as advance:
            for one in lives:
                load_life(client, lesc, one, _rendered(one))
                advance()
                if as_json:
                    _print_line(one)
    if not as_json:
        console.print(f"{len(lives)} people are in IDENT, the criminal file and the LESC's sources")


def _made(people: Path) -> list[tuple[int, date]]:
    """Read of whom the folders of `people make` are. Raises ClickException."""
    found = []
    for file in sorted(people.glob("*/truth.json")):
        try:
            truth = json.loads(file.read_text(encoding="utf-8"))
            found.append((int(truth["seed"]), date.fromisoformat(truth["as_of"])))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise click.ClickException(f"{file} is no truth of `people make`: {error}") from error
    if not found:
        raise click.ClickException(f"{people} has no folders of `people make` with a truth.json")
    return found


def _rendered(life: "Life") -> Prints:
    """Make a function that renders prints of a life's person."""
    from synthesis.images import encode_png, render_person
    from synthesis.people import person
    from tenprint.cli.demonstration import samples_of

    def prints(session: int, positions: Sequence["FingerPosition"]) -> list[Sample]:
        images = render_person(person(life.seed), session, positions=positions)
        return samples_of({position: encode_png(image) for position, image in images.items()})

    return prints


def _print_line(life: "Life") -> None:
    fields = LoadedLife(seed=life.seed, story=life.story, outcome=life.outcome, name=life.name)
    click.echo(json.dumps(fields))
