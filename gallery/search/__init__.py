"""A search: who is shortlisted, how deep, who is compared, who becomes a candidate."""

from gallery.search.cascade import Cascade
from gallery.search.comparing import (
    Compared,
    StageClock,
    best_per_identity,
    candidate_list,
    ten_finger_vector,
)
from gallery.search.contradiction import (
    MAX_SHARED,
    contradicted_fingers,
    leave_out,
    shared_part,
)
from gallery.search.depths import Depths, SearchParameters
from gallery.search.own_index import LocalIndex, OpenIndex, OwnIndex
from gallery.search.retention import Retainer
from gallery.search.searcher import Searcher
from gallery.search.served_sets import (
    GalleryShards,
    ReferenceSetStatus,
    SearchedSet,
    ServedSet,
    status_of_set,
)
from gallery.search.shards import Ids, LocalShard, Names, Probe, Wanted

__all__ = [
    "MAX_SHARED",
    "Cascade",
    "Compared",
    "Depths",
    "GalleryShards",
    "Ids",
    "LocalIndex",
    "LocalShard",
    "Names",
    "OpenIndex",
    "OwnIndex",
    "Probe",
    "ReferenceSetStatus",
    "Retainer",
    "SearchParameters",
    "SearchedSet",
    "Searcher",
    "ServedSet",
    "StageClock",
    "Wanted",
    "best_per_identity",
    "candidate_list",
    "contradicted_fingers",
    "leave_out",
    "shared_part",
    "status_of_set",
    "ten_finger_vector",
]
