"""The field office: read cases, document them, close them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

import click

from tenprint.cli.field_office.claims import acknowledge_alarm, alarms, claim, uphold_claim
from tenprint.cli.field_office.output import print_case, print_file, print_versions
from tenprint.cli.shared import (
    EnumChoice,
    connected,
    console,
    enum_name,
    enum_words,
    officer_option,
    shown,
    table_of,
)
from tenprint.client import Client
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.research_pb2 import LookUpOutcome

C = TypeVar("C", bound=Callable[..., object])

version_option = click.option(
    "--version", type=click.IntRange(min=1), required=True, help="The version that was read."
)
_FILTERS = (
    click.option("--state", type=EnumChoice(pb2.CaseState), help="Only cases in this state."),
    click.option("--open", "open_only", is_flag=True, help="Only cases not yet closed."),
    click.option("--office", default="", help="Only of this office, or alerted there."),
    click.option("--of", "agency", default="", help="Only bookings of this agency (ORI)."),
    click.option("--person", "identity_id", default="", help="Only about this identity of IDENT."),
)
"""Named as the fields of the requests, but for the agency: `ori` is who asks."""


def filtered(command: C) -> C:
    """Add the options that choose among cases."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group()
def case() -> None:
    """Work on cases; in the role `field_office`, or to read also `auditor` and others."""


def _row(found: pb2.Case) -> tuple[str, ...]:
    live = [one for one in found.detainers if not one.HasField("end_time")]
    return (
        found.case_id,
        enum_name(pb2.CaseState, found.current.state),
        str(found.current.version),
        found.office,
        found.alerted_to,
        enum_name(pb2.Completeness, found.completeness),
        live[0].detainer_id if live else "",
    )


@case.command("list")
@filtered
@connected
@shown(
    table_of(
        *("case", "state", "version", "office", "alerted", "documented", "detainer"),
        row=_row,
        empty="no cases",
    )
)
def list_cases(client: Client, /, agency: str, **filters: Any) -> Iterator[pb2.Case]:  # noqa: ANN401 - the filters
    """List cases, oldest first; with --json one line for each.

    \b
    tenprint case list --role field_office --open --office houston
    """
    return client.cases.list(pb2.ListCasesRequest(ori=agency, **filters))


def _print_counts(counts: pb2.CountCasesResponse) -> None:
    console.print(
        f"{counts.case_count} cases, {counts.open_count} open; {counts.look_up_count} look-ups, "
        f"{counts.repeated_look_up_count} of them repeated, for {counts.researched_twice_count} "
        "cases"
    )


@case.command()
@filtered
@connected
@shown(_print_counts)
def count(client: Client, /, agency: str, **filters: Any) -> pb2.CountCasesResponse:  # noqa: ANN401 - the filters
    """Count cases, and the look-ups that officers repeated.

    \b
    tenprint case count --role auditor
    """
    return client.cases.count(pb2.CountCasesRequest(ori=agency, **filters))


@case.command()
@click.argument("case_id")
@connected
@shown(print_file)
def show(client: Client, case_id: str) -> pb2.GetCaseResponse:
    """Show a case with its research; that it was read is logged.

    \b
    tenprint case show --role field_office case:BOOKING-0001
    """
    return client.cases.get(case_id)


@case.command()
@click.argument("case_id")
@connected
@shown(print_versions)
def versions(client: Client, case_id: str) -> Iterator[pb2.CaseVersion]:
    """List the versions of a case, oldest first; with --json one line for each.

    \b
    tenprint case versions --role auditor case:BOOKING-0001
    """
    return client.cases.versions(case_id)


def _print_advice(found: pb2.AssessCaseResponse) -> None:
    priority = f", priority {found.priority}" if found.priority else ""
    level = f", level {found.level}" if found.level else ""
    advice = enum_words(pb2.Advice, found.advice)
    console.print(f"advice: {advice}{priority}{level} (rules of {found.rule_set})")
    for reason in found.reasons:
        console.print(f"  {reason.rule}: {reason.text}")


