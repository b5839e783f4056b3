"""Detainers, between field office and local agency."""

from datetime import UTC, datetime

import click
from rich.table import Table

from tenprint.cli.field_office.detainer_output import print_detainer
from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.options import choice, officer_option, value
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import detainer_service_pb2 as pb2


@click.group()
def detainer() -> None:
    """Ask for detainers (role `field_office`), or answer them (role `law_enforcement`)."""


@detainer.command()
@officer_option
@click.option("--id", "detainer_id", default="", help="Makes a repetition harmless.")
@click.option("--against-advice", "because", default="", help="Why, where the advice is against.")
@json_option
@click.argument("case_id")
@connected
def request(
    connection: Connection,
    officer: str,
    detainer_id: str,
    because: str,
    as_json: bool,
    case_id: str,
) -> None:
    """Ask the agency that booked somebody to hold on to them.

    \b
    tenprint detainer request --role field_office --officer A7 --id D-1 case:BOOKING-0001
    """
    with connection.open() as client:
        made = client.detainers.request(
            case_id, officer, detainer_id=detainer_id, against_advice_because=because
        )
    print_detainer(made, as_json=as_json)


@detainer.command()
@officer_option
@json_option
@click.argument("detainer_id")
@connected
def acknowledge(connection: Connection, officer: str, as_json: bool, detainer_id: str) -> None:
    """Say that the agency will hold.

    \b
    tenprint detainer acknowledge --ori TX1010000 --role law_enforcement --officer J1 D-1
    """
    with connection.open() as client:
        print_detainer(client.detainers.acknowledge(detainer_id, officer), as_json=as_json)


@detainer.command()
@officer_option
@click.option("--reason", required=True, help="Why.")
@json_option
@click.argument("detainer_id")
@connected
def decline(
    connection: Connection, officer: str, reason: str, as_json: bool, detainer_id: str
) -> None:
    """Say that the agency will not hold.

    \b
    tenprint detainer decline --ori TX1010000 --role law_enforcement --officer J1 \\
        --reason "no room" D-1
    """
    with connection.open() as client:
        print_detainer(client.detainers.decline(detainer_id, reason, officer), as_json=as_json)


@detainer.command()
@officer_option
@click.option(
    "--time", type=click.DateTime(), required=True, help="When the person would go free, UTC."
)
@json_option
@click.argument("detainer_id")
@connected
def release(
    connection: Connection, officer: str, time: datetime, as_json: bool, detainer_id: str
) -> None:
    """Say when the person would otherwise have been released: the 48 hours start then.

    \b
    tenprint detainer release --ori TX1010000 --role law_enforcement --officer J1 \\
        --time 2011-08-05T22:00:00 D-1
    """
    moment = time.replace(tzinfo=UTC)
    with connection.open() as client:
        found = client.detainers.report_release(detainer_id, moment, officer)
    print_detainer(found, as_json=as_json)


@detainer.command()
@officer_option
@json_option
@click.argument("detainer_id")
@connected
def custody(connection: Connection, officer: str, as_json: bool, detainer_id: str) -> None:
    """Say that officers have taken the person over.

    \b
    tenprint detainer custody --role field_office --officer A7 D-1
    """
    with connection.open() as client:
        print_detainer(client.detainers.take_custody(detainer_id, officer), as_json=as_json)


@detainer.command()
@officer_option
@click.option("--reason", required=True, help="Why.")
@json_option
@click.argument("detainer_id")
@connected
def cancel(
    connection: Connection, officer: str, reason: str, as_json: bool, detainer_id: str
) -> None:
    """Take a detainer back.

    \b
    tenprint detainer cancel --role field_office --officer A7 --reason "relief granted" D-1
    """
    with connection.open() as client:
        print_detainer(client.detainers.cancel(detainer_id, reason, officer), as_json=as_json)


@detainer.command()
@json_option
@click.argument("detainer_id")
@connected
def show(connection: Connection, as_json: bool, detainer_id: str) -> None:
    """Show a detainer; an agency sees its own.

    \b
    tenprint detainer show --role auditor D-1
    """
    with connection.open() as client:
        print_detainer(client.detainers.get(detainer_id), as_json=as_json)


@detainer.command("list")
@click.option("--of", "agency", default="", help="Only those asked of this agency (ORI).")
@click.option("--state", type=choice(pb2.DetainerState), help="Only those in this state.")
@json_option
@connected
def list_detainers(connection: Connection, agency: str, state: str | None, as_json: bool) -> None:
    """List detainers by their cases, oldest case first; with --json one line for each.

    \b
    tenprint detainer list --role field_office --state running
    """
    table = Table("detainer", "case", "agency", "state", "must release by")
    wanted = value(pb2.DetainerState, state)
    with connection.open() as client:
        for found in client.detainers.list(ori=agency, state=wanted):  # type: ignore[arg-type]
            if as_json:
                print_json(found, indent=None)
            else:
                table.add_row(*_cells(found))
    if not as_json:
        console.print(table if table.row_count else "no detainers")


def _cells(found: pb2.Detainer) -> tuple[str, ...]:
    state = pb2.DetainerState.Name(found.state).removeprefix("DETAINER_STATE_").lower()
    until = found.expire_time.ToDatetime().isoformat(timespec="minutes")
    return (
        found.detainer_id,
        found.case_id,
        found.ori,
        state,
        f"{until}Z" if found.HasField("expire_time") else "",
    )
