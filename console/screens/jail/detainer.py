"""One detainer: until when the jail may hold, and what the jail can say about it."""

from google.protobuf.message import Message
from starlette.responses import Response

from console.screens import claims, releases
from console.screens.jail import board, claimed
from console.screens.jail.board import PATH
from console.web import Action, Page, act, enum, forms, get, post
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import detainer_service_pb2 as pb2

ONE = f"{PATH}/{{detainer_id}}"

Step = tuple[object, str, str, str]
"""When, what, more words, and a tone."""


async def show(page: Page) -> Response:
    """Show one detainer, and what the agency can say about it."""
    request = pb2.GetDetainerRequest(detainer_id=page.part("detainer_id"))
    file = await page.call(request, pb2.GetDetainerResponse)
    detainer = file.detainer
    of_case = pb2.ListReleaseNoticesRequest(case_id=detainer.case_id, page_size=200)
    found = await page.call(of_case, pb2.ListReleaseNoticesResponse)
    notices = [one for one in found.notices if one.detainer_id == detainer.detainer_id]
    return page.show(
        "jail/detainer.html",
        title=f"Detainer {detainer.detainer_id}",
        detainer=detainer,
        person=board.person(detainer),
        state=board.state(detainer),
        countdown=board.countdown(detainer),
        notices=notices,
        takes_claim=file.takes_claim,
        is_claimed=claimed.is_claimed(file),
        now_there=forms.local_now(page.zone),
        outcomes=releases.OUTCOMES,
        steps=_steps(detainer, notices),
        left=releases.left,
    )


async def do(page: Page) -> Response:
    """Do one of the actions of a detainer."""
    return await act(page, _ACTIONS, f"{PATH}/{page.part('detainer_id')}")


def _acknowledge(page: Page, _: forms.Fields) -> Message:
    return pb2.AcknowledgeDetainerRequest(
        detainer_id=page.part("detainer_id"), officer=page.person.person
    )


def _decline(page: Page, fields: forms.Fields) -> Message:
    return pb2.DeclineDetainerRequest(
        detainer_id=page.part("detainer_id"),
        reason=fields.get("reason", ""),
        officer=page.person.person,
    )


def _report(page: Page, fields: forms.Fields) -> Message:
    return pb2.ReportReleaseRequest(
        detainer_id=page.part("detainer_id"),
        release_time=forms.local_time(
            fields, "release_time", page.zone, "ReportReleaseRequest.release_time"
        ),
        officer=page.person.person,
    )


_ACTIONS = {
    "acknowledge": Action(
        _acknowledge, pb2.AcknowledgeDetainerResponse, "The office knows that you will hold."
    ),
    "decline": Action(
        _decline, pb2.DeclineDetainerResponse, "The office knows that you will not hold."
    ),
    "release": Action(_report, pb2.ReportReleaseResponse, "The 48 hours run."),
    "confirm": Action(releases.confirm, pb2.ConfirmReleaseResponse, "The notice is answered."),
    "claim": Action(
        claims.claim,
        case_pb2.RecordCitizenshipClaimResponse,
        "The claim of citizenship is recorded, and the LESC looks again.",
    ),
}
"""By the last part of the address."""


def _steps(one: pb2.Detainer, notices: list[pb2.ReleaseNotice]) -> list[Step]:
    times = (
        ("request_time", "the office asks", f"officer {one.officer}", ""),
        ("acknowledge_time", "your agency will hold", "", "good"),
        ("release_time", "would be released otherwise: the 48 hours begin", "", "warn"),
        ("end_time", enum(one, "state"), one.end_reason, "bad"),
    )
    found: list[Step] = [
        (getattr(one, field), words, more, tone)
        for field, words, more, tone in times
        if one.HasField(field)
    ]
    for notice in notices:
        found.append((notice.create_time, "notice to release", notice.cause, "bad"))
        if notice.HasField("confirm_time"):
            said = f"answered by {notice.confirmed_by}: {enum(notice, 'outcome')}"
            found.append((notice.confirm_time, said, "", "good"))
    return sorted(found, key=lambda step: step[0].ToNanoseconds())  # type: ignore[attr-defined]


PLACES = (get(ONE, show), post(f"{ONE}/{{action}}", do))
