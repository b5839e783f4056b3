"""The seam behind which references lie: a search asks shards, wherever they are.

A shard answers for its own references and gives them ids. `Shards` joins several shards into one,
which is a shard again. Ids of different shards never collide: outside a shard, an id is one integer
that holds the shard's number and the id within the shard.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from database.stopping import Check, never_stop
from gallery.index import SegmentedIndex, Shortlist, best_of_shortlists
from gallery.index.segment import Record
from gallery.types import PartitionReport
from matcher import template
from matcher.comparison import Comparison, compare, prepare, prepare_stored
from matcher.errors import CorruptRecordError
from matcher.fusion import PackedFinger, PersonComparison, PreparedFingers, compare_packed
from matcher.types import FingerPosition

SCANNED_FINGERS = 4
"""Finer codes search for a probe of at most so many fingers, because small codes lose too many
mates. Of 1,000 mates among 20,000 people, small codes put 3 beyond the first 200 by four fingers,
18 by two and 141 by one; whole vectors none, none and 13. By ten fingers none was beyond 100."""
SCANNED_COUNT = 2_000_000
"""Most references for which a scan is affordable: a finger of all takes a gigabyte in 8 bits."""
FINGERS_PER_CHECK = 200
"""Reference fingers that are prepared and compared at once. It takes 30 to 40 ms, so a deadline is
late by no more."""
_CHECK_S = 0.02
"""Time between two checks while shards work."""
MOST_SHARDS = 1 << 15

_ID_BITS = 48

Ids = Sequence[int] | NDArray[np.int64]
Names = Callable[[Sequence[int]], Mapping[int, tuple[str, str]]]
"""Looks up identity id and encounter id; removed references are left out."""
Opened = Callable[[Sequence[bytes]], Sequence[bytes | None]]
"""Opens stored templates; None for a template that was expunged. Raises CorruptRecordError."""
Wanted = Mapping[tuple[FingerPosition, ...], Ids]
"""By which fingers which references are to be compared; a reference stands once."""
Answer = TypeVar("Answer")
Asked = TypeVar("Asked")


@dataclass(frozen=True, eq=False)
class Probe:
    """The person to search for."""

    vectors: NDArray[np.float32]
    """(10, VECTOR_DIMENSION), zeros where a finger is missing."""
    prepared: PreparedFingers

    @property
    def finger_count(self) -> int:
        """How many fingers have a vector."""
        return int(np.any(self.vectors != 0, axis=1).sum())

    def is_scanned(self, reference_count: int) -> bool:
        """Tell whether finer codes search so many references of a whole gallery or set."""
        return self.finger_count <= SCANNED_FINGERS and reference_count <= SCANNED_COUNT


class Shard(Protocol):
    """A part of a gallery's references; safe for threads."""

    @property
    def count(self) -> int:
        """How many references can be found."""

    @property
    def version(self) -> str:
        """The version of the index."""

    def shortlist(self, probe: Probe, depth: int, check: Check = never_stop) -> Shortlist:
        """Find the `depth` most similar references of each finger class.

        check: called while the search waits for its turn.
        """

    def rescore(self, probe: Probe, reference_ids: Ids) -> NDArray[np.float32]:
        """Sum cosines by finer codes: (k,), -inf for removed references."""

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        """Compare; removed references, and references without the fingers, are left out.

        check: called every few comparisons; an error it raises stops them.
        """

    def names(self, reference_ids: Ids) -> dict[int, tuple[str, str]]:
        """Look up identity id and encounter id; removed references are left out."""


