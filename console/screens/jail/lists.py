"""The lists of a jail: the board, all detainers, and notices."""

from collections.abc import Mapping

from starlette.responses import Response

from console.gateway import explain
from console.screens.jail import board
from console.screens.jail.board import PATH
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
    read_all,
    read_table,
)
from tenprint.errors import RpcError
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import detainer_service_pb2 as pb2

ALL, RELEASES, CORRECTIONS = f"{PATH}/all", f"{PATH}/releases", f"{PATH}/corrections"
TABS = (
    ("To hold and to release", PATH),
    ("All detainers", ALL),
    ("Notices of release", RELEASES),
    ("Withdrawn matches", CORRECTIONS),
)
_WHICH = (("open", "not answered"), ("overdue", "overdue"))


async def show_board(page: Page) -> Response:
    """Show whom the jail holds for an office, and whom it has to release."""
    values = board.values(page, await board.read(page))
    return page.show("jail/start.html", title="Jail", tabs=TABS, **values)


async def events(page: Page) -> Response:
    """Send the board at each change."""
    return page.events(board.follow(page))


async def show_all(page: Page) -> Response:
    """List the detainers of the agency, ended ones too."""
    kinds = choices(pb2.DetainerState.DESCRIPTOR)
    shown = await read_table(
        page,
        ALL,
        # Read inside, so that a refused filter keeps its form.
        lambda: pb2.ListDetainersRequest(
            state=forms.chosen(page.query, "state", pb2.DetainerState),
        ),
        pb2.ListDetainersResponse,
        "detainers",
        board.COLUMNS,
        caption="Every detainer that your agency was asked for, the oldest case first",
        empty="No detainer is like this.",
        filters=(Filter("state", "State", page.query.get("state", ""), kinds),),
        href=lambda one: f"{PATH}/{one.detainer_id}",
    )
    return page.show("listed.html", title="All detainers", tabs=TABS, table=shown)


async def show_releases(page: Page) -> Response:
    """List the notices that people may not be held any more."""
    which = page.query.get("which", "")
    request = pb2.ListReleaseNoticesRequest(
        open_only=which == "open",
        overdue_only=which == "overdue",
    )
    everyone = await read_all(
        page, pb2.ListDetainersRequest(), pb2.ListDetainersResponse, "detainers"
    )
    names = {one.detainer_id: board.person(one) for one in everyone}
    shown = await read_table(
        page,
        RELEASES,
        request,
        pb2.ListReleaseNoticesResponse,
        "notices",
        (_named(names), *_RELEASES),
        caption="Notices that a person may not be held any more, the oldest first",
        empty="No notice is like this.",
        filters=(Filter("which", "Notices", which, _WHICH),),
        href=lambda one: f"{PATH}/{one.detainer_id}",
    )
    return page.show("listed.html", title="Notices of release", tabs=TABS, table=shown)


async def show_corrections(page: Page) -> Response:
    """List the notices of matches that were withdrawn."""
    which = page.query.get("which", "")
    request = correction_pb2.ListNoticesRequest(
        tcn=page.query.get("tcn", "").strip(),
        open_only=which == "open",
        overdue_only=which == "overdue",
    )
    shown = await read_table(
        page,
        CORRECTIONS,
        request,
        correction_pb2.ListNoticesResponse,
        "notices",
        _CORRECTIONS,
        caption="Matches that were withdrawn, the oldest first",
        empty="No match of your bookings was withdrawn.",
        filters=(
            Filter("which", "Notices", which, _WHICH),
            Filter("tcn", "Booking", request.tcn),
        ),
        href=lambda one: f"/transactions/{one.tcn}",
    )
    title = "Withdrawn matches"
    return page.show("listed.html", title=title, tabs=TABS, table=shown)


async def know(page: Page) -> Response:
    """Say that the agency knows of a withdrawn match."""
    fields = await page.fields()
    request = correction_pb2.AcknowledgeNoticeRequest(notice_id=fields.get("notice_id", ""))
    try:
        await page.call(request, correction_pb2.AcknowledgeNoticeResponse)
    except RpcError as error:
        return page.refuse(CORRECTIONS, explain(error))
    return page.to(CORRECTIONS, "The notice is acknowledged.")


def _named(names: Mapping[str, str]) -> Column:
    """Name the person of a notice. names: by the detainer's id."""
    return Column("Person", lambda one: names.get(one.detainer_id, ""), "person", opens=True)


def _answer(one: pb2.ReleaseNotice) -> Cell:
    if one.outcome:
        return Cell(enum(one, "outcome"), note=one.confirmed_by, tone="good")
    alarms = f"{one.alarm_count} alarms" if one.alarm_count else ""
    return Cell("not answered", note=alarms, tone="bad")


def _known(one: correction_pb2.Notice) -> Cell:
    if one.HasField("acknowledge_time"):
        return Cell(time=one.acknowledge_time)
    return Cell("We know of it", post=f"{CORRECTIONS}/know", fields={"notice_id": one.notice_id})


_RELEASES = (
    Column("Answer", _answer, "answer"),
    Column("Detainer", lambda one: Cell(one.detainer_id, kind="id"), "detainer", opens=True),
    Column("Why", lambda one: one.cause, "why"),
    Column("Told", lambda one: Cell(time=one.create_time), "told"),
    Column("Answer by", lambda one: Cell(time=one.deadline), "by"),
)
_CORRECTIONS = (
    Column("Booking", lambda one: Cell(one.tcn, kind="id"), "booking", opens=True),
    Column("Told", lambda one: Cell(time=one.create_time), "told"),
    Column("Acknowledge by", lambda one: Cell(time=one.deadline), "by"),
    Column("Acknowledged", _known),
)

PLACES = (
    get(PATH, show_board),
    get(board.EVENTS, events),
    get(ALL, show_all),
    get(RELEASES, show_releases),
    get(CORRECTIONS, show_corrections),
    post(f"{CORRECTIONS}/know", know),
)
