"""Stages of bookings."""

from collections.abc import Callable, Mapping

from ebts.writing import write
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.sample_pb2 import FINGER_POSITION_RIGHT_INDEX
from tests.fuzz.stages.callers import Staged
from tests.fuzz.stages.world import World, tcn
from tests.transactions import card


def _submit(world: World) -> Staged:
    world.activate()
    number = world.next_number()
    booking = pb2.BookingSubmission(samples=world.prints(number))
    return world.by_agency(
        pb2.SubmitBookingRequest(tcn=tcn(number), ori=world.ori, booking=booking)
    )


def _get(world: World) -> Staged:
    return world.by_agency(pb2.GetBookingRequest(tcn=world.anyone().tcn))


def _list(world: World) -> Staged:
    return world.by_agency(pb2.ListBookingsRequest(page_size=5))


def _watch(world: World) -> Staged:
    return world.by_agency(pb2.WatchBookingRequest(tcn=world.anyone().tcn))


def _acknowledge(world: World) -> Staged:
    return world.by_agency(pb2.AcknowledgeResponseRequest(tcn=world.anyone().tcn, ordinal=1))


def _check(world: World) -> Staged:
    return world.by_agency(pb2.CheckTransactionRequest(transaction_file=write(card())))


def _print(world: World) -> Staged:
    return world.by_agency(
        pb2.GetBookingPrintRequest(tcn=world.anyone().tcn, finger=FINGER_POSITION_RIGHT_INDEX)
    )


def _export(world: World) -> Staged:
    return world.by_agency(pb2.ExportBookingRequest(tcn=world.anyone().tcn))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "SubmitBooking": _submit,
    "GetBooking": _get,
    "ListBookings": _list,
    "WatchBooking": _watch,
    "AcknowledgeResponse": _acknowledge,
    "CheckTransaction": _check,
    "GetBookingPrint": _print,
    "ExportBooking": _export,
}
