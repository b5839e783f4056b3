"""Invented people in folders: images, a transaction file, and what is true of them."""

from collections.abc import Iterable, Iterator, Mapping
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
    was_there: bool
    """Whether an earlier run had written the folder, which was left as it is."""


def _tell_made(people: Iterable[MadePerson]) -> None:
    for one in people:
        kept = " (was there, and is left as it is)" if one["was_there"] else ""
        console.print(f"{one['folder']}: {one['name']}{kept}", markup=False)


@people.command()
@options.defaulted("--count", type=click.IntRange(1, 10_000), default=3, help="How many people.")
@options.defaulted("--seed", type=click.IntRange(min=0), default=1, help="Of the first person.")
@options.defaulted("--agency", default="WVTEST000", help="ORI of the booking agency.")
@click.option("--out", type=options.FOLDER, required=True, help="Folder; it is made if needed.")
@click.option("--overwrite", is_flag=True, help="Make folders again that are there.")
@shown(_tell_made)
def make(count: int, seed: int, agency: str, out: Path, overwrite: bool) -> Iterator[MadePerson]:
    """Write invented people: prints, a booking as an EBTS file, its card, and the truth.

    Of each person there is a folder with `prints/` (01.png to 10.png, plain), `booking.eft`
    (another capture: ten rolled prints and three slaps), `card.png` and `truth.json`, with the
    status of each day. `records load-lives --people` puts on record what is true: in IDENT, the
    criminal file and the LESC's sources. A person takes about five seconds of an idle core. A
    folder that is complete is left as it is, and nothing else is overwritten.

    \b
    tenprint people make --count 3 --out people/
    tenprint records load-lives --role operator --people people/
    tenprint enrol --gallery iafis --ppi 500 people/person-000001/prints/
    tenprint submit --ori WVTEST000 people/person-000001/booking.eft
    """
    with server_packages():
        from tenprint.cli.transactions import folders

        places = {one: out / f"person-{one:06}" for one in range(seed, seed + count)}
        there = {} if overwrite else _there(places, agency)
        todo = len(places) - len(there)
        with stepwise("inventing", todo, "people", parts=folders.PARTS) as advance:
            for one, folder in places.items():
                name = there.get(one)
                if name is None:
                    truth = folders.write_person(one, agency, folder, advance)
                    name = str(truth["name"])
                yield MadePerson(folder=str(folder), name=name, was_there=one in there)


def _there(places: Mapping[int, Path], agency: str) -> Mapping[int, str]:
    """Read who is there already, before anything is written. Raises ClickException."""
    from tenprint.cli.transactions import folders

    found: dict[int, str] = {}
    for seed, folder in places.items():
        try:
            name = folders.complete_of(folder, seed, agency)
        except FileExistsError as error:
            raise click.ClickException(
                f"{error}: nothing was written; name another --out, or give --overwrite"
            ) from error
        if name is not None:
            found[seed] = name
    return found
