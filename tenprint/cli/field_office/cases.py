"""The field office: read cases, document them, close them."""

from datetime import datetime

import click
from rich.table import Table

from tenprint.cli.field_office.claims import acknowledge_alarm, alarms, claim, uphold_claim
from tenprint.cli.field_office.output import print_case, print_file, print_version
from tenprint.cli.shared.connection import Connection, connected
from tenprint.cli.shared.options import (
    choice,
    filters,
    officer_option,
    timestamp,
    value,
    version_option,
)
from tenprint.cli.shared.output import console, json_option, print_json
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.research_pb2 import LookUpOutcome


@click.group()
def case() -> None:
    """Work on cases; in the role `field_office`, or to read also `auditor` and others."""


@case.command("list")
@filters
@json_option
@connected
def list_cases(
    connection: Connection,
    state: str | None,
    open_only: bool,
    office: str,
    agency: str,
    person: str,
    as_json: bool,
) -> None:
    """List cases, oldest first; with --json one line for each.

    \b
    tenprint case list --role field_office --open --office houston
    """
    request = pb2.ListCasesRequest(
        state=value(pb2.CaseState, state),  # type: ignore[arg-type]
        open_only=open_only,
        office=office,
        ori=agency,
        identity_id=person,
    )
    table = Table("case")
    for heading in ("state", "version", "office", "alerted", "documented", "detainer"):
        table.add_column(heading, overflow="fold")
    with connection.open() as client:
        for found in client.cases.list(request):
            if as_json:
                print_json(found, indent=None)
            else:
                table.add_row(*_cells(found))
    if not as_json:
        console.print(table if table.row_count else "no cases")


@case.command()
@filters
@json_option
@connected
def count(
    connection: Connection,
    state: str | None,
    open_only: bool,
    office: str,
    agency: str,
    person: str,
    as_json: bool,
) -> None:
    """Count cases, and the look-ups that officers repeated.

    \b
    tenprint case count --role auditor
    """
    request = pb2.CountCasesRequest(
        state=value(pb2.CaseState, state),  # type: ignore[arg-type]
        open_only=open_only,
        office=office,
        ori=agency,
        identity_id=person,
    )
    with connection.open() as client:
        counts = client.cases.count(request)
    if as_json:
        print_json(counts)
        return
    console.print(
        f"{counts.case_count} cases, {counts.open_count} open; {counts.look_up_count} look-ups, "
        f"{counts.repeated_look_up_count} of them repeated, for {counts.researched_twice_count} "
        "cases"
    )


@case.command()
@json_option
@click.argument("case_id")
@connected
def show(connection: Connection, as_json: bool, case_id: str) -> None:
    """Show a case with its research; that it was read is logged.

    \b
    tenprint case show --role field_office case:BOOKING-0001
    """
    with connection.open() as client:
        file = client.cases.get(case_id)
    if as_json:
        print_json(file)
    else:
        print_file(file)


@case.command()
@json_option
@click.argument("case_id")
@connected
def versions(connection: Connection, as_json: bool, case_id: str) -> None:
    """List the versions of a case, oldest first; with --json one line for each.

    \b
    tenprint case versions --role auditor case:BOOKING-0001
    """
    with connection.open() as client:
        for version in client.cases.versions(case_id):
            if as_json:
                print_json(version, indent=None)
            else:
                print_version(version)


@case.command()
@json_option
@click.argument("case_id")
@connected
def assess(connection: Connection, as_json: bool, case_id: str) -> None:
    """Compute priority, level and advice as of now. It is advice: nothing acts on it.

    \b
    tenprint case assess --role field_office case:BOOKING-0001
    """
    with connection.open() as client:
        found = client.cases.assess(case_id)
    if as_json:
        print_json(found)
        return
    advice = pb2.Advice.Name(found.advice).removeprefix("ADVICE_").lower().replace("_", " ")
    priority = f", priority {found.priority}" if found.priority else ""
    level = f", level {found.level}" if found.level else ""
    console.print(f"advice: {advice}{priority}{level} (rules of {found.rule_set})")
    for reason in found.reasons:
        console.print(f"  {reason.rule}: {reason.text}")


