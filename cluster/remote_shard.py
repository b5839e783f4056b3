"""A gallery's references in partitions, as one shard: the seam of a search.

Ids are those of the database, so that equal similarities have the same order as in one index. What
depends on the size of the gallery is decided by the size of all partitions together.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cluster.asking import Answered, Asker
from cluster.questions import Kind, Nearest, PartitionState, Question
from cluster.states import States
from database.stopping import Check, never_stop
from gallery.index import (
    CLASSES,
    Shortlist,
    best_of_shortlists,
    share_of_best,
)
from gallery.search import Ids, Names, Probe, Wanted
from gallery.store import SLOT_COUNT, Slots, slots_of
from gallery.types import PartitionReport
from matcher.comparison import Comparison
from matcher.fusion import PersonComparison, PreparedFingers
from matcher.types import FingerPosition

Numbers = NDArray[np.int64]
_ROOM = 8
"""References beyond a partition's usual share of a shortlist. More would be read for their finer
codes in vain; with half as many, all partitions would be asked again more often than once in
1,000."""
_MOST_FINGERS = 2_000
"""Reference fingers that one question compares, in the mean of all partitions: a third of a second.
A partition does not learn that a search has ended before it answers."""


class RemoteShard:
    """The partitions of one gallery, as one search asks them; safe for threads."""

    def __init__(
        self, asker: Asker, states: States, names: Names, watermark: int | None = None
    ) -> None:
        """watermark: the change up to which every answer of a search must have seen all."""
        self._asker = asker
        self._states = states
        self._names = names
        self._is_of_search = watermark is not None
        self._watermark = watermark or 0
        self._known: Mapping[Slots, PartitionState] | None = None
        self._asked: frozenset[Slots] = frozenset()
        """The partitions of the cut that was asked last."""
        self._answered: dict[Slots, dict[str, int]] = {}
        self._finer: list[Nearest] = []
        """What the shortlist of this search found, with its finer similarities."""

    def of_search(self, watermark: int) -> "RemoteShard":
        """Return the shard as one search asks it, which sees every change up to this one."""
        return RemoteShard(self._asker, self._states, self._names, watermark)

    @property
    def count(self) -> int:
        """How many references can be found. Raises PartitionUnavailableError."""
        return sum(one.reference_count for one in self._partitions().values())

    @property
    def version(self) -> str:
        """The versions of the indexes, each version once. Raises PartitionUnavailableError."""
        return "+".join(sorted({one.index_version for one in self._partitions().values()}))

    def partitions(self) -> tuple[PartitionReport, ...]:
        """Return which replicas answered this search, and the oldest state among them.

        A partition that was asked for nothing, since its state was known, has no replicas here. If
        the cut changed during the search, the partitions of both cuts that answered are named.
        """
        return tuple(
            PartitionReport(
                str(slots), tuple(sorted(found)), min(found.values(), default=self._watermark)
            )
            for slots in sorted(self._asked | self._answered.keys())
            for found in [self._answered.get(slots, {})]
        )

    def shortlist(self, probe: Probe, depth: int, check: Check = never_stop) -> Shortlist:
        """Find the `depth` most similar references of each finger class over all partitions.

        Each partition gives somewhat more than its share of them, and all of its `depth` best if it
        may have more than that.
        """
        nearest = self._nearest(probe, lambda slots: _share(depth, slots), check)
        kept = _merged(nearest, depth)
        if any(_may_have_more(one, _share(depth, slots), kept, depth) for slots, one in nearest):
            nearest = self._nearest(probe, lambda _: depth, check)
            kept = _merged(nearest, depth)
        if self._is_of_search:
            self._finer = [one for _, one in nearest]
        return kept

    def _nearest(
        self, probe: Probe, depth: Callable[[Slots], int], check: Check
    ) -> list[tuple[Slots, Nearest]]:
        is_scanned = self._is_scanned(probe)
        found = self._ask(
            lambda partitions: {
                slots: self._question(
                    Kind.SHORTLIST,
                    vectors=probe.vectors,
                    depth=depth(slots),
                    is_scanned=is_scanned,
                )
                for slots in partitions
            },
            check,
        )
        return [(slots, cast(Nearest, one)) for slots, one in found.items()]

    def rescore(self, probe: Probe, reference_ids: Ids) -> NDArray[np.float32]:
        """Sum cosines by finer codes: (k,), -inf for removed references.

        What the shortlist of this search has found is known already.
        """
        ids = np.asarray(reference_ids, np.int64)
        similarity = np.full(len(ids), -np.inf, np.float32)
        unknown = np.ones(len(ids), np.bool_)
        for one in self._finer:
            _, here, there = np.intersect1d(ids, one.shortlist.reference_ids, return_indices=True)
            similarity[here] = one.finer[there]
            unknown[here] = False
        if unknown.any():
            similarity[unknown] = self._rescored(probe, ids[unknown])
        return similarity

    def _rescored(self, probe: Probe, ids: Numbers) -> NDArray[np.float32]:
        found = self._ask(
            lambda partitions: {
                slots: self._question(Kind.RESCORE, vectors=probe.vectors, reference_ids=ids[where])
                for slots, where in places(partitions, ids).items()
            }
        )
        similarity = np.full(len(ids), -np.inf, np.float32)
        for slots, where in places(tuple(found), ids).items():
            similarity[where] = cast(NDArray[np.float32], found[slots])
        return similarity

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        """Compare; removed references, and references without the fingers, are left out.

        Each partition is asked once for all of its references, if they are not very many: every
        question has its price. check: called between questions, and while one is waited for.
        """
        joined: dict[int, PersonComparison] = {}
        for one in _pieces(wanted, _MOST_FINGERS * len(self._partitions())):
            check()
            joined |= self._compare_at_once(probe, one, check)
        return joined

    def _compare_at_once(
        self, probe: Probe, wanted: Wanted, check: Check
    ) -> dict[int, PersonComparison]:
        def questions(partitions: Sequence[Slots]) -> dict[Slots, Question]:
            by_slots: dict[Slots, dict[tuple[FingerPosition, ...], Numbers]] = {}
            for fingers, reference_ids in wanted.items():
                ids = np.asarray(reference_ids, np.int64)
                for slots, where in places(partitions, ids).items():
                    by_slots.setdefault(slots, {})[fingers] = ids[where]
            return {
                slots: self._question(
                    Kind.COMPARE, wanted=one, prepared=_prepared(probe, chain.from_iterable(one))
                )
                for slots, one in by_slots.items()
            }

        found = self._ask(questions, check)
        joined: dict[int, PersonComparison] = {}
        for one in found.values():
            joined |= cast(dict[int, PersonComparison], one)
        return joined

    def pairs(
        self, probe: Probe, reference_ids: Sequence[int], fingers: Collection[FingerPosition]
    ) -> dict[int, dict[FingerPosition, Comparison]]:
        """Compare a few references once more, and keep the pairs of minutiae."""
        ids = np.asarray(reference_ids, np.int64)
        prepared = _prepared(probe, fingers)
        found = self._ask(
            lambda partitions: {
                slots: self._question(
                    Kind.PAIRS, wanted={tuple(prepared): ids[where]}, prepared=prepared
                )
                for slots, where in places(partitions, ids).items()
            }
        )
        joined: dict[int, dict[FingerPosition, Comparison]] = {}
        for one in found.values():
            joined |= cast(dict[int, dict[FingerPosition, Comparison]], one)
        return joined

    def names(self, reference_ids: Ids) -> dict[int, tuple[str, str]]:
        """Look up identity id and encounter id in the database, which is the truth."""
        return dict(self._names([int(one) for one in reference_ids]))

    def _partitions(self) -> Mapping[Slots, PartitionState]:
        """Return what the partitions hold; of one search always the same.

        A later stage of the search may ask the partitions of another cut. They hold the same.
        """
        if self._known is None or not self._is_of_search:
            known, answered = self._states.of(self._watermark)
            self._asked = frozenset(known)
            self._note(answered)
            self._known = known
        return self._known

    def _is_scanned(self, probe: Probe) -> bool:
        return probe.is_scanned(self.count)

    def _question(self, kind: Kind, **others: object) -> Question:
        return self._asker.question(kind, self._watermark, None, **others)

    def _ask(
        self,
        questions: Callable[[Sequence[Slots]], Mapping[Slots, Question]],
        check: Check = never_stop,
    ) -> dict[Slots, object]:
        def of_cut(partitions: Sequence[Slots]) -> Mapping[Slots, Question]:
            self._asked = frozenset(partitions)
            return questions(partitions)

        found = self._asker.ask_whole(of_cut, check)
        self._note(found)
        return {slots: one.answer.value for slots, one in found.items()}

    def _note(self, found: Mapping[Slots, Answered]) -> None:
        for slots, one in found.items():
            of_partition = self._answered.setdefault(slots, {})
            before = of_partition.get(one.replica, one.answer.watermark)
            of_partition[one.replica] = min(before, one.answer.watermark)


def _pieces(wanted: Wanted, most_fingers: int) -> Iterator[Wanted]:
    """Cut comparisons into pieces of about so many fingers."""
    piece: dict[tuple[FingerPosition, ...], Ids] = {}
    left = most_fingers
    for fingers, ids in wanted.items():
        start, each = 0, max(1, len(fingers))
        while start < len(ids):
            count = max(1, left // each)
            piece[fingers] = ids[start : start + count]
            start += count
            left -= len(piece[fingers]) * each
            if start < len(ids) or left <= 0:
                yield piece
                piece, left = {}, most_fingers
    if piece:
        yield piece


def _prepared(probe: Probe, fingers: Iterable[FingerPosition]) -> PreparedFingers:
    """Take these fingers of the probe, in their order."""
    return {one: probe.prepared[one] for one in sorted(set(fingers)) if one in probe.prepared}


def places(partitions: Sequence[Slots], reference_ids: Numbers) -> dict[Slots, Numbers]:
    """Return, by partition, the places among the given ids; partitions without any are out."""
    of = slots_of(reference_ids)
    found = {slots: np.flatnonzero((slots.first <= of) & (of < slots.end)) for slots in partitions}
    return {slots: where for slots, where in found.items() if len(where)}


def share_of_partition(depth: int, part: int, whole: int) -> int:
    """Return a number of the `depth` best that a partition hardly ever exceeds.

    part, whole: how large the partition is, and all together.
    """
    return share_of_best(depth, part, whole, _ROOM)


def _share(depth: int, slots: Slots) -> int:
    return share_of_partition(depth, slots.end - slots.first, SLOT_COUNT)


def _merged(nearest: Sequence[tuple[Slots, Nearest]], depth: int) -> Shortlist:
    return best_of_shortlists([one.shortlist for _, one in nearest], depth)


def _may_have_more(found: Nearest, asked: int, kept: Shortlist, depth: int) -> bool:
    """Tell whether a partition may hold more of the best of a class than it was asked for.

    Its answer is in order, and of equals the lower id comes first: whatever it holds besides comes
    after its last one. So it may hold more only if that one comes before the worst that was kept.
    References without any finger of the probe are all equal, and would always be asked for again.
    """

    def may(code: int) -> bool:
        last, worst = _last(found.shortlist, code, asked), _last(kept, code, depth)
        return last is not None and (worst is None or last <= worst)

    return asked < depth and any(map(may, range(len(CLASSES))))


def _last(shortlist: Shortlist, code: int, count: int) -> tuple[float, int] | None:
    """Return the place in order of the last of a class; None if there are fewer than `count`."""
    of_class = np.flatnonzero(shortlist.class_codes == code)
    if len(of_class) < count:
        return None
    last = of_class[-1]
    return -float(shortlist.similarity[last]), int(shortlist.reference_ids[last])
