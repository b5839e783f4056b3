"""What finds a gallery's own references: an index in this process, or partitions elsewhere."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol, Self

from database.connection import Database
from gallery.index import IndexParameters, IndexStatus, SegmentedIndex
from gallery.search.shards import LocalShard, Names, Probe, Shard
from gallery.store import IndexFollower, JournalPruner, source_of, template_opener
from gallery.types import PartitionReport, Progress
from matcher.comparison import Comparison
from matcher.types import FingerPosition


class Follower(Protocol):
    """Keeps what searches find in step with the database."""

    @property
    def watermark(self) -> int:
        """The change that a search that begins now sees; perhaps later changes too."""

    @property
    def failure(self) -> str:
        """Why the last step failed; "" if it succeeded."""

    def catch_up(self, progress: Progress | None = None) -> int:
        """Reach what was committed before the call; return how many references were added.

        progress: given by a start, which waits until everything can be searched.
        """

    def follow_commit(self) -> None:
        """Catch up after a commit, which holds even if this fails."""


class OwnShard(Shard, Protocol):
    """The references of the gallery itself."""

    def of_search(self, watermark: int) -> Self:
        """Return the shard as one search asks it, which sees every change up to this one."""

    def partitions(self) -> tuple[PartitionReport, ...]:
        """Return what answered the search; () if the references lie in this process."""

    def pairs(
        self, probe: Probe, reference_ids: Sequence[int], fingers: Collection[FingerPosition]
    ) -> dict[int, dict[FingerPosition, Comparison]]:
        """Compare a few references once more, and keep the pairs of minutiae."""


class OwnIndex(Protocol):
    """The index of a gallery, wherever it lies."""

    @property
    def follower(self) -> Follower:
        """Keeps the index in step with the database."""

    @property
    def shard(self) -> OwnShard:
        """What searches ask."""

    @property
    def folder(self) -> Path | None:
        """The folder of the index; None if it lies elsewhere."""

    def status(self) -> IndexStatus:
        """Return the state of the index."""

    def purge(self) -> None:
        """Delete files that may hold what was expunged. Raises StoreUnavailableError."""

    def close(self) -> None:
        """Release what is held."""


OpenIndex = Callable[[str, Database, Names], OwnIndex]
"""Opens the index of the gallery of a name. Names: looks names up in the database."""


class LocalIndex:
    """An index in a folder of this process."""

    def __init__(
        self,
        gallery: str,
        database: Database,
        names: Names,
        folder: Path,
        parameters: IndexParameters | None = None,
    ) -> None:
        """Hold the folder. Raises StoreUnavailableError if the folder cannot be used."""
        self.folder = folder
        self.segments = SegmentedIndex(
            folder, gallery=gallery, source=source_of(database), parameters=parameters
        )
        self.segments.on_settled = JournalPruner(gallery, database).prune
        self.follower = IndexFollower(gallery, database, self.segments)
        self.shard = LocalShard(self.segments, names, template_opener(database))

    def status(self) -> IndexStatus:
        """Return the state of the index."""
        return self.segments.status()

    def purge(self) -> None:
        """Delete files that may hold what was expunged; the index does so by itself."""
        self.segments.purge()

    def close(self) -> None:
        """Close the index for the next start."""
        self.segments.close()
