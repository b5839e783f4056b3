"""Jurisdictions: list, change and generate them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

import click

from tenprint.calls import to_date
from tenprint.cli.shared import answered, cell, console, options, server_packages, shown, table_of
from tenprint.client import Client
from tenprint.v1.programme_service_pb2 import (
    ImportJurisdictionsResponse,
    Jurisdiction,
    RecordedPeriod,
)


@click.group()
def jurisdictions() -> None:
    """Read and change the jurisdictions whose prints go on to IDENT."""


_print_all = table_of(
    {
        "jurisdiction": "jurisdiction_id",
        "name": "name",
        "State": "us_state",
        "activated": "activation_date",
        "until": "deactivation_date",
        "agencies": "oris",
    },
    empty="no jurisdictions",
)


@jurisdictions.command("list")
@click.option("--state", "us_state", help="Only jurisdictions of this State, two letters.")
@click.option(
    "--active-on", type=options.DAY, help="Only jurisdictions that were activated on this day."
)
@click.option("--agency", "ori", help="Only the jurisdiction of this agency (ORI).")
@answered(_print_all)
def list_command(client: Client, /, **filters: Any) -> Iterator[Jurisdiction]:  # noqa: ANN401 - the client's arguments
    """List jurisdictions; with --json one line for each.

    \b
    tenprint jurisdictions list --state TX
    tenprint jurisdictions list --active-on 2011-12-28 --json
    """
    return client.programme.jurisdictions(**filters)


@jurisdictions.command()
@click.argument("jurisdiction_id")
@answered(_print_all)
def show(client: Client, jurisdiction_id: str) -> Jurisdiction:
    """Show a jurisdiction.

    \b
    tenprint jurisdictions show TX-HARRIS
    """
    return client.programme.get_jurisdiction(jurisdiction_id)


_print_periods = table_of(
    {
        "activated": lambda one: cell(one.period, "activation_date"),
        "until": lambda one: cell(one.period, "deactivation_date"),
        "recorded": "record_time",
        "replaced": "replace_time",
    },
    empty="never activated",
)


@jurisdictions.command()
@click.argument("jurisdiction_id")
@answered(_print_periods)
def history(client: Client, jurisdiction_id: str) -> Sequence[RecordedPeriod]:
    """Show what was ever on record about the activation of a jurisdiction.

    \b
    tenprint jurisdictions history TX-HARRIS
    """
    return client.programme.activation_history(jurisdiction_id)


@jurisdictions.command("set")
@click.option("--name", required=True, help="Name of the jurisdiction.")
@click.option("--state", "us_state", required=True, help="State of the jurisdiction, two letters.")
@click.option(
    "--active-from",
    type=options.DAY,
    help="Day of activation; without a day, no activation is planned.",
)
@click.option(
    "--active-until",
    type=options.DAY,
    help="First day without activation; without a day, no end is planned.",
)
@click.option(
    "--time-zone",
    default="",
    help="Time zone of a county in a State with two, such as America/Indiana/Knox.",
)
@click.option(
    "--agency", "oris", multiple=True, help="ORI of an agency; may be given several times."
)
@click.argument("jurisdiction_id")
@answered(_print_all)
def set_command(
    client: Client,
    /,
    active_from: datetime | None,
    active_until: datetime | None,
    **fields: Any,  # noqa: ANN401 - the other options are the jurisdiction's fields
) -> Jurisdiction:
    """Add or replace a jurisdiction.

    \b
    tenprint jurisdictions set TX-HARRIS --role operator --name "Harris County" --state TX \\
        --active-from 2008-10-27 --agency TX1010000
    """
    given = Jurisdiction(
        activation_date=to_date(active_from), deactivation_date=to_date(active_until), **fields
    )
    return client.programme.put_jurisdiction(given)


def _print_count(response: ImportJurisdictionsResponse) -> None:
    click.echo(f"{response.jurisdiction_count} jurisdictions")


@jurisdictions.command("import")
@click.argument("path", type=options.EXISTING_FILE)
@answered(_print_count)
def import_command(client: Client, path: Path) -> ImportJurisdictionsResponse:
    """Add or replace all jurisdictions of a CSV file, or none.

    Heading of the file: jurisdiction_id,name,us_state,activation_date,oris, and behind it none or
    all of deactivation_date,earlier_activations,time_zone.

    \b
    tenprint jurisdictions import --role operator jurisdictions.csv
    """
    count = client.programme.import_jurisdictions(path.read_bytes())
    return ImportJurisdictionsResponse(jurisdiction_count=count)


class GeneratedFile(TypedDict):
    """What `jurisdictions generate --json` prints."""

    jurisdiction_count: int
    file: str


def _tell_generated(made: GeneratedFile) -> None:
    console.print(f"{made['jurisdiction_count']:,} jurisdictions in {made['file']}")


@jurisdictions.command()
@options.defaulted("--seed", type=int, default=0, help="Seed of the names and dates.")
@click.argument("path", type=options.FILE)
@shown(_tell_generated)
def generate(seed: int, path: Path) -> GeneratedFile:
    """Write 3,181 synthetic jurisdictions, activated at the pace that the audit reports.

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
    return GeneratedFile(jurisdiction_count=len(entries), file=str(path))
