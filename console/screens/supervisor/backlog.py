"""What waits: figures of reviews, examiners' errors with intervals, alarms, and what is overdue."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from google.protobuf.message import Message
from starlette.responses import Response

from console.gateway import explain
from console.people import Listed
from console.screens import overdue, releases
from console.web import (
    Cell,
    Column,
    Filter,
    Page,
    finger,
    forms,
    get,
    part_of,
    post,
    read_table,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1 import review_service_pb2 as review_pb2
from tenprint.v1 import work_service_pb2 as work_pb2

PATH = "/supervisor"
EXAMINERS, PAIRS, ALARMS = f"{PATH}/examiners", f"{PATH}/pairs", f"{PATH}/alarms"
OVERDUE, REVIEWS, TASKS = f"{PATH}/overdue", f"{PATH}/reviews", f"{PATH}/tasks"
ESCALATIONS, RELEASES = f"{PATH}/escalations", f"{PATH}/releases"
TABS = (
    ("Backlog", PATH),
    ("Overdue", OVERDUE),
    ("Releases", RELEASES),
    ("Alarms", ALARMS),
    ("Tasks", TASKS),
    ("Escalations", ESCALATIONS),
    ("Reviews", REVIEWS),
    ("Examiners' errors", EXAMINERS),
    ("Agreement", PAIRS),
)
_OPEN = (("open", "not acknowledged"),)
_MOST = 200
"""Of each list the first page counts this many."""


async def show_backlog(page: Page) -> Response:
    """Show how much waits, and how much of it goes to examiners."""
    statistics, cases, owed, waiting = await asyncio.gather(
        _statistics(page),
        page.call(case_pb2.CountCasesRequest(), case_pb2.CountCasesResponse),
        releases.owed(page),
        asyncio.gather(*(_count(page, *one) for one in _waiting())),
    )
    reviews = statistics.open_count
    counts = [*waiting, (reviews, f"{reviews:,}"), (len(owed), f"{len(owed):,}")]
    shown = table(
        PATH,
        page.query,
        _LOADS,
        statistics.loads,
        caption="How many searched bookings examiners had to see, by fingers, with 95 % intervals",
        empty="No booking has been searched in IDENT yet.",
    )
    return page.show(
        "supervisor/backlog.html",
        title="Backlog",
        tabs=TABS,
        statistics=statistics,
        cases=cases,
        owed_count=sum(one.recipient == detainer_pb2.HOLDER_KIND_SUPERVISOR for one in owed),
        waits=[
            (href, f"{words} {one if count == 1 else several}")
            for (count, words), (href, one, several) in zip(counts, _LINKS, strict=True)
            if count
        ],
        table=shown,
    )


def _waiting() -> Sequence[tuple[Message, type[Message], str]]:
    """Make the requests of the lists that are counted, in the order of their links."""
    return (
        (
            case_pb2.ListCaseAlarmsRequest(unacknowledged_only=True),
            case_pb2.ListCaseAlarmsResponse,
            "alarms",
        ),
        (
            work_pb2.ListEscalationsRequest(open_only=True),
            work_pb2.ListEscalationsResponse,
            "escalations",
        ),
        (work_pb2.ListWorkRequest(free_only=True), work_pb2.ListWorkResponse, "items"),
    )


async def _count(
    page: Page, request: Message, response_type: type[Message], field: str
) -> tuple[int, str]:
    """Count the items of a list, up to a page of it. Returns the number, and in words."""
    asked: Any = request
    asked.page_size = _MOST
    answer: Any = await page.call(asked, response_type)
    count = len(getattr(answer, field))
    return count, f"{count:,}{' or more' if answer.next_page_token else ''}"


async def show_examiners(page: Page) -> Response:
    """Show the errors of examiners, as controls measure them."""
    shown = table(
        EXAMINERS,
        page.query,
        _EXAMINERS,
        (await _statistics(page)).examiners,
        caption="Errors of examiners, measured by controls, with 95 % intervals",
        empty="No examiner has decided about a control yet.",
    )
    return page.show("listed.html", title="Examiners' errors", tabs=TABS, table=shown)


async def show_pairs(page: Page) -> Response:
    """Show how far every two examiners agree."""
    shown = table(
        PAIRS,
        page.query,
        _PAIRS,
        (await _statistics(page)).pairs,
        caption="Of the candidates about which both decided, with 95 % intervals",
        empty="No two examiners have decided about one candidate yet.",
    )
    return page.show("listed.html", title="Agreement of examiners", tabs=TABS, table=shown)


async def show_alarms(page: Page) -> Response:
    """List the alarms about cases."""
    which = page.query.get("which", "")
    request = case_pb2.ListCaseAlarmsRequest(unacknowledged_only=which == "open")
    shown = await read_table(
        page,
        ALARMS,
        request,
        case_pb2.ListCaseAlarmsResponse,
        "alarms",
        (*_ALARMS, _known(page.person)),
        caption="Alarms about cases, the oldest first",
        empty="No alarm is like this.",
        filters=(Filter("which", "Alarms", which, _OPEN),),
        href=lambda one: f"{TASKS}/{one.case_id}",
    )
    return page.show("listed.html", title="Alarms", tabs=TABS, table=shown)


async def know(page: Page) -> Response:
    """Acknowledge an alarm."""
    fields = await page.fields()
    request = case_pb2.AcknowledgeCaseAlarmRequest(
        alarm_id=forms.number(fields, "alarm_id", 2**63 - 1), officer=page.person.person
    )
    try:
        await page.call(request, case_pb2.AcknowledgeCaseAlarmResponse)
    except RpcError as error:
        return page.refuse(ALARMS, explain(error))
    return page.to(f"{ALARMS}?which=open", "The alarm is known: nobody else is asked about it.")


async def show_releases(page: Page) -> Response:
    """List who has to confirm a release and has not; a supervisor notes what supervisors owe."""
    found, following = part_of(await releases.owed(page), page.query)
    shown = table(
        RELEASES,
        page.query,
        (*releases.COLUMNS, _NOTED),
        found,
        caption="Releases that nobody has confirmed, whoever owes the answer, the latest first",
        empty="Every release is confirmed.",
        next_page_token=following,
        href=lambda one: f"{TASKS}/{one.case_id}",
    )
    return page.show("listed.html", title="Releases to confirm", tabs=TABS, table=shown)


async def note_release(page: Page) -> Response:
    """Say that a supervisor knows that a person may not be held any more."""
    fields = await page.fields()
    try:
        await page.call(releases.note(page, fields), detainer_pb2.ConfirmReleaseResponse)
    except RpcError as error:
        return page.refuse(RELEASES, explain(error))
    return page.to(RELEASES, "The notice is known to you.")


async def show_overdue(page: Page) -> Response:
    """List what has waited for longer than its limit."""
    shown = await overdue.listed(page, OVERDUE)
    return page.show("listed.html", title="Overdue", tabs=TABS, table=shown)


async def _statistics(page: Page) -> review_pb2.GetReviewStatisticsResponse:
    return await page.call(
        review_pb2.GetReviewStatisticsRequest(), review_pb2.GetReviewStatisticsResponse
    )


def _rate(name: str) -> Callable[[Any], Cell]:
    """Show a measured rate with its interval; nothing measured is no rate."""

    def cell(one: Any) -> Cell:  # noqa: ANN401 - any message that has the rate
        found: review_pb2.MeasuredRate = getattr(one, name)
        if not found.total_count:
            return Cell("not measured")
        share = found.count / found.total_count
        return Cell(
            f"{share:.1%}",
            note=f"{found.count:,} of {found.total_count:,}, {found.low:.1%} to {found.high:.1%}",
            order=share,
            kind="number",
        )

    return cell


def _fingers(positions: Sequence[int]) -> str:
    return ", ".join(finger(one) for one in positions) or "none"


def _known(person: Listed) -> Column:
    """Show who knows of an alarm, with a button for whoever may: never who caused the alarm."""

    def cell(one: case_pb2.CaseAlarm) -> Cell:
        if one.acknowledged_by:
            return Cell(f"known to {one.acknowledged_by}")
        if one.caused_by == person.person:
            return Cell("somebody else must know", note="you caused it")
        return Cell("I know of it", post=f"{ALARMS}/know", fields={"alarm_id": one.alarm_id})

    return Column("Known", cell)


def _noted(one: detainer_pb2.ReleaseNotice) -> Cell:
    if one.recipient != detainer_pb2.HOLDER_KIND_SUPERVISOR:
        return Cell("its recipient answers")
    fields = {"notice_id": one.notice_id}
    return Cell("I know of it", post=f"{RELEASES}/know", fields=fields)


_LOADS = (
    Column("Fingers", lambda one: _fingers(one.fingers), "fingers"),
    Column("Reviewed", _rate("reviewed"), "reviewed"),
)
_EXAMINERS = (
    Column("Examiner", lambda one: Cell(one.examiner_id, kind="id"), "examiner"),
    Column(
        "Items", lambda one: Cell(f"{one.item_count:,}", order=one.item_count, kind="number"), "n"
    ),
    Column("Said same, of strangers", _rate("false_same"), "same"),
    Column("Said different, of one person", _rate("false_different"), "different"),
    Column("Could not decide", _rate("cannot_decide"), "undecided"),
)
_PAIRS = (
    Column("Examiner", lambda one: Cell(one.first_examiner_id, kind="id"), "first"),
    Column("And", lambda one: Cell(one.second_examiner_id, kind="id"), "second"),
    Column("Said the same", _rate("agreed"), "agreed"),
    Column("Said the opposite", _rate("opposed"), "opposed"),
)
_ALARMS = (
    Column("Alarm", lambda one: one.kind.replace("_", " "), "kind"),
    Column("Case", lambda one: Cell(one.case_id, kind="id"), "case", opens=True),
    Column("Raised", lambda one: Cell(time=one.alarm_time), "raised"),
    Column("Caused by", lambda one: Cell(one.caused_by, kind="id"), "by"),
)
_NOTED = Column("Known", _noted)

_LINKS = (
    (f"{ALARMS}?which=open", "alarm", "alarms"),
    (f"{ESCALATIONS}?which=open", "question to supervisors", "questions to supervisors"),
    (f"{TASKS}?whose=free", "task without an officer", "tasks without an officer"),
    (f"{REVIEWS}?which=open", "review waits", "reviews wait"),
    (RELEASES, "owed release", "owed releases"),
)
"""Where what waits is done: the address, and the words for one and for several."""

PLACES = (
    get(PATH, show_backlog),
    get(EXAMINERS, show_examiners),
    get(PAIRS, show_pairs),
    get(ALARMS, show_alarms),
    post(f"{ALARMS}/know", know),
    get(RELEASES, show_releases),
    post(f"{RELEASES}/know", note_release),
    get(OVERDUE, show_overdue),
)
