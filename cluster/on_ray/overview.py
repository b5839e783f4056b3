"""What runs on a cluster, for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import ray

from cluster.asking import told_by
from cluster.moving import shared_nodes
from cluster.on_ray.directory import RayDirectory
from cluster.on_ray.ground import RayGround
from cluster.questions import Answer, Fault, Kind, PartitionStatus, Question
from gallery.store import gaps

_WAIT_S = 5.0


@dataclass(frozen=True)
class ReplicaView:
    """A gallery in one replica, as the replica says."""

    gallery: str
    """Or `set:` and the name of a reference set."""
    replica: str
    """First and last slot of its partition, and its number."""
    state: str
    """`ready`, or why it does not answer."""
    node: str = ""
    """The address of its node."""
    node_id: str = ""
    """Ray's id of its node: several nodes of one machine have one address."""
    process_id: int = 0
    reference_count: int = 0
    watermark: int = 0
    resident_bytes: int = 0
    version: str = ""
    """The digest of its answers and the build of its program."""
    fault: str = ""
    """What is wrong with its index or with its following; "" if nothing is."""


@dataclass(frozen=True)
class NodeView:
    """A node that is there."""

    address: str
    node_id: str
    replica_count: int
    is_drained: bool
    """Whether no new replica is placed there."""


@dataclass(frozen=True)
class Overview:
    """All replicas, and what is missing."""

    node_count: int
    lost_node_count: int
    replicas: tuple[ReplicaView, ...]
    gaps: str
    """Which slots lie in no partition."""
    nodes: tuple[NodeView, ...]
    shared: tuple[str, ...]
    """Replicas of one partition that lie on one node, so that they would be lost together."""


def overview(directory: RayDirectory, galleries: Sequence[str]) -> Overview:
    """Ask every replica about every gallery, and about every reference set that it holds."""
    sets = directory.sets() or ()
    galleries = (*galleries, *(one.key for one in sets))
    nodes = ray.nodes()
    copies = directory.copies()
    alive = sum(one["Alive"] for one in nodes)
    addresses = {one["NodeID"]: one["NodeManagerAddress"] for one in nodes}
    views = tuple(_views(directory, galleries, addresses))
    layout = RayGround().layout()
    return Overview(
        alive,
        len(nodes) - alive,
        views,
        gaps(tuple(copies)),
        tuple(
            NodeView(one.address, one.id, len(layout.on(one)), one.is_drained)
            for one in layout.nodes
        ),
        tuple(" and ".join(map(str, names)) for names in shared_nodes(layout)),
    )


def _views(
    directory: RayDirectory, galleries: Sequence[str], addresses: dict[str, str]
) -> Iterator[ReplicaView]:
    replicas = sorted(directory.everyone(), key=lambda one: one.name)
    questions = [Question(gallery, Kind.STATUS, 0, _WAIT_S) for gallery in galleries]
    for question, one, answer in told_by(replicas, questions, _WAIT_S):
        yield _view(question.gallery, one.name, answer, addresses)


def _view(gallery: str, name: str, answer: Answer, addresses: dict[str, str]) -> ReplicaView:
    if answer.fault is not Fault.NONE:
        return ReplicaView(gallery, name, f"{answer.fault}: {answer.message}")
    status = cast(PartitionStatus, answer.value)
    index = status.index
    return ReplicaView(
        gallery,
        name,
        "ready",
        addresses.get(status.node, ""),
        status.node,
        status.process_id,
        index.reference_count,
        index.watermark,
        index.resident_bytes,
        str(status.version),
        "; ".join(filter(None, [status.following_error, index.failure, *index.damage])),
    )
