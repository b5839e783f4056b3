"""Measures the loss of the quantised stages against exact float search over the same people."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from benchmarks.data import track
from benchmarks.search import exact
from benchmarks.search.people import Composition
from benchmarks.search.pool import Floats, Rows
from gallery.index import SegmentedIndex
from matcher.intervals import interval

_AT_ONCE = 16


@dataclass(frozen=True, eq=False)
class Kept:
    """Ranks of each probe's mate in the quantised stages; 0: not found."""

    shortlist_rank: Rows
    """(probes,) from 1, by small codes"""
    rescored_rank: Rows
    """(probes,) from 1, by finer codes within the shortlist"""
    exact_rank: Rows
    """(probes,) from 1, by sums of float cosines over everybody; 0 if not computed"""


def mates_kept(
    index: SegmentedIndex,
    people: Composition,
    vectors: Floats,
    mates: Rows,
    *,
    depth: int,
    compared: int,
) -> Kept:
    """Search for mated probes; exact search ranks the mates that the stages lost."""
    references = np.array([people.planted_number(int(mate)) + 1 for mate in mates])
    shortlisted, rescored = np.zeros(len(mates), np.int64), np.zeros(len(mates), np.int64)
    for start in track(range(0, len(mates), _AT_ONCE), "mates through the stages"):
        found = index.shortlist(vectors[start : start + _AT_ONCE], depth)
        for number, one in enumerate(found, start=start):
            shortlisted[number] = _rank(one.reference_ids, references[number])
            near = index.rescore(vectors[number], one.reference_ids)
            order = np.argsort(-near, kind="stable")
            rescored[number] = _rank(one.reference_ids[order], references[number])
    lost = np.flatnonzero((rescored == 0) | (rescored > compared))
    exact_rank = np.zeros(len(mates), np.int64)
    for start in range(0, len(lost), exact.PROBES_AT_ONCE):
        some = lost[start : start + exact.PROBES_AT_ONCE]
        exact_rank[some] = exact.mate_ranks(people, vectors[some], mates[some])
    return Kept(shortlisted, rescored, exact_rank)


def overlap(
    index: SegmentedIndex, people: Composition, vectors: Floats, *, top: int, depth: int
) -> Floats:
    """Compare the shortlist with exact search over everybody. vectors: of a few probes.

    Returns the share of exact search's first people that the shortlist contains: (probes,).
    """
    best = exact.nearest(people.pool, partial(exact.parts, people), vectors, top)
    found = index.shortlist(vectors, depth)
    shares = [
        np.isin(numbers + 1, one.reference_ids).mean()
        for numbers, one in zip(best.numbers, found, strict=True)
    ]
    return np.array(shares, np.float32)


def lost(kept: Kept, *, depth: int, compared: int) -> dict[str, float]:
    """Count the lost mates: mates that exact search would have handed to the comparison.

    A mate that exact search, too, ranks beyond `compared` does not count as lost.
    """
    by_shortlist = (kept.shortlist_rank == 0) | (kept.shortlist_rank > depth)
    by_stages = (kept.rescored_rank == 0) | (kept.rescored_rank > compared)
    count, quantised = len(kept.rescored_rank), by_stages & (kept.exact_rank <= compared)
    return {
        "mates": count,
        "hit_rate": float(1 - by_shortlist.mean()),
        "hit_rate_compared": float(1 - by_stages.mean()),
        "lost_by_shortlist": int(by_shortlist.sum()),
        "lost_by_stages": int(by_stages.sum()),
        "lost_against_exact": int(quantised.sum()),
        "lost_against_exact_rate": float(quantised.mean()),
        "lost_against_exact_high": interval(int(quantised.sum()), count)[1],
    }


def _rank(ids: Rows, wanted: int) -> int:
    at = np.flatnonzero(ids == wanted)
    return int(at[0]) + 1 if len(at) else 0
