"""What is printed of cases."""

from collections.abc import Iterable

from google.protobuf.timestamp_pb2 import Timestamp
from rich.table import Table

from tenprint.cli.field_office.detainer_output import detainer_line
from tenprint.cli.shared.output import console, print_json
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import research_pb2


def print_file(file: pb2.GetCaseResponse) -> None:
    """Print a case with its research."""
    print_case(file.case, as_json=False)
    if file.HasField("determination"):
        _print_determination(file.determination)
    if file.HasField("research"):
        _print_research(file.research)


def print_case(case: pb2.Case, *, as_json: bool) -> None:
    """Print a case as it stands."""
    if as_json:
        print_json(case)
        return
    where = case.alerted_to or case.office or "no office"
    console.print(f"case {case.case_id} of {case.ori}: {where}")
    moved = case.current_identity_id not in ("", case.identity_id)
    now = f", now {case.current_identity_id}" if moved else ""
    console.print(f"identity {case.identity_id}{now}")
    if case.withdraw_reason:
        console.print(f"the match was withdrawn: {case.withdraw_reason}")
    print_version(case.current)
    if case.missing_fields:
        console.print(f"missing: {', '.join(case.missing_fields)}")
    for detainer in case.detainers:
        console.print(detainer_line(detainer))
    for claim in case.claims:
        state = pb2.ClaimState.Name(claim.state).removeprefix("CLAIM_STATE_").lower()
        console.print(f"claim of citizenship {claim.claim_id}: {state} {claim.end_reason}")
    if case.alarms:
        print_alarm_table(case.alarms)


def print_version(version: pb2.CaseVersion) -> None:
    """Print a version of a case."""
    state = pb2.CaseState.Name(version.state).removeprefix("CASE_STATE_").lower()
    console.print(
        f"version {version.version} ({version.cause}): {state.replace('_', ' ')}, on answer "
        f"{version.answer_version} of the LESC"
    )
    encounter, disposition = version.encounter, version.disposition
    if encounter.officer:
        manner = pb2.EncounterManner.Name(encounter.manner).removeprefix("ENCOUNTER_MANNER_")
        console.print(
            f"  encounter: {manner.lower()} {encounter.place} "
            f"{_time(encounter.encounter_time)} by {encounter.officer}"
        )
    if disposition.officer:
        action = pb2.DispositionAction.Name(disposition.action)
        reason = pb2.DispositionReason.Name(disposition.reason)
        console.print(
            f"  disposition: {action.removeprefix('DISPOSITION_ACTION_').lower()} because "
            f"{reason.removeprefix('DISPOSITION_REASON_').lower()} {disposition.remark} "
            f"{_time(disposition.decision_time)} by {disposition.officer}"
        )


def print_alarm_table(alarms: Iterable[pb2.CaseAlarm]) -> None:
    """Print alarms."""
    table = Table("alarm", "case", "what", "since", "known to")
    for alarm in alarms:
        table.add_row(
            str(alarm.alarm_id),
            alarm.case_id,
            alarm.kind,
            _time(alarm.alarm_time),
            alarm.acknowledged_by,
        )
    console.print(table if table.row_count else "no alarms")


def _print_determination(found: research_pb2.Determination) -> None:
    status = research_pb2.ImmigrationStatus.Name(found.status)
    grounds = [research_pb2.RemovalGround.Name(one) for one in found.grounds]
    shown = [one.removeprefix("REMOVAL_GROUND_").lower() for one in grounds]
    console.print(
        f"determination: {status.removeprefix('IMMIGRATION_STATUS_').lower()} "
        f"{', '.join(shown)} {found.unresolved_because}"
    )


def _print_research(research: research_pb2.Research) -> None:
    table = Table("source", "outcome", "facts", "time", "by", title="Research")
    for finding in research.findings:
        outcome = research_pb2.LookUpOutcome.Name(finding.outcome)
        table.add_row(
            finding.source,
            outcome.removeprefix("LOOK_UP_OUTCOME_").lower(),
            ", ".join(fact.kind for fact in finding.facts),
            _time(finding.look_up_time),
            finding.specialist,
        )
    console.print(table)


def _time(time: Timestamp) -> str:
    return f"{time.ToDatetime().isoformat(timespec='minutes')}Z" if time.seconds else ""
