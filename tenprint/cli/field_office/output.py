"""What is printed of cases and detainers."""

from collections.abc import Iterable

from tenprint.cli.shared import console, enum_name, enum_words, table_of, time_words
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
    """Print a case as it stands."""
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
        console.print(
            f"version {version.version} ({version.cause}): "
            f"{enum_words(pb2.CaseState, version.state)}, on answer {version.answer_version} of "
            "the LESC"
        )
        encounter, disposition = version.encounter, version.disposition
        if encounter.officer:
            console.print(
                f"  encounter: {enum_name(pb2.EncounterManner, encounter.manner)} "
                f"{encounter.place} {time_words(encounter.encounter_time, 'minutes')} by "
                f"{encounter.officer}"
            )
        if disposition.officer:
            console.print(
                f"  disposition: {enum_name(pb2.DispositionAction, disposition.action)} because "
                f"{enum_name(pb2.DispositionReason, disposition.reason)} {disposition.remark} "
                f"{time_words(disposition.decision_time, 'minutes')} by {disposition.officer}"
            )


def print_detainer(detainer: Detainer) -> None:
    """Say how a detainer stands."""
    line = f"detainer {detainer.detainer_id}: {enum_words(DetainerState, detainer.state)}"
    if detainer.HasField("expire_time"):
        line += f", the agency must release by {time_words(detainer.expire_time, 'minutes')}"
    console.print(f"{line} {detainer.end_reason}".rstrip())


def _alarm_row(alarm: pb2.CaseAlarm) -> tuple[str, ...]:
    since = time_words(alarm.alarm_time, "minutes")
    return (str(alarm.alarm_id), alarm.case_id, alarm.kind, since, alarm.acknowledged_by)


print_alarms = table_of(
    "alarm", "case", "what", "since", "known to", row=_alarm_row, empty="no alarms"
)


def _print_determination(found: research_pb2.Determination) -> None:
    grounds = [enum_name(research_pb2.RemovalGround, one) for one in found.grounds]
    console.print(
        f"determination: {enum_name(research_pb2.ImmigrationStatus, found.status)} "
        f"{', '.join(grounds)} {found.unresolved_because}"
    )


def _finding_row(finding: research_pb2.Finding) -> tuple[str, ...]:
    return (
        finding.source,
        enum_name(research_pb2.LookUpOutcome, finding.outcome),
        ", ".join(fact.kind for fact in finding.facts),
        time_words(finding.look_up_time, "minutes"),
        finding.specialist,
    )


_print_findings = table_of(
    *("source", "outcome", "facts", "time", "by"),
    row=_finding_row,
    empty="no findings",
    title="Research",
)
