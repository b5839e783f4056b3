"""Reference sets on a cluster: in parts in all replicas, and searched as one."""

from cluster.sets.held import HeldSet, held_set, name_of
from cluster.sets.partition import SetPartition, forget_others
from cluster.sets.remote import RemoteSet, held_sets

__all__ = [
    "HeldSet",
    "RemoteSet",
    "SetPartition",
    "forget_others",
    "held_set",
    "held_sets",
    "name_of",
]
