"""A replica as a process on a node: one partition of every gallery and of every reference set."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import ray

from cluster.errors import ReplicaNotReadyError
from cluster.moving import Program, remove, sweep, take_over
from cluster.names import ReplicaName
from cluster.on_ray.connection import replicas
from cluster.partition import AnsweringPartition, Partition, failed
from cluster.questions import SEARCHES, Answer, Question, packed, question_in
from cluster.sets import HeldSet, SetPartition, forget_others, name_of
from cluster.version import Version, own_version
from database.connection import Database, open_database
from database.master_key import KeyPlace
from gallery.warm_up import load_kernels

FOLLOW_S = 0.25
"""Time between two looks at the journal; a search that must see more does not wait for it."""
_AGAIN_S = 1.0
_SWEEP_S = 60.0
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReplicaPlace:
    """What a replica needs to know. Nothing in it is secret: Ray keeps it, and shows it.

    Another version of the program reads it too, when a process begins again: a new field needs a
    default.
    """

    galleries: tuple[str, ...]
    name: ReplicaName
    folder: Path
    """Of all replicas of a node, on the node's own disk."""
    database_url: str = field(repr=False)
    """Without a password, which each node has in its own PGPASSFILE."""
    key_file: Path
    master_key: str = ""
    """FILE, env:NAME or command:…, read on the node."""
    cpus: float = 1.0
    """Reserved for the replica."""
    sets: tuple[HeldSet, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Name all that is to be searched: galleries, and the keys of sets."""
        return (*self.galleries, *(one.key for one in self.sets))


class ReplicaActor:
    """Opens its galleries in the background, follows their journals, and answers questions.

    A reference set is opened beside them, and copied once from the folder of the whole set.
    Ray starts it again when its process or its node ends. It then continues from its folder, or on
    another node fills a new one. Until a gallery is ready it says so.
    """

    def __init__(self, place: ReplicaPlace) -> None:
        self._place = place
        self._partitions: dict[str, AnsweringPartition] = {}
        self._opened: list[AnsweringPartition] = []
        self._opening = threading.Lock()
        self._is_ended = False
        self._asked_at = self._seen_at = time.monotonic()
        self._life = uuid.uuid4().hex
        # Now: the files may be replaced while this process runs.
        self._version = own_version()
        self._sets = name_of(place.sets)
        self._why_not = dict.fromkeys(place.keys, "it has just started, and loads its kernels")
        threading.Thread(target=self._run, name="opening", daemon=True).start()

    def answer(self, question: Question) -> Answer:
        """Answer a question, or say why not."""
        if question.kind in SEARCHES:
            self._asked_at = time.monotonic()
        partition = self._partitions.get(question.gallery)
        if partition is None:
            unknown = f"it holds no gallery {question.gallery}"
            return failed(ReplicaNotReadyError(self._why_not.get(question.gallery, unknown)))
        return partition.answer(question)

    def search(self, question: bytes) -> bytes:
        """Answer a packed question of a search."""
        return packed(self.answer(question_in(question)))

    def ready(self, digest: str) -> str:
        """Return the digest of the answers once all galleries can be searched; "" before.

        digest: of the service that asks.
        """
        if digest == self._version.digest:
            self._seen_at = time.monotonic()
        is_ready = self._partitions.keys() >= set(self._place.keys)
        return self._version.digest if is_ready else ""

    def version(self) -> Version:
        """Return what this process runs."""
        return self._version

    def life(self) -> str:
        """Name this process among all that the replica ever had."""
        return self._life

    def why_not(self) -> str:
        """Say why the replica is not ready; "" if it is."""
        waiting = [one for one in self._place.keys if one not in self._partitions]
        return "; ".join(dict.fromkeys(self._why_not[one] for one in waiting))

    def place(self) -> ReplicaPlace:
        """Return what the replica was started with, so that another can be started like it."""
        return self._place

    def unasked_s(self) -> float:
        """Return how long no search has asked anything."""
        return time.monotonic() - self._asked_at

    def unseen_s(self) -> float:
        """Return how long no service of the same digest has asked whether the replica is ready."""
        return time.monotonic() - self._seen_at

    def end(self) -> None:
        """Answer nothing more, and delete the folder: another replica has taken over."""
        self._partitions = {}
        with self._opening:
            self._is_ended = True
            self._why_not = dict.fromkeys(self._place.keys, "it has ended")
            for one in self._opened:
                one.close()
            remove(self._place.folder, self._place.name)

    def _run(self) -> None:
        """Load the kernels and open the database however long it takes; then follow for ever."""
        database: Database | None = None
        while database is None:
            try:
                load_kernels()
                take_over(self._place.folder, self._place.name, replicas())
                forget_others(self._folder, self._place.sets)
                database = self._database()
            except Exception as error:
                # Whatever it is, this thread is all that can tell, and all that can try again.
                for key in self._place.keys:
                    self._say(key, error)
                time.sleep(_AGAIN_S)
        opening = {one: partial(self._gallery, one, database) for one in self._place.galleries} | {
            one.key: partial(self._set, one) for one in self._place.sets
        }
        for key, opened in opening.items():
            threading.Thread(target=self._follow, args=(key, opened), name=key, daemon=True).start()
        self._sweep()

    def _sweep(self) -> None:
        """Remove folders of replicas that are no more in the cluster, now and then."""
        while not self._is_ended:
            time.sleep(_SWEEP_S)
            try:
                for name in sweep(self._place.folder, replicas()):
                    _LOGGER.info("the folder of %s is removed: it is not in the cluster", name)
            except Exception as error:
                # The head is away, in whatever words: another try follows.
                _LOGGER.warning("folders that nobody uses are not looked for: %s", error)

    def _follow(self, key: str, opened: Callable[[], AnsweringPartition]) -> None:
        """Keep one gallery in step with the database, or have one set whole."""
        partition: AnsweringPartition | None = None
        while not self._is_ended:
            try:
                if partition is None:
                    partition = self._open(opened)
                partition.follow()
                if not self._is_ended:
                    self._partitions[key] = partition
                time.sleep(FOLLOW_S)
            except Exception as error:
                # As above.
                self._say(key, error)
                time.sleep(_AGAIN_S)

    def _say(self, key: str, error: Exception) -> None:
        if str(error) != self._why_not[key]:
            _LOGGER.error("replica %s, %s: %s", self._place.name, key, error)
        self._why_not[key] = str(error)

    def _open(self, opened: Callable[[], AnsweringPartition]) -> AnsweringPartition:
        with self._opening:
            if self._is_ended:
                raise ReplicaNotReadyError("it has ended")
            partition = opened()
            self._opened.append(partition)
            return partition

    def _gallery(self, gallery: str, database: Database) -> Partition:
        self._why_not[gallery] = "it fills its folder from the database"
        node = ray.get_runtime_context().get_node_id()
        slots = self._place.name.slots
        return Partition(
            gallery, slots, self._folder / gallery, database, node=node, sets=self._sets
        )

    def _set(self, held: HeldSet) -> SetPartition:
        self._why_not[held.key] = f"it copies its part of the set in {held.folder}"
        node = ray.get_runtime_context().get_node_id()
        slots = self._place.name.slots
        return SetPartition(held, slots, self._folder / held.key, node=node, sets=self._sets)

    @property
    def _folder(self) -> Path:
        return self._place.folder / str(self._place.name)

    def _database(self) -> Database:
        return _opened(self._place)


def program_here(place: ReplicaPlace) -> Program:
    """Say what a replica would run that starts on this node, and whether it could work.

    place: of any replica.
    """
    fault = ""
    try:
        _opened(place).close()
        for one in place.sets:
            one.check()
    except Exception as error:
        # Whatever it is, the replica would say the same, and not be ready.
        fault = str(error)
    return Program(own_version(), fault)


def _opened(place: ReplicaPlace) -> Database:
    """Open the database, and leave its schema as it is: services stop when it changes."""
    keys = KeyPlace.of(place.key_file, place.master_key)
    return open_database(place.database_url, key_place=keys, may_migrate=False)
