"""Jurisdictions: which are on record, since when they are activated."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from tenprint.cli.shared import (
    DAY,
    connected,
    console,
    date_words,
    server_packages,
    shown,
    table_of,
)
from tenprint.client import Client
from tenprint.programme import to_date
from tenprint.v1.programme_service_pb2 import ImportJurisdictionsResponse, Jurisdiction


@click.group()
def jurisdictions() -> None:
    """Read and change which jurisdictions' prints go on to IDENT."""


def _row(one: Jurisdiction) -> tuple[str, ...]:
    activated, agencies = date_words(one.activation_date), " ".join(one.oris)
    return (one.jurisdiction_id, one.name, one.us_state, activated, agencies)


_print_all = table_of(
    *("jurisdiction", "name", "State", "activated", "agencies"),
    row=_row,
    empty="no jurisdictions",
)


def _print_one(found: Jurisdiction) -> None:
    _print_all([found])


@jurisdictions.command("list")
@click.option("--state", "us_state", default="", help="Only those of a State, two letters.")
@click.option("--active-on", type=DAY, help="Only those activated on or before this day.")
@click.option("--agency", default="", help="Only the one that has this ORI.")
@connected
@shown(_print_all)
def list_command(
    client: Client, us_state: str, active_on: datetime | None, agency: str
) -> Iterator[Jurisdiction]:
    """List jurisdictions; with --json one line for each.

    \b
    tenprint jurisdictions list --state TX
    tenprint jurisdictions list --active-on 2011-12-28 --json
    """
    return client.programme.jurisdictions(us_state=us_state, active_on=active_on, ori=agency)


@jurisdictions.command()
@click.argument("jurisdiction_id")
@connected
@shown(_print_one)
def show(client: Client, jurisdiction_id: str) -> Jurisdiction:
    """Show a jurisdiction.

    \b
    tenprint jurisdictions show TX-HARRIS
    """
    return client.programme.get_jurisdiction(jurisdiction_id)


@jurisdictions.command("set")
@click.option("--name", required=True, help="Its name.")
@click.option("--state", "us_state", required=True, help="Its State, two letters.")
@click.option("--active-from", type=DAY, help="Day of activation; left out: none has been set.")
@click.option(
    "--agency", "oris", multiple=True, help="An agency's ORI; may be given several times."
)
@click.argument("jurisdiction_id")
@connected
@shown(_print_one)
def set_command(
    client: Client,
    jurisdiction_id: str,
    name: str,
    us_state: str,
    active_from: datetime | None,
    oris: tuple[str, ...],
) -> Jurisdiction:
    """Add a jurisdiction, or replace it.

    \b
    tenprint jurisdictions set TX-HARRIS --role operator --name "Harris County" --state TX \\
        --active-from 2008-10-27 --agency TX1010000
    """
    given = Jurisdiction(
        jurisdiction_id=jurisdiction_id,
        name=name,
        us_state=us_state,
        activation_date=to_date(active_from),
        oris=oris,
    )
    return client.programme.put_jurisdiction(given)


def _print_count(response: ImportJurisdictionsResponse) -> None:
    click.echo(f"{response.jurisdiction_count} jurisdictions")


@jurisdictions.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@connected
@shown(_print_count)
def import_command(client: Client, path: Path) -> ImportJurisdictionsResponse:
    """Add or replace the jurisdictions of a CSV file, all or none.

    Its heading: jurisdiction_id,name,us_state,activation_date,oris.

    \b
    tenprint jurisdictions import --role operator jurisdictions.csv
    """
    count = client.programme.import_jurisdictions(path.read_bytes())
    return ImportJurisdictionsResponse(jurisdiction_count=count)


@jurisdictions.command()
@click.option("--seed", type=int, default=0, show_default=True, help="Other names and dates.")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def generate(seed: int, path: Path) -> None:
    """Write 3,181 synthetic jurisdictions, activated along the curve that the audit tells.

    \b
    tenprint jurisdictions generate jurisdictions.csv
    """
    with server_packages():
        from interop.jurisdictions import Jurisdiction as Entry
        from interop.jurisdictions import csv_file as jurisdictions_csv
        from synthesis.jurisdictions import generate as made

        entries = [
            Entry(one.jurisdiction_id, one.name, one.us_state, one.activation_date, one.oris)
            for one in made(seed)
        ]
    path.write_text(jurisdictions_csv.write(entries))
    console.print(f"{len(entries):,} jurisdictions in {path}")
