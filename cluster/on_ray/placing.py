"""Start replicas, each replica of a partition on another node; and end them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cluster.errors import ClusterError
from cluster.names import ReplicaName
from cluster.on_ray.actor import ReplicaPlace
from cluster.on_ray.connection import replicas
from cluster.on_ray.directory import sets_of_cluster
from cluster.on_ray.ground import RayGround, changing, end
from cluster.sets import HeldSet, name_of
from database.engine import database_url
from gallery.store import Slots, cut


@dataclass(frozen=True)
class ClusterPlan:
    """What is to run."""

    galleries: Sequence[str]
    partition_count: int
    replica_count: int
    folder: Path
    """The same path on every node, on the node's own disk."""
    database_url: str
    key_file: Path
    master_key: str = ""
    cpus: float = 1.0
    """Reserved for each replica."""
    sets: Sequence[HeldSet] = ()
    """Reference sets that every replica holds a part of."""


def place(plan: ClusterPlan) -> list[str]:
    """Start what does not run yet; returns the names of the replicas that were started.

    Raises ClusterError if the plan cannot be carried out, or if the galleries are cut otherwise,
    and StoreUnavailableError for a URL of no database.
    """
    if database_url(plan.database_url).password:
        raise ClusterError(
            "the database URL has a password, and Ray would show it: give each node a file of "
            "passwords (PGPASSFILE) instead"
        )
    with changing():
        ground = RayGround(_place_of(plan))
        partitions = cut(plan.partition_count)
        _check(plan, ground, partitions)
        return [name for slots in partitions for name in _start_missing(plan, ground, slots)]


def remove() -> list[str]:
    """End all replicas; their folders stay. Returns their names."""
    ended = sorted(replicas())
    for name in ended:
        end(name)
    return [str(name) for name in ended]


def _place_of(plan: ClusterPlan) -> ReplicaPlace:
    return ReplicaPlace(
        tuple(plan.galleries),
        ReplicaName(cut(1)[0], 0),
        plan.folder,
        plan.database_url,
        plan.key_file,
        plan.master_key,
        plan.cpus,
        tuple(sorted(plan.sets)),
    )


def _check(plan: ClusterPlan, ground: RayGround, partitions: Sequence[Slots]) -> None:
    layout = ground.layout()
    for name in layout.places:
        if name.slots not in partitions:
            raise ClusterError(
                f"the galleries are cut otherwise: a replica {name} runs; change the cut by "
                "`tenprint cluster rebalance --partitions`, or run `tenprint cluster down` first, "
                "which ends replicas and keeps their folders"
            )
    if len({one.name for one in plan.sets}) < len(plan.sets):
        raise ClusterError("two reference sets have one name: the cluster holds one of each name")
    running = sets_of_cluster()
    if running is not None and name_of(running) != name_of(plan.sets):
        names = ", ".join(one.name for one in running) or "none"
        raise ClusterError(
            f"the replicas hold other reference sets ({names}, perhaps of another content): end "
            "the services, run `tenprint cluster down`, and then `up` with the new sets"
        )
    nodes = [one for one in layout.nodes if not one.is_drained]
    if plan.replica_count > len(nodes):
        raise ClusterError(
            f"{plan.replica_count} replicas need as many nodes, the cluster has {len(nodes)} that "
            "are not drained: two replicas on one node would be lost together"
        )


def _start_missing(plan: ClusterPlan, ground: RayGround, slots: Slots) -> list[str]:
    """Start the replicas of a partition that do not run."""
    started = []
    for number in range(plan.replica_count):
        layout = ground.layout()
        if any((one.slots, one.number) == (slots, number) for one in layout.places):
            continue
        node = layout.node_for(slots, number)
        if node is None:
            raise ClusterError(
                f"partition {slots} finds no {plan.replica_count} nodes with {plan.cpus:g} free "
                "CPUs"
            )
        name = ReplicaName(slots, number)
        ground.start(name, node)
        started.append(str(name))
    return started
