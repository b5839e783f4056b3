"""What is on record about a person, from booking to the looks of others. No images."""

from collections.abc import Iterable, Sequence

from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from starlette.responses import Response

from console.gateway import explain
from console.screens.auditor.log import DOSSIER, ENTRIES, TABS
from console.web import Cell, Column, Page, enum, file_response, get, table
from tenprint.errors import RpcError
from tenprint.v1 import report_service_pb2 as pb2

_TIMEOUT_S = 60.0
_JSON = "application/json"


async def show_person(page: Page) -> Response:
    """Collect what is on record about a person."""
    person_id = page.query.get("person", "").strip()
    dossier, failure = None, None
    if person_id:
        try:
            request = pb2.GetDossierRequest(person_id=person_id)
            answer = await page.call(request, pb2.GetDossierResponse, _TIMEOUT_S)
            dossier = answer.dossier
        except RpcError as error:
            failure = explain(error)
    if dossier is not None and page.query.get("as") == "json":
        text = MessageToJson(dossier, preserving_proto_field_name=True)
        return file_response("dossier.json", text.encode(), _JSON)
    return page.show(
        "auditor/person.html",
        title="Person",
        failure=failure,
        tabs=TABS,
        person_id=person_id,
        dossier=dossier,
        tables=[] if dossier is None else _tables(page, dossier),
    )


def _tables(page: Page, dossier: pb2.Dossier) -> list[object]:
    """Show the parts of a dossier; sorting one sorts each that has such a column."""
    parts: Sequence[tuple[Sequence[Column], Iterable[Message], str]] = (
        (_BOOKINGS, dossier.bookings, "Bookings, the oldest first"),
        (_CASES, dossier.cases, "Cases, the oldest first"),
        (_CORRECTIONS, dossier.corrections, "Matches that were withdrawn"),
        (_NOTICES, dossier.release_notices, "Notices that the person may not be held"),
        (ENTRIES, dossier.log, "Who saw and did what: the newest 1,000 entries, oldest first"),
    )
    path = page.request.url.path
    return [
        table(path, page.query, columns, items, caption=caption, empty="None.")
        for columns, items, caption in parts
    ]


_BOOKINGS = (
    Column("Booking", lambda one: Cell(one.tcn, kind="id"), "booking"),
    Column("State", lambda one: enum(one, "state"), "state"),
    Column("Agency", lambda one: Cell(one.ori, kind="id"), "agency"),
    Column("Received", lambda one: Cell(time=one.receive_time), "received"),
)
_CASES = (
    Column("Case", lambda one: Cell(one.case_id, kind="id"), "case"),
    Column("State", lambda one: enum(one.current, "state"), "state"),
    Column("Office", lambda one: one.alerted_to or one.office, "office"),
    Column("Documented", lambda one: enum(one, "completeness"), "documented"),
    Column("Opened", lambda one: Cell(time=one.open_time), "opened"),
)
_CORRECTIONS = (
    Column("Correction", lambda one: Cell(one.correction_id, kind="id")),
    Column("Booking", lambda one: Cell(one.tcn, kind="id")),
    Column("Why", lambda one: Cell(enum(one, "reason"), note=one.explanation)),
    Column("By", lambda one: Cell(one.ori, kind="id")),
    Column("When", lambda one: Cell(time=one.correct_time)),
)
_NOTICES = (
    Column("Told", lambda one: Cell(one.address, note=enum(one, "recipient"), kind="id")),
    Column("Why", lambda one: one.cause),
    Column("When", lambda one: Cell(time=one.create_time)),
    Column("Answer", lambda one: Cell(enum(one, "outcome") or "none", note=one.confirmed_by)),
)

PLACES = (get(DOSSIER, show_person),)
