"""Detainers, between field office and local agency."""

from collections.abc import Iterator
from datetime import datetime

import click

from tenprint.cli.field_office.output import print_detainer
from tenprint.cli.shared import (
    EnumChoice,
    connected,
    enum_name,
    officer_option,
    shown,
    table_of,
    time_words,
)
from tenprint.client import Client
from tenprint.v1.detainer_service_pb2 import Detainer, DetainerState


@click.group()
def detainer() -> None:
    """Ask for detainers (role `field_office`), or answer them (role `law_enforcement`)."""


@detainer.command()
@officer_option
@click.option("--id", "detainer_id", default="", help="Makes a repetition harmless.")
@click.option("--against-advice", "because", default="", help="Why, where the advice is against.")
@click.argument("case_id")
@connected
@shown(print_detainer)
def request(client: Client, officer: str, detainer_id: str, because: str, case_id: str) -> Detainer:
    """Ask the agency that booked somebody to hold on to them.

    \b
    tenprint detainer request --role field_office --officer A7 --id D-1 case:BOOKING-0001
    """
    return client.detainers.request(
        case_id, officer, detainer_id=detainer_id, against_advice_because=because
    )


@detainer.command()
@officer_option
@click.argument("detainer_id")
@connected
@shown(print_detainer)
def acknowledge(client: Client, officer: str, detainer_id: str) -> Detainer:
    """Say that the agency will hold.

    \b
    tenprint detainer acknowledge --ori TX1010000 --role law_enforcement --officer J1 D-1
    """
    return client.detainers.acknowledge(detainer_id, officer)


@detainer.command()
@officer_option
@click.option("--reason", required=True, help="Why.")
@click.argument("detainer_id")
@connected
@shown(print_detainer)
def decline(client: Client, officer: str, reason: str, detainer_id: str) -> Detainer:
    """Say that the agency will not hold.

    \b
    tenprint detainer decline --ori TX1010000 --role law_enforcement --officer J1 \\
        --reason "no room" D-1
    """
    return client.detainers.decline(detainer_id, reason, officer)


@detainer.command()
@officer_option
@click.option(
    "--time", type=click.DateTime(), required=True, help="When the person would go free, UTC."
)
@click.argument("detainer_id")
@connected
@shown(print_detainer)
def release(client: Client, officer: str, time: datetime, detainer_id: str) -> Detainer:
    """Say when the person would otherwise have been released: the 48 hours start then.

    \b
    tenprint detainer release --ori TX1010000 --role law_enforcement --officer J1 \\
        --time 2011-08-05T22:00:00 D-1
    """
    return client.detainers.report_release(detainer_id, time, officer)


@detainer.command()
@officer_option
@click.argument("detainer_id")
@connected
@shown(print_detainer)
def custody(client: Client, officer: str, detainer_id: str) -> Detainer:
    """Say that officers have taken the person over.

    \b
    tenprint detainer custody --role field_office --officer A7 D-1
    """
    return client.detainers.take_custody(detainer_id, officer)


@detainer.command()
@officer_option
@click.option("--reason", required=True, help="Why.")
@click.argument("detainer_id")
@connected
@shown(print_detainer)
def cancel(client: Client, officer: str, reason: str, detainer_id: str) -> Detainer:
    """Take a detainer back.

    \b
    tenprint detainer cancel --role field_office --officer A7 --reason "relief granted" D-1
    """
    return client.detainers.cancel(detainer_id, reason, officer)


@detainer.command()
@click.argument("detainer_id")
@connected
@shown(print_detainer)
def show(client: Client, detainer_id: str) -> Detainer:
    """Show a detainer; an agency sees its own.

    \b
    tenprint detainer show --role auditor D-1
    """
    return client.detainers.get(detainer_id)


def _row(found: Detainer) -> tuple[str, ...]:
    state, until = enum_name(DetainerState, found.state), time_words(found.expire_time, "minutes")
    return (found.detainer_id, found.case_id, found.ori, state, until)


@detainer.command("list")
@click.option("--of", "agency", default="", help="Only those asked of this agency (ORI).")
@click.option("--state", type=EnumChoice(DetainerState), help="Only those in this state.")
@connected
@shown(
    table_of(
        *("detainer", "case", "agency", "state", "must release by"),
        row=_row,
        empty="no detainers",
    )
)
def list_detainers(client: Client, agency: str, state: DetainerState | None) -> Iterator[Detainer]:
    """List detainers by their cases, oldest case first; with --json one line for each.

    \b
    tenprint detainer list --role field_office --state running
    """
    return client.detainers.list(ori=agency, state=state)
