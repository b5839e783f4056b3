"""What the service shows of its work: metrics, and spans of traces by option.

Neither names a person, a print, a booking or a caller: labels and attributes come from fixed lists.
"""

from services.telemetry.endpoint import METRICS, MetricsEndpoint
from services.telemetry.history import (
    KEPT_MINUTES,
    WorkHistory,
    WorkKind,
    WorkPart,
    WorkRates,
    WorkSeries,
)
from services.telemetry.state import (
    GalleryFigures,
    PoolFigures,
    ReplicaFigures,
    StateCollector,
    WaitingFigures,
)
from services.telemetry.threads import ThreadTimes
from services.telemetry.traces import open_spans
from services.telemetry.watch import Watch

__all__ = [
    "METRICS",
    "KEPT_MINUTES",
    "GalleryFigures",
    "MetricsEndpoint",
    "PoolFigures",
    "ReplicaFigures",
    "StateCollector",
    "ThreadTimes",
    "WaitingFigures",
    "Watch",
    "WorkHistory",
    "WorkKind",
    "WorkPart",
    "WorkRates",
    "WorkSeries",
    "open_spans",
]
