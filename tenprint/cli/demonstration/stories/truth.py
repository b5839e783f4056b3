"""Compare each step of a case with the truth: pure functions over messages."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta

from interop.cases import AUDITED_OFFICES, alerted_office
from interop.local_time import is_working_day, local
from interop.names import encounter_id as booking_encounter_id
from synthesis.lives import Life, Status
from tenprint.cli.demonstration.cast import Character
from tenprint.cli.demonstration.judgement import match_faults, matches
from tenprint.cli.lives import criminal_encounter_id, encounter_id
from tenprint.cli.shared import output
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import research_pb2
from tenprint.v1.audit_service_pb2 import AuditEntry, VerifyAuditLogResponse
from tenprint.v1.detainer_service_pb2 import DETAINER_STATE_CANCELLED, Detainer
from tenprint.v1.lesc_service_pb2 import Query

CASE_INCOMPLETE = "CASE_INCOMPLETE"
DETAINER_REFUSED = "DETAINER_REFUSED"
SOURCE_COUNT = 16
UNDOCUMENTED = (
    "encounter.officer",
    "encounter.encounter_time",
    "encounter.manner",
    "encounter.place",
    "disposition.officer",
    "disposition.action",
    "disposition.reason",
    "disposition.decision_time",
)
_ADVISED = (pb2.ADVICE_DETAIN, pb2.ADVICE_MAY_DETAIN)
_CASE_ACTIONS = {
    *("case_opened", "case_viewed", "case_assessed", "encounter_recorded"),
    *("disposition_recorded", "case_closed"),
}


def first_response_faults(
    character: Character, life: Life, response: booking_pb2.FirstResponse, day: date
) -> Iterator[str]:
    """Check whom the criminal file found, and the rap sheet of the response."""
    on_file = [criminal_encounter_id(life)] if life.events or life.wants else []
    expected = on_file or ([booking_encounter_id(character.before)] if character.before else [])
    known = bool(expected)
    yield from match_faults("IAFIS", expected, response.candidates)
    if (response.finding == booking_pb2.SEARCH_RESULT_FINDING_IDENT) != known:
        yield "the finding is not what the criminal file holds"
    sheet = response.rap_sheet
    told = sorted((one.kind, output.date_words(one.date), one.literal) for one in sheet.entries)
    true = [(one.kind, f"{one.date}", one.crime.literal) for one in life.events]
    today = [("arrest", f"{day}", character.charge)] * character.arrest
    if told != sorted([*true, *today]):
        yield "the rap sheet is not this person's history"
    if not sheet.fbi_number:
        yield "the rap sheet has no FBI number"


def second_response_faults(life: Life, response: booking_pb2.SecondResponse) -> Iterator[str]:
    """Check whom IDENT found: any one encounter of the person will do."""
    own = [encounter_id(life, one) for one in life.encounters]
    expected = [one for one in matches(response.candidates) if one in own][:1] or own[:1]
    yield from match_faults("IDENT", expected, response.candidates)
    if response.kind != booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR:
        yield f"the second response is {booking_pb2.SecondResponseKind.Name(response.kind)}"


def query_faults(queries: Sequence[Query], receipt_id: str) -> Iterator[str]:
    """Check that the LESC got one query, and that nobody repeated its research."""
    if [query.receipt_id for query in queries] != [receipt_id]:
        yield f"the LESC has {len(queries)} queries on record, not one under {receipt_id}"
        return
    if (queries[0].look_up_count, queries[0].repeated_look_up_count) != (SOURCE_COUNT, 0):
        yield "the sources were not asked once each"


def research_faults(
    life: Life, research: research_pb2.Research, since: Sequence[tuple[str, str]] = ()
) -> Iterator[str]:
    """Check that the LESC asked every source, and that each source told exactly what it holds.

    since: source and kind of what came to the sources after the life was loaded.
    """
    if len({one.source for one in research.findings}) != SOURCE_COUNT:
        yield f"{len(research.findings)} findings travel with the case, not {SOURCE_COUNT}"
    told = sorted((one.source, fact.kind) for one in research.findings for fact in one.facts)
    if told != sorted([*((fact.source, fact.kind) for fact in life.facts), *since]):
        yield "the sources told something else than they hold"


def determination_faults(
    life: Life,
    determination: research_pb2.Determination,
    day: date,
    shown: Status | None = None,
) -> Iterator[str]:
    """Check the status against the person's true status, and the identity.

    shown: the status that the sources show; None: the true one.
    """
    status = research_pb2.ImmigrationStatus.Name(determination.status)
    true = f"IMMIGRATION_STATUS_{(shown or life.status_on(day)).name}"
    if status != true:
        yield f"the status is {status}, not {true}"
    agreed = [one.agreement == research_pb2.AGREEMENT_AGREEMENT for one in determination.identity]
    if not (agreed and all(agreed)):
        yield "the booked person is not confirmed field by field"
    removed = any(one.kind == "removal" for one in life.encounters)
    if (research_pb2.REMOVAL_GROUND_PREVIOUSLY_REMOVED in determination.grounds) != removed:
        yield "the grounds do not fit the life"


def alert_faults(case: pb2.Case, office: str, us_state: str) -> Iterator[str]:
    """Check that the alert went to the office if it was open, else to the resource centre."""
    open_one = alerted_office(AUDITED_OFFICES, office, case.alert_time.ToDatetime(UTC))
    if (case.office, case.alerted_to, case.us_state) != (office, open_one, us_state):
        yield f"{case.alerted_to} was told for {case.office}, not {open_one} for {office}"
    if case.current.state != pb2.CASE_STATE_ALERTED:
        yield f"the case is {pb2.CaseState.Name(case.current.state)}"


def advice_faults(character: Character, found: pb2.AssessCaseResponse) -> Iterator[str]:
    """Check advice, priority and level against what the rules give this life."""
    if (found.advice in _ADVISED) != character.outcome.calls_for_detainer:
        yield f"the advice is {pb2.Advice.Name(found.advice)}"
    if (found.priority, found.level) != (character.priority, character.level):
        yield f"priority {found.priority}, level {found.level}: not what the rules give"
    if not found.reasons:
        yield "the advice has no reasons"


def clock_faults(detainer: Detainer, us_state: str) -> Iterator[str]:
    """Count the hours of working days again, one by one: 48 by the agency's clock."""
    release = detainer.release_time.ToDatetime(UTC)
    expire = detainer.expire_time.ToDatetime(UTC)
    if release.replace(minute=0, second=0, microsecond=0) > expire:
        yield "the clock ends before it starts"
    counted = timedelta()
    moment = release
    while moment < expire:
        hour_end = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        step_end = min(hour_end, expire)
        if is_working_day(local(moment, us_state).date()):
            counted += step_end - moment
        moment = step_end
    if counted != timedelta(hours=48):
        yield f"{counted} count until the end, not 48 hours"


