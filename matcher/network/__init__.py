"""LEADER's network in compiled loops."""

from matcher.network.forward import SIZE_MULTIPLE, Network
from matcher.network.weights import Pruned, Weights, find_weights, load_pruning, load_weights

__all__ = [
    "SIZE_MULTIPLE",
    "Network",
    "Pruned",
    "Weights",
    "find_weights",
    "load_pruning",
    "load_weights",
]
