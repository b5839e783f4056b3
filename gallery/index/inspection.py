"""Inspection of an index's folder from outside, beside a server that has the index open.

Inspection locks, changes and sets aside nothing. A segment that the server merges away meanwhile is
no damage: the merged segment is inspected instead.
"""

from collections.abc import Sequence
from pathlib import Path

from gallery.errors import DamagedSegmentError
from gallery.index.folder import damaged_names
from gallery.index.manifest import Manifest, manifest_paths, read_manifest
from gallery.index.parameters import IndexStatus, SegmentStatus
from gallery.index.quantiser import Quantiser, load_quantiser
from gallery.index.segment import Damage, SealedSegment
from gallery.types import Progress
from matcher.errors import CorruptRecordError


def inspect(folder: Path) -> IndexStatus:
    """Return the state of an index from its manifests alone, as a start would find it."""
    manifest, damage = _newest(manifest_paths(folder))
    damaged = (*damaged_names(folder), *(f"{one.file.name}: {one.where}" for one in damage))
    if manifest is None:
        return IndexStatus(folder.name, damaged=damaged)
    segments = (
        SegmentStatus(one.name, one.finger_class, one.count, len(one.dead_ids), sealed=True)
        for one in manifest.segments
    )
    return IndexStatus(
        manifest.kind.gallery,
        manifest.kind.version,
        watermark=manifest.watermark,
        manifest_number=manifest.number,
        manifest_watermark=manifest.watermark,
        source_position=manifest.source_position,
        segments=tuple(segments),
        damaged=damaged,
    )


def verify_folder(
    folder: Path, quantiser: Quantiser | None = None, progress: Progress | None = None
) -> list[Damage]:
    """Read everything that the newest manifest names and list all damage."""
    made_with = quantiser or load_quantiser()
    paths = manifest_paths(folder)
    manifest, damage = _newest(paths)
    seen: set[str] = set()
    while manifest and (left := _not_in(manifest, seen)):
        seen.add(left)
        of_segment = _verify(folder / left, made_with)
        if (now := manifest_paths(folder)) != paths:
            paths, (manifest, _) = now, _newest(now)
        entries = manifest.segments if manifest else ()
        # A segment that the newest manifest no longer names was merged away meanwhile.
        damage += of_segment if left in {entry.name for entry in entries} else []
        if progress:
            done = sum(entry.count for entry in entries if entry.name in seen)
            progress(done, sum(entry.count for entry in entries))
    return damage


def _newest(paths: Sequence[Path]) -> tuple[Manifest | None, list[Damage]]:
    """Read the newest sound manifest, and list damaged ones. paths: newest first."""
    damage, sound = [], None
    for path in paths:
        try:
            sound = sound or read_manifest(path)
        except CorruptRecordError as error:
            damage.append(Damage(path, str(error)))
        except FileNotFoundError:
            continue
    return sound, damage


def _not_in(manifest: Manifest, seen: set[str]) -> str | None:
    return next((entry.name for entry in manifest.segments if entry.name not in seen), None)


def _verify(folder: Path, quantiser: Quantiser) -> list[Damage]:
    try:
        return SealedSegment.open(folder, quantiser, writable=False).verify()
    except DamagedSegmentError as error:
        return [Damage(error.file, error.where)]
    except FileNotFoundError:
        return [Damage(folder, "a file is missing")]
