"""A cluster without Ray: nodes are names, replicas are real partitions behind lines."""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cluster.errors import ClusterError
from cluster.moving import Layout, Node, remove
from cluster.names import ReplicaName
from cluster.partition import Partition
from cluster.replicas import Copies, Replica
from cluster.roster import Roster
from database.connection import Database
from gallery.index.parameters import IndexParameters
from gallery.store.slots import cut
from tests.cluster.lines import LineReplica

LOOK_S = 0.05
FILL_S = 0.2
GALLERY = "iafis"


class KilledError(Exception):
    """The command that moves is killed here."""


class LineGround:
    """Nodes and replicas that a mover changes, and a directory that looks at them."""

    def __init__(self, database: Database, folder: Path, nodes: Sequence[Node]) -> None:
        self.nodes = list(nodes)
        self.replicas: dict[ReplicaName, LineReplica] = {}
        self.places: dict[ReplicaName, str] = {}
        self.ended: list[ReplicaName] = []
        self.steps_left = 10**9
        """Replicas may be started or ended so often; then the command is killed."""
        self._database, self._folder = database, folder
        self._roster = Roster()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def up(self, partition_count: int, replica_count: int) -> None:
        """Start a cut, wait until it is ready, and look at it from now on."""
        for slots in cut(partition_count):
            for number in range(replica_count):
                place = self.layout().node_for(slots, number)
                assert place is not None
                self.start(ReplicaName(slots, number), place, fill_s=0.0)
        self._roster.saw(dict(self.replicas))
        self._thread.start()

    def close(self) -> None:
        """End everything."""
        self._stopped.set()
        self._thread.join()
        for one in self.replicas.values():
            one.close()

    # As a directory.

    def copies(self) -> Copies:
        return self._roster.copies()

    def everyone(self) -> Sequence[Replica]:
        return self._roster.everyone()

    def look_again(self) -> None:
        """Do nothing: it looks often."""

    def _look(self) -> None:
        while not self._stopped.wait(LOOK_S):
            self._roster.saw(dict(self.replicas))

    # As a ground.

    def layout(self) -> Layout:
        held = list(self.places.values())
        nodes = (replace(one, room=one.room - held.count(one.id)) for one in self.nodes)
        return Layout(tuple(nodes), dict(self.places))

    def start(self, name: ReplicaName, node: Node, fill_s: float = FILL_S) -> None:
        self._count()
        folder = self._folder / node.id / str(name) / GALLERY
        partition = Partition(
            GALLERY,
            name.slots,
            folder,
            self._database,
            parameters=IndexParameters(background=False),
        )
        made = LineReplica(str(name), partition)
        made.is_ready = False
        self.places[name] = node.id
        self.replicas[name] = made

        def fill() -> None:
            time.sleep(fill_s)
            partition.follow()
            made.is_ready = True

        if fill_s:
            threading.Thread(target=fill, daemon=True).start()
        else:
            fill()

    def missing(self, name: ReplicaName) -> str:
        if name not in self.replicas:
            raise ClusterError(f"{name} has ended while it was waited for")
        return "" if self.replicas[name].is_ready else "it fills its folder"

    def unasked_s(self, name: ReplicaName) -> float:
        return time.monotonic() - self.replicas[name].asked_at

    def end(self, name: ReplicaName) -> None:
        self._count()
        replica, node = self.replicas.pop(name), self.places.pop(name)
        replica.is_cut = True
        replica.close()
        remove(self._folder / node, name)
        self.ended.append(name)

    def close_node(self, node: Node) -> None:
        self._drained(node, is_drained=True)

    def open_node(self, node: Node) -> None:
        self._drained(node, is_drained=False)

    def _drained(self, node: Node, *, is_drained: bool) -> None:
        self.nodes = [
            replace(one, is_drained=is_drained) if one.id == node.id else one for one in self.nodes
        ]

    def _count(self) -> None:
        self.steps_left -= 1
        if self.steps_left < 0:
            raise KilledError


def killed_after(ground: LineGround, steps: int) -> suppress:
    """Kill the command in the block before it starts or ends one more replica."""
    ground.steps_left = steps
    return suppress(KilledError)
