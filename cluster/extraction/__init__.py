"""Extraction on workers of a cluster: fingers go out, features come back.

`pool` asks, `worker` answers. Neither knows Ray: a worker is anything with a method that gives a
future.
"""

from cluster.extraction.messages import Kind, QueueReport, Result, Task, digest_of
from cluster.extraction.pool import WorkerFigures, WorkerPool
from cluster.extraction.scaler import Scaler, ScalingView
from cluster.extraction.scaling import ScalingRules, WorkerBounds
from cluster.extraction.seats import (
    FINISH_S,
    ExtractionWorker,
    WorkerPatience,
    result_of,
    sent_to,
)
from cluster.extraction.timing import TimedExtractor
from cluster.extraction.worker import Worker

__all__ = [
    "FINISH_S",
    "ExtractionWorker",
    "Kind",
    "QueueReport",
    "Result",
    "Scaler",
    "ScalingRules",
    "ScalingView",
    "Task",
    "TimedExtractor",
    "Worker",
    "WorkerBounds",
    "WorkerFigures",
    "WorkerPatience",
    "WorkerPool",
    "digest_of",
    "result_of",
    "sent_to",
]
