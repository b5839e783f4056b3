"""What is on its way: messages to the LESC, bookings that do not get on, and what is overdue."""

from starlette.responses import Response

from console.gateway import explain
from console.screens import overdue
from console.screens.operator.health import MESSAGES, OVERDUE, PARKED, TABS
from console.web import (
    Cell,
    Column,
    Filter,
    Page,
    choices,
    enum,
    forms,
    get,
    post,
    read_table,
)
from tenprint.errors import RpcError
from tenprint.v1 import programme_service_pb2 as pb2

_KIND_LENGTH = 60


async def show_messages(page: Page) -> Response:
    """List the messages to the LESC in the order in which they were written."""
    query = page.query
    tcn = query.get("tcn", "").strip()
    kinds = choices(pb2.OutboundState.DESCRIPTOR)
    shown = await read_table(
        page,
        MESSAGES,
        lambda: pb2.ListOutboundQueriesRequest(
            state=forms.chosen(query, "state", pb2.OutboundState), tcn=tcn
        ),
        pb2.ListOutboundQueriesResponse,
        "queries",
        _MESSAGES,
        caption="Messages to the LESC, in the order in which they were written",
        empty="No message is like this.",
        filters=(
            Filter("state", "State", query.get("state", ""), kinds),
            Filter("tcn", "Booking", tcn),
        ),
    )
    title = "Messages to the LESC"
    return page.show("listed.html", title=title, tabs=TABS, table=shown)


async def requeue(page: Page) -> Response:
    """Send a message again that the LESC rejected."""
    fields = await page.fields()
    request = pb2.RequeueQueryRequest(message_id=fields.get("message_id", ""))
    try:
        await page.call(request, pb2.RequeueQueryResponse)
    except RpcError as error:
        return page.refuse(MESSAGES, explain(error))
    return page.to(MESSAGES, f"Message {request.message_id} is sent again.")


async def retry(page: Page) -> Response:
    """Let a parked booking try its next step now."""
    fields = await page.fields()
    request = pb2.RequeueBookingRequest(tcn=fields.get("tcn", ""))
    try:
        await page.call(request, pb2.RequeueBookingResponse)
    except RpcError as error:
        return page.refuse(PARKED, explain(error))
    return page.to(PARKED, f"Booking {request.tcn} is tried again now.")


async def show_parked(page: Page) -> Response:
    """List the bookings whose next step fails again and again."""
    request = pb2.ListParkedBookingsRequest(ori=page.query.get("ori", "").strip())
    shown = await read_table(
        page,
        PARKED,
        request,
        pb2.ListParkedBookingsResponse,
        "bookings",
        _PARKED,
        caption="Bookings whose next step has failed more than 20 times, the oldest first",
        empty="Every booking gets on.",
        filters=(Filter("ori", "Agency", request.ori),),
    )
    title = "Parked bookings"
    return page.show("listed.html", title=title, tabs=TABS, table=shown)


async def show_overdue(page: Page) -> Response:
    """List what has waited for longer than its limit."""
    shown = await overdue.listed(page, OVERDUE)
    return page.show("listed.html", title="Overdue", tabs=TABS, table=shown)


def _result(one: pb2.OutboundQuery) -> Cell:
    if one.state == pb2.OUTBOUND_STATE_REJECTED:
        return Cell("rejected", tone="bad", note=one.rejected_field or _kind_of(one.error))
    if one.state == pb2.OUTBOUND_STATE_ACKNOWLEDGED:
        return Cell("acknowledged", tone="good")
    return Cell("waiting", tone="warn" if one.error else "", note=_kind_of(one.error))


def _kind_of(error: str) -> str:
    """Name the kind of an error. Its words may repeat the name of a person: they stay here."""
    kind = error.partition(":")[0].strip()
    return kind if kind.replace("_", "").isalnum() and len(kind) <= _KIND_LENGTH else "an error"


def _retry(one: pb2.ParkedBooking) -> Cell:
    return Cell("Try again now", post=f"{PARKED}/retry", fields={"tcn": one.tcn})


def _again(one: pb2.OutboundQuery) -> Cell:
    if one.state != pb2.OUTBOUND_STATE_REJECTED:
        return Cell()
    return Cell("Send again", post=f"{MESSAGES}/requeue", fields={"message_id": one.message_id})


def _attempts(one: pb2.OutboundQuery | pb2.ParkedBooking) -> Cell:
    return Cell(f"{one.attempt_count:,}", order=one.attempt_count, kind="number")


_MESSAGES = (
    Column("State", _result, "state"),
    Column("Message", lambda one: Cell(one.message_id, note=one.kind, kind="id"), "message"),
    Column("Booking", lambda one: Cell(one.tcn, kind="id"), "booking"),
    Column("Attempts", _attempts, "attempts"),
    Column("Written", lambda one: Cell(time=one.create_time), "written"),
    Column("Next attempt", lambda one: Cell(time=one.next_attempt_time), "next"),
    Column("Receipt", lambda one: Cell(time=one.acknowledge_time), "receipt"),
    Column("Do", _again),
)
_PARKED = (
    Column("Booking", lambda one: Cell(one.tcn, kind="id"), "booking"),
    Column("Agency", lambda one: Cell(one.ori, kind="id"), "agency"),
    Column("Stays in", lambda one: enum(one, "state"), "state"),
    Column("Attempts", _attempts, "attempts"),
    Column("Received", lambda one: Cell(time=one.receive_time), "received"),
    Column("Next attempt", lambda one: Cell(time=one.next_attempt_time), "next"),
    Column("Error", lambda one: _kind_of(one.error)),
    Column("Do", _retry),
)

PLACES = (
    get(MESSAGES, show_messages),
    post(f"{MESSAGES}/requeue", requeue),
    get(PARKED, show_parked),
    post(f"{PARKED}/retry", retry),
    get(OVERDUE, show_overdue),
)
