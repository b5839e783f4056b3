"""The queue of the LESC: which research is next, and who has it."""

from starlette.responses import Response

from console.gateway import explain
from console.web import (
    Cell,
    Column,
    Filter,
    Page,
    choices,
    enum,
    get,
    post,
    read_table,
)
from tenprint.errors import RpcError
from tenprint.v1 import lesc_service_pb2 as pb2

PATH = "/research"
_STATES = choices(pb2.ResearchTaskState.DESCRIPTOR)
_WHOSE = (("mine", "held by me, now or before"),)


async def show_list(page: Page) -> Response:
    """Show the researches in the order in which to work on them."""
    state, whose = page.query.get("state", ""), page.query.get("whose", "")
    request = pb2.ListResearchTasksRequest(
        state=pb2.ResearchTaskState.Name(int(state) if state in dict(_STATES) else 0),
        query_id=page.query.get("query", ""),
        person=page.person.person if whose == "mine" else "",
    )
    shown = await read_table(
        page,
        PATH,
        request,
        pb2.ListResearchTasksResponse,
        "tasks",
        _COLUMNS,
        caption="Researches, the most urgent first: claims of citizenship and what they wait for, "
        "people in custody, priority, age",
        empty="No research waits here.",
        filters=(
            Filter("state", "State", state, _STATES),
            Filter("whose", "Researches", whose, _WHOSE),
            Filter("query", "Query", request.query_id),
        ),
        href=lambda one: f"{PATH}/{one.task_id}",
    )
    return page.show("lesc/work.html", title="Research", table=shown)


async def take_next(page: Page) -> Response:
    """Take the first research that waits."""
    await page.fields()
    waiting = pb2.ListResearchTasksRequest(page_size=1, state=pb2.RESEARCH_TASK_STATE_WAITING)
    found = await page.call(waiting, pb2.ListResearchTasksResponse)
    if not found.tasks:
        return page.to(PATH, "Nothing waits.")
    task_id = found.tasks[0].task_id
    request = pb2.TakeResearchTaskRequest(task_id=task_id, person=page.person.person)
    try:
        await page.call(request, pb2.TakeResearchTaskResponse)
    except RpcError as error:
        return page.refuse(PATH, explain(error))
    return page.to(f"{PATH}/{task_id}", "You hold this research for an hour.")


def _urgency(one: pb2.ResearchTask) -> Cell:
    claimed, held = bool(one.claim_id), one.in_custody
    words = "claims to be a citizen" if claimed else "in custody" if held else "not in custody"
    order = one.priority + (0 if claimed else 10 if held else 20)
    tone = "bad" if claimed else "warn" if held else ""
    return Cell(words, note=f"priority {one.priority}", tone=tone, order=order)


def _identity(one: pb2.ResearchTask) -> Cell:
    words = enum(one.identity_check, "result")
    tone = {"confirmed": "good", "doubtful": "warn", "refuted": "bad"}.get(words, "")
    return Cell(words or "not checked", tone=tone)


_COLUMNS = (
    Column(
        "Research",
        lambda one: Cell(str(one.task_id), note=f"version {one.version}", order=one.task_id),
        "research",
        opens=True,
    ),
    Column("Booking", lambda one: Cell(one.tcn, kind="id"), "booking"),
    Column("Urgency", _urgency, "urgency"),
    Column("Waits since", lambda one: Cell(time=one.queue_time), "since"),
    Column("State", lambda one: enum(one, "state"), "state"),
    Column("Identity", _identity, "identity"),
    Column("Held by", lambda one: Cell(one.specialist or "nobody"), "holder"),
    Column("Until", lambda one: Cell(time=one.lease_end), "until"),
)

PLACES = (get(PATH, show_list), post(f"{PATH}/next", take_next))
