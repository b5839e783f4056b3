"""Reviews as a supervisor sees them: of open items never the candidates, of ended ones who said
what. A supervisor has other examiners look again."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.responses import Response

from console.gateway import Failure, explain
from console.screens import claims, colleagues
from console.screens.supervisor.backlog import REVIEWS, TABS
from console.web import (
    Cell,
    Column,
    Filter,
    Page,
    RefusedFormError,
    enum,
    failed,
    finger,
    get,
    post,
    read_table,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import review_service_pb2 as pb2

ONE = f"{REVIEWS}/{{item_id}}"
_THIRD = 3
_EXAMINERS = "examiner"
"""The role of examiners."""
_WHICH = (("open", "open"), ("controls", "controls"))
_NOTHING = Failure(
    "Not found",
    "There is no such review item, or it is open and was given to you as an examiner.",
    "Nobody is examiner and supervisor of one item.",
    HTTPStatus.NOT_FOUND,
    "REVIEW_ITEM_NOT_FOUND",
)


@dataclass(frozen=True)
class _Said:
    """What one examiner said about one candidate."""

    candidate: pb2.ReviewCandidate
    place: int
    decision: pb2.ExaminerDecision


async def show_list(page: Page) -> Response:
    """List review items; whoever looks here gets none of them as an examiner."""
    which = page.query.get("which", "")
    request = pb2.ListReviewItemsRequest(
        open_only=which == "open",
        controls_only=which == "controls",
        tcn=page.query.get("tcn", "").strip(),
        examiner_id=page.query.get("examiner", "").strip(),
        supervisor_id=page.person.person,
    )
    shown = await read_table(
        page,
        REVIEWS,
        request,
        pb2.ListReviewItemsResponse,
        "items",
        _COLUMNS,
        caption="Review items, the oldest first; you get none of these as an examiner",
        empty="No item is like this.",
        filters=(
            Filter("which", "Items", which, _WHICH),
            Filter("tcn", "Booking", request.tcn),
            Filter("examiner", "Examiner", request.examiner_id),
        ),
        href=lambda one: f"{REVIEWS}/{one.item_id}",
    )
    return page.show("listed.html", title="Reviews", tabs=TABS, table=shown)


async def show(page: Page) -> Response:
    """Show one item; its candidates only after its end."""
    item = await _read(page)
    if item is None:
        return failed(page, _NOTHING)
    said = _said(item) if item.verdict else ()
    shown = table(
        page.request.url.path,
        page.query,
        _SAID,
        said,
        caption="What examiners said, in the order in which they said it",
        empty="Candidates and decisions are shown when the item is decided.",
    )
    return page.show(
        "supervisor/review.html",
        title=f"Review {item.item_id}",
        item_id=item.item_id,
        tcn=item.tcn,
        is_ended=bool(item.verdict),
        facts=_facts(item),
        open_time=item.open_time,
        end_time=item.end_time,
        table=shown,
        examiners=table(
            page.request.url.path,
            page.query,
            _HOLDERS if not item.verdict else (*_HOLDERS, _REMARK),
            item.assignments,
            caption="Who got the item",
            empty="No examiner has had the item yet.",
        ),
        colleagues=colleagues.of_role(page, _EXAMINERS),
        holders=[(one.examiner_id, one.examiner_id) for one in item.assignments if _holds(one)],
    )


async def reassign(page: Page) -> Response:
    """Take the item from an examiner, and give it to another if one is named."""
    fields = await page.fields()
    item_id = page.part("item_id")
    try:
        to_examiner = colleagues.named(page, fields, "to_examiner", _EXAMINERS)
    except RefusedFormError as error:
        return page.refuse(f"{REVIEWS}/{item_id}", error.failure, fields)
    request = pb2.ReassignReviewItemRequest(
        item_id=item_id,
        from_examiner_id=fields.get("from_examiner", ""),
        to_examiner_id=to_examiner,
        supervisor_id=page.person.person,
    )
    try:
        await page.call(request, pb2.ReassignReviewItemResponse)
    except RpcError as error:
        return page.refuse(f"{REVIEWS}/{item_id}", explain(error), fields)
    whose = f"{to_examiner} has" if to_examiner else "whoever asks next gets"
    return page.to(f"{REVIEWS}/{item_id}", f"The item is taken away; {whose} it.")


async def compare_again(page: Page) -> Response:
    """Ask other examiners about the booking of an ended item."""
    fields = await page.fields()
    item = await _read(page)
    if item is None:
        return failed(page, _NOTHING)
    request = claims.comparison(page, {**fields, "tcn": item.tcn})
    try:
        found = await page.call(request, correction_pb2.RequestComparisonResponse)
    except RpcError as error:
        return page.refuse(f"{REVIEWS}/{page.part('item_id')}", explain(error), fields)
    new = found.comparison.item_id
    return page.to(f"{REVIEWS}/{new}", "Other examiners are asked. This is their item.")


async def _read(page: Page) -> pb2.ReviewItem | None:
    request = pb2.ListReviewItemsRequest(
        item_id=page.part("item_id"), supervisor_id=page.person.person
    )
    found = await page.call(request, pb2.ListReviewItemsResponse)
    return found.items[0] if found.items else None


def _holds(one: pb2.ReviewAssignment) -> bool:
    return not one.HasField("decide_time") and not one.HasField("aside_time")


def _done(one: pb2.ReviewAssignment) -> Cell:
    """Say what came of an assignment; never what was decided."""
    if one.HasField("aside_time"):
        return Cell("gave it back", note=enum(one, "aside_reason"), tone="warn")
    return Cell("decided") if one.HasField("decide_time") else Cell("has it", tone="warn")


def _facts(item: pb2.ReviewItem) -> list[tuple[str, object]]:
    return [
        ("Booking", item.tcn or "none: a control"),
        ("Why", item.reason),
        ("State", enum(item, "verdict") or "open"),
        ("Examiners", f"{item.needed_count} decide"),
        ("Fingers", ", ".join(finger(one) for one in item.fingers)),
        ("Held", "yes" if item.in_custody else "no"),
    ]


def _said(item: pb2.ReviewItem) -> Sequence[_Said]:
    return [
        _Said(candidate, place, decision)
        for place, candidate in enumerate(item.candidates, 1)
        for decision in candidate.decisions
    ]


def _verdict(item: pb2.ReviewItem) -> Cell:
    if not item.verdict:
        return Cell("open", tone="warn")
    return Cell(enum(item, "verdict"))


def _round(item: pb2.ReviewItem) -> Cell:
    is_third = item.needed_count >= _THIRD
    words = "third examiner" if is_third else "two examiners"
    return Cell(words, tone="warn" if is_third else "", order=item.needed_count)


_COLUMNS = (
    Column("Item", lambda one: Cell(one.item_id, kind="id"), "item", opens=True),
    Column("State", _verdict, "state"),
    Column("Round", _round, "round"),
    Column("Why", lambda one: one.reason, "why"),
    Column("Booking", lambda one: Cell(one.tcn or "control", kind="id" if one.tcn else ""), "tcn"),
    Column("Held", lambda one: "yes" if one.in_custody else "no", "held"),
    Column("Open since", lambda one: Cell(time=one.open_time), "since"),
    Column("Ended", lambda one: Cell(time=one.end_time), "ended"),
)
_HOLDERS = (
    Column("Examiner", lambda one: Cell(one.examiner_id, kind="id"), "holder"),
    Column("Now", _done, "done"),
    Column("Got it", lambda one: Cell(time=one.assign_time), "got"),
    Column("Decided", lambda one: Cell(time=one.decide_time), "at"),
    Column("Gave it back", lambda one: Cell(time=one.aside_time), "aside"),
)
_REMARK = Column("Remark", lambda one: one.remark)
"""Only of ended items: a remark tells what an examiner thinks."""
_SAID = (
    Column(
        "Candidate",
        lambda one: Cell(one.candidate.identity_id, note=f"rank {one.candidate.rank}", kind="id"),
        "candidate",
    ),
    Column("Joint verdict", lambda one: enum(one.candidate, "verdict"), "verdict"),
    Column("Examiner", lambda one: Cell(one.decision.examiner_id, kind="id"), "examiner"),
    Column("Said", lambda one: enum(one.decision, "decision"), "said"),
    Column(
        "Truth",
        lambda one: (
            ("one person" if one.candidate.mated else "two people")
            if one.candidate.HasField("mated")
            else ""
        ),
        "truth",
    ),
)

PLACES = (
    get(REVIEWS, show_list),
    get(ONE, show),
    post(f"{ONE}/compare", compare_again),
    post(f"{ONE}/reassign", reassign),
)
