"""The work list of a field office: which case is next, who has it, and which releases are owed."""

import asyncio
from collections import Counter

from starlette.responses import Response

from console.gateway import explain
from console.screens import releases
from console.web import (
    Cell,
    Column,
    Filter,
    Page,
    enum,
    get,
    part_of,
    post,
    read_table,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2 as cases_pb2
from tenprint.v1 import work_service_pb2 as pb2

PATH = "/work"
RELEASES = f"{PATH}/releases"
TABS = (("Cases", PATH), ("Releases to confirm", RELEASES))
_MOST = 200
"""Of the free tasks of other offices that are counted."""
_WHOSE = (("mine", "held by me"), ("free", "held by nobody"), ("escalated", "before supervisors"))
_OFFICES = (("all", "all"),)
_PRIORITIES = (("1", "priority 1"), ("2", "priority 2"), ("3", "priority 3"))


async def show_list(page: Page) -> Response:
    """Show the tasks in the order in which to work on them."""
    whose, priority = page.query.get("whose", ""), page.query.get("priority", "")
    offices = page.query.get("offices", "")
    request = pb2.ListWorkRequest(
        office=page.query.get("office", ""),
        own_office=_is_own(page),
        held_by=page.person.person if whose == "mine" else "",
        free_only=whose == "free",
        escalated_only=whose == "escalated",
        priority=int(priority) if priority in dict(_PRIORITIES) else 0,
    )
    owed, shown = await asyncio.gather(
        releases.owed(page, page.person.ori),
        read_table(
            page,
            PATH,
            request,
            pb2.ListWorkResponse,
            "items",
            _COLUMNS,
            caption="Cases that wait for officers, the most urgent first",
            empty="No case of your office waits." if _is_own(page) else "No case waits here.",
            filters=(
                Filter("whose", "Tasks", whose, _WHOSE),
                Filter("priority", "Priority", priority, _PRIORITIES),
                Filter("offices", "Offices", offices, _OFFICES, nothing="mine"),
                Filter("office", "One office", request.office),
            ),
            href=lambda item: f"{PATH}/{item.case_id}",
        ),
    )
    return page.show(
        "officer/work.html", title="Work list", tabs=TABS, table=shown, owed_count=len(owed)
    )


async def show_releases(page: Page) -> Response:
    """List the people whom the office has to release, and has not said so; a row has the form."""
    found, following = part_of(await releases.owed(page, page.person.ori), page.query)
    shown = table(
        RELEASES,
        page.query,
        releases.COLUMNS,
        found,
        caption="Releases that your office has to confirm, the latest first",
        empty="Your office owes nobody an answer about a release.",
        next_page_token=following,
        href=lambda one: f"{PATH}/{one.case_id}",
    )
    return page.show("listed.html", title="Releases to confirm", tabs=TABS, table=shown)


async def take_next(page: Page) -> Response:
    """Take the first task that nobody holds."""
    await page.fields()
    # Nobody takes a task of another office.
    free = pb2.ListWorkRequest(page_size=1, free_only=True, own_office=True)
    found = await page.call(free, pb2.ListWorkResponse)
    if not found.items:
        return page.to(PATH, await _nothing_free(page))
    case_id = found.items[0].case_id
    request = pb2.TakeTaskRequest(case_id=case_id, officer=page.person.person)
    try:
        await page.call(request, pb2.TakeTaskResponse)
    except RpcError as error:
        return page.refuse(PATH, explain(error))
    return page.to(f"{PATH}/{case_id}", "You hold this task for an hour.")


async def _nothing_free(page: Page) -> str:
    """Say that no task of the office is free, and which other offices have free tasks."""
    free = pb2.ListWorkRequest(page_size=_MOST, free_only=True)
    found = await page.call(free, pb2.ListWorkResponse)
    counts = Counter(one.alerted_to or one.office or "no office" for one in found.items)
    others = ", ".join(f"{office} {count}" for office, count in counts.most_common())
    more = " and more" if found.next_page_token else ""
    own = "No task of your office is free."
    return f"{own} Other offices have free tasks: {others}{more}." if others else own


def _is_own(page: Page) -> bool:
    """Tell whether the list is of the person's own office, as it is while nobody asks otherwise."""
    return not (page.query.get("office") or page.query.get("offices"))


def _rank(item: pb2.WorkItem) -> Cell:
    """Say why a case is where it is in the order."""
    if item.state == cases_pb2.CASE_STATE_WITHDRAWN:
        return Cell("match withdrawn", tone="bad", order=0)
    if item.claim_open:
        return Cell("claim of citizenship", tone="bad", order=1)
    if not item.priority:
        return Cell("outside the priorities", order=90)
    level = f", level {item.level}" if item.level else ""
    tone = "warn" if item.priority == 1 else ""
    return Cell(
        f"priority {item.priority}{level}", tone=tone, order=10 * item.priority + item.level
    )


def _office(item: pb2.WorkItem) -> Cell:
    is_moved = item.office and item.alerted_to and item.alerted_to != item.office
    moved = f"of {item.office}" if is_moved else ""
    going = f"asked of {item.to_office}" if item.transfer_id else ""
    return Cell(item.alerted_to or item.office, note=going or moved)


def _holder(item: pb2.WorkItem) -> Cell:
    if item.escalation_id:
        return Cell(f"supervisors of {item.queue}", tone="warn")
    return Cell(item.officer or "nobody", kind="id" if item.officer else "")


_COLUMNS = (
    Column("Rank", _rank, "rank"),
    Column(
        "Case",
        lambda one: Cell(one.case_id, note=f"booking {one.tcn}", kind="id"),
        "case",
        opens=True,
    ),
    Column("Agency", lambda one: Cell(one.ori, kind="id"), "agency"),
    Column("Office", _office, "office"),
    Column("State", lambda one: enum(one, "state"), "state"),
    Column("Waits since", lambda one: Cell(time=one.since), "since"),
    Column("Hold ends", lambda one: Cell(time=one.hold_end), "hold"),
    Column("Held by", _holder, "holder"),
    Column("Until", lambda one: Cell(time=one.lease_end), "until"),
)

PLACES = (
    get(PATH, show_list),
    get(RELEASES, show_releases),
    post(f"{PATH}/next", take_next),
)
