"""Which replicas there are, by their names in Ray."""

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import ray

from cluster.names import ReplicaName
from cluster.on_ray.connection import replicas
from cluster.on_ray.lookout import Lookout
from cluster.questions import Answer, Question
from cluster.replicas import Copies, Replica
from cluster.roster import Roster


class RayReplica:
    """A replica behind a handle of Ray."""

    def __init__(self, name: str, handle: Any) -> None:  # noqa: ANN401 - Ray types no handles
        self.name = name
        self.handle = handle

    def ask(self, question: Question) -> "Future[Answer]":
        """Send a question."""
        future: Future[Answer] = self.handle.answer.remote(question).future()
        return future

    def ready(self, digest: str) -> "Future[str]":
        """Ask whether all galleries can be searched, and with which digest."""
        future: Future[str] = self.handle.ready.remote(digest).future()
        return future


class RayDirectory:
    """Knows the names that its lookout has seen: no search waits for Ray's head."""

    def __init__(self) -> None:
        """Look for the first time. The process must have joined the cluster."""
        self._roster = Roster()
        self._lookout = Lookout(self._look, "replicas")

    def copies(self) -> Copies:
        """Return the replicas of each partition that are to be asked, as far as is known."""
        return self._roster.copies()

    def everyone(self) -> Sequence[Replica]:
        """Return all replicas: also those that are being filled, and those that end soon."""
        return self._roster.everyone()

    def look_again(self) -> None:
        """Look soon."""
        self._lookout.look_again()

    def close(self) -> None:
        """Look no more."""
        self._lookout.close()

    def _look(self) -> None:
        found: dict[ReplicaName, RayReplica] = {}
        for name in replicas():
            # One that ended a moment ago is left out.
            with suppress(ValueError):
                found[name] = RayReplica(str(name), ray.get_actor(str(name)))
        self._roster.saw(found)
