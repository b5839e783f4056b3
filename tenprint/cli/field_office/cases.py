"""Cases of a field office: read, document and close them."""

from collections.abc import Callable, Iterator
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from tenprint.cli.field_office.claims import (
    acknowledge_alarm,
    alarms,
    claim,
    claim_evidence,
    record_death,
    refute_claim,
    uphold_claim,
)
from tenprint.cli.field_office.output import (
    advice_words,
    print_advice,
    print_case,
    print_file,
    print_versions,
)
from tenprint.cli.shared import EnumChoice, answered, console, options, output, table_of
from tenprint.client import Client
from tenprint.enums import enum_name
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.research_pb2 import LookUpOutcome

P = ParamSpec("P")
C = TypeVar("C", bound=Callable[..., object])

version_option = click.option(
    "--version",
    type=click.IntRange(min=1),
    required=True,
    help="The version that the officer has read.",
)
_FILTERS = (
    click.option("--state", type=EnumChoice(pb2.CaseState), help="Only cases in this state."),
    click.option("--open", "open_only", is_flag=True, help="Only cases that are not closed."),
    click.option("--office", default="", help="Only cases of this office, or alerted there."),
    click.option("--of", "ori", default="", help="Only cases of bookings of this agency (ORI)."),
    click.option("--person", "identity_id", default="", help="Only cases of this IDENT identity."),
)
"""Named as the fields of the requests."""


