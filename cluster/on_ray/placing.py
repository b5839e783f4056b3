"""Start replicas, each replica of a partition on another node; and end them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ray
import ray.util
from ray.util.placement_group import PlacementGroup, placement_group, remove_placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

from cluster.errors import ClusterError
from cluster.on_ray.actor import ReplicaActor, ReplicaPlace
from cluster.on_ray.connection import NAMESPACE
from cluster.on_ray.directory import slots_in
from database.engine import database_url
from gallery.store import Slots, cut

_PLACED_S = 60.0
_THREADS = 8
"""Questions that a replica answers at once."""


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


def place(plan: ClusterPlan) -> list[str]:
    """Start what does not run yet; returns the names of the replicas that were started.

    Raises ClusterError if the plan cannot be carried out, or if the galleries are cut otherwise,
    and StoreUnavailableError for a URL of no database.
    """
    _check(plan)
    running = set(ray.util.list_named_actors())
    partitions = cut(plan.partition_count)
    for name in running:
        if slots_in(name) not in partitions:
            raise ClusterError(
                f"the galleries are cut otherwise: a replica {name} runs; run "
                "`tenprint cluster down` first, which ends replicas and keeps their folders"
            )
    return [name for slots in partitions for name in _place_partition(plan, slots, running)]


def remove() -> list[str]:
    """End all replicas; their folders stay. Returns their names."""
    ended = []
    for name in ray.util.list_named_actors():
        ray.kill(ray.get_actor(name), no_restart=True)
        ended.append(name)
        _remove_group(_group_name(slots_in(name)))
    return sorted(ended)


def _check(plan: ClusterPlan) -> None:
    if database_url(plan.database_url).password:
        raise ClusterError(
            "the database URL has a password, and Ray would show it: give each node a file of "
            "passwords (PGPASSFILE) instead"
        )
    nodes = [one for one in ray.nodes() if one["Alive"]]
    if plan.replica_count > len(nodes):
        raise ClusterError(
            f"{plan.replica_count} replicas need as many nodes, the cluster has {len(nodes)}: two "
            "replicas on one node would be lost together"
        )


def _place_partition(plan: ClusterPlan, slots: Slots, running: set[str]) -> list[str]:
    places = [
        ReplicaPlace(
            tuple(plan.galleries),
            slots,
            number,
            plan.folder,
            plan.database_url,
            plan.key_file,
            plan.master_key,
        )
        for number in range(plan.replica_count)
    ]
    new = [one for one in places if one.name not in running]
    if not new:
        return []
    group = _group(_group_name(slots), plan)
    for one in new:
        _start(one, group, plan.cpus)
    return [one.name for one in new]


def _group_name(slots: Slots) -> str:
    return f"tenprint/{slots}"


def _group(name: str, plan: ClusterPlan) -> PlacementGroup:
    """Reserve a place on another node for each replica of a partition."""
    try:
        return ray.util.get_placement_group(name)
    except ValueError:
        bundles = [{"CPU": plan.cpus}] * plan.replica_count
        group = placement_group(bundles, "STRICT_SPREAD", name, "detached")
    if not group.wait(_PLACED_S):
        remove_placement_group(group)
        raise ClusterError(
            f"partition {name} finds no {plan.replica_count} nodes with {plan.cpus:g} free CPUs"
        )
    return group


def _start(place: ReplicaPlace, group: PlacementGroup, cpus: float) -> None:
    actor = ray.remote(ReplicaActor).options(
        name=place.name,
        namespace=NAMESPACE,
        lifetime="detached",
        num_cpus=cpus,
        max_concurrency=_THREADS,
        max_restarts=-1,
        # A question is never repeated by Ray: the asker asks another replica.
        max_task_retries=0,
        scheduling_strategy=PlacementGroupSchedulingStrategy(
            group, placement_group_bundle_index=place.number
        ),
    )
    actor.remote(place)


def _remove_group(name: str) -> None:
    try:
        remove_placement_group(ray.util.get_placement_group(name))
    except ValueError:
        # A replica before this one has removed it.
        return
