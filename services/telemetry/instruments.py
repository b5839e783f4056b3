"""What the service counts and times, for Prometheus.

Labels come from fixed lists: names of RPCs, stages, states, reasons, galleries and pools.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
)

SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
_QUALITY = tuple(float(one) for one in range(10, 100, 10))


class Instruments:
    """The instruments of one process. Safe for threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.build = Info(
            "tenprint_build", "Versions of the running service", registry=self.registry
        )
        self.rpc = Histogram(
            "tenprint_rpc_seconds",
            "Time from a call to its last answer, in seconds",
            ["rpc", "code"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.stage = Histogram(
            "tenprint_stage_seconds",
            "Time of one stage of work, in seconds",
            ["stage"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.wait = Histogram(
            "tenprint_pool_wait_seconds",
            "Time for which a request waited for a worker, in seconds",
            ["pool"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.step = Histogram(
            "tenprint_booking_step_seconds",
            "Time of the step that follows a state of a booking, in seconds",
            ["state", "outcome"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.quality = Histogram(
            "tenprint_sample_quality",
            "Quality of prints whose minutiae were found, 0 to 100",
            buckets=_QUALITY,
            registry=self.registry,
        )
        self.refused = Counter(
            "tenprint_samples_refused",
            "Prints that could not be used, by reason",
            ["reason"],
            registry=self.registry,
        )
        self.routed = Counter(
            "tenprint_ident_searches",
            "Searches of IDENT for bookings, by what follows",
            ["route"],
            registry=self.registry,
        )
