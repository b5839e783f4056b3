"""Where replicas lie, how they move while searches go on, and what becomes of their folders."""

from cluster.moving.folders import remove, sweep, take_over
from cluster.moving.layout import Layout, Node, find_node, shared_nodes
from cluster.moving.mover import Ground, Mover, Waits

__all__ = [
    "Ground",
    "Layout",
    "Mover",
    "Node",
    "Waits",
    "find_node",
    "remove",
    "shared_nodes",
    "sweep",
    "take_over",
]
