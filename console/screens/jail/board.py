"""The board of a jail: whom it may hold, until when, and whom it has to release. It stays live."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from console.gateway import explain
from console.screens import releases
from console.screens.jail import claimed
from console.web import Cell, Column, Page, Table, enum, read_all, table
from tenprint.errors import RpcError
from tenprint.v1 import detainer_service_pb2 as pb2

PATH = "/jail"
EVENTS = f"{PATH}/events"
TICK_S = 30.0
"""The countdown is drawn anew after this time, if nothing happens before."""
_PAUSE_S = 0.3
"""Changes that come together are drawn together."""
_MOST = 500
"""Of each state; a jail that is asked to hold more people reads the list of all."""
_IN_FORCE = (
    pb2.DETAINER_STATE_EXPIRED,
    pb2.DETAINER_STATE_RUNNING,
    pb2.DETAINER_STATE_REQUESTED,
    pb2.DETAINER_STATE_ACKNOWLEDGED,
)
"""The most urgent first."""


@dataclass(frozen=True)
class Board:
    """What the board shows. The countdown is drawn from it at any time."""

    in_force: Sequence[pb2.Detainer]
    claimed: frozenset[str]
    """The detainers that a claim of citizenship stands against."""
    notices: Sequence[pb2.ReleaseNotice]
    names: Mapping[str, str]
    """Whom each detainer is about, by its id, also one that was cancelled."""


async def read(page: Page) -> Board:
    """Read everything at once. Raises RpcError."""
    states = (*_IN_FORCE, pb2.DETAINER_STATE_CANCELLED)
    notices, listed = await asyncio.gather(
        releases.owed(page), asyncio.gather(*(_listed(page, state) for state in states))
    )
    in_force = sorted((one for part in listed[:-1] for one in part), key=_urgency)
    return Board(
        in_force,
        await claimed.claimed_of(page, in_force),
        notices,
        {one.detainer_id: one.booked_name for part in listed for one in part},
    )


async def _listed(page: Page, state: int) -> list[pb2.Detainer]:
    request = pb2.ListDetainersRequest(state=pb2.DetainerState.Name(state))
    return await read_all(page, request, pb2.ListDetainersResponse, "detainers", _MOST)


def values(page: Page, board: Board) -> dict[str, Any]:
    """Name what the template of the board draws, as of now."""
    return {
        "board": board,
        "table": shown(page, board),
        "left": releases.left,
        "most_asked": claimed.MOST if len(board.in_force) > claimed.MOST else 0,
        "now": datetime.now(UTC),
    }


def shown(page: Page, board: Board) -> Table:
    """List whom the jail is asked to hold."""
    return table(
        PATH,
        page.query,
        (*COLUMNS[:3], _claim(board.claimed), *COLUMNS[3:]),
        board.in_force,
        caption="People whom your agency is asked to hold, the most urgent first",
        empty="Your agency is asked to hold nobody.",
        href=lambda one: f"{PATH}/{one.detainer_id}",
    )


async def follow(page: Page) -> AsyncIterator[tuple[str, str]]:
    """Draw the board at each change and at each tick, until the session or the service ends."""
    changed = asyncio.Event()
    watching = asyncio.create_task(_watch(page, changed))
    try:
        board = await read(page)
        while page.lasts:
            yield "shown", page.draw("jail/board.html", **values(page, board))
            try:
                await asyncio.wait_for(changed.wait(), TICK_S)
            except TimeoutError:
                continue
            if watching.done():
                watching.result()
                break
            await asyncio.sleep(_PAUSE_S)
            changed.clear()
            board = await read(page)
        else:
            yield "ended", PATH
            return
    except RpcError as error:
        yield "shown", page.draw("jail/stopped.html", failure=explain(error))
    finally:
        watching.cancel()
    yield "ended", ""


async def _watch(page: Page, changed: asyncio.Event) -> None:
    """Say when something has changed, or when nothing more will be said."""
    try:
        async for _ in page.watch(pb2.WatchDetainersRequest(), pb2.WatchDetainersResponse):
            changed.set()
    finally:
        changed.set()


def countdown(one: pb2.Detainer) -> Cell:
    """Say until when the person may be held, or what the agency has to say first."""
    if one.state in (pb2.DETAINER_STATE_RUNNING, pb2.DETAINER_STATE_EXPIRED):
        return releases.left(one.expire_time)
    return Cell(_NEXT.get(one.state, "not running"))


def state(one: pb2.Detainer) -> Cell:
    """Name a detainer's state."""
    words = "release the person" if one.state == pb2.DETAINER_STATE_EXPIRED else enum(one, "state")
    return Cell(words, tone=_TONES.get(one.state, ""), order=one.state)


def _urgency(one: pb2.Detainer) -> tuple[int, int, int]:
    return _IN_FORCE.index(one.state), one.expire_time.seconds, one.request_time.seconds


def _claim(against: frozenset[str]) -> Column:
    """Say who claims to be a citizen. against: the detainers that a claim stands against."""
    claims = Cell("claims to be a citizen", tone="bad")
    return Column("Citizenship", lambda one: claims if one.detainer_id in against else "", "claim")


_NEXT = {
    pb2.DETAINER_STATE_REQUESTED: "answer the office",
    pb2.DETAINER_STATE_ACKNOWLEDGED: "say when the person would have gone free",
}
"""What the agency has to say before any time runs."""
_TONES = {
    pb2.DETAINER_STATE_EXPIRED: "bad",
    pb2.DETAINER_STATE_CANCELLED: "bad",
    pb2.DETAINER_STATE_REQUESTED: "warn",
    pb2.DETAINER_STATE_ACKNOWLEDGED: "good",
}


def person(one: pb2.Detainer) -> str:
    """Name the person as the booking does."""
    return one.booked_name or "not named"


COLUMNS = (
    Column("Person", person, "person", opens=True),
    Column("Time left, or what to do", countdown, "left"),
    Column("State", state, "state"),
    Column("Detainer", lambda one: Cell(one.detainer_id, kind="id"), "detainer", opens=True),
    Column("Release by", lambda one: Cell(time=one.expire_time), "by"),
    Column("Asked", lambda one: Cell(time=one.request_time), "asked"),
)
