"""Claims of citizenship, and alarms about cases."""

import click

from tenprint.cli.field_office.output import print_alarm_table
from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.options import officer_option
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import case_service_pb2 as pb2


@click.command()
@officer_option
@click.option("--id", "claim_id", default="", help="Makes a repetition harmless.")
@json_option
@click.argument("case_id")
@connected
def claim(connection: Connection, officer: str, claim_id: str, as_json: bool, case_id: str) -> None:
    """Take down that somebody claims to be a citizen: advice is suspended, the LESC reviews it.

    \b
    tenprint case claim --role field_office --officer A7 case:BOOKING-0001
    """
    with connection.open() as client:
        _print_claim(client.cases.record_claim(case_id, officer, claim_id=claim_id), as_json)


@click.command("uphold-claim")
@officer_option
@click.option("--evidence", required=True, help="What was seen.")
@json_option
@click.argument("claim_id")
@connected
def uphold_claim(
    connection: Connection, officer: str, evidence: str, as_json: bool, claim_id: str
) -> None:
    """Accept a claim by what an officer has seen; who is held is freed.

    \b
    tenprint case uphold-claim --role field_office --officer A7 --evidence "passport" CLAIM
    """
    with connection.open() as client:
        _print_claim(client.cases.uphold_claim(claim_id, evidence, officer), as_json)


@click.command()
@click.option("--unacknowledged", is_flag=True, help="Only those that nobody knows of yet.")
@json_option
@connected
def alarms(connection: Connection, unacknowledged: bool, as_json: bool) -> None:
    """List alarms, oldest first; with --json one line for each.

    \b
    tenprint case alarms --role field_office --unacknowledged
    """
    with connection.open() as client:
        found = list(client.cases.alarms(unacknowledged_only=unacknowledged))
    if as_json:
        for alarm in found:
            print_json(alarm, indent=None)
    else:
        print_alarm_table(found)


@click.command("acknowledge-alarm")
@officer_option
@json_option
@click.argument("alarm_id", type=click.IntRange(min=1))
@connected
def acknowledge_alarm(connection: Connection, officer: str, as_json: bool, alarm_id: int) -> None:
    """Say that somebody knows of an alarm.

    \b
    tenprint case acknowledge-alarm --role field_office --officer A7 3
    """
    with connection.open() as client:
        alarm = client.cases.acknowledge_alarm(alarm_id, officer)
    if as_json:
        print_json(alarm)
    else:
        print_alarm_table([alarm])


def _print_claim(found: pb2.CitizenshipClaim, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    state = pb2.ClaimState.Name(found.state).removeprefix("CLAIM_STATE_").lower()
    deadline = found.deadline.ToDatetime().isoformat(timespec="minutes")
    reason = f": {found.end_reason}" if found.end_reason else f", until {deadline}Z"
    console.print(f"claim {found.claim_id} on {found.case_id}: {state}{reason}")
