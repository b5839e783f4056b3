"""An agency gets its answer, and not the ids of the strangers below the threshold."""

import uuid
from collections.abc import Callable, Iterator

import grpc
import pytest

from tenprint import Client, RpcError
from tenprint.v1.booking_service_pb2 import Booking
from tests.images import finger
from tests.servers import RunningServer

ORI = "WVSTRANGE"
KNOWN, UNKNOWN = 431, 432
STRANGERS = (433, 434, 435)
FINGERS = (2, 3, 7)
Opener = Callable[..., Client]


@pytest.fixture(scope="module")
def open_as(server: RunningServer) -> Iterator[Opener]:
    clients = []

    def opened(*roles: str, ori: str = ORI) -> Client:
        clients.append(Client(server.target, ori=ori, roles=roles))
        return clients[-1]

    operator = opened("operator", ori="ICETEST00")
    for seed in (KNOWN, *STRANGERS):
        for gallery in ("iafis", "ident"):
            operator.enrol(gallery, [finger(seed, position) for position in FINGERS])
    yield opened
    for client in clients:
        client.close()


def book(client: Client, seed: int) -> str:
    tcn = f"CANDIDATES-{uuid.uuid4().hex[:12]}"
    client.submit_booking(tcn, [finger(seed, position, 1) for position in FINGERS], retain=False)
    client.wait_for_booking(tcn, timeout_s=120)
    return tcn


def shown(booking: Booking) -> list[bool]:
    """Tell of every candidate of every response whether it was found."""
    lists = [booking.first_response.candidates, booking.second_response.candidates]
    lists += [one.candidates for one in booking.second_responses]
    return [one.above_threshold for candidates in lists for one in candidates]


def every_answer(client: Client, tcn: str, seed: int) -> Iterator[Booking]:
    """Get the booking in every way in which the service tells it."""
    yield client.get_booking(tcn)
    yield from client.watch_booking(tcn, timeout_s=20)
    yield client.acknowledge_response(tcn, 1)
    prints = [finger(seed, position, 1) for position in FINGERS]
    yield client.submit_booking(tcn, prints, retain=False)


@pytest.mark.parametrize("role", ["law_enforcement", "", "booking"])
@pytest.mark.parametrize("seed", [KNOWN, UNKNOWN])
def test_an_agency_sees_who_was_found_and_nobody_else(
    open_as: Opener, role: str, seed: int
) -> None:
    agency, inside = open_as(*filter(None, [role])), open_as("auditor", ori="AUDIT0000")
    tcn = book(agency, seed)
    for booking in every_answer(agency, tcn, seed):
        assert all(shown(booking))
    complete = agency.get_booking(tcn)
    assert bool(shown(complete)) == (seed == KNOWN)
    assert False in shown(inside.get_booking(tcn)), "the searches found strangers, too"


def test_an_agency_lists_no_encounters_of_anybody(open_as: Opener) -> None:
    agency, inside = open_as("law_enforcement"), open_as("auditor", ori="AUDIT0000")
    booking = inside.get_booking(book(agency, KNOWN))
    for response, gallery in (
        (booking.first_response, "iafis"),
        (booking.second_response, "ident"),
    ):
        for one in response.candidates:
            with pytest.raises(RpcError) as caught:
                list(agency.list_encounters(gallery, one.identity_id))
            assert caught.value.code is grpc.StatusCode.PERMISSION_DENIED
