"""LEADER's network in compiled loops."""

from matcher.network.forward import SIZE_MULTIPLE, Network
from matcher.network.weights import find_weights, load_weights

__all__ = ["SIZE_MULTIPLE", "Network", "find_weights", "load_weights"]
