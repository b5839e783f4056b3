"""One case: what is known, what the rules advise and why, and what was done."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from console.screens import releases
from console.screens.officer import holding, offers
from console.screens.officer.actions import ACTIONS, CHOICES, EXPLAINED
from console.web import (
    Cell,
    Column,
    Page,
    act,
    enum,
    fact_words,
    get,
    post,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1 import work_service_pb2 as work_pb2
from tenprint.v1.detainer_service_pb2 import Detainer
from tenprint.v1.research_pb2 import Finding

PATH = "/work/{case_id}"
_MOST = 200
"""Of what the page shows beside the case itself: a person has few cases, a case few transfers."""

Step = tuple[object, str, str, str]
"""When, what, more words, and a tone."""


@dataclass(frozen=True)
class _Whole:
    """Everything that the page shows."""

    known: offers.Known
    versions: Sequence[pb2.CaseVersion]
    others: Sequence[pb2.Case]
    notices: Sequence[detainer_pb2.ReleaseNotice]
    """Those that the officer's office owes an answer."""

    @property
    def file(self) -> pb2.GetCaseResponse:
        """The case with its research."""
        return self.known.file


async def show(page: Page) -> Response:
    """Show the case as it is now."""
    case_id = page.part("case_id")
    whole = await _read(page, case_id)
    case, known = whole.file.case, whole.known
    return page.show(
        "officer/case.html",
        title=f"Case {case_id}",
        case=case,
        file=whole.file,
        lost=holding.why_lost(page, whole.file, is_mine=known.is_mine),
        advice=known.advice,
        is_mine=known.is_mine,
        elsewhere=offers.elsewhere(known),
        refusals=offers.refusals(known),
        alarms=[
            (one, offers.alarm_refusal(one, page.person))
            for one in case.alarms
            if not one.acknowledged_by
        ],
        lacks=offers.lacking(known),
        reason_needed=offers.reason_needed(known),
        explained=EXPLAINED,
        notices=whole.notices,
        outcomes=releases.OUTCOMES,
        left=releases.left,
        transfers=known.transfers,
        escalations=known.escalations,
        choices=CHOICES,
        steps=_steps(whole),
        findings=_research(page, whole.file.research),
        others=_others(page, whole.others, case_id),
        held=_in_force(case.detainers),
    )


async def do(page: Page) -> Response:
    """Do one of the actions of the case."""
    holding.acts(page)
    return await act(page, ACTIONS, f"/work/{page.part('case_id')}")


async def _read(page: Page, case_id: str) -> _Whole:
    """Read everything at once. Only the case itself has to be there."""
    file = await page.call(pb2.GetCaseRequest(case_id=case_id), pb2.GetCaseResponse)
    who = pb2.ListCasesRequest(
        identity_id=file.case.current_identity_id or file.case.identity_id, page_size=_MOST
    )
    owed = detainer_pb2.ListReleaseNoticesRequest(
        case_id=case_id, address=page.person.ori, open_only=True, page_size=_MOST
    )
    compared = correction_pb2.ListComparisonsRequest(tcn=file.case.tcn, page_size=_MOST)
    versions, others, notices, moves, before, comparisons = await asyncio.gather(
        page.call(pb2.ListCaseVersionsRequest(case_id=case_id), pb2.ListCaseVersionsResponse),
        page.call(who, pb2.ListCasesResponse),
        page.call(owed, detainer_pb2.ListReleaseNoticesResponse),
        page.call(
            work_pb2.ListTransfersRequest(case_id=case_id, page_size=_MOST),
            work_pb2.ListTransfersResponse,
        ),
        page.call(
            work_pb2.ListEscalationsRequest(case_id=case_id, page_size=_MOST),
            work_pb2.ListEscalationsResponse,
        ),
        page.call(compared, correction_pb2.ListComparisonsResponse),
    )
    known = offers.Known(
        page.person,
        file,
        await _advice(page, case_id),
        moves.transfers,
        before.escalations,
        comparisons.comparisons,
    )
    return _Whole(known, versions.versions, others.cases, notices.notices)


async def _advice(page: Page, case_id: str) -> pb2.AssessCaseResponse | None:
    """Ask for the advice; a case without an answer of the LESC has none."""
    try:
        return await page.call(pb2.AssessCaseRequest(case_id=case_id), pb2.AssessCaseResponse)
    except RpcError as error:
        if error.reason == "CASE_STATE":
            return None
        raise


