"""Which replicas there are, by their names in Ray."""

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

import ray
from ray.exceptions import RayError

from cluster.errors import ClusterError
from cluster.names import ReplicaName
from cluster.on_ray.connection import replicas
from cluster.on_ray.lookout import Lookout
from cluster.questions import SEARCHES, Answer, Question, answer_in, packed
from cluster.replicas import Copies, Replica
from cluster.roster import Roster
from cluster.sets import HeldSet, name_of

_ANSWER_S = 5.0


class RayReplica:
    """A replica behind a handle of Ray."""

    def __init__(self, name: str, handle: Any) -> None:  # noqa: ANN401 - Ray types no handles
        self.name = name
        self.handle = handle

    def ask(self, question: Question) -> "Future[Answer]":
        """Send a question.

        Those of searches go packed. The others are for replicas of any version too.
        """
        if question.kind not in SEARCHES:
            future: Future[Answer] = self.handle.answer.remote(question).future()
            return future
        answered: Future[Answer] = Future()
        self.handle.search.remote(packed(question)).future().add_done_callback(
            partial(_unpack, answered)
        )
        return answered

    def ready(self, digest: str) -> "Future[str]":
        """Ask whether all galleries can be searched, and with which digest."""
        future: Future[str] = self.handle.ready.remote(digest).future()
        return future


def _unpack(answered: "Future[Answer]", piece: "Future[bytes]") -> None:
    try:
        answered.set_result(answer_in(piece.result()))
    except Exception as error:
        # Whatever it is, there is no answer: who waits is told why.
        answered.set_exception(error)


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

    def sets(self) -> Sequence[HeldSet] | None:
        """Return the reference sets that the cluster holds; see `sets_of_cluster`."""
        return sets_of_cluster()

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


def sets_of_cluster() -> Sequence[HeldSet] | None:
    """Return the reference sets with which replicas were started; None if no replica says.

    Raises ClusterError if replicas were started with different sets.
    """
    asked = []
    for name in sorted(replicas()):
        with suppress(RayError, ValueError):
            asked.append(ray.get_actor(str(name)).place.remote())
    there, _ = ray.wait(asked, num_returns=len(asked), timeout=_ANSWER_S) if asked else ([], [])
    found: dict[str, Sequence[HeldSet]] = {}
    for one in there:
        with suppress(RayError):
            sets = ray.get(one).sets
            found[name_of(sets)] = sets
    if len(found) > 1:
        raise ClusterError(
            "replicas were started with different reference sets: end the services, run `tenprint "
            "cluster down`, and then `up`"
        )
    return next(iter(found.values()), None)
