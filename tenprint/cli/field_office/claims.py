"""Claims of citizenship, and alarms about cases."""

from collections.abc import Iterator
from datetime import datetime

import click

from tenprint.cli.field_office.output import print_alarms
from tenprint.cli.shared import answered, console, options, output
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.v1 import case_service_pb2 as pb2


def _print_claim(found: pb2.CitizenshipClaim) -> None:
    state = enum_name(pb2.ClaimState, found.state)
    until = f", until {output.time_words(found.deadline, 'minutes')}"
    reason = f": {found.end_reason}" if found.end_reason else until
    console.print(f"claim {found.claim_id} on {found.case_id}: {state}{reason}")


@click.command()
@options.officer
@options.identifier("claim_id", default="")
@click.argument("case_id")
@answered(_print_claim)
def claim(client: Client, officer: str, claim_id: str, case_id: str) -> pb2.CitizenshipClaim:
    """Record a claim of citizenship: advice is suspended, and the LESC reviews the query.

    \b
    tenprint case claim --role field_office --officer A7 case:BOOKING-0001
    """
    return client.cases.record_claim(case_id, officer, claim_id=claim_id)


def _print_death(found: pb2.Case) -> None:
    died = output.date_words(found.deceased_date) if found.HasField("deceased_date") else ""
    console.print(f"{found.case_id}: {f'died on {died}' if died else 'not marked as deceased'}")


@click.command("record-death")
@options.officer
@click.option(
    "--died", type=options.DAY, help="Day of death; without a day the mark is taken back."
)
@click.option("--because", required=True, help="What was seen, or why the mark was a mistake.")
@click.argument("case_id")
@answered(_print_death)
def record_death(
    client: Client, officer: str, died: datetime | None, because: str, case_id: str
) -> pb2.Case:
    """Record that the person of a case has died: nobody is asked to hold the person.

    \b
    tenprint case record-death --ori ICEHOU000 --role field_office --officer A7 --died 2011-08-01 \\
        --because "death certificate" case:BOOKING-0001
    """
    return client.cases.record_death(case_id, because, officer, deceased_date=died)


@click.command("uphold-claim")
@options.officer
@click.option("--evidence", required=True, help="What the officer has seen.")
@click.argument("claim_id")
@answered(_print_claim)
def uphold_claim(
    client: Client, officer: str, evidence: str, claim_id: str
) -> pb2.CitizenshipClaim:
    """Accept a claim because of evidence; the detainer of the person ends.

    \b
    tenprint case uphold-claim --ori ICEHOU000 --role field_office \\
        --officer A7 --evidence "passport" CLAIM
    """
    return client.cases.uphold_claim(claim_id, evidence, officer)


@click.command("refute-claim")
@options.officer
@click.option("--evidence", required=True, help="What shows that the person is no citizen.")
@click.argument("claim_id")
@answered(_print_claim)
def refute_claim(
    client: Client, officer: str, evidence: str, claim_id: str
) -> pb2.CitizenshipClaim:
    """Refuse a claim because of evidence that a named person has seen.

    \b
    tenprint case refute-claim --role lesc --officer L3 --evidence "passport refused" CLAIM
    """
    return client.cases.refute_claim(claim_id, evidence, officer)


def _print_evidence(found: pb2.ClaimEvidence) -> None:
    console.print(f"evidence {found.evidence_id} on claim {found.claim_id}: {found.text}")


@click.command("claim-evidence")
@options.officer
@options.identifier("evidence_id", default="")
@click.option("--text", required=True, help="What was seen, and who holds it.")
@click.argument("claim_id")
@answered(_print_evidence)
def claim_evidence(
    client: Client, officer: str, evidence_id: str, text: str, claim_id: str
) -> pb2.ClaimEvidence:
    """Keep what somebody has seen that bears on a claim; it decides nothing by itself.

    \b
    tenprint case claim-evidence --role law_enforcement --officer J1 --text "passport" CLAIM
    """
    return client.cases.add_claim_evidence(claim_id, text, officer, evidence_id=evidence_id)


@click.command()
@click.option("--unacknowledged", is_flag=True, help="Only alarms that nobody has acknowledged.")
@answered(print_alarms)
def alarms(client: Client, unacknowledged: bool) -> Iterator[pb2.CaseAlarm]:
    """List alarms, oldest first; with --json one line for each.

    \b
    tenprint case alarms --role field_office --unacknowledged
    """
    return client.cases.alarms(unacknowledged_only=unacknowledged)


@click.command("acknowledge-alarm")
@options.officer
@click.argument("alarm_id", type=click.IntRange(min=1))
@answered(print_alarms)
def acknowledge_alarm(client: Client, officer: str, alarm_id: int) -> pb2.CaseAlarm:
    """Acknowledge an alarm.

    \b
    tenprint case acknowledge-alarm --ori ICEHOU000 --role field_office --officer A7 3
    """
    return client.cases.acknowledge_alarm(alarm_id, officer)
