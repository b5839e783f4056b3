"""Reference sets that searches go through beside a gallery's own index.

A set is only searched: its people have no rows in the database, so they cannot be read, verified
or deleted. A record's name is both the identity id and the encounter id of its person. **The same
identity id in the gallery and in a set means the same person**: such a person is one candidate,
with the best reference of both. If a booking finds a person of a set above the threshold, the
booking is retained under the set's id, and the gallery knows the id from then on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from database.errors import StoreUnavailableError
from gallery.index import (
    ImportPosition,
    IndexParameters,
    IndexStatus,
    SegmentedIndex,
    manifest_paths,
    read_manifest,
)
from gallery.search.own_index import OwnShard
from gallery.search.shards import (
    LocalShard,
    Probe,
    Shard,
    Shards,
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


class ServedSet:
    """One open reference set; no other process can open it."""

    def __init__(self, folder: Path, parameters: IndexParameters | None = None) -> None:
        """Load a set.

        Raises StoreUnavailableError if the folder holds no set, the set is in use or its import was
        interrupted; CorruptRecordError if the set is damaged; QuantiserVersionError.
        """
        self.folder = folder
        try:
            self.name = _name_of(folder)
            self.index = SegmentedIndex(
                folder, gallery=self.name, parameters=parameters, imported=True
            )
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
        self, own: OwnShard, sets: Sequence[ServedSet], shards: Shards | None = None
    ) -> None:
        """Take the sets; `close` closes them. shards: own and sets joined, if they are already."""
        self.sets = tuple(sets)
        self._own = own
        self._of_sets = [LocalShard(one.index) for one in sets]
        self._shards = shards or (Shards([own, *self._of_sets]) if sets else None)
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
        own = self._own.of_search(watermark)
        if own is self._own:
            return self
        return GalleryShards(own, self.sets, self._shards and self._shards.with_first(own))

    def partitions(self) -> tuple[PartitionReport, ...]:
        """Return which partitions answered; () if the own references lie in this process."""
        return self._own.partitions()

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
        for key in reference_ids:
            number, reference_id = split_key(np.array(key, np.int64))
            shard = self._of_sets[int(number) - 1] if number else self._own
            for pairs in shard.pairs(probe, [int(reference_id)], fingers).values():
                found[key] = pairs
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


def _name_of(folder: Path) -> str:
    """Read a set's name first, so that opening never makes a set of another folder."""
    paths = manifest_paths(folder)
    manifest = read_manifest(paths[0]) if paths else None
    if manifest is None or manifest.source_position is None:
        raise StoreUnavailableError(
            f"there is no reference set in {folder}: name the folder that "
            "`tenprint gallery import --reference-set` has made"
        )
    position = ImportPosition.parse(manifest.source_position)
    if not position.is_complete:
        raise StoreUnavailableError(
            f"the import into reference set {folder} was interrupted after {position.done_count} "
            f"of {position.group_count} row groups: run the same import again to continue"
        )
    return manifest.kind.gallery
