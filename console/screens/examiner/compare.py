"""Comparing: probe and candidate side by side, and nothing that could tell what others think."""

from http import HTTPStatus

from starlette.responses import Response

from console.gateway import Failure, explain
from console.screens.examiner.drafts import MAX_REMARK, Desk, desk_of, next_task
from console.web import Page, RefusedFormError, address, choices, finger, forms, get, post
from tenprint.errors import RpcError
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.sample_pb2 import FingerPosition

PATH = "/compare"
DECISIONS = (
    (pb2.REVIEW_DECISION_SAME, "same person", "s", "Same person"),
    (pb2.REVIEW_DECISION_DIFFERENT, "different people", "d", "Different people"),
    (pb2.REVIEW_DECISION_CANNOT_DECIDE, "cannot decide", "c", "Cannot decide"),
)
"""Value, words, key, and the words of the button."""
WORDS: dict[int, str] = {int(value): words for value, words, _, _ in DECISIONS}
ASIDE_REASONS = [
    (value, words)
    for value, words in choices(pb2.StepAsideReason.DESCRIPTOR)
    if int(value) != pb2.STEP_ASIDE_REASON_TAKEN_AWAY
]

_GONE = "You have sent it, or stepped aside, in another tab."
_UNMARKED = Failure(
    "Not every candidate is marked",
    "A decision is about the whole item, and it is for good.",
    "Mark each candidate, then send.",
    HTTPStatus.BAD_REQUEST,
    "NOT_MARKED",
)


async def show(page: Page) -> Response:
    """Show the item in hand, or the next."""
    task = await next_task(page)
    lost = "" if page.shown_failure(None) else desk_of(page).lost
    if task is None:
        return page.show("examiner/nothing.html", title="Compare", lost=lost)
    chosen = _chosen(task, page.query.get("candidate", ""))
    fingers = [int(one) for one in chosen.fingers]
    stated = page.query.get("finger", "")
    position = int(stated) if stated in map(str, fingers) else (fingers[0] if fingers else 0)
    at = fingers.index(position) if fingers else 0
    letters = {one.candidate_id: chr(65 + n) for n, one in enumerate(task.candidates)}
    picture = {"item": task.item_id, "finger": str(position)}
    desk = _desk(page, task)
    return page.show(
        "examiner/compare.html",
        title="Compare",
        lost=lost,
        task=task,
        candidate=chosen,
        letters=letters,
        marks=desk.marks,
        remark=desk.remark,
        max_remark=MAX_REMARK,
        aside_reasons=ASIDE_REASONS,
        words=WORDS,
        decisions=DECISIONS,
        finger=position,
        fingers=[(one, _here(chosen.candidate_id, one)) for one in fingers],
        before=_here(chosen.candidate_id, fingers[at - 1]) if at > 0 else "",
        after=_here(chosen.candidate_id, fingers[at + 1]) if at + 1 < len(fingers) else "",
        others=[
            (letters[one.candidate_id], _here(one.candidate_id, position), one is chosen)
            for one in task.candidates
        ],
        prints=[
            {
                "label": f"Probe, {finger(position)}",
                "href": address(f"{PATH}/print.png", picture),
                "note": "",
            },
            {
                "label": f"Candidate {letters[chosen.candidate_id]}, {finger(position)}",
                "href": address(f"{PATH}/print.png", picture, candidate=chosen.candidate_id),
                "note": "",
            },
        ]
        if fingers
        else [],
        is_whole=all(one.candidate_id in desk.marks for one in task.candidates),
    )


async def mark(page: Page) -> Response:
    """Mark a candidate. Nothing is sent yet."""
    fields = await page.fields()
    task = await next_task(page)
    if task is None or task.item_id != fields.get("item_id"):
        return page.refuse(PATH, _gone(page), fields)
    candidate, decision = fields.get("candidate", ""), fields.get("decision", "")
    known, desk = {one.candidate_id for one in task.candidates}, _desk(page, task)
    # Who goes on with another item has read what became of the one before.
    desk.lost = ""
    _keep_remark(desk, fields)
    if candidate in known and decision in map(str, WORDS):
        desk.marks[candidate] = int(decision)
    return page.to(_here(_next_unmarked(page, task, candidate), _stated(fields.get("finger"))))


