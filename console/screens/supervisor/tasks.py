"""Who works on which case, and what supervisors are asked to decide."""

import asyncio
from collections.abc import Mapping
from urllib.parse import quote

from google.protobuf.message import Message
from starlette.responses import Response

from console.screens import colleagues
from console.screens.supervisor.backlog import ESCALATIONS, TABS, TASKS
from console.web import (
    Action,
    Cell,
    Column,
    Filter,
    Page,
    act,
    choices,
    enum,
    forms,
    get,
    post,
    read_table,
)
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import work_service_pb2 as pb2

ONE = f"{TASKS}/{{case_id}}"
REASONS = choices(pb2.ReassignReason.DESCRIPTOR)
_WHOSE = (("free", "held by nobody"), ("escalated", "before supervisors"))
_PRIORITIES = (("1", "priority 1"), ("2", "priority 2"), ("3", "priority 3"))
_OPEN = (("open", "not decided"),)
_OFFICERS = "field_office"
"""The role of officers."""
_MOST = 200
"""Escalations of one case."""


async def show_list(page: Page) -> Response:
    """List tasks in the order in which officers work on them."""
    query, whose = page.query, page.query.get("whose", "")
    if query.get("case", "").strip():
        return _go(page, f"{TASKS}/{quote(query['case'].strip(), safe=':')}")
    priority = query.get("priority", "")
    request = pb2.ListWorkRequest(
        office=query.get("office", "").strip(),
        held_by=query.get("officer", "").strip(),
        free_only=whose == "free",
        escalated_only=whose == "escalated",
        priority=int(priority) if priority in dict(_PRIORITIES) else 0,
    )
    shown = await read_table(
        page,
        TASKS,
        request,
        pb2.ListWorkResponse,
        "items",
        _TASKS,
        caption="Cases that wait for officers, the most urgent first",
        empty="No case is like this.",
        filters=(
            Filter("whose", "Tasks", whose, _WHOSE),
            Filter("priority", "Priority", priority, _PRIORITIES),
            Filter("office", "Office", request.office),
            Filter("officer", "Officer", request.held_by),
            Filter("case", "Open the case, closed too"),
        ),
        href=lambda one: f"{TASKS}/{one.case_id}",
    )
    return page.show("listed.html", title="Tasks", tabs=TABS, table=shown)


async def show_escalations(page: Page) -> Response:
    """List what supervisors are asked to decide."""
    query, which = page.query, page.query.get("which", "")
    request = pb2.ListEscalationsRequest(
        queue=query.get("queue", "").strip(),
        open_only=which == "open",
    )
    shown = await read_table(
        page,
        ESCALATIONS,
        request,
        pb2.ListEscalationsResponse,
        "escalations",
        _ESCALATIONS,
        caption="Cases that were put before supervisors, the oldest first",
        empty="No escalation is like this.",
        filters=(
            Filter("which", "Escalations", which, _OPEN),
            Filter("queue", "Supervisors of", request.queue),
        ),
        href=lambda one: f"{TASKS}/{one.case_id}",
    )
    return page.show("listed.html", title="Escalations", tabs=TABS, table=shown)


async def show(page: Page) -> Response:
    """Show what a supervisor decides about one case: who works on it, and what is asked."""
    case_id = page.part("case_id")
    file, asked = await asyncio.gather(
        page.call(case_pb2.GetCaseRequest(case_id=case_id), case_pb2.GetCaseResponse),
        page.call(
            pb2.ListEscalationsRequest(case_id=case_id, page_size=_MOST),
            pb2.ListEscalationsResponse,
        ),
    )
    return page.show(
        "supervisor/task.html",
        title=f"Case {case_id}",
        case=file.case,
        escalations=asked.escalations,
        holder=file.task_officer,
        lease_end=file.lease_end,
        reasons=REASONS,
        officers=colleagues.of_role(page, _OFFICERS),
        is_closed=file.case.current.state == case_pb2.CASE_STATE_CLOSED,
        is_work=file.case.current.state
        in (case_pb2.CASE_STATE_ALERTED, case_pb2.CASE_STATE_WITHDRAWN),
        may_escalate=not any(not one.HasField("end_time") for one in asked.escalations),
    )


async def do(page: Page) -> Response:
    """Do one of the actions of a supervisor."""
    return await act(page, _ACTIONS, f"{TASKS}/{page.part('case_id')}")


