"""A booking's prints beside a candidate's, and the booking as the files that it came in."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import FileResponse, Response

from console.gateway import explain
from console.web import STATIC, Page, address, file_response, finger, get
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.sample_pb2 import FingerPosition

ONE = "/transactions/{tcn}"
_PLAIN_THUMBS = {11: 1, 12: 6}
_NO_PRINT = "BOOKING_PRINT_NOT_FOUND"
_MEDIA = "application/octet-stream"


async def show(page: Page) -> Response:
    """Show a finger of the booking, and the same finger of a candidate."""
    request = pb2.GetBookingRequest(tcn=page.part("tcn"))
    booking = (await page.call(request, pb2.GetBookingResponse)).booking
    here = page.request.url.path
    fingers, people = fingers_of(booking), candidates_of(booking)
    stated = page.query.get("finger", "")
    position = int(stated) if stated in map(str, fingers) else (fingers[0] if fingers else 0)
    candidate = page.query.get("candidate", "")
    at = {"finger": str(position), "candidate": candidate if candidate in people else ""}
    prints = [_print(here, "The booking", position)] if position else []
    if position and at["candidate"]:
        prints.append(_print(here, f"Candidate {candidate}", position, candidate))
    return page.show(
        "transactions/prints.html",
        title=f"Prints of {booking.tcn}",
        booking=booking,
        position=position,
        prints=prints,
        fingers=[(one, address(here, at, finger=str(one))) for one in fingers],
        people=[
            (one, words, address(here, at, candidate=one), one == at["candidate"])
            for one, words in people.items()
        ],
    )


async def picture(page: Page) -> Response:
    """Send a print. The service says whose prints this agency may see, and logs the view."""
    stated = page.query.get("finger", "")
    if stated not in map(str, range(1, 11)):
        return Response(status_code=HTTPStatus.NOT_FOUND)
    request = pb2.GetBookingPrintRequest(
        tcn=page.part("tcn"),
        finger=FingerPosition.Name(int(stated)),
        identity_id=page.query.get("candidate", ""),
    )
    try:
        found = await page.call(request, pb2.GetBookingPrintResponse)
    except RpcError as error:
        if error.reason == _NO_PRINT:
            return FileResponse(STATIC / "no-print.svg")
        return Response(status_code=explain(error).status)
    return Response(found.png, media_type="image/png")


async def export(page: Page) -> Response:
    """Send the file in which the booking came; several files come as one archive."""
    tcn = page.part("tcn")
    files: list[tuple[str, bytearray]] = []
    request = pb2.ExportBookingRequest(tcn=tcn)
    async for part in page.watch(request, pb2.ExportBookingResponse):
        if part.HasField("file"):
            files.append((part.file.name, bytearray()))
        files[-1][1].extend(part.data)
    if len(files) == 1:
        [(name, content)] = files
        return file_response(name, bytes(content), _MEDIA)
    return file_response(f"{tcn}.zip", _archive(files), "application/zip")


def fingers_of(booking: pb2.Booking) -> list[int]:
    """List the fingers of a booking that were printed, codes 1 to 10."""
    used = [int(one.position) for one in booking.samples if not one.failure_reason]
    return sorted({_PLAIN_THUMBS.get(one, one) for one in used if one <= max(_PLAIN_THUMBS)})


def candidates_of(booking: pb2.Booking) -> Mapping[str, str]:
    """List the candidates of a booking's answers: the id, and where the person was found."""
    found: dict[str, str] = {}
    answers: list[pb2.FirstResponse | pb2.SecondResponse] = [booking.first_response]
    answers += booking.second_responses
    for answer in answers:
        for one in answer.candidates:
            found.setdefault(one.identity_id, f"{answer.report.gallery}, rank {one.rank}")
    return found


def _print(here: str, label: str, position: int, candidate: str = "") -> dict[str, str]:
    at = {"finger": str(position), "candidate": candidate}
    return {
        "label": f"{label}, {finger(position)}",
        "href": address(f"{here}/print.png", at),
        "note": "",
    }


def _archive(files: Sequence[tuple[str, bytearray]]) -> bytes:
    """Put files into an archive, without compressing: images are compressed already."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, bytes(content))
    return written.getvalue()


PLACES = (
    get(f"{ONE}/prints", show),
    get(f"{ONE}/prints/print.png", picture),
    get(f"{ONE}/export", export),
)