def filtered(command: C) -> C:
    """Add the options that choose among cases."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group()
def case() -> None:
    """Work on cases in the role `field_office`; auditors and others may read cases."""


def _step(command: Callable[Concatenate[Client, P], pb2.Case]) -> click.Command:
    """Make a command of an officer on CASE_ID."""
    takes_id = click.argument("case_id")(answered(print_case)(command))
    return case.command()(options.officer(takes_id))


def _detainer_in_force(found: pb2.Case) -> str:
    return next((one.detainer_id for one in found.detainers if not one.HasField("end_time")), "")


@case.command("list")
@filtered
@click.option(
    "--by-urgency", is_flag=True, help="Most urgent first: priority, level, the clock that ends."
)
@answered(
    table_of(
        {
            "case": "case_id",
            "state": lambda one: enum_name(pb2.CaseState, one.current.state),
            "version": lambda one: str(one.current.version),
            "urgency": "urgency",
            "until": "deadline",
            "office": "office",
            "alerted": "alerted_to",
            "advice": advice_words,
            "documented": lambda one: enum_name(pb2.Completeness, one.completeness),
            "detainer": _detainer_in_force,
        },
        empty="no cases",
    )
)
def list_cases(client: Client, /, **filters: Any) -> Iterator[pb2.Case]:  # noqa: ANN401 - the filters
    """List cases, oldest first or most urgent first; with --json one line for each.

    \b
    tenprint case list --role field_office --open --office houston --by-urgency
    """
    return client.cases.list(pb2.ListCasesRequest(**filters))


def _print_counts(counts: pb2.CountCasesResponse) -> None:
    console.print(
        f"{counts.case_count} cases, {counts.open_count} open; {counts.look_up_count} look-ups, "
        f"{counts.repeated_look_up_count} of them repeated, for {counts.researched_twice_count} "
        "cases"
    )


@case.command()
@filtered
@answered(_print_counts)
def count(client: Client, /, **filters: Any) -> pb2.CountCasesResponse:  # noqa: ANN401 - the filters
    """Count cases, and the look-ups that officers repeated.

    \b
    tenprint case count --role auditor
    """
    return client.cases.count(pb2.CountCasesRequest(**filters))


@case.command()
@click.argument("case_id")
@answered(print_file)
def show(client: Client, case_id: str) -> pb2.GetCaseResponse:
    """Show a case with research, advice and who was booked; the audit log records the reading.

    \b
    tenprint case show --role field_office case:BOOKING-0001
    """
    return client.cases.get(case_id)


@case.command()
@click.argument("case_id")
@answered(print_versions)
def versions(client: Client, case_id: str) -> Iterator[pb2.CaseVersion]:
    """List the versions of a case, oldest first; with --json one line for each.

    \b
    tenprint case versions --role auditor case:BOOKING-0001
    """
    return client.cases.versions(case_id)


@case.command()
@click.argument("case_id")
@answered(print_advice)
def assess(client: Client, case_id: str) -> pb2.AssessCaseResponse:
    """Compute priority, level and advice as of now. Nothing acts on this advice.

    \b
    tenprint case assess --role field_office case:BOOKING-0001
    """
    return client.cases.assess(case_id)


def _print_look_up(found: pb2.CaseLookUp) -> None:
    repeated = ", repeated" if found.repeated_research else ""
    console.print(f"{found.source}: {output.enum_words(LookUpOutcome, found.outcome)}{repeated}")


@case.command("look-up")
@options.officer
@options.identifier("look_up_id", default="")
@click.argument("case_id")
@click.argument("source")
@answered(_print_look_up)
def look_up(client: Client, /, **stated: str) -> pb2.CaseLookUp:
    """Consult SOURCE for a case again; the look-up counts as repeated research.

    \b
    tenprint case look-up --ori ICEHOU000 --role field_office \\
        --officer A7 case:BOOKING-0001 removals
    """
    return client.cases.repeat_look_up(**stated)


@_step
@click.option("--time", "encounter_time", type=click.DateTime(), help="Time of the encounter, UTC.")
@click.option(
    "--manner", type=EnumChoice(pb2.EncounterManner), help="How the officer met the person."
)
@click.option("--place", help="Place of the encounter; not needed if the manner is records-only.")
def encounter(client: Client, /, officer: str, case_id: str, **fields: Any) -> pb2.Case:  # noqa: ANN401 - the record's fields
    """Record an encounter, or a draft, in place of an earlier record.

    \b
    tenprint case encounter --ori ICEHOU000 --role field_office \\
        --officer A7 --time 2011-08-01T16:00:00 \\
        --manner in-person --place "Harris County Jail" case:BOOKING-0001
    """
    return client.cases.record_encounter(case_id, pb2.EncounterRecord(**fields), officer)


@_step
@click.option(
    "--action", type=EnumChoice(pb2.DispositionAction), help="What the officer decided to do."
)
@click.option("--reason", type=EnumChoice(pb2.DispositionReason), help="Reason of the decision.")
@click.option("--remark", help="More about the reason.")
@click.option("--time", "decision_time", type=click.DateTime(), help="Time of the decision, UTC.")
def disposition(client: Client, /, officer: str, case_id: str, **fields: Any) -> pb2.Case:  # noqa: ANN401 - the disposition's fields
    """Record what was decided and why, or a draft, in place of an earlier record.

    \b
    tenprint case disposition --ori ICEHOU000 --role field_office \\
        --officer A7 --time 2011-08-01T16:30:00 \\
        --action no-detention --reason us-citizen case:BOOKING-0001
    """
    return client.cases.record_disposition(case_id, pb2.Disposition(**fields), officer)


@_step
@version_option
@click.option(
    "--against-contradiction",
    "against_contradiction_because",
    default="",
    help="A supervisor's reason to close although the disposition contradicts the case.",
)
def close(
    client: Client, officer: str, version: int, against_contradiction_because: str, case_id: str
) -> pb2.Case:
    """Close a case; a refusal names what is missing, or what the disposition contradicts.

    \b
    tenprint case close --ori ICEHOU000 --role field_office \\
        --officer A7 --version 1 case:BOOKING-0001
    tenprint case close --role supervisor --officer S1 --version 1 \\
        --against-contradiction "the paper file says so" case:BOOKING-0001
    """
    return client.cases.close(
        case_id, version, officer, against_contradiction_because=against_contradiction_because
    )


@_step
@version_option
def reopen(client: Client, officer: str, version: int, case_id: str) -> pb2.Case:
    """Begin another version of a closed case.

    \b
    tenprint case reopen --ori ICEHOU000 --role field_office \\
        --officer A7 --version 1 case:BOOKING-0001
    """
    return client.cases.reopen(case_id, version, officer)


for command in (
    claim,
    claim_evidence,
    uphold_claim,
    refute_claim,
    record_death,
    alarms,
    acknowledge_alarm,
):
    case.add_command(command)
