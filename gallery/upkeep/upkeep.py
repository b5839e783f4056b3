"""Upkeep of a gallery's index while no service has it open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from database.connection import Database
from gallery.index import SegmentedIndex
from gallery.store import IndexFollower, JournalPruner, ReferenceRow, source_of
from gallery.types import Progress


@contextmanager
def opened(gallery: str, database: Database, folder: Path) -> Iterator[SegmentedIndex]:
    """Open the index. Raises StoreUnavailableError if another process has it open."""
    index = SegmentedIndex(folder, gallery=gallery, source=source_of(database))
    try:
        yield index
    finally:
        index.close()


def rebuild(
    gallery: str, database: Database, folder: Path, *, progress: Progress | None = None
) -> int:
    """Drop the index and read all references again; return how many there are."""
    with opened(gallery, database, folder) as index:
        index.rebuild()
        IndexFollower(gallery, database, index).catch_up(progress)
        index.seal()
        return index.count


def compact(gallery: str, database: Database, folder: Path, *, everything: bool) -> None:
    """Seal and merge segments without removed rows; with `everything` to one segment a class.

    Then prune the database's journal, as far as no index needs it.
    """
    with opened(gallery, database, folder) as index:
        IndexFollower(gallery, database, index).catch_up()
        index.seal()
        index.compact(force=everything)
        JournalPruner(gallery, database).prune(index.settled_change)


def snapshot(
    gallery: str, database: Database, folder: Path, *, progress: Progress | None = None
) -> None:
    """Catch up with the database and seal, so that the next start has nothing to read."""
    with opened(gallery, database, folder) as index:
        IndexFollower(gallery, database, index).catch_up(progress)
        index.seal()


def compare_with_database(gallery: str, database: Database, folder: Path) -> str:
    """Catch up, then say how the index differs from the database; "" if it does not."""
    with opened(gallery, database, folder) as index:
        IndexFollower(gallery, database, index).catch_up()
        with database.read() as session:
            ids = list(
                session.scalars(
                    select(ReferenceRow.reference_id).where(ReferenceRow.gallery == gallery)
                )
            )
        there = int(index.contains(ids).sum())
        missing, ghosts = len(ids) - there, index.count - there
    if missing or ghosts:
        return f"{missing} references are missing from the index and {ghosts} are too many"
    return ""
