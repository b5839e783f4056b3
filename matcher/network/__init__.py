"""LEADER's network in compiled loops."""

from matcher.network.forward import SIZE_MULTIPLE, Network
from matcher.network.lanes import TILE
from matcher.network.weights import (
    PRUNING_PATH,
    WEIGHTS_KEY,
    Pruned,
    Weights,
    find_weights,
    load_pruning,
    load_weights,
)

__all__ = [
    "PRUNING_PATH",
    "SIZE_MULTIPLE",
    "TILE",
    "WEIGHTS_KEY",
    "Network",
    "Pruned",
    "Weights",
    "find_weights",
    "load_pruning",
    "load_weights",
]
