"""Extraction on workers of a cluster: fingers go out, features come back.

`pool` asks, `worker` answers. Neither knows Ray: a worker is anything with a method that gives a
future.
"""

from cluster.extraction.messages import Kind, Result, Task, digest_of
from cluster.extraction.pool import WorkerFigures, WorkerPool
from cluster.extraction.seats import (
    ExtractionWorker,
    WorkerPatience,
    result_of,
    sent_to,
)
from cluster.extraction.timing import TimedExtractor
from cluster.extraction.worker import Worker

__all__ = [
    "ExtractionWorker",
    "Kind",
    "Result",
    "Task",
    "TimedExtractor",
    "Worker",
    "WorkerFigures",
    "WorkerPatience",
    "WorkerPool",
    "digest_of",
    "result_of",
    "sent_to",
]