@case.command("look-up")
@officer_option
@click.option("--id", "look_up_id", default="", help="Makes a repetition harmless.")
@json_option
@click.argument("case_id")
@click.argument("source")
@connected
def look_up(
    connection: Connection,
    officer: str,
    look_up_id: str,
    as_json: bool,
    case_id: str,
    source: str,
) -> None:
    """Consult SOURCE for a case; that the LESC had done so is counted.

    \b
    tenprint case look-up --role field_office --officer A7 case:BOOKING-0001 removals
    """
    with connection.open() as client:
        found = client.cases.repeat_look_up(case_id, source, officer, look_up_id=look_up_id)
    if as_json:
        print_json(found)
        return
    repeated = ", repeated" if found.repeated_research else ""
    outcome = LookUpOutcome.Name(found.outcome).removeprefix("LOOK_UP_OUTCOME_").lower()
    console.print(f"{source}: {outcome.replace('_', ' ')}{repeated}")


@case.command()
@officer_option
@click.option("--time", type=click.DateTime(), help="When, UTC.")
@click.option("--manner", type=choice(pb2.EncounterManner), help="How.")
@click.option("--place", default="", help="Where; not needed for records only.")
@json_option
@click.argument("case_id")
@connected
def encounter(
    connection: Connection,
    officer: str,
    time: datetime | None,
    manner: str | None,
    place: str,
    as_json: bool,
    case_id: str,
) -> None:
    """Write down an encounter, or a draft of one, in place of what was there.

    \b
    tenprint case encounter --role field_office --officer A7 --time 2011-08-01T16:00:00 \\
        --manner in_person --place "Harris County Jail" case:BOOKING-0001
    """
    record = pb2.EncounterRecord(
        encounter_time=timestamp(time),
        manner=value(pb2.EncounterManner, manner),  # type: ignore[arg-type]
        place=place,
    )
    with connection.open() as client:
        print_case(client.cases.record_encounter(case_id, record, officer), as_json=as_json)


@case.command()
@officer_option
@click.option("--action", type=choice(pb2.DispositionAction), help="What was done.")
@click.option("--reason", type=choice(pb2.DispositionReason), help="Why.")
@click.option("--remark", default="", help="More about why.")
@click.option("--time", type=click.DateTime(), help="When it was decided, UTC.")
@json_option
@click.argument("case_id")
@connected
def disposition(
    connection: Connection,
    officer: str,
    action: str | None,
    reason: str | None,
    remark: str,
    time: datetime | None,
    as_json: bool,
    case_id: str,
) -> None:
    """Write down what was decided and why, or a draft of it, in place of what was there.

    \b
    tenprint case disposition --role field_office --officer A7 --time 2011-08-01T16:30:00 \\
        --action no_detention --reason us_citizen case:BOOKING-0001
    """
    decided = pb2.Disposition(
        action=value(pb2.DispositionAction, action),  # type: ignore[arg-type]
        reason=value(pb2.DispositionReason, reason),  # type: ignore[arg-type]
        remark=remark,
        decision_time=timestamp(time),
    )
    with connection.open() as client:
        print_case(client.cases.record_disposition(case_id, decided, officer), as_json=as_json)


@case.command()
@officer_option
@version_option
@json_option
@click.argument("case_id")
@connected
def close(connection: Connection, officer: str, version: int, as_json: bool, case_id: str) -> None:
    """Close a case; what is missing is named.

    \b
    tenprint case close --role field_office --officer A7 --version 1 case:BOOKING-0001
    """
    with connection.open() as client:
        print_case(client.cases.close(case_id, version, officer), as_json=as_json)


@case.command()
@officer_option
@version_option
@json_option
@click.argument("case_id")
@connected
def reopen(connection: Connection, officer: str, version: int, as_json: bool, case_id: str) -> None:
    """Begin another version after a closed one.

    \b
    tenprint case reopen --role field_office --officer A7 --version 1 case:BOOKING-0001
    """
    with connection.open() as client:
        print_case(client.cases.reopen(case_id, version, officer), as_json=as_json)


def _cells(found: pb2.Case) -> tuple[str, ...]:
    current = found.current
    live = [one for one in found.detainers if not one.HasField("end_time")]
    return (
        found.case_id,
        pb2.CaseState.Name(current.state).removeprefix("CASE_STATE_").lower(),
        str(current.version),
        found.office,
        found.alerted_to,
        pb2.Completeness.Name(found.completeness).removeprefix("COMPLETENESS_").lower(),
        live[0].detainer_id if live else "",
    )


for command in (claim, uphold_claim, alarms, acknowledge_alarm):
    case.add_command(command)
