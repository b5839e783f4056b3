"""The state of a gallery and its index, from memory or from the files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from database.connection import Database
from gallery.index import FingerClass, IndexStatus, SegmentStatus, inspect
from gallery.search import ReferenceSetStatus, status_of_set
from gallery.store import journal as reference_journal


@dataclass(frozen=True)
class ClassStatus:
    """The references of one finger class."""

    finger_class: FingerClass
    reference_count: int
    """References that a search goes through."""
    tail_count: int
    """References among them that are in no sealed segment yet."""
    dead_count: int
    """Removed references that still take space."""
    sealed_segment_count: int


@dataclass(frozen=True)
class GalleryStatus:
    """The state of a gallery."""

    gallery: str
    classes: tuple[ClassStatus, ...]
    watermark: int
    """The last change that the index holds."""
    lag_count: int
    """Committed changes that the index does not hold yet."""
    snapshot_time: datetime | None
    snapshot_watermark: int
    resident_bytes: int
    """0 if no process has the index in memory."""
    index_version: str
    housekeeping_error: str
    damaged: tuple[str, ...]
    """Damage that was found, set aside or not."""
    reference_sets: tuple[ReferenceSetStatus, ...] = ()
    """Sets searched beside the index; the fields above concern the index alone."""
    following_error: str = ""
    """Why the index could not catch up the last time; "" if it could."""

    @property
    def reference_count(self) -> int:
        """References that a search goes through, with those of reference sets."""
        own = sum(one.reference_count for one in self.classes)
        return own + sum(one.reference_count for one in self.reference_sets)


def status_of_index(
    gallery: str,
    database: Database,
    folder: Path | None,
    index: IndexStatus,
    *,
    following_error: str = "",
    reference_sets: tuple[ReferenceSetStatus, ...] = (),
) -> GalleryStatus:
    """Return the state of an index.

    folder: None if the index lies elsewhere. following_error: why it could not catch up last.
    """
    with database.read() as session:
        lag_count = reference_journal.count_changes_after(session, gallery, index.watermark)
    return GalleryStatus(
        gallery=gallery,
        classes=_classes(index.segments),
        watermark=index.watermark,
        lag_count=lag_count,
        snapshot_time=_written(folder, f"manifest-{index.manifest_number:08d}.json"),
        snapshot_watermark=index.manifest_watermark,
        resident_bytes=index.resident_bytes,
        index_version=index.version,
        housekeeping_error=index.failure,
        damaged=index.damage,
        reference_sets=reference_sets,
        following_error=following_error,
    )


def status_of_folder(
    gallery: str, database: Database, folder: Path, set_folders: Iterable[Path] = ()
) -> GalleryStatus:
    """Return the state of an index from its files, as a start would find it."""
    sets = tuple(status_of_set(one, inspect(one)) for one in set_folders)
    return status_of_index(gallery, database, folder, inspect(folder), reference_sets=sets)


def _classes(segments: Iterable[SegmentStatus]) -> tuple[ClassStatus, ...]:
    by_class: dict[FingerClass, list[SegmentStatus]] = {one: [] for one in FingerClass}
    for segment in segments:
        by_class[segment.finger_class].append(segment)
    return tuple(
        ClassStatus(
            finger_class,
            reference_count=sum(one.live_count for one in own),
            tail_count=sum(one.live_count for one in own if not one.sealed),
            dead_count=sum(one.dead_count for one in own),
            sealed_segment_count=sum(one.sealed for one in own),
        )
        for finger_class, own in by_class.items()
    )


def _written(folder: Path | None, name: str) -> datetime | None:
    if folder is None:
        return None
    try:
        return datetime.fromtimestamp((folder / name).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
