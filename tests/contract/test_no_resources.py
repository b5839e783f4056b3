"""A machine without free descriptors is our fault, not the caller's, and nothing of it is told."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import grpc

from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import booking_service_pb2 as pb2
from tests.contract.rpc import Stubs, plain_channel
from tests.contract.test_decoding import kill, workers_of
from tests.images import finger
from tests.servers import RunningServer, running_server

CALLER = caller_metadata("WVNOFILES", ["booking"], "arrest")
ATTEMPTS = 5


@contextmanager
def _no_free_descriptors(server: RunningServer) -> Iterator[None]:
    """Let the process open nothing more."""
    pid = server.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    taken = {int(one.name) for one in Path(f"/proc/{pid}/fd").iterdir()}
    first_free = next(one for one in count() if one not in taken)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (first_free, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def test_a_sound_booking_is_not_blamed_when_descriptors_are_out(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server, plain_channel(server.target) as channel:
        submit = Stubs(channel).bookings.SubmitBooking

        def book(tcn: str) -> tuple[str, str, str]:
            request = pb2.SubmitBookingRequest(tcn=tcn, ori="WVNOFILES")
            request.booking.samples.append(finger(3))
            try:
                submit(request, metadata=CALLER, timeout=60)
            except grpc.RpcError as error:
                told = rpc_error(error)
                return told.code.name, told.reason, told.message
            return "OK", "", ""

        assert book("NO-FILES-8000")[0] == "OK"
        told: list[tuple[str, str, str]] = []
        for attempt in range(ATTEMPTS):
            with _no_free_descriptors(server):
                for worker in workers_of(server):
                    # Nothing takes the place of a worker that ends now. One that gets an image in
                    # its last moment would count as lost by the image.
                    kill(worker)
                told += [book(f"NO-FILES-{attempt}{number:03}") for number in range(1, 5)]
            # What the service gives back meanwhile, such as the line of a finished job, it may use.
            if any(code != "OK" for code, _, _ in told):
                break
        codes = {code for code, _, _ in told}
        assert "UNAVAILABLE" in codes, told
        assert codes <= {"OK", "UNAVAILABLE"}, told
        for _, _, message in told:
            assert str(tmp_path) not in message
            assert "/" not in message
        assert book("NO-FILES-9000")[0] == "OK"
