"""Comparing: probe and candidate side by side, and nothing that could tell what others think."""

from http import HTTPStatus

from starlette.responses import Response

from console.gateway import Failure, explain
from console.screens.examiner.drafts import desk_of
from console.web import Page, address, finger, get, post
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

_GONE = Failure(
    "This item is not on your desk any more",
    "Its time may be over, or it was decided in another tab.",
    "The item below is the one that you have now.",
    HTTPStatus.CONFLICT,
    "ITEM_GONE",
)
_UNMARKED = Failure(
    "Not every candidate is marked",
    "A decision is about the whole item, and it is for good.",
    "Mark each candidate, then send.",
    HTTPStatus.BAD_REQUEST,
    "NOT_MARKED",
)


async def show(page: Page, failure: Failure | None = None) -> Response:
    """Show the item in hand, or the next."""
    task = await _task(page)
    if task is None:
        return page.show("examiner/nothing.html", title="Compare", failure=failure)
    chosen = _chosen(task, page.query.get("candidate", ""))
    fingers = [int(one) for one in chosen.fingers]
    stated = page.query.get("finger", "")
    position = int(stated) if stated in map(str, fingers) else (fingers[0] if fingers else 0)
    at = fingers.index(position) if fingers else 0
    letters = {one.candidate_id: chr(65 + n) for n, one in enumerate(task.candidates)}
    picture = {"item": task.item_id, "finger": str(position)}
    marks = desk_of(page).marks_of(task.item_id)
    return page.show(
        "examiner/compare.html",
        title="Compare",
        failure=failure,
        task=task,
        candidate=chosen,
        letters=letters,
        marks=marks,
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
        is_whole=all(one.candidate_id in marks for one in task.candidates),
    )


async def mark(page: Page) -> Response:
    """Mark a candidate. Nothing is sent yet."""
    fields = await page.fields()
    task = await _task(page)
    if task is None or task.item_id != fields.get("item_id"):
        return await show(page, _GONE)
    candidate, decision = fields.get("candidate", ""), fields.get("decision", "")
    known = {one.candidate_id for one in task.candidates}
    if candidate in known and decision in map(str, WORDS):
        desk_of(page).marks_of(task.item_id)[candidate] = int(decision)
    return page.to(_here(_next_unmarked(page, task, candidate), _stated(fields.get("finger"))))


async def send(page: Page) -> Response:
    """Decide about the whole item, for good."""
    fields = await page.fields()
    task = await _task(page)
    if task is None or task.item_id != fields.get("item_id"):
        return await show(page, _GONE)
    desk = desk_of(page)
    marks = desk.marks_of(task.item_id)
    if any(one.candidate_id not in marks for one in task.candidates):
        return await show(page, _UNMARKED)
    request = pb2.DecideReviewItemRequest(
        item_id=task.item_id,
        examiner_id=page.person.person,
        decisions=[
            pb2.CandidateDecision(
                candidate_id=one.candidate_id,
                decision=pb2.ReviewDecision.Name(marks[one.candidate_id]),
            )
            for one in task.candidates
        ],
    )
    try:
        await page.call(request, pb2.DecideReviewItemResponse)
    except RpcError as error:
        return await show(page, explain(error))
    desk.decide(task)
    return page.to(PATH, "Decided. Afterwards shows what the matcher says of it.")


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


async def _task(page: Page) -> pb2.ReviewTask | None:
    request = pb2.GetNextReviewItemRequest(examiner_id=page.person.person)
    found = await page.call(request, pb2.GetNextReviewItemResponse)
    return found.item if found.HasField("item") else None


def _chosen(task: pb2.ReviewTask, candidate_id: str) -> pb2.ReviewTaskCandidate:
    found = [one for one in task.candidates if one.candidate_id == candidate_id]
    return found[0] if found else task.candidates[0]


def _next_unmarked(page: Page, task: pb2.ReviewTask, candidate_id: str) -> str:
    """Name the candidate to look at next: this one, until it is marked."""
    marks = desk_of(page).marks_of(task.item_id)
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
)