def _reassign(page: Page, fields: forms.Fields) -> Message:
    return pb2.ReassignTaskRequest(
        case_id=page.part("case_id"),
        to_officer=colleagues.named(page, fields, "to_officer", _OFFICERS),
        reason=forms.choice(fields, "reason", pb2.ReassignReason),
        officer=page.person.person,
    )


def _decide(page: Page, fields: forms.Fields) -> Message:
    return pb2.EndEscalationRequest(
        escalation_id=fields.get("escalation_id", ""),
        resolution=fields.get("resolution", ""),
        officer=page.person.person,
    )


def _escalate(page: Page, fields: forms.Fields) -> Message:
    hours = fields.get("limit_hours", "")
    return pb2.EscalateCaseRequest(
        case_id=page.part("case_id"),
        escalation_id=forms.form_id(fields),
        queue=fields.get("queue", ""),
        limit_hours=forms.number(fields, "limit_hours", 168) if hours else 0,
        reason=fields.get("escalate_reason", ""),
        officer=page.person.person,
    )


def _reopen(page: Page, fields: forms.Fields) -> Message:
    return case_pb2.ReopenCaseRequest(
        case_id=page.part("case_id"),
        version=forms.number(fields, "version"),
        officer=page.person.person,
    )


def _alarm(page: Page, fields: forms.Fields) -> Message:
    return case_pb2.AcknowledgeCaseAlarmRequest(
        alarm_id=forms.number(fields, "alarm_id", 2**63 - 1), officer=page.person.person
    )


_ACTIONS: Mapping[str, Action] = {
    "reassign": Action(_reassign, pb2.ReassignTaskResponse, "The officer has the task."),
    "decide": Action(_decide, pb2.EndEscalationResponse, "Your decision is recorded."),
    "escalate": Action(_escalate, pb2.EscalateCaseResponse, "Other supervisors are asked."),
    "reopen": Action(
        _reopen, case_pb2.ReopenCaseResponse, "Another version of the case has begun."
    ),
    "alarm": Action(
        _alarm,
        case_pb2.AcknowledgeCaseAlarmResponse,
        "The alarm is known: nobody else is asked about it.",
    ),
}
"""By the last part of the address."""


def _go(page: Page, href: str) -> Response:
    """Go to another page, also where the browser asked for a part of this one."""
    if page.is_part:
        return Response(headers={"HX-Redirect": href})
    return page.to(href)


def _rank(item: pb2.WorkItem) -> Cell:
    if not item.priority:
        return Cell("outside the priorities", order=90)
    level = f", level {item.level}" if item.level else ""
    return Cell(f"priority {item.priority}{level}", order=10 * item.priority + item.level)


def _holder(item: pb2.WorkItem) -> Cell:
    if not item.officer:
        return Cell("nobody", tone="warn")
    return Cell(item.officer, note=item.officer_ori, kind="id")


def _decided(one: pb2.Escalation) -> Cell:
    if one.HasField("end_time"):
        return Cell(one.resolution, note=f"by {one.ended_by}")
    return Cell("not decided", tone="warn")


_TASKS = (
    Column("Rank", _rank, "rank"),
    Column("Case", lambda one: Cell(one.case_id, kind="id"), "case", opens=True),
    Column("State", lambda one: enum(one, "state"), "state"),
    Column("Office", lambda one: one.alerted_to or one.office, "office"),
    Column("Held by", _holder, "holder"),
    Column("Until", lambda one: Cell(time=one.lease_end), "until"),
    Column("Waits since", lambda one: Cell(time=one.since), "since"),
)
_ESCALATIONS = (
    Column("Decided", _decided, "decided"),
    Column("Case", lambda one: Cell(one.case_id, kind="id"), "case", opens=True),
    Column("Why", lambda one: Cell(one.reason, note=f"asked by {one.officer}"), "why"),
    Column("Supervisors of", lambda one: one.queue, "queue"),
    Column("Asked", lambda one: Cell(time=one.create_time), "asked"),
    Column("Decide by", lambda one: Cell(time=one.deadline), "by"),
)

PLACES = (
    get(TASKS, show_list),
    get(ESCALATIONS, show_escalations),
    get(ONE, show),
    post(f"{ONE}/{{action}}", do),
)
