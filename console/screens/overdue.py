"""What has waited for longer than its limit, as supervisors and operators list it."""

from console.web import Cell, Column, Filter, Page, Table, read_table
from tenprint.v1 import overdue_service_pb2 as pb2

_WAITING = (
    "booking review message rejected determination alert requested acknowledged claim release "
    "correction alarm transfer escalation"
)
_CHOICES = tuple((one, one) for one in _WAITING.split())


async def listed(page: Page, path: str) -> Table:
    """Read one page of the list. path: of the page that shows it. Raises RpcError."""
    query = page.query
    request = pb2.ListOverdueRequest(
        waiting=query.get("waiting", ""),
        owner=query.get("owner", "").strip(),
        address=query.get("address", "").strip(),
    )
    return await read_table(
        page,
        path,
        request,
        pb2.ListOverdueResponse,
        "overdue",
        _COLUMNS,
        caption="What has waited for longer than its limit, the longest waiting first",
        empty="Nothing is overdue.",
        filters=(
            Filter("waiting", "What", request.waiting, _CHOICES),
            Filter("owner", "Whose turn", request.owner),
            Filter("address", "Address", request.address),
        ),
    )


_COLUMNS = (
    Column("What waits", lambda one: one.waiting.replace("_", " "), "what"),
    Column("Of", lambda one: Cell(one.object_id, kind="id"), "of"),
    Column("Whose turn", lambda one: Cell(one.owner.replace("_", " "), note=one.address), "owner"),
    Column("Waits since", lambda one: Cell(time=one.since), "since"),
    Column("Limit", lambda one: Cell(time=one.deadline), "limit"),
)
