"""Print cases and detainers."""

from collections.abc import Iterable

from tenprint.cli.shared import console, output, table_of
from tenprint.enums import enum_name
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import research_pb2
from tenprint.v1.detainer_service_pb2 import Detainer, DetainerState


def print_file(file: pb2.GetCaseResponse) -> None:
    """Print a case with its research."""
    print_case(file.case)
    if file.HasField("determination"):
        _print_determination(file.determination)
    if file.HasField("research"):
        _print_findings(file.research.findings)


def print_case(case: pb2.Case) -> None:
    """Print the present state of a case."""
    where = case.alerted_to or case.office or "no office"
    console.print(f"case {case.case_id} of {case.ori}: {where}")
    moved = case.current_identity_id not in ("", case.identity_id)
    now = f", now {case.current_identity_id}" if moved else ""
    console.print(f"identity {case.identity_id}{now}")
    if case.withdraw_reason:
        console.print(f"the match was withdrawn: {case.withdraw_reason}")
    print_versions([case.current])
    if case.missing_fields:
        console.print(f"missing: {', '.join(case.missing_fields)}")
    for detainer in case.detainers:
        print_detainer(detainer)
    for claim in case.claims:
        state = enum_name(pb2.ClaimState, claim.state)
        console.print(f"claim of citizenship {claim.claim_id}: {state} {claim.end_reason}")
    if case.alarms:
        print_alarms(case.alarms)


def print_versions(versions: Iterable[pb2.CaseVersion]) -> None:
    """Print versions of a case."""
    for version in versions:
        state = output.enum_words(pb2.CaseState, version.state)
        console.print(
            f"version {version.version} ({version.cause}): {state}, on answer "
            f"{version.answer_version} of the LESC"
        )
        encounter, disposition = version.encounter, version.disposition
        if encounter.officer:
            manner = enum_name(pb2.EncounterManner, encounter.manner)
            time = output.time_words(encounter.encounter_time, "minutes")
            console.print(f"  encounter: {manner} {encounter.place} {time} by {encounter.officer}")
        if disposition.officer:
            action = enum_name(pb2.DispositionAction, disposition.action)
            reason = enum_name(pb2.DispositionReason, disposition.reason)
            time = output.time_words(disposition.decision_time, "minutes")
            console.print(
                f"  disposition: {action} because {reason} {disposition.remark} {time} by "
                f"{disposition.officer}"
            )


def print_detainer(detainer: Detainer) -> None:
    """Print the state of a detainer."""
    line = f"detainer {detainer.detainer_id}: {output.enum_words(DetainerState, detainer.state)}"
    if until := release_deadline(detainer):
        line += f", the agency must release by {until}"
    console.print(f"{line} {detainer.end_reason}".rstrip())


def release_deadline(detainer: Detainer) -> str:
    """Say until when a detainer holds; empty if it does not, or holds no longer."""
    if detainer.state != DetainerState.DETAINER_STATE_RUNNING:
        return ""
    return output.time_words(detainer.expire_time, "minutes")


print_alarms = table_of(
    {
        "alarm": "alarm_id",
        "case": "case_id",
        "what": "kind",
        "since": lambda one: output.time_words(one.alarm_time, "minutes"),
        "known to": "acknowledged_by",
    },
    empty="no alarms",
)


def _print_determination(found: research_pb2.Determination) -> None:
    grounds = [enum_name(research_pb2.RemovalGround, one) for one in found.grounds]
    console.print(
        f"determination: {enum_name(research_pb2.ImmigrationStatus, found.status)} "
        f"{', '.join(grounds)} {found.unresolved_because}"
    )
    doubtful = [one for one in found.identity if one.agreement != research_pb2.AGREEMENT_AGREEMENT]
    for one in doubtful:
        console.print(
            f"  identity: {enum_name(research_pb2.Agreement, one.agreement)} in {one.field}: "
            f"booked as {one.booked}, the sources hold {', '.join(one.held)}",
            markup=False,
        )


_print_findings = table_of(
    {
        "source": "source",
        "outcome": lambda one: enum_name(research_pb2.LookUpOutcome, one.outcome),
        "facts": lambda one: ", ".join(fact.kind for fact in one.facts),
        "time": lambda one: output.time_words(one.look_up_time, "minutes"),
        "by": "specialist",
    },
    empty="no findings",
    title="Research",
)