class LocalShard:
    """References of an index in this process.

    names: looks the names up in the database. Without it, a record's own name is both ids.
    opened: opens a template that the index stores sealed.
    """

    def __init__(
        self, index: SegmentedIndex, names: Names | None = None, opened: Opened = list
    ) -> None:
        self._index = index
        self._names = names
        self._opened = opened

    @property
    def count(self) -> int:
        """How many references can be found."""
        return self._index.count

    @property
    def version(self) -> str:
        """The version of the index."""
        return self._index.version

    def shortlist(self, probe: Probe, depth: int, check: Check = never_stop) -> Shortlist:
        """Search by small codes, or by finer codes for few fingers and not too many references."""
        if probe.is_scanned(self.count):
            return self._index.scan(probe.vectors, depth)
        return self._index.shortlist(probe.vectors[np.newaxis], depth, check)[0]

    def rescore(self, probe: Probe, reference_ids: Ids) -> NDArray[np.float32]:
        """Sum cosines by finer codes: (k,), -inf for removed references."""
        return self._index.rescore(probe.vectors, reference_ids)

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        """Decode, prepare and compare, a few references at once.

        Raises CorruptRecordError for a template that cannot be read.
        """
        found: dict[int, PersonComparison] = {}
        for fingers, ids in wanted.items():
            asked = {one: probe.prepared[one] for one in sorted(fingers) if one in probe.prepared}
            size = max(1, FINGERS_PER_CHECK // max(1, len(asked)))
            for start in range(0, len(ids), size):
                check()
                found |= self._compare_few(asked, ids[start : start + size])
        return found

    def _compare_few(
        self, asked: PreparedFingers, reference_ids: Ids
    ) -> dict[int, PersonComparison]:
        """Compare in one call a finger."""
        records = list(self._index.records(reference_ids).values())
        packed = {finger: _prepare(records, finger, self._opened) for finger in asked}
        comparisons = compare_packed(asked, packed, len(records))
        return {
            record.reference_id: comparison
            for record, comparison in zip(records, comparisons, strict=True)
            if comparison.fingers
        }

    def pairs(
        self, probe: Probe, reference_ids: Ids, fingers: Collection[FingerPosition]
    ) -> dict[int, dict[FingerPosition, Comparison]]:
        """Compare as `compare` does, and keep the pairs of minutiae; for a few references."""
        asked = {one: probe.prepared[one] for one in sorted(fingers) if one in probe.prepared}
        records = list(self._index.records(reference_ids).values())
        return {
            record.reference_id: {
                finger: compare(cylinders, prepare(template.decode(stored)))
                for finger, cylinders in asked.items()
                for stored in _templates([record], finger, self._opened).values()
            }
            for record in records
        }

    def of_search(self, watermark: int) -> "LocalShard":
        """Return the shard itself: an index has caught up before a search asks it."""
        return self

    def partitions(self) -> tuple[PartitionReport, ...]:
        """Return (): the references lie in this process."""
        return ()

    def names(self, reference_ids: Ids) -> dict[int, tuple[str, str]]:
        """Look up identity id and encounter id; removed references are left out."""
        if self._names is not None:
            return dict(self._names([int(one) for one in reference_ids]))
        records = self._index.records(reference_ids)
        return {one: (record.name, record.name) for one, record in records.items()}


class Shards:
    """Several shards as one shard. They work in parallel; an error of one shard is an error."""

    def __init__(self, shards: Sequence[Shard], pool: ThreadPoolExecutor | None = None) -> None:
        """Take shards in an order that must never change, because ids hold the shards' numbers.

        pool: threads of another object, which ends them; without it, `close` ends own threads.
        """
        if not 0 < len(shards) <= MOST_SHARDS:
            raise ValueError(f"{len(shards)} shards; 1 to {MOST_SHARDS} are possible")
        self._shards = tuple(shards)
        self._pool = pool or ThreadPoolExecutor(len(shards), "shard")

    def on(self, shards: Sequence[Shard]) -> "Shards":
        """Return others in the place of these shards, on the same threads."""
        return Shards(shards, self._pool)

    @property
    def count(self) -> int:
        """How many references can be found in all shards."""
        return sum(shard.count for shard in self._shards)

    @property
    def version(self) -> str:
        """The versions of the indexes, each version once."""
        return "+".join(sorted({shard.version for shard in self._shards}))

    def shortlist(self, probe: Probe, depth: int, check: Check = never_stop) -> Shortlist:
        """Find the `depth` most similar references of each finger class over all shards."""
        found = self._ask_all(lambda shard: shard.shortlist(probe, depth, check))
        keyed = [
            replace(one, reference_ids=key_of(number, one.reference_ids))
            for number, one in enumerate(found)
        ]
        return best_of_shortlists(keyed, depth)

    def rescore(self, probe: Probe, reference_ids: Ids) -> NDArray[np.float32]:
        """Sum cosines by finer codes: (k,), -inf for removed references."""
        similarity = np.full(len(reference_ids), -np.inf, np.float32)
        places, asked = self._by_shard(reference_ids)
        found = self._ask(asked, lambda shard, ids: shard.rescore(probe, ids))
        for number, one in found.items():
            similarity[places[number]] = one
        return similarity

    def compare(
        self, probe: Probe, wanted: Wanted, check: Check = never_stop
    ) -> dict[int, PersonComparison]:
        """Compare; removed references, and references without the fingers, are left out."""
        asked: dict[int, dict[tuple[FingerPosition, ...], Ids]] = {}
        for fingers, ids in wanted.items():
            for number, of_shard in self._by_shard(ids)[1].items():
                asked.setdefault(number, {})[fingers] = of_shard
        compared = self._ask(asked, lambda shard, one: shard.compare(probe, one, check), check)
        return _joined(compared)

    def names(self, reference_ids: Ids) -> dict[int, tuple[str, str]]:
        """Look up identity id and encounter id; removed references are left out."""
        _, asked = self._by_shard(reference_ids)
        return _joined(self._ask(asked, lambda shard, ids: shard.names(ids)))

    def close(self) -> None:
        """End the threads; the owners of the shards close the shards."""
        self._pool.shutdown()

    def _by_shard(
        self, reference_ids: Ids
    ) -> tuple[dict[int, NDArray[np.int64]], dict[int, NDArray[np.int64]]]:
        """Return by shard the places among the given ids, and the ids within the shard."""
        numbers, ids = split_key(np.asarray(reference_ids, np.int64))
        places = {one: np.flatnonzero(numbers == one) for one in np.unique(numbers).tolist()}
        return places, {one: ids[where] for one, where in places.items()}

    def _ask(
        self,
        asked: Mapping[int, Asked],
        question: Callable[[Shard, Asked], Answer],
        check: Check = never_stop,
    ) -> dict[int, Answer]:
        """Ask the shards that hold some of the references, in parallel; the first error ends it.

        check: called while others' questions keep the threads busy, too.
        """
        waiting = {
            number: self._pool.submit(question, self._shards[number], one)
            for number, one in asked.items()
        }
        left = set(waiting.values())
        try:
            while left:
                done, left = wait(left, timeout=_CHECK_S, return_when=FIRST_EXCEPTION)
                for one in done:
                    one.result()
                check()
        except BaseException:
            for one in left:
                one.cancel()
            raise
        return {number: one.result() for number, one in waiting.items()}

    def _ask_all(self, question: Callable[[Shard], Answer]) -> list[Answer]:
        return list(self._pool.map(question, self._shards))


def key_of(number: int, reference_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the ids that references of a shard have outside; those of shard 0 keep their ids."""
    return reference_ids + (number << _ID_BITS)


def split_key(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the shard's number and the id within the shard, for each key."""
    return keys >> _ID_BITS, keys & ((1 << _ID_BITS) - 1)


def shard_of(key: int) -> int:
    """Return the number of the shard that a reference is in."""
    return key >> _ID_BITS


def _joined(found: Mapping[int, Mapping[int, Answer]]) -> dict[int, Answer]:
    return {
        (number << _ID_BITS) + reference_id: one
        for number, of_shard in found.items()
        for reference_id, one in of_shard.items()
    }


def _prepare(records: Sequence[Record], finger: FingerPosition, opened: Opened) -> PackedFinger:
    """Decode and prepare a finger of the records that have this finger."""
    try:
        stored = _templates(records, finger, opened)
        return PackedFinger(prepare_stored(list(stored.values())), list(stored))
    except CorruptRecordError as error:
        raise _name_corrupt(records, finger, opened) or error from error


def _templates(
    records: Sequence[Record], finger: FingerPosition, opened: Opened
) -> dict[int, bytes]:
    """Open a finger's template of each record that has the finger, by the record's place."""
    there = [
        (place, stored)
        for place, record in enumerate(records)
        if (stored := record.templates[finger - 1])
    ]
    found = opened([stored for _, stored in there])
    # Somebody may be expunged after the index was asked, and before the record is opened.
    return {place: one for (place, _), one in zip(there, found, strict=True) if one is not None}


def _name_corrupt(
    records: Sequence[Record], finger: FingerPosition, opened: Opened
) -> CorruptRecordError | None:
    """Make the error that names the template that cannot be read."""
    for record in records:
        try:
            for found in _templates([record], finger, opened).values():
                template.check(found)
        except CorruptRecordError as error:
            place = f"reference {record.reference_id}, finger {finger.value}"
            return CorruptRecordError(f"{place}: {error}")
    return None
