"""Reference sets from outside: which set a folder holds, and copies of some of its references.

Nothing here locks or changes the folder of a set, which may be read-only. Codes are copied as they
are, so a part is searched as the set itself is.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from database.errors import StoreUnavailableError
from gallery.errors import QuantiserVersionError
from gallery.index.manifest import ImportPosition, Manifest, manifest_paths, read_manifest
from gallery.index.quantiser import Quantiser
from gallery.index.segment import FinerCode, SealedSegment, copy_some, sum_of_rows
from gallery.index.types import FingerClass

Holds = Callable[[NDArray[np.int64]], NDArray[np.bool_]]
"""Tells which references, by id, lie in a part."""


@dataclass(frozen=True)
class SetContent:
    """What a folder holds."""

    name: str
    digest: str
    """Names the imported file, the codes, and every reference that can be found. How the references
    lie in segments does not change the digest."""


def complete_set(folder: Path) -> Manifest:
    """Read the newest manifest of a set whose import is complete.

    Raises StoreUnavailableError if the folder holds no such set, CorruptRecordError.
    """
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
    return manifest


def content_of_set(folder: Path) -> SetContent:
    """Read which set a folder holds: its manifest, and 32 bytes of each reference.

    Raises as `complete_set` does.
    """
    manifest = complete_set(folder)
    count = total = 0
    for entry in manifest.segments:
        of_segment = sum_of_rows(folder / entry.name, entry.dead_ids)
        count, total = count + of_segment[0], (total + of_segment[1]) % 2**64
    file_id = ImportPosition.parse(manifest.source_position or "").file_id
    name, version = manifest.kind.gallery, manifest.kind.version
    named = f"{version} {manifest.kind.source} {name} {file_id} {count} {total:016x}"
    return SetContent(name, hashlib.sha256(named.encode()).hexdigest()[:16])


def write_part(
    folder: Path,
    holds: Holds,
    version: str,
    new_folder: Callable[[FingerClass], Path],
    _finer: FinerCode,
    quantiser: Quantiser,
) -> list[SealedSegment]:
    """Write the references of a set that lie in a part; at most a segment for each of the set.

    version: of the index that takes them. Raises QuantiserVersionError if the set has other codes,
    CorruptRecordError, StoreUnavailableError.
    """
    manifest = complete_set(folder)
    if manifest.kind.version != version:
        raise QuantiserVersionError(
            f"reference set {folder} is of {manifest.kind.version}, here is {version}: import it "
            "again with this version"
        )
    written = []
    for entry in manifest.segments:
        segment = SealedSegment.open(folder / entry.name, quantiser, writable=False)
        for row in segment.find(entry.dead_ids).tolist():
            if row >= 0:
                segment.mark_dead(row)
        rows = segment.live_rows()
        rows = rows[holds(segment.ids[rows])]
        if len(rows):
            into = new_folder(segment.finger_class)
            written.append(copy_some(segment, rows, into, quantiser))
        segment.close()
    return written
