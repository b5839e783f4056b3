"""Rates and times of work: proto ↔ what telemetry keeps."""

from dataclasses import dataclass

from services.telemetry import KEPT_MINUTES, WorkKind, WorkPart, WorkRates, WorkSeries
from services.wire import Writer, read_enum, validation
from tenprint.v1 import telemetry_service_pb2 as pb2

_PERIOD_MINUTES, _PARTS, _SERIES = 60, 24, 10
_MOST_PARTS, _MOST_SERIES = 96, 200


@dataclass(frozen=True)
class Wanted:
    """Which work is wanted, in which parts."""

    kind: WorkKind
    part_minutes: int
    part_count: int
    series_count: int


def wanted(request: pb2.GetWorkRatesRequest) -> Wanted:
    """Read which work is wanted. Raises InvalidFieldError."""
    period, parts = request.period_minutes, request.part_count
    minutes = validation.count("period_minutes", period, _PERIOD_MINUTES, KEPT_MINUTES)
    part_count = validation.count("part_count", parts, _PARTS, _MOST_PARTS)
    part_minutes = max(1, -(-minutes // part_count))
    return Wanted(
        read_enum("kind", WorkKind, request.kind, "is no kind of work") or WorkKind.RPC,
        part_minutes,
        -(-minutes // part_minutes),
        validation.count("series_count", request.series_count, _SERIES, _MOST_SERIES),
    )


_part = Writer(pb2.WorkPart, WorkPart)
rates_to_proto = Writer(
    pb2.GetWorkRatesResponse, WorkRates, Writer(pb2.WorkSeries, WorkSeries, _part)
)
