"""Jurisdictions: which are on record, since when they are activated."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table

from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.output import console, date_words, json_option, print_json
from tenprint.cli.shared.server_packages import server_packages
from tenprint.programme import to_date
from tenprint.v1.programme_service_pb2 import Jurisdiction

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def jurisdictions() -> None:
    """Read and change which jurisdictions' prints go on to IDENT."""


@jurisdictions.command("list")
@click.option("--state", "us_state", default="", help="Only those of a State, two letters.")
@click.option("--active-on", type=_DAY, help="Only those activated on or before this day.")
@click.option("--agency", default="", help="Only the one that has this ORI.")
@json_option
@connected
def list_command(
    connection: Connection, us_state: str, active_on: datetime | None, agency: str, as_json: bool
) -> None:
    """List jurisdictions; with --json one line for each.

    \b
    tenprint jurisdictions list --state TX
    tenprint jurisdictions list --active-on 2011-12-28 --json
    """
    with connection.open() as client:
        day = active_on.date() if active_on else None
        found = client.programme.jurisdictions(us_state=us_state, active_on=day, ori=agency)
        _print(found, as_json)


@jurisdictions.command()
@json_option
@click.argument("jurisdiction_id")
@connected
def show(connection: Connection, jurisdiction_id: str, as_json: bool) -> None:
    """Show a jurisdiction.

    \b
    tenprint jurisdictions show TX-HARRIS
    """
    with connection.open() as client:
        _print([client.programme.get_jurisdiction(jurisdiction_id)], as_json)


@jurisdictions.command("set")
@click.option("--name", required=True, help="Its name.")
@click.option("--state", "us_state", required=True, help="Its State, two letters.")
@click.option("--active-from", type=_DAY, help="Day of activation; left out: none has been set.")
@click.option(
    "--agency", "oris", multiple=True, help="An agency's ORI; may be given several times."
)
@json_option
@click.argument("jurisdiction_id")
@connected
def set_command(
    connection: Connection,
    jurisdiction_id: str,
    name: str,
    us_state: str,
    active_from: datetime | None,
    oris: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add a jurisdiction, or replace it.

    \b
    tenprint jurisdictions set TX-HARRIS --role operator --name "Harris County" --state TX \\
        --active-from 2008-10-27 --agency TX1010000
    """
    given = Jurisdiction(
        jurisdiction_id=jurisdiction_id,
        name=name,
        us_state=us_state,
        activation_date=to_date(active_from.date() if active_from else None),
        oris=oris,
    )
    with connection.open() as client:
        _print([client.programme.put_jurisdiction(given)], as_json)


@jurisdictions.command("import")
@json_option
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@connected
def import_command(connection: Connection, path: Path, as_json: bool) -> None:
    """Add or replace the jurisdictions of a CSV file, all or none.

    Its heading: jurisdiction_id,name,us_state,activation_date,oris.

    \b
    tenprint jurisdictions import --role operator jurisdictions.csv
    """
    with connection.open() as client:
        count = client.programme.import_jurisdictions(path.read_bytes())
    click.echo(f'{{"jurisdiction_count": {count}}}' if as_json else f"{count} jurisdictions")


@jurisdictions.command()
@click.option("--seed", type=int, default=0, show_default=True, help="Other names and dates.")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def generate(seed: int, path: Path) -> None:
    """Write 3,181 synthetic jurisdictions, activated along the curve that the audit tells.

    \b
    tenprint jurisdictions generate jurisdictions.csv
    """
    with server_packages():
        from interop.jurisdictions import csv_file as jurisdictions_csv
        from interop.jurisdictions.rules import Jurisdiction as Entry
        from synthesis.jurisdictions import generate as made

        entries = [
            Entry(one.jurisdiction_id, one.name, one.us_state, one.activation_date, one.oris)
            for one in made(seed)
        ]
    path.write_text(jurisdictions_csv.write(entries))
    console.print(f"{len(entries):,} jurisdictions in {path}")


def _print(found: Iterable[Jurisdiction], as_json: bool) -> None:
    if as_json:
        for one in found:
            print_json(one, indent=None)
        return
    table = Table()
    for heading in ("jurisdiction", "name", "State", "activated", "agencies"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            one.jurisdiction_id,
            one.name,
            one.us_state,
            date_words(one.activation_date),
            " ".join(one.oris),
        )
    console.print(table)
