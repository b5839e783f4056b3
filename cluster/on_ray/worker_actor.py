"""An extraction worker as a process on a node."""

import os

import ray

from cluster.extraction import Result, Task, Worker

CONTROL = "control"
"""The group of threads that answer while a finger is extracted."""
_NICENESS = 5
"""A search that a replica on the same node answers takes milliseconds, and goes first."""


class WorkerActor:
    """Extracts one finger at a time. Ray starts it again when its process ends."""

    def __init__(self) -> None:
        os.nice(_NICENESS)
        self._worker = Worker(ray.get_runtime_context().get_node_id())

    def extract(self, task: Task) -> Result:
        """Extract a finger, or say why not."""
        return self._worker.answer(task)

    def control(self, task: Task) -> Result:
        """Say how the worker is, or give a finger up; called in the group `CONTROL`."""
        return self._worker.answer(task)
