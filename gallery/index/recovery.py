"""Recovery of an index: from the newest sound manifest whose segments are sound.

Damaged files are set aside and named in the log; then the manifest before is tried. Without a
manifest the index is empty at watermark 0, so that its follower reads everything from the database.
A segment with one damaged row is set aside whole: the rebuild restores its rows.

An index that is its own source (an imported reference set) has no other source, and an older
manifest would leave people out. For such an index damage is an error, and nothing is changed.
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from gallery.errors import DamagedSegmentError, QuantiserVersionError
from gallery.index.folder import DRAFT, highest_number, remove, set_aside
from gallery.index.manifest import (
    IndexKind,
    Manifest,
    SegmentEntry,
    manifest_paths,
    named_segments,
    read_manifest,
    sound_manifests,
)
from gallery.index.quantiser import Quantiser
from gallery.index.segment import SealedSegment

_OPENED_AT_ONCE = 2
"""Segments; reading and packing codes takes one core for each."""
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Recovered:
    """The content of a folder."""

    manifests: tuple[Manifest, ...]
    """Newest first; `segments` are those of the first. No manifests: an empty index."""
    segments: tuple[SealedSegment, ...]
    next_number: int
    """Number of the next manifest or segment; higher than any number used before."""

    @property
    def watermark(self) -> int:
        """The change after which the follower continues."""
        return self.manifests[0].watermark if self.manifests else 0

    @property
    def source_position(self) -> str:
        """How far an import has come; "" before its first piece."""
        return (self.manifests[0].source_position if self.manifests else None) or ""


def recover(folder: Path, kind: IndexKind, quantiser: Quantiser) -> Recovered:
    """Open an index that can be rebuilt. The caller must hold the folder."""
    next_number = highest_number(folder) + 1
    manifests = list(_of_kind(folder, kind))
    segments: tuple[SealedSegment, ...] = ()
    while manifests:
        try:
            segments = open_segments(folder, manifests[0], quantiser)
            break
        except DamagedSegmentError as error:
            _set_aside(folder, manifests.pop(0), error)
    _tidy(folder, manifests)
    return Recovered(tuple(manifests), segments, next_number)


def recover_source(folder: Path, kind: IndexKind, quantiser: Quantiser) -> Recovered:
    """Open an index that is its own source. The caller must hold the folder.

    Raises CorruptRecordError for damage, QuantiserVersionError for an index of another kind.
    """
    next_number = highest_number(folder) + 1
    manifests = [read_manifest(path) for path in manifest_paths(folder)]
    segments: tuple[SealedSegment, ...] = ()
    if manifests:
        if manifests[0].kind != kind:
            raise QuantiserVersionError(
                f"reference set {folder} is of {manifests[0].kind}, here is {kind}: "
                "import it again with this version, or open it with the version that made it"
            )
        segments = open_segments(folder, manifests[0], quantiser)
    _tidy(folder, manifests)
    return Recovered(tuple(manifests), segments, next_number)


def open_segments(
    folder: Path, manifest: Manifest, quantiser: Quantiser
) -> tuple[SealedSegment, ...]:
    """Open the segments of a manifest, with their dead rows. Raises DamagedSegmentError."""
    with ThreadPoolExecutor(_OPENED_AT_ONCE) as pool:
        opened = pool.map(lambda entry: _open(folder, entry, quantiser), manifest.segments)
        return tuple(opened)


def _open(folder: Path, entry: SegmentEntry, quantiser: Quantiser) -> SealedSegment:
    segment = SealedSegment.open(folder / entry.name, quantiser)
    if (segment.count, segment.finger_class) != (entry.count, entry.finger_class):
        raise DamagedSegmentError(
            segment.folder,
            "the segment",
            f"has {segment.count} rows of class {segment.finger_class}, the manifest says "
            f"{entry.count} of class {entry.finger_class}",
        )
    rows = segment.find(entry.dead_ids, dead=True)
    if (rows < 0).any():
        absent = int(entry.dead_ids[rows < 0][0])
        raise DamagedSegmentError(
            segment.folder, f"reference {absent}", "is dead by the manifest, but missing"
        )
    for row in rows.tolist():
        segment.mark_dead(row)
    return segment


def _of_kind(folder: Path, kind: IndexKind) -> Iterator[Manifest]:
    for manifest in sound_manifests(folder):
        if manifest.kind == kind:
            yield manifest
        else:
            path = folder / manifest.file_name
            _LOGGER.warning("%s is of %s, here is %s: not used", path, manifest.kind, kind)
            remove(path)


def _set_aside(folder: Path, manifest: Manifest, error: DamagedSegmentError) -> None:
    damaged = error.file if error.file.parent == folder else error.file.parent
    if damaged.exists():
        set_aside(damaged, str(error))
    set_aside(folder / manifest.file_name, f"it names {damaged.name}: {error}")


def _tidy(folder: Path, manifests: Sequence[Manifest]) -> None:
    """Remove files that no manifest names: unfinished segments and merged segments."""
    named = named_segments(manifests)
    for path in folder.iterdir():
        left_over = path.name.startswith("segment-") and path.name not in named
        if left_over or path.name.startswith(DRAFT):
            remove(path)