def _steps(whole: _Whole) -> list[Step]:
    """List what happened, the oldest first."""
    case = whole.file.case
    found: list[Step] = [(case.open_time, "opened by a match", f"booking {case.tcn}", "")]
    if case.HasField("alert_time"):
        found.append((case.alert_time, f"alert to {case.alerted_to}", "", ""))
    if case.HasField("withdraw_time"):
        found.append((case.withdraw_time, "match withdrawn", case.withdraw_reason, "bad"))
    for version in whole.versions:
        found += _version_steps(version)
    for detainer in case.detainers:
        found += _detainer_steps(detainer)
    for claim in case.claims:
        found.append(
            (claim.claim_time, "claim of citizenship", f"taken by {claim.taken_by}", "bad")
        )
        if claim.HasField("end_time"):
            words = f"claim {enum(claim, 'state')}"
            found.append((claim.end_time, words, claim.end_reason, ""))
    for alarm in case.alarms:
        words = f"alarm: {alarm.kind.replace('_', ' ')}"
        known = f"known to {alarm.acknowledged_by}" if alarm.acknowledged_by else "nobody knows yet"
        found.append((alarm.alarm_time, words, known, "warn"))
    for decision in case.decisions:
        said = f"advice then: {enum(decision, 'advice')}; by {decision.officer}"
        against = "" if decision.is_consistent else ", against the advice"
        shown = said + (against if decision.HasField("is_consistent") else "")
        found.append((decision.decision_time, f"decided: {decision.kind}", shown, ""))
    return sorted(found, key=lambda step: step[0].ToNanoseconds())  # type: ignore[attr-defined]


def _version_steps(version: pb2.CaseVersion) -> list[Step]:
    cause = f"version {version.version}: {version.cause}"
    found: list[Step] = [(version.create_time, cause, version.officer, "")]
    if version.HasField("close_time"):
        found.append((version.close_time, f"version {version.version} closed", "", "good"))
    return found


def _detainer_steps(one: Detainer) -> list[Step]:
    times = (
        ("request_time", f"detainer asked of {one.ori}", one.against_advice_because),
        ("acknowledge_time", f"detainer acknowledged by {one.ori}", ""),
        ("release_time", "released otherwise: the 48 hours begin", ""),
        ("end_time", f"detainer: {enum(one, 'state')}", one.end_reason),
        ("freed_time", "freed", one.freed_reason),
    )
    return [
        (getattr(one, field), words, more, "warn" if field == "release_time" else "")
        for field, words, more in times
        if one.HasField(field)
    ]


def _in_force(detainers: Sequence[Detainer]) -> list[Detainer]:
    """List the detainers that can still be cancelled, taken into custody or freed."""
    return [one for one in detainers if not one.HasField("freed_time")]


def _research(page: Page, research: object) -> object:
    # What is known comes first; the rest is a long list of nothing.
    findings = sorted(getattr(research, "findings", ()), key=lambda one: not one.facts)
    return table(
        page.request.url.path,
        page.query,
        _SOURCES,
        findings,
        caption="What the LESC's sources hold, and what officers looked up again",
        empty="The LESC has not shared its research, or has not answered yet.",
    )


def _others(page: Page, cases: Sequence[pb2.Case], case_id: str) -> object:
    return table(
        page.request.url.path,
        page.query,
        _CASES,
        [one for one in cases if one.case_id != case_id],
        caption="Other cases of the person",
        empty="The person has no other case.",
        href=lambda one: f"/work/{one.case_id}",
    )


def _facts(finding: Finding) -> Cell:
    return Cell(". ".join(map(fact_words, finding.facts)) or "nothing")


def _outcome(finding: Finding) -> Cell:
    words = enum(finding, "outcome")
    return Cell(words, tone={"found": "good", "not found": ""}.get(words, "warn"))


def _way(finding: Finding) -> str:
    if not finding.facts:
        return "–"
    return "number" if finding.found_by_number else "name and birth"


_SOURCES = (
    Column("Source", lambda one: one.source.replace("_", " "), "source"),
    Column("Outcome", _outcome, "outcome"),
    Column("What it holds", _facts),
    Column("Found by", _way),
    Column("Looked up", lambda one: Cell(time=one.look_up_time, note=one.specialist), "time"),
)
_CASES = (
    Column("Case", lambda one: Cell(one.case_id, kind="id"), opens=True),
    Column("Booking", lambda one: Cell(one.tcn, kind="id", note=one.ori)),
    Column("State", lambda one: enum(one.current, "state")),
    Column("Office", lambda one: one.alerted_to or one.office),
    Column("Opened", lambda one: Cell(time=one.open_time)),
)

PLACES = (get(PATH, show), post(f"{PATH}/{{action}}", do))
