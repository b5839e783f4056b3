"""Try it: drop a card, see who it is. Enrol, identify, verify."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.responses import Response

from console.gateway import Failure, explain
from console.screens.trying import offers, truth
from console.screens.trying.trial import CARD_ROWS, Print, Result, Trial
from console.web import Page, failed, get, post
from matcher.errors import TenprintError
from tenprint.calls import random_id
from tenprint.errors import RpcError
from tenprint.v1 import identification_service_pb2 as pb2

PATH = "/try"
CARD = f"{PATH}/card"
_SEARCH_TIMEOUT_S = 60.0
_NO_TRIAL = "Nothing is on the table: drop a file or choose a person first."


async def start(page: Page) -> Response:
    """Ask what to try."""
    from console.screens.trying.inventing import FIRST_CAPTURE, MAX_CAPTURE, MAX_SEED
    from console.screens.trying.reading import IMPRESSION_CHOICES

    return page.show(
        "try/start.html",
        title="Try it",
        enrolled=truth.people(page),
        trial=page.session.kept.get(PATH),
        impressions=IMPRESSION_CHOICES,
        fingers=range(1, 16),
        max_seed=MAX_SEED,
        max_capture=MAX_CAPTURE,
        first_capture=FIRST_CAPTURE,
    )


async def drop(page: Page) -> Response:
    """Take files."""
    from console.screens.trying.reading import DroppedFileError, read_dropped

    form = await page.form()
    files = [
        (one.filename or "file", await one.read())
        for one in form.getlist("files")
        if isinstance(one, UploadFile)
    ]
    await form.close()
    try:
        trial = await asyncio.to_thread(
            read_dropped,
            files,
            ppi=_number(form.get("ppi"), 250, 1200, 500),
            impression=str(form.get("impression", "")),
            position=_number(form.get("position"), 0, 15, 0),
        )
    except (DroppedFileError, TenprintError) as error:
        return page.refuse(PATH, _refused("These files cannot be tried", str(error)))
    page.session.kept[PATH] = trial
    return page.to(CARD)


async def invent(page: Page) -> Response:
    """Take an invented person."""
    from console.screens.trying import inventing

    fields = await page.fields()
    seed = _number(fields.get("seed"), 0, inventing.MAX_SEED, 1)
    capture = _number(fields.get("capture"), 0, inventing.MAX_CAPTURE, inventing.FIRST_CAPTURE)
    page.session.kept[PATH] = await asyncio.to_thread(inventing.invent, seed, capture)
    return page.to(CARD)


async def card(page: Page) -> Response:
    """Show the prints, what the service extracts from them, and what it said."""
    trial = _trial(page)
    if trial is None:
        return page.to(PATH, _NO_TRIAL)
    return page.show(
        "try/card.html",
        title=trial.title,
        trial=trial,
        rows=CARD_ROWS,
        searched=offers.searched(page.person),
        filled=offers.filled(page.person),
        fpirs=offers.TARGET_FPIRS,
        enrol_id=f"try-{random_id()[:12]}",
        waits=any(one.number not in trial.extracted for one in trial.single),
    )


async def quality(page: Page) -> Response:
    """Have the prints extracted one by one, and send the table after each."""
    trial = _trial(page)
    if trial is None:
        return failed(page, _refused("Nothing to extract", _NO_TRIAL))
    return page.events(_extracting(page, trial))


async def _extracting(page: Page, trial: Trial) -> AsyncIterator[tuple[str, str]]:
    for one in trial.single:
        if one.number in trial.extracted:
            continue
        try:
            request = pb2.ExtractTemplateRequest(sample=one.sample)
            found = await page.call(request, pb2.ExtractTemplateResponse, _SEARCH_TIMEOUT_S)
            trial.took(one.number, found)
        except RpcError as error:
            if not error.reason or explain(error).may_repeat:
                yield "shown", page.draw("try/quality.html", trial=trial, stopped=explain(error))
                break
            trial.took(one.number, _not_extracted(one, error))
        yield "shown", page.draw("try/quality.html", trial=trial, stopped=None)
    yield "ended", ""


def _not_extracted(one: Print, error: RpcError) -> pb2.ExtractTemplateResponse:
    found = pb2.ExtractTemplateResponse()
    found.report.position = one.sample.position
    found.report.failure_reason, found.report.failure_message = error.reason, error.message
    return found


async def picture(page: Page) -> Response:
    """Send a print as a picture."""
    found = _print(page)
    if found is None or not found.picture:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    return Response(found.picture, media_type="image/png")


async def minutiae(page: Page) -> Response:
    """Send a print with its minutiae."""
    from console.screens.trying.pictures import minutiae_of

    found, trial = _print(page), _trial(page)
    extracted = trial.extracted.get(found.number) if found and trial else None
    if found is None or extracted is None or not (extracted.template and found.picture):
        return Response(status_code=HTTPStatus.NOT_FOUND)
    png = await asyncio.to_thread(minutiae_of, found.picture, extracted.template)
    return Response(png, media_type="image/png")


async def one_print(page: Page) -> Response:
    """Show a print as large as the screen allows, and its minutiae beside it."""
    found, trial = _print(page), _trial(page)
    if found is None or trial is None:
        return page.to(PATH, _NO_TRIAL)
    return page.show(
        "try/print.html",
        title=trial.title,
        trial=trial,
        print=found,
        extracted=trial.extracted.get(found.number),
        before=_neighbour(trial, found, -1),
        after=_neighbour(trial, found, 1),
    )


async def identify(page: Page) -> Response:
    """Search a gallery."""
    fields, trial = await page.fields(), _trial(page)
    if trial is None:
        return page.to(PATH, _NO_TRIAL)
    request = pb2.IdentifyRequest(
        gallery=fields.get("gallery", ""),
        samples=trial.samples,
        target_fpir=_fpir(fields),
        missing_fingers=trial.missing,
    )
    try:
        found = await page.call(request, pb2.IdentifyResponse, _SEARCH_TIMEOUT_S)
    except RpcError as error:
        return page.refuse(CARD, explain(error), fields)
    trial.said(
        Result(
            f"Search of {request.gallery}",
            tuple(found.candidates),
            found.report.threshold_db,
            found.report,
            gallery=request.gallery,
            truth=truth.judged(page, trial, request.gallery, found.candidates),
        )
    )
    return page.to(f"{CARD}#results")


async def verify(page: Page) -> Response:
    """Compare with one claimed identity."""
    fields, trial = await page.fields(), _trial(page)
    if trial is None:
        return page.to(PATH, _NO_TRIAL)
    request = pb2.VerifyRequest(
        gallery=fields.get("gallery", ""),
        identity_id=fields.get("identity_id", ""),
        samples=trial.samples,
        missing_fingers=trial.missing,
    )
    try:
        found = await page.call(request, pb2.VerifyResponse, _SEARCH_TIMEOUT_S)
    except RpcError as error:
        return page.refuse(CARD, explain(error), fields)
    title = f"Verification against {request.identity_id} in {request.gallery}"
    judged = truth.judged(page, trial, request.gallery, [found.comparison])
    trial.said(
        Result(
            title,
            (found.comparison,),
            found.threshold_db,
            None,
            gallery=request.gallery,
            truth=judged,
        )
    )
    return page.to(f"{CARD}#results")


async def enrol(page: Page) -> Response:
    """Enrol the prints as a new person, or show who is there already."""
    fields, trial = await page.fields(), _trial(page)
    if trial is None:
        return page.to(PATH, _NO_TRIAL)
    request = pb2.EnrolRequest(
        gallery=fields.get("gallery", ""),
        encounter_id=fields.get("encounter_id", ""),
        samples=trial.samples,
        missing_fingers=trial.missing,
        search_first=True,
    )
    try:
        found = await page.call(request, pb2.EnrolResponse, _SEARCH_TIMEOUT_S)
    except RpcError as error:
        return page.refuse(CARD, explain(error), fields)
    report = found.report if found.HasField("report") else None
    threshold_db = report.threshold_db if report else 0.0
    if found.HasField("identity"):
        trial.enrolled_in(request.gallery)
        truth.enrolled(page, trial, request.gallery, request.encounter_id)
        words = f"Enrolled in {request.gallery} as identity {found.identity.identity_id}."
        trial.said(Result(f"Enrolment in {request.gallery}", (), threshold_db, report, words))
    else:
        words = "Nothing was enrolled: the gallery knows this person."
        title = f"Enrolment in {request.gallery}"
        judged = truth.judged(page, trial, request.gallery, found.candidates)
        trial.said(
            Result(title, tuple(found.candidates), threshold_db, report, words, truth=judged)
        )
    return page.to(f"{CARD}#results")


async def forget(page: Page) -> Response:
    """Take the prints off the table."""
    await page.fields()
    page.session.kept.pop(PATH, None)
    return page.to(PATH)


def _trial(page: Page) -> Trial | None:
    found = page.session.kept.get(PATH)
    return found if isinstance(found, Trial) else None


def _print(page: Page) -> Print | None:
    trial, number = _trial(page), page.part("number")
    found = [one for one in trial.prints if str(one.number) == number] if trial else []
    return found[0] if found else None


def _neighbour(trial: Trial, one: Print, step: int) -> Print | None:
    at = trial.prints.index(one) + step
    return trial.prints[at] if 0 <= at < len(trial.prints) else None


def _number(stated: object, low: int, high: int, otherwise: int) -> int:
    text = str(stated or "")
    return int(text) if text.isdecimal() and low <= int(text) <= high else otherwise


def _fpir(fields: dict[str, str]) -> float:
    stated = fields.get("target_fpir", "")
    return float(stated) if stated in dict(offers.TARGET_FPIRS) else 0.0


def _refused(title: str, words: str) -> Failure:
    return Failure(title, words, "Nothing was sent to the service.", HTTPStatus.BAD_REQUEST, "FILE")


PLACES = (
    get(PATH, start),
    post(f"{PATH}/file", drop),
    post(f"{PATH}/person", invent),
    get(CARD, card),
    get(f"{PATH}/quality", quality),
    get(f"{PATH}/print/{{number}}", one_print),
    get(f"{PATH}/print/{{number}}/picture.png", picture),
    get(f"{PATH}/print/{{number}}/minutiae.png", minutiae),
    post(f"{PATH}/identify", identify),
    post(f"{PATH}/verify", verify),
    post(f"{PATH}/enrol", enrol),
    post(f"{PATH}/forget", forget),
)
