"""How much the service does, and how long it takes: plots with a table beside them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from starlette.responses import Response

from console.screens.operator.health import RATES, TABS
from console.screens.operator.plots import barred, curved
from console.web import Cell, Column, Page, address, get, table
from tenprint.v1 import telemetry_service_pb2 as pb2

_KINDS = {
    "calls": ("Calls", pb2.WORK_KIND_RPC),
    "prints": ("Work on prints", pb2.WORK_KIND_STAGE),
    "steps": ("Steps of bookings", pb2.WORK_KIND_STEP),
    "waiting": ("Waiting for a worker", pb2.WORK_KIND_WAIT),
}
_PERIODS = {"1": (60, 30), "6": (360, 36), "24": (1_440, 48)}
"""Hours: minutes, and parts of the plot."""
_SERIES = 100


async def show(page: Page) -> Response:
    """Show the rate and the time of one kind of work, and of each name in it."""
    kind = page.query.get("kind", "")
    kind = kind if kind in _KINDS else "calls"
    hours = page.query.get("hours", "")
    hours = hours if hours in _PERIODS else "1"
    minutes, part_count = _PERIODS[hours]
    found = await page.call(
        pb2.GetWorkRatesRequest(
            kind=pb2.WorkKind.Name(_KINDS[kind][1]),
            period_minutes=minutes,
            part_count=part_count,
            series_count=_SERIES,
        ),
        pb2.GetWorkRatesResponse,
    )
    named = page.query.get("name", "")
    chosen = next((one for one in found.series if one.name == named), found.total)
    at = {"kind": kind, "hours": hours, "name": chosen.name}
    title = f"{_KINDS[kind][0]}{f': {chosen.name}' if chosen.name else ''}"
    edges = _edges(chosen.parts)
    return page.show(
        "operator/rates.html",
        title="Rates and times",
        tabs=TABS,
        heading=title,
        start_time=found.start_time,
        whole=chosen.whole,
        kinds=[
            (words, address(RATES, at, kind=one, name=""), one == kind)
            for one, (words, _) in _KINDS.items()
        ],
        periods=[(f"{one} h", address(RATES, at, hours=one), one == hours) for one in _PERIODS],
        plot=barred(f"{title}, number", edges, [one.count for one in chosen.parts]),
        times=curved(
            f"{title}, time",
            edges,
            {
                "median": [one.median_ms if one.count else None for one in chosen.parts],
                "95 of 100": [one.p95_ms if one.count else None for one in chosen.parts],
            },
        ),
        part_table=table(
            RATES,
            page.query,
            _PARTS,
            chosen.parts,
            caption=f"{title}, part by part",
            empty="Nothing is counted yet.",
        ),
        table=table(
            RATES,
            page.query,
            _NAMES,
            found.series,
            caption=f"{_KINDS[kind][0]} of the last {hours} h, the busiest first",
            empty="Nothing of this kind was done in this time.",
            href=lambda one: address(RATES, at, name=one.name),
        ),
    )


def _edges(parts: Sequence[pb2.WorkPart]) -> Sequence[datetime]:
    ends = [parts[0].begin_time, *(one.end_time for one in parts)]
    return [one.ToDatetime(UTC) for one in ends]


def _count(value: int) -> Cell:
    return Cell(f"{value:,}", order=value, kind="number")


def _time(part: pb2.WorkPart, value: float) -> Cell:
    words = f"{value:,.1f} ms" if value < 1_000 else f"{value / 1_000:,.2f} s"
    return Cell(words if part.count else "–", order=value, kind="number")


def _failed(part: pb2.WorkPart) -> Cell:
    if not part.failed_count:
        return Cell("0", order=0, kind="number")
    share = part.failed_count / part.count
    return Cell(f"{part.failed_count:,}", note=f"{share:.1%}", order=share, tone="warn")


_NAMES = (
    Column("Name", lambda one: one.name, "name", opens=True),
    Column("Number", lambda one: _count(one.whole.count), "n"),
    Column("Failed or refused", lambda one: _failed(one.whole), "failed"),
    Column("Half took at most", lambda one: _time(one.whole, one.whole.median_ms), "median"),
    Column("95 of 100 took at most", lambda one: _time(one.whole, one.whole.p95_ms), "tail"),
)
_PARTS = (
    Column("From", lambda one: Cell(time=one.begin_time)),
    Column("Number", lambda one: _count(one.count)),
    Column("Failed or refused", _failed),
    Column("Half took at most", lambda one: _time(one, one.median_ms)),
    Column("95 of 100 took at most", lambda one: _time(one, one.p95_ms)),
)

PLACES = (get(RATES, show),)
