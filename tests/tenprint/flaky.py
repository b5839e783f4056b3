"""A service that refuses before it answers."""

from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager

import grpc

from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.booking_service_pb2_grpc import (
    BookingServiceServicer,
    add_BookingServiceServicer_to_server,
)
from tenprint.v1.case_service_pb2_grpc import (
    CaseServiceServicer,
    add_CaseServiceServicer_to_server,
)
from tenprint.v1.identification_service_pb2_grpc import (
    IdentificationServiceServicer,
    add_IdentificationServiceServicer_to_server,
)

STATES = (
    booking_pb2.BOOKING_STATE_RECEIVED,
    booking_pb2.BOOKING_STATE_EXTRACTED,
    booking_pb2.BOOKING_STATE_COMPLETE,
)


class Flaky(IdentificationServiceServicer, CaseServiceServicer, BookingServiceServicer):
    """Answers only after some refusals."""

    def __init__(self, code: grpc.StatusCode, refusal_count: int) -> None:
        self.code = code
        self.refusals_left = refusal_count
        self.metadata: dict[str, str | bytes] = {}

    def GetIdentity(  # noqa: N802 - the name of the RPC
        self, request: pb2.GetIdentityRequest, context: grpc.ServicerContext
    ) -> pb2.GetIdentityResponse:
        self._refuse(context)
        return pb2.GetIdentityResponse(identity=pb2.Identity(identity_id=request.identity_id))

    def AssessCase(  # noqa: N802 - the name of the RPC
        self, request: case_pb2.AssessCaseRequest, context: grpc.ServicerContext
    ) -> case_pb2.AssessCaseResponse:
        self._refuse(context)
        return case_pb2.AssessCaseResponse(rule_set=request.case_id)

    def RecordDisposition(  # noqa: N802 - the name of the RPC
        self, request: case_pb2.RecordDispositionRequest, context: grpc.ServicerContext
    ) -> case_pb2.RecordDispositionResponse:
        self._refuse(context)
        return case_pb2.RecordDispositionResponse()

    def WatchBooking(  # noqa: N802 - the name of the RPC
        self, request: booking_pb2.WatchBookingRequest, context: grpc.ServicerContext
    ) -> Iterator[booking_pb2.WatchBookingResponse]:
        """Yield one state more after each refusal, which ends the stream."""
        for count in range(1, 4 - self.refusals_left):
            booking = booking_pb2.Booking(tcn=request.tcn, state=STATES[count - 1])
            for state in STATES[:count]:
                booking.history.add(state=state)
            yield booking_pb2.WatchBookingResponse(booking=booking)
        self._refuse(context)

    def _refuse(self, context: grpc.ServicerContext) -> None:
        self.metadata = dict(context.invocation_metadata())
        if self.refusals_left:
            self.refusals_left -= 1
            context.set_trailing_metadata((("grpc-retry-pushback-ms", "1"),))
            context.abort(self.code, "not now")


@contextmanager
def serving(servicer: Flaky) -> Iterator[str]:
    server = grpc.server(futures.ThreadPoolExecutor(1))
    add_IdentificationServiceServicer_to_server(servicer, server)
    add_CaseServiceServicer_to_server(servicer, server)
    add_BookingServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(0).wait()