async def send(page: Page) -> Response:
    """Decide about the whole item, for good."""
    fields = await page.fields()
    task = await next_task(page)
    if task is None or task.item_id != fields.get("item_id"):
        return page.refuse(PATH, _gone(page), fields)
    desk = _desk(page, task)
    _keep_remark(desk, fields)
    if any(one.candidate_id not in desk.marks for one in task.candidates):
        return page.refuse(PATH, _UNMARKED, fields)
    request = pb2.DecideReviewItemRequest(
        item_id=task.item_id,
        examiner_id=page.person.person,
        decisions=[
            pb2.CandidateDecision(
                candidate_id=one.candidate_id,
                decision=pb2.ReviewDecision.Name(desk.marks[one.candidate_id]),
            )
            for one in task.candidates
        ],
        remark=desk.remark,
    )
    try:
        await page.call(request, pb2.DecideReviewItemResponse)
    except RpcError as error:
        return page.refuse(PATH, explain(error), fields)
    desk.clear()
    return page.to(PATH, "Decided. Afterwards shows what the matcher says of it.")


async def keep_remark(page: Page) -> Response:
    """Keep what is being written, so that another finger or a reload loses nothing of it."""
    fields = await page.fields()
    desk = desk_of(page)
    if fields.get("item_id") and fields["item_id"] == desk.item_id:
        _keep_remark(desk, fields)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def step_aside(page: Page) -> Response:
    """Give the item back for good."""
    fields = await page.fields()
    task = await next_task(page)
    if task is None or task.item_id != fields.get("item_id"):
        return page.refuse(PATH, _gone(page), fields)
    try:
        request = pb2.StepAsideRequest(
            item_id=task.item_id,
            examiner_id=page.person.person,
            reason=forms.choice(fields, "reason", pb2.StepAsideReason),
        )
        await page.call(request, pb2.StepAsideResponse)
    except RefusedFormError as error:
        return page.refuse(PATH, error.failure, fields)
    except RpcError as error:
        return page.refuse(PATH, explain(error), fields)
    desk_of(page).clear()
    return page.to(PATH, "You stepped aside. You never get that item again.")


async def picture(page: Page) -> Response:
    """Send a finger of the probe or of a candidate. The service logs who looked."""
    position = _stated(page.query.get("finger"))
    request = pb2.GetReviewPrintRequest(
        item_id=page.query.get("item", ""),
        examiner_id=page.person.person,
        candidate_id=page.query.get("candidate", ""),
        finger=FingerPosition.Name(position),
    )
    try:
        found = await page.call(request, pb2.GetReviewPrintResponse)
    except RpcError as error:
        return Response(status_code=explain(error).status)
    return Response(found.png, media_type="image/png")


def _gone(page: Page) -> Failure:
    """Say that what was sent is about an item that is not the examiner's any more."""
    return Failure(
        "This item is not on your desk any more",
        desk_of(page).lost or _GONE,
        "What you see below is what you have now.",
        HTTPStatus.CONFLICT,
        "ITEM_GONE",
    )


def _desk(page: Page, task: pb2.ReviewTask) -> Desk:
    """Find what is noted about the item in hand."""
    desk = desk_of(page)
    desk.lay(task.item_id)
    return desk


def _keep_remark(desk: Desk, fields: forms.Fields) -> None:
    # Line ends of a browser are two characters, which the service does not take.
    if "remark" in fields:
        desk.remark = " ".join(fields["remark"].split())[:MAX_REMARK]


def _chosen(task: pb2.ReviewTask, candidate_id: str) -> pb2.ReviewTaskCandidate:
    found = [one for one in task.candidates if one.candidate_id == candidate_id]
    return found[0] if found else task.candidates[0]


def _next_unmarked(page: Page, task: pb2.ReviewTask, candidate_id: str) -> str:
    """Name the candidate to look at next: this one, until it is marked."""
    marks = desk_of(page).marks
    left = [one.candidate_id for one in task.candidates if one.candidate_id not in marks]
    return left[0] if left and candidate_id in marks else candidate_id


def _here(candidate_id: str, position: int) -> str:
    return address(PATH, {"candidate": candidate_id, "finger": str(position or "")})


def _stated(text: str | None) -> int:
    """Read a finger, 1 to 10; 0 if it is none."""
    return int(text) if text and text.isdecimal() and 1 <= int(text) <= 10 else 0


PLACES = (
    get(PATH, show),
    get(f"{PATH}/print.png", picture),
    post(f"{PATH}/mark", mark),
    post(f"{PATH}/send", send),
    post(f"{PATH}/remark", keep_remark),
    post(f"{PATH}/aside", step_aside),
)
