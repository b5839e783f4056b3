"""After the examiner's own decision: what the matcher says of the candidates."""

from http import HTTPStatus

from starlette.responses import Response

from console.gateway import Failure, explain
from console.screens.examiner.compare import WORDS
from console.screens.examiner.drafts import DecidedItem, desk_of
from console.web import Cell, Column, Page, address, finger, get, table
from tenprint.errors import RpcError
from tenprint.v1 import review_service_pb2 as pb2
from tenprint.v1.sample_pb2 import FingerPosition

PATH = "/afterwards"

_UNKNOWN = Failure(
    "Not decided in this session",
    "Only what you decide in a session can be opened in that session.",
    "The list below has what you have decided since you signed in.",
    HTTPStatus.NOT_FOUND,
    "NOT_DECIDED_HERE",
)


async def show_list(page: Page, failure: Failure | None = None) -> Response:
    """List what this session has decided."""
    decided = desk_of(page).decided
    numbered = [(len(decided) - n, one) for n, one in enumerate(decided)]
    shown = table(
        PATH,
        page.query,
        _COLUMNS,
        numbered,
        caption="What you have decided since you signed in, the newest first",
        empty="Nothing is decided yet.",
        href=lambda one: f"{PATH}/{one[1].item_id}",
    )
    return page.show("examiner/decided.html", title="Afterwards", failure=failure, table=shown)


async def show_item(page: Page) -> Response:
    """Show rank, decibels and paired minutiae of a candidate."""
    item = _decided(page)
    if item is None:
        return await show_list(page, _UNKNOWN)
    chosen = page.query.get("candidate", "")
    candidate = chosen if chosen in item.fingers else next(iter(item.fingers))
    position = _finger(page, item.fingers[candidate])
    found = await page.call(_request(page, item, candidate, 0), pb2.GetReviewExplanationResponse)
    letters = {one: chr(65 + n) for n, one in enumerate(item.fingers)}
    here = f"{PATH}/{item.item_id}"
    return page.show(
        "examiner/explained.html",
        title="Afterwards",
        item=item,
        found=found,
        letter=letters[candidate],
        decision=WORDS[item.decisions[candidate]],
        position=position,
        pairs=address(f"{here}/pairs.png", {"candidate": candidate, "finger": str(position)}),
        fingers=[
            (one, address(here, {"candidate": candidate, "finger": str(one)}))
            for one in item.fingers[candidate]
        ],
        others=[
            (letters[one], address(here, {"candidate": one}), one == candidate)
            for one in item.fingers
        ],
    )


async def pairs(page: Page) -> Response:
    """Send the paired minutiae of a finger as a picture."""
    item = _decided(page)
    candidate = page.query.get("candidate", "")
    if item is None or candidate not in item.fingers:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    position = _finger(page, item.fingers[candidate])
    try:
        found = await page.call(
            _request(page, item, candidate, position), pb2.GetReviewExplanationResponse
        )
    except RpcError as error:
        return Response(status_code=explain(error).status)
    return Response(found.png, media_type="image/png")


def _request(
    page: Page, item: DecidedItem, candidate: str, position: int
) -> pb2.GetReviewExplanationRequest:
    return pb2.GetReviewExplanationRequest(
        item_id=item.item_id,
        examiner_id=page.person.person,
        candidate_id=candidate,
        finger=FingerPosition.Name(position),
    )


def _decided(page: Page) -> DecidedItem | None:
    wanted = page.part("item_id")
    return next((one for one in desk_of(page).decided if one.item_id == wanted), None)


def _finger(page: Page, there: object) -> int:
    fingers = [int(one) for one in there] if isinstance(there, tuple) else []
    stated = page.query.get("finger", "")
    return int(stated) if stated in map(str, fingers) else (fingers[0] if fingers else 0)


_COLUMNS = (
    Column("Item", lambda one: Cell(f"{one[0]}", order=one[0], kind="number"), "item", opens=True),
    Column("Candidates", lambda one: Cell(str(len(one[1].decisions)), kind="number")),
    Column(
        "You decided",
        lambda one: ", ".join(WORDS[value] for value in one[1].decisions.values()),
        "decided",
    ),
    Column(
        "Fingers",
        lambda one: ", ".join(finger(n) for n in next(iter(one[1].fingers.values()), ())),
    ),
)

PLACES = (
    get(PATH, show_list),
    get(f"{PATH}/{{item_id}}", show_item),
    get(f"{PATH}/{{item_id}}/pairs.png", pairs),
)
