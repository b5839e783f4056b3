"""A replica as a process on a node: one partition of every gallery."""

import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import ray

from cluster.errors import ReplicaNotReadyError
from cluster.partition import Partition, failed
from cluster.questions import Answer, Question
from database.connection import Database, open_database
from database.master_key import KeyPlace
from gallery.store import Slots
from gallery.warm_up import load_kernels

FOLLOW_S = 0.25
"""Time between two looks at the journal; a search that must see more does not wait for it."""
_AGAIN_S = 1.0
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReplicaPlace:
    """What a replica needs to know. Nothing in it is secret: Ray keeps it, and shows it."""

    galleries: tuple[str, ...]
    slots: Slots
    number: int
    folder: Path
    """On the node's own disk."""
    database_url: str = field(repr=False)
    """Without a password, which each node has in its own PGPASSFILE."""
    key_file: Path
    master_key: str = ""
    """FILE, env:NAME or command:…, read on the node."""

    @property
    def name(self) -> str:
        """Names the replica in the cluster."""
        return f"{self.slots}/{self.number}"


class ReplicaActor:
    """Opens its galleries in the background, follows their journals, and answers questions.

    Ray starts it again when its process or its node ends. It then continues from its folder, or on
    another node fills a new one from the database. Until a gallery is ready it says so.
    """

    def __init__(self, place: ReplicaPlace) -> None:
        self._place = place
        self._partitions: dict[str, Partition] = {}
        self._why_not = dict.fromkeys(place.galleries, "it has just started, and loads its kernels")
        threading.Thread(target=self._run, name="opening", daemon=True).start()

    def answer(self, question: Question) -> Answer:
        """Answer a question, or say why not."""
        partition = self._partitions.get(question.gallery)
        if partition is None:
            unknown = f"it holds no gallery {question.gallery}"
            return failed(ReplicaNotReadyError(self._why_not.get(question.gallery, unknown)))
        return partition.answer(question)

    def _run(self) -> None:
        """Load the kernels and open the database however long it takes; then follow for ever."""
        database: Database | None = None
        while database is None:
            try:
                load_kernels()
                database = self._database()
            except Exception as error:
                # Whatever it is, this thread is all that can tell, and all that can try again.
                for gallery in self._place.galleries:
                    self._say(gallery, error)
                time.sleep(_AGAIN_S)
        for gallery in self._place.galleries:
            threading.Thread(
                target=self._follow, args=(gallery, database), name=gallery, daemon=True
            ).start()

    def _follow(self, gallery: str, database: Database) -> None:
        """Keep one gallery in step with the database."""
        partition: Partition | None = None
        while True:
            try:
                if partition is None:
                    self._why_not[gallery] = "it fills its folder from the database"
                    partition = self._opened(gallery, database)
                partition.follow()
                self._partitions[gallery] = partition
                time.sleep(FOLLOW_S)
            except Exception as error:
                # As above.
                self._say(gallery, error)
                time.sleep(_AGAIN_S)

    def _say(self, gallery: str, error: Exception) -> None:
        if str(error) != self._why_not[gallery]:
            _LOGGER.error("replica %s, gallery %s: %s", self._place.name, gallery, error)
        self._why_not[gallery] = str(error)

    def _opened(self, gallery: str, database: Database) -> Partition:
        return Partition(
            gallery,
            self._place.slots,
            self._place.folder / self._place.name / gallery,
            database,
            node=ray.get_runtime_context().get_node_id(),
        )

    def _database(self) -> Database:
        keys = KeyPlace.of(self._place.key_file, self._place.master_key)
        return open_database(self._place.database_url, key_place=keys)
