"""Which replicas there are, by their names in Ray."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import ray

from cluster.names import ReplicaName
from cluster.on_ray.connection import replicas
from cluster.questions import Answer, Question
from cluster.replicas import Copies, Replica
from cluster.roster import Roster

_EVERY_S = 1.0
_CLOSING_S = 10.0
_LOGGER = logging.getLogger(__name__)


class RayReplica:
    """A replica behind a handle of Ray."""

    def __init__(self, name: str, handle: Any) -> None:  # noqa: ANN401 - Ray types no handles
        self.name = name
        self.handle = handle

    def ask(self, question: Question) -> "Future[Answer]":
        """Send a question."""
        future: Future[Answer] = self.handle.answer.remote(question).future()
        return future

    def ready(self) -> "Future[str]":
        """Ask whether all galleries can be searched."""
        future: Future[str] = self.handle.ready.remote().future()
        return future


class RayDirectory:
    """Looks at the names now and then, on a thread of its own: no search waits for Ray's head."""

    def __init__(self) -> None:
        """Look for the first time. The process must have joined the cluster."""
        self._roster = Roster()
        self._wake = threading.Event()
        self._stopping = False
        self._look()
        self._thread = threading.Thread(target=self._run, name="directory", daemon=True)
        self._thread.start()

    def copies(self) -> Copies:
        """Return the replicas of each partition that are to be asked, as far as is known."""
        return self._roster.copies()

    def everyone(self) -> Sequence[Replica]:
        """Return all replicas: also those that are being filled, and those that end soon."""
        return self._roster.everyone()

    def look_again(self) -> None:
        """Look soon."""
        self._wake.set()

    def close(self) -> None:
        """End the thread."""
        self._stopping = True
        self._wake.set()
        self._thread.join(_CLOSING_S)

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(_EVERY_S)
            self._wake.clear()
            if self._stopping:
                return
            try:
                self._look()
            except Exception as fault:
                # The head is away, in whatever words: who was known is still asked.
                _LOGGER.warning("the names of replicas cannot be read: %s", fault)

    def _look(self) -> None:
        found: dict[ReplicaName, RayReplica] = {}
        for name in replicas():
            # One that ended a moment ago is left out.
            with suppress(ValueError):
                found[name] = RayReplica(str(name), ray.get_actor(str(name)))
        self._roster.saw(found)
