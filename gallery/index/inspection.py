"""Inspection of an index's folder from outside, beside a server that has the index open.

Inspection locks, changes and sets aside nothing. A segment that the server merges away meanwhile is
no damage: the merged segment is inspected instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gallery.errors import DamagedSegmentError
from gallery.index.folder import damaged_names
from gallery.index.manifest import Manifest, manifest_paths, read_manifest
from gallery.index.quantiser import Quantiser, load_quantiser
from gallery.index.segment import Damage, Progress, SealedSegment
from matcher.errors import CorruptRecordError


@dataclass(frozen=True, eq=False)
class FolderStatus:
    """The content of an index's folder."""

    manifest: Manifest | None
    """The newest sound manifest."""
    damage: tuple[Damage, ...]
    """Manifests that are not sound."""
    damaged: tuple[str, ...]
    """Names of files that were set aside."""
    disk_bytes: int
    """Size of everything, with files that were set aside."""


def inspect(folder: Path) -> FolderStatus:
    """Return the content of a folder, from its manifests alone."""
    sound, damage = _newest(manifest_paths(folder))
    return FolderStatus(sound, tuple(damage), damaged_names(folder), _disk_bytes(folder))


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


def verify_segments(
    segments: Sequence[SealedSegment], progress: Progress | None = None
) -> list[Damage]:
    """Read segments and list all damage. progress: receives rows done and all rows."""
    total, done = sum(segment.count for segment in segments), 0
    damage: list[Damage] = []

    def tell(here: int, _: int) -> None:
        if progress:
            progress(done + here, total)

    for segment in segments:
        damage += segment.verify(tell)
        done += segment.count
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


def _disk_bytes(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_blocks * 512
        except FileNotFoundError:
            continue
    return total
