"""LEADER's network in compiled loops."""

from matcher.network.forward import SIZE_MULTIPLE, Network
from matcher.network.lanes import TILE
from matcher.network.weights import Pruned, Weights, find_weights, load_pruning, load_weights

__all__ = [
    "SIZE_MULTIPLE",
    "TILE",
    "Network",
    "Pruned",
    "Weights",
    "find_weights",
    "load_pruning",
    "load_weights",
]
