"""One search as the service does it, and the ranks and scores of the mate."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.identification.recipe import Mask
from benchmarks.identification.shard import Kept, PackedShard
from database.stopping import never_stop
from gallery.search import Cascade, Compared, Probe, SearchParameters, StageClock, best_per_identity
from matcher.types import FINGERS

CANDIDATES = 10
"""The service's number of candidates for a caller who names none."""


@dataclass(frozen=True)
class Best:
    """The result of a search for one person, or for the best of some people."""

    person: int = -1
    db: float = -np.inf
    llr: float = -np.inf
    finger_count: int = 0
    extrapolated: bool = False


@dataclass(frozen=True, eq=False)
class Found:
    """The outcome of one search."""

    probe_finger_count: int
    mate_rank: int
    """Rank on the shortlist, from 1; 0 if the mate is not on it."""
    mate_rescored_rank: int
    mate_cosine: float
    other_cosine: float
    """Highest fused cosine of a reference of another person."""
    mate: Best
    """The mate as a candidate."""
    other: Best
    shortlist_ms: float
    rescoring_ms: float
    comparison_ms: float
    left_out_count: int = 0
    """References that this search did not go through, because they are of the person."""


def exhaustive(parameters: SearchParameters) -> SearchParameters:
    """Return parameters by which everybody on the shortlist is compared by every finger."""
    depths = tuple(
        (least, replace(one, compared=one.shortlist, few_fingers=len(FINGERS)))
        for least, one in parameters.by_finger_count
    )
    return replace(parameters, by_finger_count=depths)


class Searcher:
    """Searches a shard for one probe after the other."""

    def __init__(self, shard: PackedShard, parameters: SearchParameters) -> None:
        self._shard = shard
        self._cascade = Cascade(shard, parameters)

    def search(self, probe: Probe, mate: int, left_out: int = -1) -> Found:
        """Search.

        mate: the person, or -1 if there is no mate. left_out: a person who counts as not enrolled,
        or -1.
        """
        left_out_count = self._shard.begin(left_out)
        started = time.thread_time()
        compared = self._cascade.search(probe, CANDIDATES, never_stop, StageClock())
        best = best_per_identity(compared)[:CANDIDATES]
        cpu_ms = 1_000 * (time.thread_time() - started)
        shortlisted, rescored = self._shard.shortlisted, self._shard.rescored
        own = rescored.identity == mate
        return Found(
            probe_finger_count=len(probe.prepared),
            mate_rank=_rank(shortlisted, mate),
            mate_rescored_rank=_rank(rescored, mate),
            mate_cosine=float(rescored.similarity[own].max(initial=-np.inf)),
            other_cosine=float(rescored.similarity[~own].max(initial=-np.inf)),
            mate=_best([one for one in best if one.identity_id == str(mate)]),
            other=_best([one for one in best if one.identity_id != str(mate)]),
            shortlist_ms=shortlisted.cpu_ms,
            rescoring_ms=rescored.cpu_ms,
            comparison_ms=cpu_ms - shortlisted.cpu_ms - rescored.cpu_ms,
            left_out_count=left_out_count,
        )


def _rank(kept: Kept, person: int) -> int:
    """Rank a person's nearest reference among others of its class; 0 if there is none."""
    own = kept.identity == person
    return min((_others_ahead(kept, own, at) + 1 for at in np.flatnonzero(own).tolist()), default=0)


def _others_ahead(kept: Kept, own: Mask, at: int) -> int:
    ahead = kept.similarity > kept.similarity[at]
    ahead |= (kept.similarity == kept.similarity[at]) & (np.arange(len(own)) < at)
    return int((ahead & ~own & (kept.class_codes == kept.class_codes[at])).sum())


def _best(some: Sequence[Compared]) -> Best:
    if not some:
        return Best()
    person, comparison = int(some[0].identity_id), some[0].comparison
    return Best(
        person,
        comparison.score_db,
        comparison.total_llr,
        len(comparison.fingers),
        comparison.extrapolated,
    )
