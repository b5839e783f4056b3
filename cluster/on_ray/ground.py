"""Nodes and replicas of a Ray cluster, for whoever places and moves them.

Every replica has a placement group of its name with one bundle. The group says where the replica
lies, and has Ray start it elsewhere if its node is lost: on any node but those that held other
replicas of its partition, or were drained, when it was placed. A drained node is marked by a group
too, which takes all its CPUs as soon as they are free, so that Ray itself finds no room there.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import ray
from ray.exceptions import RayError, RaySystemError
from ray.util.placement_group import (
    PlacementGroup,
    placement_group,
    placement_group_table,
    remove_placement_group,
)
from ray.util.scheduling_strategies import (
    NodeAffinitySchedulingStrategy,
    PlacementGroupSchedulingStrategy,
)

from cluster.errors import ClusterError
from cluster.moving import Layout, Node, Program
from cluster.names import ReplicaName
from cluster.on_ray.actor import ReplicaActor, ReplicaPlace, program_here
from cluster.on_ray.connection import NAMESPACE, replicas
from cluster.version import Version

_NODE_ID = "ray.io/node-id"
_REPLICA, _DRAINED, _CHANGING = "tenprint/", "tenprint-drained/", "tenprint-changing"
_PLACED_S = 60.0
_PROGRAM_S = 120.0
"""A process that says what a node runs loads the program first."""
_ANSWER_S = 5.0
_LOOK_S = 0.2
_END_S = 30.0
_THREADS = 8
"""Questions that a replica answers at once."""
_LOGGER = logging.getLogger(__name__)

Group = Mapping[str, Any]


class RayGround:
    """The nodes of the cluster that this process has joined."""

    def __init__(self, like: ReplicaPlace | None = None) -> None:
        """like: how replicas are started; otherwise as one that runs."""
        self._like = like
        self._programs: dict[str, Program] = {}

    def layout(self) -> Layout:
        """Return the nodes that are there and the replicas on them."""
        groups = _groups()
        alive = {one["NodeID"]: one for one in ray.nodes() if one["Alive"]}
        taken: dict[str, float] = defaultdict(float)
        for one in groups.values():
            for number, node_id in one["bundles_to_node_id"].items():
                taken[node_id] += one["bundles"][number].get("CPU", 0.0)
        cpus = self._cpus()
        nodes = (
            Node(
                node_id,
                one["NodeManagerAddress"],
                int((one["Resources"].get("CPU", 0.0) - taken[node_id]) / cpus + 1e-6),
                f"{_DRAINED}{node_id}" in groups,
            )
            for node_id, one in sorted(alive.items())
        )
        places = {name: _node_of(groups.get(f"{_REPLICA}{name}")) for name in replicas()}
        return Layout(
            tuple(nodes), {name: at if at in alive else "" for name, at in places.items()}
        )

    def start(self, name: ReplicaName, node: Node) -> None:
        """Start a replica on a node, or on another if the node has no room any more.

        Raises ClusterError if no node takes it.
        """
        place = replace(self._place(), name=name)
        group = self._group(name, node, place.cpus)
        actor = ray.remote(ReplicaActor).options(
            name=str(name),
            namespace=NAMESPACE,
            lifetime="detached",
            num_cpus=place.cpus,
            max_concurrency=_THREADS,
            max_restarts=-1,
            # A question is never repeated by Ray: the asker asks another replica.
            max_task_retries=0,
            scheduling_strategy=PlacementGroupSchedulingStrategy(
                group, placement_group_bundle_index=0
            ),
        )
        actor.remote(place)

    def programs(self) -> Mapping[str, Program]:
        """Return what a replica would run on each node, by the node's id. Each node is asked once.

        Raises ClusterError if no replica answers.
        """
        place = self._place()
        asked = {
            node.id: _asked_node(node, place)
            for node in self.layout().nodes
            if node.id not in self._programs
        }
        for node_id, answer in asked.items():
            try:
                self._programs[node_id] = ray.get(answer, timeout=_PROGRAM_S)
            except (RayError, ValueError) as fault:
                first_line = (str(fault).splitlines() or [""])[0]
                self._programs[node_id] = Program(None, f"{type(fault).__name__}: {first_line}")
        return self._programs

    def restart(self, name: ReplicaName) -> None:
        """End the process of a replica, and wait until another one has begun in its place.

        Raises ClusterError if none begins.
        """
        before = ""
        with suppress(RayError, ValueError):
            before = _asked(name, "life")
        ray.kill(ray.get_actor(str(name)), no_restart=False)
        deadline = time.monotonic() + _PLACED_S
        while time.monotonic() < deadline:
            with suppress(RayError, ValueError):
                if _asked(name, "life") != before:
                    return
            time.sleep(_LOOK_S)
        raise ClusterError(f"{name} did not begin again within {_PLACED_S:g} s")

    def version(self, name: ReplicaName) -> Version | None:
        """Return what a replica runs; None if it does not answer.

        Raises ClusterError if it runs a version that does not say.
        """
        try:
            found: Version = _asked(name, "version")
        except AttributeError as fault:
            raise ClusterError(
                f"{name} runs a version from before `tenprint cluster roll`: `tenprint cluster "
                "down` and `up` replace it"
            ) from fault
        except (RayError, ValueError):
            return None
        return found

    def unseen_s(self, name: ReplicaName) -> float:
        """Return how long no service of the same digest has looked whether a replica is ready."""
        try:
            return float(_asked(name, "unseen_s"))
        except (RayError, ValueError):
            return float("inf")

    def missing(self, name: ReplicaName) -> str:
        """Say why a replica is not ready; "" if it is. Raises ClusterError if it has ended."""
        if name not in replicas():
            raise ClusterError(f"{name} has ended while it was waited for")
        try:
            return str(_asked(name, "why_not"))
        except (RayError, ValueError) as fault:
            return f"it does not answer ({type(fault).__name__})"

    def unasked_s(self, name: ReplicaName) -> float:
        """Return how long no search has asked a replica; a lost one is never asked."""
        try:
            return float(_asked(name, "unasked_s"))
        except (RayError, ValueError):
            return float("inf")

    def end(self, name: ReplicaName) -> None:
        """End a replica, and delete its folder if its node answers."""
        try:
            _asked(name, "end", _END_S)
        except (RayError, ValueError) as fault:
            _LOGGER.warning("%s does not answer, its folder may stay: %s", name, fault)
        end(name)

    def close_node(self, node: Node) -> None:
        """Place nothing more on a node."""
        cpus = next(
            one["Resources"].get("CPU", 0.0) for one in ray.nodes() if one["NodeID"] == node.id
        )
        if f"{_DRAINED}{node.id}" not in _groups():
            placement_group(
                [{"CPU": cpus or 1.0}],
                "PACK",
                f"{_DRAINED}{node.id}",
                "detached",
                bundle_label_selector=[{_NODE_ID: node.id}],
            )

    def open_node(self, node: Node) -> None:
        """Place replicas on a node again."""
        _remove_group(f"{_DRAINED}{node.id}")

    def _cpus(self) -> float:
        """Return what a replica takes; of a cluster without replicas that answer, one CPU."""
        try:
            return self._place().cpus
        except ClusterError:
            return 1.0

    def _group(self, name: ReplicaName, node: Node, cpus: float) -> PlacementGroup:
        layout = self.layout()
        closed = {one.id for one in layout.nodes if one.is_drained}
        others = sorted(layout.nodes_of(name.slots, name.number) | closed)
        group = placement_group(
            [{"CPU": cpus}],
            "STRICT_PACK",
            f"{_REPLICA}{name}",
            "detached",
            # Not public in Ray 2.60. Without it Ray would choose among the nodes that are left.
            _soft_target_node_id=node.id,
            bundle_label_selector=[{_NODE_ID: f"!in({','.join(others)})"}] if others else None,
        )
        if not group.wait(_PLACED_S):
            remove_placement_group(group)
            raise ClusterError(
                f"{name} finds no node with {cpus:g} free CPUs that holds no other replica of "
                f"partition {name.slots}"
            )
        return group

    def _place(self) -> ReplicaPlace:
        """Return how replicas are started. Raises ClusterError if none that runs can say it."""
        for name in sorted(replicas()):
            if self._like is None:
                with suppress(RayError, ValueError):
                    self._like = _asked(name, "place")
        if self._like is None:
            raise ClusterError(
                "no replica answers, so that none can be started like it: see `tenprint cluster "
                "status`"
            )
        return self._like


@contextmanager
def changing() -> Iterator[None]:
    """Keep others from placing and moving replicas meanwhile; the mark ends with this process.

    Raises ClusterError if another process does so.
    """
    try:
        # Of a resource that no node has: the name is taken, and nothing is reserved.
        mark = placement_group([{_CHANGING: 1.0}], "PACK", _CHANGING)
    except RaySystemError as fault:
        raise ClusterError(
            "another `tenprint cluster` command changes the cluster at the moment"
        ) from fault
    try:
        _tidy()
        yield
    finally:
        remove_placement_group(mark)


def is_changing() -> bool:
    """Tell whether a process keeps others from changing the cluster at the moment."""
    return _CHANGING in _groups()


def end(name: ReplicaName) -> None:
    """End a replica; its folder stays."""
    with suppress(ValueError):
        ray.kill(ray.get_actor(str(name)), no_restart=True)
    _remove_group(f"{_REPLICA}{name}")


def _tidy() -> None:
    """Remove groups whose replica was never started, and marks of nodes that are gone."""
    running = {f"{_REPLICA}{name}" for name in replicas()}
    alive = {f"{_DRAINED}{one['NodeID']}" for one in ray.nodes() if one["Alive"]}
    for name in _groups():
        if name.startswith((_REPLICA, _DRAINED)) and name not in running | alive:
            _remove_group(name)


def _groups() -> dict[str, Group]:
    """Return all placement groups that there are, by name."""
    table = placement_group_table().values()
    return {one["name"]: one for one in table if one["state"] != "REMOVED"}


def _node_of(group: Group | None) -> str:
    return str(group["bundles_to_node_id"].get(0, "")) if group else ""


def _remove_group(name: str) -> None:
    """Remove a group, and wait until its name is free."""
    with suppress(ValueError):
        remove_placement_group(ray.util.get_placement_group(name))
    deadline = time.monotonic() + _ANSWER_S
    while name in _groups() and time.monotonic() < deadline:
        time.sleep(0.05)


def _asked_node(node: Node, place: ReplicaPlace) -> Any:  # noqa: ANN401 - as handles
    """Have a new process on a node say what it runs."""
    task = ray.remote(program_here).options(
        num_cpus=0,
        max_retries=0,
        scheduling_strategy=NodeAffinitySchedulingStrategy(node.id, soft=False),
    )
    return task.remote(place)


def _asked(name: ReplicaName, what: str, within_s: float = _ANSWER_S) -> Any:  # noqa: ANN401
    """Call a method of a replica. Raises RayError or ValueError if it does not answer."""
    handle = ray.get_actor(str(name))
    return ray.get(getattr(handle, what).remote(), timeout=within_s)