@case.command()
@click.argument("case_id")
@connected
@shown(_print_advice)
def assess(client: Client, case_id: str) -> pb2.AssessCaseResponse:
    """Compute priority, level and advice as of now. It is advice: nothing acts on it.

    \b
    tenprint case assess --role field_office case:BOOKING-0001
    """
    return client.cases.assess(case_id)


def _print_look_up(found: pb2.CaseLookUp) -> None:
    repeated = ", repeated" if found.repeated_research else ""
    console.print(f"{found.source}: {enum_words(LookUpOutcome, found.outcome)}{repeated}")


@case.command("look-up")
@officer_option
@click.option("--id", "look_up_id", default="", help="Makes a repetition harmless.")
@click.argument("case_id")
@click.argument("source")
@connected
@shown(_print_look_up)
def look_up(
    client: Client, officer: str, look_up_id: str, case_id: str, source: str
) -> pb2.CaseLookUp:
    """Consult SOURCE for a case; that the LESC had done so is counted.

    \b
    tenprint case look-up --role field_office --officer A7 case:BOOKING-0001 removals
    """
    return client.cases.repeat_look_up(case_id, source, officer, look_up_id=look_up_id)


@case.command()
@officer_option
@click.option("--time", type=click.DateTime(), help="When, UTC.")
@click.option("--manner", type=EnumChoice(pb2.EncounterManner), help="How.")
@click.option("--place", default="", help="Where; not needed for records only.")
@click.argument("case_id")
@connected
@shown(print_case)
def encounter(
    client: Client,
    officer: str,
    time: datetime | None,
    manner: pb2.EncounterManner | None,
    place: str,
    case_id: str,
) -> pb2.Case:
    """Write down an encounter, or a draft of one, in place of what was there.

    \b
    tenprint case encounter --role field_office --officer A7 --time 2011-08-01T16:00:00 \\
        --manner in-person --place "Harris County Jail" case:BOOKING-0001
    """
    record = pb2.EncounterRecord(encounter_time=time, manner=manner, place=place)
    return client.cases.record_encounter(case_id, record, officer)


@case.command()
@officer_option
@click.option("--action", type=EnumChoice(pb2.DispositionAction), help="What was done.")
@click.option("--reason", type=EnumChoice(pb2.DispositionReason), help="Why.")
@click.option("--remark", default="", help="More about why.")
@click.option("--time", type=click.DateTime(), help="When it was decided, UTC.")
@click.argument("case_id")
@connected
@shown(print_case)
def disposition(
    client: Client,
    officer: str,
    action: pb2.DispositionAction | None,
    reason: pb2.DispositionReason | None,
    remark: str,
    time: datetime | None,
    case_id: str,
) -> pb2.Case:
    """Write down what was decided and why, or a draft of it, in place of what was there.

    \b
    tenprint case disposition --role field_office --officer A7 --time 2011-08-01T16:30:00 \\
        --action no-detention --reason us-citizen case:BOOKING-0001
    """
    decided = pb2.Disposition(action=action, reason=reason, remark=remark, decision_time=time)
    return client.cases.record_disposition(case_id, decided, officer)


@case.command()
@officer_option
@version_option
@click.argument("case_id")
@connected
@shown(print_case)
def close(client: Client, officer: str, version: int, case_id: str) -> pb2.Case:
    """Close a case; what is missing is named.

    \b
    tenprint case close --role field_office --officer A7 --version 1 case:BOOKING-0001
    """
    return client.cases.close(case_id, version, officer)


@case.command()
@officer_option
@version_option
@click.argument("case_id")
@connected
@shown(print_case)
def reopen(client: Client, officer: str, version: int, case_id: str) -> pb2.Case:
    """Begin another version after a closed one.

    \b
    tenprint case reopen --role field_office --officer A7 --version 1 case:BOOKING-0001
    """
    return client.cases.reopen(case_id, version, officer)


for command in (claim, uphold_claim, alarms, acknowledge_alarm):
    case.add_command(command)
