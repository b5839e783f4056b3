"""Where replicas lie, how they move while searches go on, and what becomes of their folders."""

from cluster.moving.folders import remove, sweep, take_over
from cluster.moving.layout import Layout, Move, Node, find_node, shared_nodes
from cluster.moving.mover import Mover
from cluster.moving.rolling import Roller
from cluster.moving.steps import Ground, Program, Waits

__all__ = [
    "Ground",
    "Layout",
    "Move",
    "Mover",
    "Node",
    "Program",
    "Roller",
    "Waits",
    "find_node",
    "remove",
    "shared_nodes",
    "sweep",
    "take_over",
]