def missing_faults(message: str, expected: Sequence[str]) -> Iterator[str]:
    """Check that a refusal names exactly the fields that are missing."""
    named = message.partition(" without ")[2].partition(": ")[0].split(", ")
    if sorted(named) != sorted(expected):
        yield f"the refusal does not name {', '.join(expected)}"


def claim_faults(claim: pb2.CitizenshipClaim, detainer: Detainer) -> Iterator[str]:
    """Check that silence of the sources refuted nothing, and ended the hold."""
    if claim.state != pb2.CLAIM_STATE_UNRESOLVED:
        yield f"the claim is {pb2.ClaimState.Name(claim.state)}"
    if detainer.state != DETAINER_STATE_CANCELLED:
        yield "the person is still held"


def closed_faults(
    case: pb2.Case,
    action: pb2.DispositionAction,
    reason: pb2.DispositionReason,
    alarms: Sequence[str] = (),
) -> Iterator[str]:
    """Check that a case is closed and complete, and states the decision.

    alarms: the kinds that the story raises.
    """
    if case.current.state != pb2.CASE_STATE_CLOSED or not case.current.HasField("close_time"):
        yield f"the case is {pb2.CaseState.Name(case.current.state)}, not closed"
    if case.completeness != pb2.COMPLETENESS_COMPLETE or case.missing_fields:
        yield f"the case was closed without {', '.join(case.missing_fields)}"
    disposition = case.current.disposition
    if (disposition.action, disposition.reason) != (action, reason):
        yield "the case does not state the decision"
    if case.look_ups or sorted(one.kind for one in case.alarms) != sorted(alarms):
        yield "a look-up was repeated, or another alarm raised"


def audit_faults(
    case_entries: Sequence[AuditEntry],
    detainer_entries: Sequence[AuditEntry],
    detainer_actions: Sequence[str],
    verified: VerifyAuditLogResponse,
) -> Iterator[str]:
    """Check that the log has every action, and that its chain is intact."""
    lacking = _CASE_ACTIONS - {one.action for one in case_entries}
    if lacking:
        yield f"the audit log lacks {', '.join(sorted(lacking))}"
    if [one.action for one in detainer_entries] != list(detainer_actions):
        yield "the audit log does not tell the detainer's life"
    if not verified.intact:
        yield f"the audit log is broken at entry {verified.first_broken_sequence}"
