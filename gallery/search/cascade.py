"""The stages of a search: codes find many references, fewer and fewer are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from database.stopping import Check
from gallery.index import CLASSES, FingerClass, Shortlist
from gallery.search.comparing import Compared, StageClock, best_per_identity
from gallery.search.depths import Plan, SearchParameters
from gallery.search.shards import SCANNED_COUNT, SCANNED_FINGERS, Probe, Shard, Wanted
from matcher.fusion import PersonComparison, compare_people, together
from matcher.types import FingerPosition

Ids = NDArray[np.int64]
Comparisons = Mapping[int, PersonComparison]

_NOTHING = compare_people({}, {})
_TEN = CLASSES.index(FingerClass.TEN)


class Cascade:
    """Finds the references most like a probe; safe for threads.

    Each stage examines what the stage before it kept. A reference that is removed meanwhile is left
    out.
    """

    def __init__(self, shard: Shard, parameters: SearchParameters) -> None:
        self._shard = shard
        self._parameters = parameters

    def search(
        self, probe: Probe, candidate_count: int, check: Check, clock: StageClock
    ) -> list[Compared]:
        """Compare the probe with the references that may be its person.

        A reference that has no finger in common with the probe is left out.
        candidate_count: how many identities the caller wants; at least as many are compared by all
        fingers.
        """
        plan = self._plan(probe)
        shortlist = self._shortlist(probe, plan, check)
        clock.end("shortlist", len(shortlist.reference_ids))
        check()
        near = self._rescore(probe, shortlist, plan.compared)
        clock.end("rescore", len(near.reference_ids))
        # Only references with nearly all fingers surely have some of the few fingers.
        ten = near.class_codes == _TEN
        found = self._compare(probe, _wanted(near.reference_ids, ten, plan), check)
        clock.end("compare_few", len(found))
        check()
        some = {one: found.get(one, _NOTHING) for one in near.reference_ids[ten].tolist()}
        whole = {one: it for one, it in found.items() if one not in some}
        names = self._shard.names([*some, *whole])
        best = _named(some, names)
        if plan.more:
            best = _finalists(best, max(plan.finalists, candidate_count))
        compared = [*self._complete(probe, best, plan.more, check), *_named(whole, names)]
        compared = [one for one in compared if one.comparison.fingers]
        clock.end("compare_all", len(compared))
        return compared

    def _plan(self, probe: Probe) -> Plan:
        count = self._shard.count
        unscanned = probe.finger_count <= SCANNED_FINGERS and count > SCANNED_COUNT
        return self._parameters.plan(probe.prepared, count, unscanned=unscanned)

    def _shortlist(self, probe: Probe, plan: Plan, check: Check) -> Shortlist:
        if not probe.prepared:
            nobody = np.empty(0, np.int64)
            return Shortlist(nobody, nobody.astype(np.float32), nobody.astype(np.uint8))
        return self._shard.shortlist(probe, plan.shortlist, check)

    def _rescore(self, probe: Probe, shortlist: Shortlist, kept_count: int) -> Shortlist:
        """Keep the nearest of each class by finer codes; of equals, the lower id.

        Finer codes give equal people equal numbers. The shortlist's own order does not: its
        products are rounded, and in which way depends on who lies beside whom.
        """
        similarity = self._shard.rescore(probe, shortlist.reference_ids)
        order = np.lexsort((shortlist.reference_ids, -similarity))
        order = order[np.isfinite(similarity[order])]
        of_class = [order[shortlist.class_codes[order] == code] for code in range(len(CLASSES))]
        kept = np.concatenate([one[:kept_count] for one in of_class])
        return Shortlist(
            shortlist.reference_ids[kept], similarity[kept], shortlist.class_codes[kept]
        )

    def _complete(
        self,
        probe: Probe,
        some: Sequence[Compared],
        fingers: Sequence[FingerPosition],
        check: Check,
    ) -> list[Compared]:
        """Compare by the other fingers too, and add the comparisons up."""
        if not fingers:
            return list(some)
        ids = np.array([one.reference_id for one in some], np.int64)
        more = self._compare(probe, {tuple(fingers): ids}, check)
        return [
            replace(one, comparison=together(one.comparison, more[one.reference_id]))
            for one in some
            if one.reference_id in more
        ]

    def _compare(self, probe: Probe, wanted: Wanted, check: Check) -> dict[int, PersonComparison]:
        """Compare; the comparisons have the order of the references."""
        wanted = {fingers: ids for fingers, ids in wanted.items() if len(ids)}
        found = self._shard.compare(probe, wanted, check) if wanted else {}
        there = [int(one) for ids in wanted.values() for one in ids]
        return {one: found[one] for one in there if one in found}


def _wanted(reference_ids: Ids, ten: NDArray[np.bool_], plan: Plan) -> Wanted:
    """Say by which fingers references are compared first. ten: which have nearly all fingers."""
    if not plan.more:
        return {plan.few: reference_ids}
    return {plan.few: reference_ids[ten], (*plan.few, *plan.more): reference_ids[~ten]}


def _named(comparisons: Comparisons, names: Mapping[int, tuple[str, str]]) -> list[Compared]:
    """Add the names; leave out references that were removed since the comparison."""
    return [Compared(one, *names[one], it) for one, it in comparisons.items() if one in names]


def _finalists(some: Sequence[Compared], identity_count: int) -> list[Compared]:
    """Choose the references of the best identities.

    The nearest reference by vector is chosen too, whatever its few fingers say, and so are
    references that have none of the few fingers.
    """
    best = {one.identity_id for one in best_per_identity(some)[:identity_count]}
    return [
        one
        for place, one in enumerate(some)
        if one.identity_id in best or place == 0 or not one.comparison.fingers
    ]
