"""Reference sets that searches go through beside a gallery's own index.

A set is only searched: its people have no rows in the database, so they cannot be read, verified
or deleted. A record's name is both the identity id and the encounter id of its person. **The same
identity id in the gallery and in a set means the same person**: such a person is one candidate,
with the best reference of both. If a booking finds a person of a set above the threshold, the
booking is retained under the set's id, and the gallery knows the id from then on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from gallery.index import IndexParameters, IndexStatus, SegmentedIndex, complete_set
from gallery.search.own_index import OwnShard
from gallery.search.shards import (
    LocalShard,
    Probe,
    Shard,
    Shards,
    key_of,
    shard_of,
    split_key,
)
from gallery.types import PartitionReport
from matcher.comparison import Comparison
from matcher.errors import CorruptRecordError
from matcher.types import FingerPosition


@dataclass(frozen=True)
class ReferenceSetStatus:
    """The state of a reference set."""

    name: str
    folder: Path
    reference_count: int
    resident_bytes: int
    """0 if no process has the set in memory."""
    index_version: str
    housekeeping_error: str
    damaged: tuple[str, ...]


class SearchedSet(Protocol):
    """A reference set, wherever it lies."""

    @property
    def name(self) -> str:
        """Names the set in candidates."""

    @property
    def shard(self) -> OwnShard:
        """What searches ask."""

    def status(self) -> ReferenceSetStatus:
        """Return the state of the set."""

    def close(self) -> None:
        """Release what is held."""


class ServedSet:
    """One open reference set; no other process can open it."""

    def __init__(self, folder: Path, parameters: IndexParameters | None = None) -> None:
        """Load a set.

        Raises StoreUnavailableError if the folder holds no set, the set is in use or its import was
        interrupted; CorruptRecordError if the set is damaged; QuantiserVersionError.
        """
        self.folder = folder
        try:
            # First, so that opening never makes a set of another folder.
            self.name = complete_set(folder).kind.gallery
            self.index = SegmentedIndex(
                folder, gallery=self.name, parameters=parameters, imported=True
            )
            self.shard = LocalShard(self.index)
        except CorruptRecordError as error:
            raise CorruptRecordError(
                f"reference set {folder} is damaged: {error}; put it back from a copy, or import "
                "its file again into an empty folder"
            ) from error

    def status(self) -> ReferenceSetStatus:
        """Return the state of the set."""
        return status_of_set(self.folder, self.index.status())

    def close(self) -> None:
        """Release the folder."""
        self.index.close()


class GalleryShards:
    """A gallery's own references, and the reference sets beside them, as one shard."""

    def __init__(
        self,
        own: OwnShard,
        sets: Sequence[SearchedSet],
        of_sets: Sequence[OwnShard] | None = None,
        shards: Shards | None = None,
    ) -> None:
        """Take the sets; `close` closes them.

        of_sets: the sets as one search asks them. shards: own and sets joined, if they are already.
        """
        self.sets = tuple(sets)
        self._parts = (own, *([one.shard for one in sets] if of_sets is None else of_sets))
        self._shards = shards or (Shards(self._parts) if sets else None)
        self.shard: Shard = self._shards or own
        names_of_sets = ", ".join(one.name for one in sets)
        self.hint = (
            f"; if reference set {names_of_sets} has it, it can be found there by a search and "
            "neither read, verified nor deleted"
            if sets
            else ""
        )
        """The end of messages that something does not exist."""

    def of_search(self, watermark: int) -> "GalleryShards":
        """Return the shards as one search asks them, which sees every change up to this one."""
        own, *of_sets = parts = [one.of_search(watermark) for one in self._parts]
        if all(one is before for one, before in zip(parts, self._parts, strict=True)):
            return self
        return GalleryShards(own, self.sets, of_sets, self._shards and self._shards.on(parts))

    def partitions(self) -> tuple[PartitionReport, ...]:
        """Return which partitions answered; () if all references lie in this process.

        The name of a partition of a set begins with the name of the set.
        """
        own, *of_sets = [one.partitions() for one in self._parts]
        return own + tuple(
            replace(part, partition=f"{one.name}/{part.partition}")
            for one, parts in zip(self.sets, of_sets, strict=True)
            for part in parts
        )

    def set_of(self, reference_id: int) -> str:
        """Name the set of a reference; "" for the gallery's own references."""
        number = shard_of(reference_id)
        return self.sets[number - 1].name if number else ""

    def pairs(
        self, probe: Probe, reference_ids: Sequence[int], fingers: Collection[FingerPosition]
    ) -> dict[int, dict[FingerPosition, Comparison]]:
        """Compare a few references once more, and keep the pairs of minutiae.

        Removed references are left out.
        """
        found: dict[int, dict[FingerPosition, Comparison]] = {}
        numbers, ids = split_key(np.asarray(reference_ids, np.int64))
        for number in np.unique(numbers).tolist():
            there = self._parts[number].pairs(probe, ids[numbers == number].tolist(), fingers)
            found |= {int(key_of(number, np.array(one))): pairs for one, pairs in there.items()}
        return found

    def close(self) -> None:
        """Close the sets; the owner of the index closes the index."""
        if self._shards is not None:
            self._shards.close()
        for one in self.sets:
            one.close()


def status_of_set(folder: Path, index: IndexStatus) -> ReferenceSetStatus:
    """Return the state of a set in terms of its index."""
    return ReferenceSetStatus(
        name=index.gallery,
        folder=folder,
        reference_count=index.reference_count,
        resident_bytes=index.resident_bytes,
        index_version=index.version,
        housekeeping_error=index.failure,
        damaged=index.damage,
    )
