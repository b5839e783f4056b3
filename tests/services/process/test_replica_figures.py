"""What metrics say of the replicas on a cluster."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from cluster.names import ReplicaName
from cluster.questions import Answer, Fault, PartitionStatus, Question
from cluster.replicas import Copies, Replica
from gallery.index import IndexStatus
from gallery.store.slots import cut
from services.process.on_cluster import replica_figures
from services.telemetry import ReplicaFigures


@dataclass
class Said:
    """A replica on a node."""

    name: str
    node: str
    lacking: set[str] = field(default_factory=set)
    """Galleries that it cannot search yet."""
    is_lost: bool = False
    is_frozen: bool = False

    def ask(self, question: Question) -> "Future[Answer]":
        made: Future[Answer] = Future()
        if self.is_lost:
            raise OSError("the line is cut")
        if question.gallery in self.lacking:
            made.set_result(Answer(None, -1, Fault.NOT_READY, "it fills its folder"))
        elif not self.is_frozen:
            status = PartitionStatus(IndexStatus(question.gallery), self.node, 1, "")
            made.set_result(Answer(status, 0))
        return made


@dataclass
class Known:
    """A directory of them."""

    replicas: Sequence[Said]

    def copies(self) -> Copies:
        raise NotImplementedError

    def everyone(self) -> Sequence[Replica]:
        return self.replicas

    def look_again(self) -> None:
        raise NotImplementedError


def spread(*nodes: str) -> list[Said]:
    """Put two replicas of each of two partitions on nodes."""
    names = [ReplicaName(slots, number) for slots in cut(2) for number in range(2)]
    return [Said(str(name), node) for name, node in zip(names, nodes, strict=True)]


def figures(replicas: Sequence[Said]) -> ReplicaFigures:
    return replica_figures(Known(replicas), ("iafis", "civil", "set:a"), wait_s=0.2)


def test_replicas_that_lie_apart_are_ready() -> None:
    assert figures(spread("a", "b", "b", "a")) == ReplicaFigures(4, 0, 0)
    assert figures([]) == ReplicaFigures(0, 0, 0)


def test_replicas_that_would_be_lost_together_are_counted() -> None:
    assert figures(spread("a", "a", "b", "a")) == ReplicaFigures(4, 0, 2)
    assert figures(spread("a", "a", "a", "a")) == ReplicaFigures(4, 0, 4)


def test_two_places_of_one_replica_that_moves_are_not_together() -> None:
    moving = spread("a", "b", "b", "a")
    slots = cut(2)[0]
    assert figures([*moving, Said(str(ReplicaName(slots, 0, 1)), "a")]).together_count == 0
    assert figures([*moving, Said(str(ReplicaName(slots, 0, 1)), "b")]).together_count == 2


def test_a_replica_that_cannot_search_every_gallery_is_not_ready() -> None:
    silent = spread("a", "b", "b", "a")
    silent[0].lacking = {"set:a"}
    silent[1].is_lost = True
    silent[2].is_frozen = True
    assert figures(silent) == ReplicaFigures(1, 3, 0)
