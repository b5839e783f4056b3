"""TelemetryService: how much is done, and how long it takes."""

from database.caller import Caller
from services.messages import telemetry as messages
from services.servicers.rpc import DeskServicer, answers
from services.telemetry import WorkHistory, WorkRates
from tenprint.v1 import telemetry_service_pb2 as pb2
from tenprint.v1.telemetry_service_pb2_grpc import TelemetryServiceServicer


class TelemetryServicer(DeskServicer[WorkHistory], TelemetryServiceServicer):
    """Shows what the process has counted."""

    @answers(messages.rates_to_proto)
    def GetWorkRates(self, request: pb2.GetWorkRatesRequest, _: Caller) -> WorkRates:
        """Count the work of the last minutes or hours."""
        asked = messages.wanted(request)
        return self._desk.rates(
            asked.kind, asked.part_minutes, asked.part_count, asked.series_count
        )
