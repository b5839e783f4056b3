"""Invented people in folders: images, a transaction file, and what is true of them."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

import click

from tenprint.cli.shared import console, options, server_packages, shown, stepwise


@click.group()
def people() -> None:
    """Invent people to try the service with."""


class MadePerson(TypedDict):
    """What `people make --json` prints of each person, on a line."""

    folder: str
    name: str


def _tell_made(people: Iterable[MadePerson]) -> None:
    for one in people:
        console.print(f"{one['folder']}: {one['name']}", markup=False)


@people.command()
@options.defaulted("--count", type=click.IntRange(1, 10_000), default=3, help="How many people.")
@options.defaulted("--seed", type=click.IntRange(min=0), default=1, help="Of the first person.")
@options.defaulted("--agency", default="WVTEST000", help="ORI of the booking agency.")
@click.option("--out", type=options.FOLDER, required=True, help="Folder; it is made if needed.")
@shown(_tell_made)
def make(count: int, seed: int, agency: str, out: Path) -> Iterator[MadePerson]:
    """Write invented people: prints, a booking as an EBTS file, its card, and the truth.

    Of each person there is a folder with `prints/` (01.png to 10.png, plain), `booking.eft`
    (another capture: ten rolled prints and three slaps), `card.png` and `truth.json`, with the
    status of each day. `records load-lives --people` puts on record what is true: in IDENT, the
    criminal file and the LESC's sources.

    \b
    tenprint people make --count 3 --out people/
    tenprint records load-lives --role operator --people people/
    tenprint enrol --gallery iafis --ppi 500 people/person-000001/prints/
    tenprint submit --ori WVTEST000 people/person-000001/booking.eft
    """
    with server_packages():
        from tenprint.cli.transactions import folders

        with stepwise("inventing", count, "people") as advance:
            for one in range(seed, seed + count):
                folder = out / f"person-{one:06}"
                truth = folders.write_person(one, agency, folder)
                (folder / "truth.json").write_text(json.dumps(truth, indent=2) + "\n")
                advance()
                yield MadePerson(folder=str(folder), name=str(truth["name"]))
