"""After the examiner's own decision: the own history, how checks went, and what the matcher says.

A check is what the service calls a control. Nothing here tells which open item is one: the service
says so only of items about which all their examiners have decided.
"""

import asyncio
from http import HTTPStatus

from starlette.responses import Response

from console.gateway import Failure, explain
from console.screens.examiner.compare import WORDS
from console.web import (
    Cell,
    Column,
    Filter,
    Page,
    address,
    finger,
    get,
    read_table,
)
from tenprint.errors import RpcError
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.sample_pb2 import FingerPosition

PATH = "/afterwards"
_CHECKS = (("checks", "checks"),)
_UNKNOWN = Failure(
    "You have not decided about this item",
    "Only what you have decided yourself can be opened here.",
    "The list below has what you have decided.",
    HTTPStatus.NOT_FOUND,
    "NOT_DECIDED",
)


async def show_list(page: Page, failure: Failure | None = None) -> Response:
    """List what the examiner has decided, and how often checks went wrong."""
    which = page.query.get("which", "")
    request = pb2.ListReviewHistoryRequest(
        examiner_id=page.person.person,
        controls_only=which == "checks",
    )
    shown, feedback = await asyncio.gather(
        read_table(
            page,
            PATH,
            request,
            pb2.ListReviewHistoryResponse,
            "items",
            _COLUMNS,
            caption="What you have decided, the newest first",
            empty="You have decided nothing like this yet.",
            filters=(Filter("which", "Items", which, _CHECKS),),
            href=lambda one: f"{PATH}/{one.item_id}",
        ),
        page.call(
            pb2.GetReviewFeedbackRequest(examiner_id=page.person.person),
            pb2.GetReviewFeedbackResponse,
        ),
    )
    return page.show(
        "examiner/decided.html",
        title="Afterwards",
        failure=failure,
        figures=feedback.figures,
        rates=_rates(feedback.figures),
        table=shown,
    )


async def show_item(page: Page) -> Response:
    """Show rank, decibels and paired minutiae of a candidate, and how a check went."""
    item = await _own(page)
    if item is None:
        return await show_list(page, _UNKNOWN)
    chosen = page.query.get("candidate", "")
    by_id = {one.candidate_id: one for one in item.candidates}
    candidate = by_id.get(chosen, item.candidates[0])
    found = await page.call(
        _request(page, item.item_id, candidate.candidate_id), pb2.GetReviewExplanationResponse
    )
    fingers = [int(one.position) for one in found.fingers]
    stated = page.query.get("finger", "")
    position = int(stated) if stated in map(str, fingers) else (fingers[0] if fingers else 0)
    letters = {one: chr(65 + n) for n, one in enumerate(by_id)}
    here = f"{PATH}/{item.item_id}"
    at = {"candidate": candidate.candidate_id}
    return page.show(
        "examiner/explained.html",
        title="Afterwards",
        item=item,
        candidate=candidate,
        check=_check(item, candidate),
        found=found,
        letter=letters[candidate.candidate_id],
        decision=WORDS[candidate.decision],
        position=position,
        pairs=address(f"{here}/pairs.png", at, finger=str(position)),
        fingers=[(one, address(here, at, finger=str(one))) for one in fingers],
        others=[
            (letters[one], address(here, {"candidate": one}), one == candidate.candidate_id)
            for one in by_id
        ],
    )


async def pairs(page: Page) -> Response:
    """Send the paired minutiae of a finger as a picture; the service knows who has decided."""
    stated = page.query.get("finger", "")
    if stated not in map(str, range(1, 11)):
        return Response(status_code=HTTPStatus.NOT_FOUND)
    request = _request(page, page.part("item_id"), page.query.get("candidate", ""), int(stated))
    try:
        found = await page.call(request, pb2.GetReviewExplanationResponse)
    except RpcError as error:
        return Response(status_code=explain(error).status)
    return Response(found.png, media_type="image/png")


def _request(
    page: Page, item_id: str, candidate_id: str, position: int = 0
) -> pb2.GetReviewExplanationRequest:
    return pb2.GetReviewExplanationRequest(
        item_id=item_id,
        examiner_id=page.person.person,
        candidate_id=candidate_id,
        finger=FingerPosition.Name(position),
    )


async def _own(page: Page) -> pb2.OwnReview | None:
    """Read one item of the own history."""
    request = pb2.ListReviewHistoryRequest(
        examiner_id=page.person.person, item_id=page.part("item_id")
    )
    found = await page.call(request, pb2.ListReviewHistoryResponse)
    return found.items[0] if found.items else None


def _check(item: pb2.OwnReview, candidate: pb2.OwnReviewCandidate) -> Cell | None:
    """Say how a check went about a candidate; None: the item was none, or is not over."""
    if not item.is_control:
        return None
    truth = "one person" if candidate.mated else "two people"
    right = pb2.REVIEW_DECISION_SAME if candidate.mated else pb2.REVIEW_DECISION_DIFFERENT
    if candidate.decision == right:
        return Cell("right", note=f"the prints are of {truth}", tone="good")
    if candidate.decision == pb2.REVIEW_DECISION_CANNOT_DECIDE:
        return Cell("not decided", note=f"the prints are of {truth}", tone="warn")
    return Cell("wrong", note=f"the prints are of {truth}", tone="bad")


def _checked(item: pb2.OwnReview) -> Cell:
    """Say how a check went about all its candidates: the worst of them."""
    found = [one for one in (_check(item, part) for part in item.candidates) if one is not None]
    worst = sorted(found, key=lambda one: ("bad", "warn", "good").index(one.tone))
    return Cell(worst[0].text, tone=worst[0].tone) if worst else Cell()


def _rates(figures: pb2.ExaminerStatistics) -> list[tuple[str, str]]:
    """Write the own error rates, each with its interval."""
    return [
        ("Said same person, of two people", _rate(figures.false_same)),
        ("Said different people, of one person", _rate(figures.false_different)),
        ("Could not decide", _rate(figures.cannot_decide)),
    ]


def _rate(found: pb2.MeasuredRate) -> str:
    if not found.total_count:
        return "not measured yet"
    share = found.count / found.total_count
    return (
        f"{found.count:,} of {found.total_count:,}: {share:.1%}, "
        f"95 % interval {found.low:.1%} to {found.high:.1%}"
    )


_COLUMNS = (
    Column("Decided", lambda one: Cell(time=one.decide_time), "decided", opens=True),
    Column("You said", lambda one: ", ".join(WORDS[part.decision] for part in one.candidates)),
    Column("Candidates", lambda one: Cell(str(len(one.candidates)), kind="number")),
    Column("Fingers", lambda one: ", ".join(finger(n) for n in one.fingers)),
    Column("Your remark", lambda one: one.remark),
    Column("Check", _checked, "check"),
)

PLACES = (
    get(PATH, show_list),
    get(f"{PATH}/{{item_id}}", show_item),
    get(f"{PATH}/{{item_id}}/pairs.png", pairs),
)
