"""Whether all is well: what waits, how many bookings come, and how the galleries are."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from console.gateway import Health
from console.screens.operator.plots import Plot, counted
from console.web import MAX_ROWS, Cell, Column, Page, address, enum, get, read_all, table
from interop.names import CIVIL, IAFIS, IDENT, RISC
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import gallery_service_pb2 as gallery_pb2
from tenprint.v1 import overdue_service_pb2 as overdue_pb2
from tenprint.v1 import programme_service_pb2 as programme_pb2

PATH = "/operate"
GALLERIES, MESSAGES, PARKED = f"{PATH}/galleries", f"{PATH}/messages", f"{PATH}/parked"
OVERDUE, JURISDICTIONS = f"{PATH}/overdue", f"{PATH}/jurisdictions"
RATES = f"{PATH}/rates"
TABS = (
    ("Health", PATH),
    ("Rates and times", RATES),
    ("Galleries", GALLERIES),
    ("Messages to the LESC", MESSAGES),
    ("Parked bookings", PARKED),
    ("Overdue", OVERDUE),
    ("Jurisdictions", JURISDICTIONS),
)
_NAMES = (IAFIS, IDENT, CIVIL, RISC)
_PERIODS = {"1": 12, "6": 24, "24": 24, "168": 28}
"""Hours, and bars of the plot."""
_MOST = 1_000
"""Of what is counted: more is `1,000 or more`."""
_NO_GALLERY = "GALLERY_NOT_FOUND"


@dataclass(frozen=True)
class _Waiting:
    overdue: Counter[str]
    rejected: int
    waiting: int
    parked: int


async def show_health(page: Page) -> Response:
    """Show whether all is well."""
    period = page.query.get("hours", "24")
    hours = period if period in _PERIODS else "24"
    servers, waiting, galleries, activation, (plot, is_cut) = await asyncio.gather(
        _servers(page),
        _waiting(page),
        _galleries(page),
        page.call(programme_pb2.GetActivationRequest(), programme_pb2.GetActivationResponse),
        _bookings(page, int(hours)),
    )
    return page.show(
        "operator/health.html",
        title="Health",
        tabs=TABS,
        servers=servers,
        waiting=waiting,
        galleries=galleries,
        faults=[(one.gallery, fault) for one in galleries for fault in faults(one)],
        activation=activation,
        plot=plot,
        is_cut=is_cut,
        periods=[
            (f"{one} h" if int(one) <= 24 else f"{int(one) // 24} days", _period(one), one == hours)
            for one in _PERIODS
        ],
        most=_MOST,
    )


async def show_galleries(page: Page) -> Response:
    """Show size, lag, snapshots and damage of the galleries, and of the sets beside them."""
    galleries = await _galleries(page)
    parts = [(one, part) for one in galleries for part in one.classes]
    sets = [(one, part) for one in galleries for part in one.reference_sets]
    path, query = GALLERIES, page.query
    shown = (
        table(path, query, _GALLERIES, galleries, caption="Galleries", empty="None."),
        table(path, query, _CLASSES, parts, caption="By fingers of references", empty="None."),
        table(path, query, _SETS, sets, caption="Reference sets beside them", empty="None."),
    )
    return page.show(
        "operator/galleries.html",
        title="Galleries",
        tabs=TABS,
        faults=[(one.gallery, fault) for one in galleries for fault in faults(one)],
        tables=shown,
    )


def faults(one: gallery_pb2.GalleryStatus) -> list[str]:
    """List what is wrong with a gallery."""
    told = [one.following_error, one.housekeeping_error, *one.damaged]
    for part in one.reference_sets:
        told += [part.housekeeping_error, *part.damaged]
    return [fault for fault in told if fault]


def _period(hours: str) -> str:
    return address(PATH, {}, hours=hours)


async def _servers(page: Page) -> list[tuple[str, Health]]:
    """Ask the servers behind this console whether they take requests."""
    services = page.console.services
    found = [("The service", services.health())]
    if page.console.settings.lesc_target:
        found.append(("The LESC", services.health(lesc=True)))
    answers = await asyncio.gather(*(asked for _, asked in found))
    return list(zip((name for name, _ in found), answers, strict=True))


async def _galleries(page: Page) -> list[gallery_pb2.GalleryStatus]:
    found = await asyncio.gather(*(_gallery(page, name) for name in _NAMES))
    return [one for one in found if one is not None]


async def _gallery(page: Page, name: str) -> gallery_pb2.GalleryStatus | None:
    """Read the status of a gallery; None: the service has no such gallery. Raises RpcError."""
    request = gallery_pb2.GetGalleryStatusRequest(gallery=name)
    try:
        return (await page.call(request, gallery_pb2.GetGalleryStatusResponse)).status
    except RpcError as error:
        if error.reason == _NO_GALLERY:
            return None
        raise


async def _waiting(page: Page) -> _Waiting:
    overdue, rejected, waiting, parked = await asyncio.gather(
        read_all(
            page,
            overdue_pb2.ListOverdueRequest(),
            overdue_pb2.ListOverdueResponse,
            "overdue",
            _MOST,
        ),
        _messages(page, "OUTBOUND_STATE_REJECTED"),
        _messages(page, "OUTBOUND_STATE_WAITING"),
        read_all(
            page,
            programme_pb2.ListParkedBookingsRequest(),
            programme_pb2.ListParkedBookingsResponse,
            "bookings",
            _MOST,
        ),
    )
    return _Waiting(
        Counter(one.waiting for one in overdue), len(rejected), len(waiting), len(parked)
    )


async def _messages(page: Page, state: str) -> Sequence[programme_pb2.OutboundQuery]:
    request = programme_pb2.ListOutboundQueriesRequest(state=state)
    response = programme_pb2.ListOutboundQueriesResponse
    return await read_all(page, request, response, "queries", _MOST)


async def _bookings(page: Page, hours: int) -> tuple[Plot, bool]:
    """Count the bookings of the last hours; and say whether there were too many to count."""
    until = datetime.now(UTC)
    since = until - timedelta(hours=hours)
    request = booking_pb2.ListBookingsRequest()
    request.received_from.FromDatetime(since)
    found = await read_all(page, request, booking_pb2.ListBookingsResponse, "bookings")
    times = [one.receive_time.ToDatetime(UTC) for one in found]
    plot = counted("Bookings received", times, since, until, _PERIODS[str(hours)])
    return plot, len(found) >= MAX_ROWS


def _count(value: int) -> Cell:
    return Cell(f"{value:,}", order=value, kind="number")


def _mebibytes(value: int) -> Cell:
    return Cell(f"{value / 2**20:,.1f} MiB", order=value, kind="number")


def _lag(one: gallery_pb2.GalleryStatus) -> Cell:
    return Cell(f"{one.lag_count:,}", order=one.lag_count, tone="warn" if one.lag_count else "good")


def _state(one: gallery_pb2.GalleryStatus) -> Cell:
    found = faults(one)
    return Cell(f"{len(found)} faults", tone="bad") if found else Cell("sound", tone="good")


_GALLERIES = (
    Column("Gallery", lambda one: one.gallery, "gallery"),
    Column("State", _state, "state"),
    Column("References", lambda one: _count(one.reference_count), "references"),
    Column("Changes behind", _lag, "lag"),
    Column("Snapshot", lambda one: Cell(time=one.snapshot_time), "snapshot"),
    Column(
        "Changes since the snapshot",
        lambda one: _count(one.watermark - one.snapshot_watermark),
        "since",
    ),
    Column("Memory", lambda one: _mebibytes(one.resident_bytes), "memory"),
    Column("Index", lambda one: Cell(one.index_version, kind="id"), "index"),
)
_CLASSES = (
    Column("Gallery", lambda pair: pair[0].gallery, "gallery"),
    Column("Fingers", lambda pair: enum(pair[1], "finger_class"), "fingers"),
    Column("References", lambda pair: _count(pair[1].reference_count), "references"),
    Column("Not sealed yet", lambda pair: _count(pair[1].tail_count), "tail"),
    Column("Deleted, not cleared", lambda pair: _count(pair[1].dead_count), "dead"),
    Column("Sealed segments", lambda pair: _count(pair[1].sealed_segment_count), "segments"),
)
_SETS = (
    Column("Gallery", lambda pair: pair[0].gallery, "gallery"),
    Column("Set", lambda pair: Cell(pair[1].name, note=pair[1].folder), "set"),
    Column("References", lambda pair: _count(pair[1].reference_count), "references"),
    Column("Memory", lambda pair: _mebibytes(pair[1].resident_bytes), "memory"),
)

PLACES = (get(PATH, show_health), get(GALLERIES, show_galleries))
