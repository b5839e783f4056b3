"""The bookings of an agency, and one of them with its answers and files."""

from http import HTTPStatus

from starlette.responses import Response

from console.gateway import Failure, explain
from console.screens.transactions import exchange, prints
from console.web import (
    FORMATS,
    Cell,
    Column,
    Filter,
    Page,
    choices,
    enum,
    exported,
    file_response,
    forms,
    get,
    post,
    read_all,
    read_table,
    table,
)
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as pb2

PATH = "/transactions"
ONE = f"{PATH}/{{tcn}}"
_WHICH = (("open", "not complete"), ("unacknowledged", "answer not acknowledged"))
_MEDIA = "application/octet-stream"


async def show_list(page: Page) -> Response:
    """Show the bookings in the order in which they came."""
    query = page.query
    which = query.get("which", "")
    filters = (
        Filter("which", "Bookings", which, _WHICH),
        Filter("state", "State", query.get("state", ""), choices(pb2.BookingState.DESCRIPTOR)),
        Filter("ori", "Agency", query.get("ori", "").strip()),
        Filter("from", "Received from", query.get("from", ""), kind="date"),
        Filter("before", "Received before", query.get("before", ""), kind="date"),
    )
    if query.get("as") in FORMATS:
        items = await read_all(page, _request(page), pb2.ListBookingsResponse, "bookings")
        return exported(items, "bookings", query["as"])
    shown = await read_table(
        page,
        PATH,
        lambda: _request(page),
        pb2.ListBookingsResponse,
        "bookings",
        _COLUMNS,
        caption="Bookings of your agency, the oldest first",
        empty="No booking is like this."
        if any(one.value for one in filters)
        else f"No booking is here yet: a booking gets here when the system of {page.person.ori} "
        "submits prints to the service, as `tenprint submit` does; nobody books on these pages.",
        filters=filters,
        href=lambda one: f"{PATH}/{one.tcn}",
    )
    return page.show("transactions/list.html", title="Transactions", table=shown)


def _request(page: Page) -> pb2.ListBookingsRequest:
    """Make the request of the filters. Raises RefusedFormError."""
    query = page.query
    which = query.get("which", "")
    return pb2.ListBookingsRequest(
        ori=query.get("ori", "").strip(),
        state=forms.chosen(query, "state", pb2.BookingState),
        open_only=which == "open",
        unacknowledged_only=which == "unacknowledged",
        received_from=forms.day_start(query, "from", page.zone),
        received_before=forms.day_start(query, "before", page.zone),
    )


async def show(page: Page, failure: Failure | None = None) -> Response:
    """Show one booking as it is now."""
    booking = await _read(page)
    return page.show(
        "transactions/booking.html",
        title=f"Booking {booking.tcn}",
        failure=failure,
        booking=booking,
        state=exchange.state(booking),
        steps=exchange.steps(booking),
        kinds=exchange.KINDS,
        finding=exchange.finding(booking.first_response),
        reserve=exchange.reserve(booking),
        first=exchange.search("Search of the criminal file", booking.first_response),
        seconds=[
            (one, exchange.search("Search of IDENT", one))
            for one in reversed(booking.second_responses)
        ],
        files=exchange.names(booking.response_files),
        people=prints.candidates_of(booking),
        samples=table(
            page.request.url.path,
            page.query,
            exchange.SAMPLES,
            booking.samples,
            caption="Prints, as the service judged them",
            empty="No print has been extracted yet.",
        ),
    )


async def acknowledge(page: Page) -> Response:
    """Say that the agency has a version of the second response."""
    fields, tcn = await page.fields(), page.part("tcn")
    ordinal = forms.number(fields, "ordinal")
    try:
        request = pb2.AcknowledgeResponseRequest(tcn=tcn, ordinal=ordinal)
        await page.call(request, pb2.AcknowledgeResponseResponse)
    except RpcError as error:
        return page.refuse(f"{PATH}/{tcn}", explain(error), fields)
    return page.to(f"{PATH}/{tcn}", f"Version {ordinal} is acknowledged.")


async def response_file(page: Page) -> Response:
    """Send a response as the EBTS file that the agency gets."""
    booking = await _read(page)
    place = forms.number({"place": page.part("place")}, "place")
    if place >= len(booking.response_files):
        return Response(status_code=HTTPStatus.NOT_FOUND)
    one = booking.response_files[place]
    return file_response(f"{booking.tcn}-{one.ordinal}.eft", one.file, _MEDIA)


async def _read(page: Page) -> pb2.Booking:
    request = pb2.GetBookingRequest(tcn=page.part("tcn"))
    return (await page.call(request, pb2.GetBookingResponse)).booking


_COLUMNS = (
    Column("TCN", lambda one: Cell(one.tcn, kind="id"), "tcn", opens=True),
    Column("Person", lambda one: one.booked_name, "person", opens=True),
    Column("State", exchange.state, "state"),
    Column("Received", lambda one: Cell(time=one.receive_time), "received"),
    Column(
        "Transaction", lambda one: enum(one, "type_of_transaction").upper() or "CAR", "transaction"
    ),
    Column("Agency's own number", lambda one: one.agency_case_number, "number"),
    Column("Agency", lambda one: Cell(one.ori, kind="id"), "agency"),
)

PLACES = (
    get(PATH, show_list),
    get(ONE, show),
    post(f"{ONE}/acknowledge", acknowledge),
    get(f"{ONE}/files/{{place}}", response_file),
)
