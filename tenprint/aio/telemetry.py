# Written from tenprint/telemetry.py by `make proto`.
"""What operators call to see how much the service does and how long it takes."""

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import telemetry_service_pb2 as pb2


class AsyncTelemetryClient(AsyncCalls):
    """Comes with a client: `client.telemetry`."""

    @rpc(pb2.GetWorkRatesRequest)
    async def rates(
        self,
        kind: pb2.WorkKind | str | None = None,
        *,
        period_minutes: int = 0,
        part_count: int = 0,
        series_count: int = 0,
    ) -> pb2.GetWorkRatesResponse:
        """Count the work of the last minutes or hours, in parts; needs the role `operator`.

        kind: an enum value or its name. A number of 0 means the service's default.
        """
