"""Print cases and detainers."""

from collections.abc import Iterable
from typing import Any

from tenprint.cli.shared import console, output, table_of
from tenprint.enums import enum_name
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import research_pb2
from tenprint.v1.detainer_service_pb2 import Detainer, DetainerState


def print_file(file: pb2.GetCaseResponse) -> None:
    """Print a case with who was booked, the person's claims, the advice and the research."""
    print_case(file.case)
    for one in file.contradictions:
        console.print(f"the disposition is not so: {one}", markup=False)
    _print_booked(file)
    _print_claims_elsewhere(file)
    print_advice(file.assessment)
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


def _print_booked(file: pb2.GetCaseResponse) -> None:
    booked = file.booked
    born = ", ".join(map(output.date_words, booked.dates_of_birth)) or "not stated"
    citizen = f", states citizenship {booked.citizenship}" if booked.citizenship else ""
    line = f"booked as {booked.name}, born {born}, sex {booked.sex}{citizen}"
    console.print(line, markup=False)


def _print_claims_elsewhere(file: pb2.GetCaseResponse) -> None:
    for claim in file.person_claims:
        if claim.case_id != file.case.case_id:
            state = enum_name(pb2.ClaimState, claim.state)
            console.print(
                f"claim of citizenship {claim.claim_id} of this person on {claim.case_id}: {state} "
                f"{claim.end_reason}".rstrip(),
                markup=False,
            )
    for one in file.claim_evidence:
        by = f"{one.officer} of {one.given_by}"
        console.print(f"evidence on claim {one.claim_id}, from {by}: {one.text}", markup=False)


def print_advice(found: pb2.AssessCaseResponse) -> None:
    """Print advice with its reasons."""
    priority = f", priority {found.priority}" if found.priority else ""
    level = f", level {found.level}" if found.level else ""
    advice = output.enum_words(pb2.Advice, found.advice)
    console.print(f"advice: {advice}{priority}{level} (rules of {found.rule_set})")
    for reason in found.reasons:
        console.print(f"  {reason.rule}: {reason.text}", markup=False)


def advice_words(found: Any) -> str:  # noqa: ANN401 - a case, or an item of a work list
    """Show the advice on a case and its time; empty if the case has changed since."""
    if not found.advice:
        return ""
    at = output.time_words(found.advice_time, "minutes")
    return f"{output.enum_words(pb2.Advice, found.advice)} at {at}"


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
    state = output.enum_words(DetainerState, detainer.state)
    line = f"detainer {detainer.detainer_id} of {detainer.officer} to {detainer.ori}: {state}"
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
        "caused by": "caused_by",
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
