"""A cluster without Ray: nodes are names, replicas are real partitions behind lines."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cluster.errors import ClusterError
from cluster.moving import Layout, Node, Program, remove
from cluster.names import ReplicaName
from cluster.partition import Partition
from cluster.replicas import Copies, Replica
from cluster.roster import Roster
from cluster.version import Version, own_version
from database.connection import Database
from gallery.index.parameters import IndexParameters
from gallery.store.slots import cut
from tests.cluster.lines import LineReplica

LOOK_S = 0.05
FILL_S = 0.2
GALLERY = "iafis"


class KilledError(Exception):
    """The command that moves is killed here."""


class Looking:
    """The directory of one service: looks at the replicas of a ground."""

    def __init__(self, ground: "LineGround", digest: str | None = None) -> None:
        """digest: of the service; otherwise of this program."""
        self._ground = ground
        self._roster = Roster(digest)
        self._stopped = threading.Event()
        self._look()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def copies(self) -> Copies:
        return self._roster.copies()

    def everyone(self) -> Sequence[Replica]:
        return self._roster.everyone()

    def look_again(self) -> None:
        """Do nothing: it looks often."""

    def close(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_S):
            self._look()

    def _look(self) -> None:
        self._roster.saw(dict(self._ground.replicas))


class LineGround:
    """Nodes and replicas that a command changes."""

    def __init__(self, database: Database, folder: Path, nodes: Sequence[Node]) -> None:
        self.nodes = list(nodes)
        self.replicas: dict[ReplicaName, LineReplica] = {}
        self.places: dict[ReplicaName, str] = {}
        self.ended: list[ReplicaName] = []
        self.restarted: list[ReplicaName] = []
        self.steps_left = 10**9
        """Replicas may be started or ended so often; then the command is killed."""
        self.installed: dict[str, Version] = {}
        """What a process runs that starts on a node; this program, if nothing else is said."""
        self.stuck: dict[ReplicaName, Version] = {}
        """Replicas whose process reads another program than what is installed."""
        self.fault = ""
        """Why a process that starts now could not open the database."""
        self._database, self._folder = database, folder

    def up(self, partition_count: int, replica_count: int) -> None:
        """Start a cut, and wait until it is ready."""
        for slots in cut(partition_count):
            for number in range(replica_count):
                place = self.layout().node_for(slots, number)
                assert place is not None
                self.start(ReplicaName(slots, number), place, fill_s=0.0)

    def close(self) -> None:
        """End everything."""
        for one in self.replicas.values():
            one.close()

    def layout(self) -> Layout:
        held = list(self.places.values())
        nodes = (replace(one, room=one.room - held.count(one.id)) for one in self.nodes)
        return Layout(tuple(nodes), dict(self.places))

    def programs(self) -> Mapping[str, Program]:
        return {one.id: Program(self._installed(one.id), self.fault) for one in self.nodes}

    def _installed(self, node: str) -> Version:
        return self.installed.get(node, own_version())

    def restart(self, name: ReplicaName) -> None:
        self._count()
        assert not self.replicas[name].is_ready or any(
            one.slots == name.slots
            and one.number != name.number
            and replica.is_ready
            and replica.version.digest == self.replicas[name].version.digest
            for one, replica in self.replicas.items()
        ), f"{name} is the last ready replica of its partition"
        self.restarted.append(name)
        replica = self.replicas[name]
        replica.is_cut = True
        replica.close()
        self._begin(name, FILL_S)

    def version(self, name: ReplicaName) -> Version | None:
        return self.replicas[name].version

    def unseen_s(self, name: ReplicaName) -> float:
        return time.monotonic() - self.replicas[name].seen_at

    def start(self, name: ReplicaName, node: Node, fill_s: float = FILL_S) -> None:
        self._count()
        self.places[name] = node.id
        self._begin(name, fill_s)

    def _begin(self, name: ReplicaName, fill_s: float) -> None:
        """Start the process of a replica."""
        node = self.places[name]
        folder = self._folder / node / str(name) / GALLERY
        partition = Partition(
            GALLERY,
            name.slots,
            folder,
            self._database,
            parameters=IndexParameters(background=False),
        )
        runs = self.stuck.get(name, self._installed(node))
        made = LineReplica(str(name), partition, runs)
        made.is_ready = False
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
