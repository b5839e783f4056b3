"""The manifest names the segments of an index, their dead rows, and the change they reach.

The file is `manifest-NNNNNNNN.json`. Like every stored form it is a promise: each format ever
written must load or be refused by its number. The checksum covers all other fields in their written
form. A file in any other form is damaged, so that even a flipped byte in white space is noticed.
Dead ids are written as differences in a compressed block, because an index of seventy million may
hold millions of them.
"""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gallery.index.folder import remove, set_aside, sync_folder, write_durably
from gallery.index.types import FingerClass
from matcher.errors import CorruptRecordError

FORMAT = 1
KEPT = 2
"""Manifests that stay: the newest, and the one before it in case the newest is damaged."""

_MAGIC = "tenprint-manifest"
_PATTERN = "manifest-[0-9]*.json"


@dataclass(frozen=True)
class IndexKind:
    """What an index was made with. An index of another kind must not be searched."""

    gallery: str
    vector_version: str
    quantiser: str
    finer: str
    source: str = ""
    """Id of the database that the index follows; empty if the index is its own source."""

    @property
    def version(self) -> str:
        """Name what made an index; every answer carries this name."""
        return f"segments-{FORMAT}/{self.quantiser}/{self.finer}/{self.vector_version}"


@dataclass(frozen=True, eq=False)
class SegmentEntry:
    """A sealed segment in a manifest."""

    name: str
    """Name of the segment's folder."""
    finger_class: FingerClass
    count: int
    """Rows, with dead rows."""
    dead_ids: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """(d,) ascending."""


@dataclass(frozen=True, eq=False)
class Manifest:
    """One state of an index."""

    number: int
    kind: IndexKind
    watermark: int
    """The named segments hold every change up to this one; later changes are to be replayed."""
    segments: tuple[SegmentEntry, ...] = ()
    source_position: str | None = None
    """How far an import has come, in the importer's own form; None if a database is the source."""

    @property
    def file_name(self) -> str:
        """Name of the manifest's file."""
        return f"manifest-{self.number:08d}.json"


def render(manifest: Manifest) -> bytes:
    """Return a manifest in the newest format."""
    fields: dict[str, object] = {
        "magic": _MAGIC,
        "format": FORMAT,
        "number": manifest.number,
        **asdict(manifest.kind),
        "watermark": manifest.watermark,
        "source_position": manifest.source_position,
        "segments": [_render_entry(entry) for entry in manifest.segments],
    }
    return _text(fields | {"checksum": _checksum(fields)})


def parse(data: bytes) -> Manifest:
    """Read any known format; raises CorruptRecordError for any other content."""
    try:
        fields = json.loads(data)
        if fields["magic"] != _MAGIC:
            raise CorruptRecordError("it does not bear the mark of a manifest")
        if fields["format"] != FORMAT:
            raise CorruptRecordError(f"it has format {fields['format']}; {FORMAT} is known")
        body = {name: value for name, value in fields.items() if name != "checksum"}
        if _text(fields) != data or _checksum(body) != fields["checksum"]:
            raise CorruptRecordError("it does not pass its checksum")
        return _parse_fields(fields)
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise CorruptRecordError(f"it cannot be read: {error!r}") from error


def read_manifest(path: Path) -> Manifest:
    """Read a file. Raises CorruptRecordError that names the file, or OSError."""
    try:
        manifest = parse(path.read_bytes())
    except CorruptRecordError as error:
        raise CorruptRecordError(f"manifest {path}: {error}") from error
    if path.name != manifest.file_name:
        raise CorruptRecordError(f"manifest {path} says that it is {manifest.file_name}")
    return manifest


def manifest_paths(folder: Path) -> list[Path]:
    """Return the paths of a folder's manifests, newest first, sound or not."""
    return sorted(folder.glob(_PATTERN), reverse=True)


def sound_manifests(folder: Path) -> list[Manifest]:
    """Read the sound manifests, newest first, and set the damaged ones aside."""
    found = []
    for path in manifest_paths(folder):
        try:
            found.append(read_manifest(path))
        except CorruptRecordError as error:
            set_aside(path, str(error))
    return found


def write_manifest(folder: Path, manifest: Manifest) -> list[Manifest]:
    """Write a manifest durably, delete the oldest, and return the manifests that stay."""
    write_durably(folder / manifest.file_name, render(manifest))
    for path in manifest_paths(folder)[KEPT:]:
        remove(path)
    sync_folder(folder)
    return sound_manifests(folder)


def named_segments(manifests: Sequence[Manifest]) -> set[str]:
    """Return the folders that manifests name."""
    return {entry.name for manifest in manifests for entry in manifest.segments}


def _text(fields: object) -> bytes:
    return (json.dumps(fields, indent=1, sort_keys=True) + "\n").encode()


def _checksum(fields: object) -> str:
    return sha256(_text(fields)).hexdigest()


def _render_entry(entry: SegmentEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "class": entry.finger_class.value,
        "count": entry.count,
        "dead_count": len(entry.dead_ids),
        "dead": _pack(entry.dead_ids),
    }


def _parse_fields(fields: dict[str, object]) -> Manifest:
    kind = IndexKind(*(str(fields[name]) for name in IndexKind.__dataclass_fields__))
    position = fields["source_position"]
    entries = fields["segments"]
    if not isinstance(entries, list):
        raise TypeError("segments are not a list")
    return Manifest(
        number=_whole(fields["number"]),
        kind=kind,
        watermark=_whole(fields["watermark"]),
        segments=tuple(_parse_entry(entry) for entry in entries),
        source_position=None if position is None else str(position),
    )


def _parse_entry(fields: dict[str, object]) -> SegmentEntry:
    name = str(fields["name"])
    if Path(name).name != name:
        raise ValueError(f"{name!r} is not the name of a folder")
    return SegmentEntry(
        name=name,
        finger_class=FingerClass(str(fields["class"])),
        count=_whole(fields["count"]),
        dead_ids=_unpack(str(fields["dead"]), _whole(fields["dead_count"])),
    )


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value


def _pack(ids: NDArray[np.int64]) -> str:
    steps = np.diff(ids, prepend=np.int64(0)).astype("<i8")
    return base64.b64encode(zlib.compress(steps.tobytes(), 1)).decode()


def _unpack(block: str, count: int) -> NDArray[np.int64]:
    data = zlib.decompressobj().decompress(base64.b64decode(block, validate=True), count * 8 + 1)
    if len(data) != count * 8:
        raise ValueError(f"dead ids have {len(data)} bytes, {count * 8} are needed")
    return np.cumsum(np.frombuffer(data, "<i8"), dtype=np.int64)


@dataclass(frozen=True)
class ImportPosition:
    """How much of a file a set holds, in row groups; kept in the set's manifest."""

    file_id: str
    done_count: int
    group_count: int | None
    """None in sets that are older than this field."""

    @property
    def is_complete(self) -> bool:
        """Whether the set holds the whole file, as far as is known."""
        return bool(self.file_id) and self.group_count in (None, self.done_count)

    def render(self) -> str:
        """Return the position as text."""
        return f"{self.file_id}:{self.done_count}/{self.group_count}"

    @classmethod
    def parse(cls, position: str) -> Self:
        """Read a position; "" is before the first piece."""
        file_id, _, counts = position.partition(":")
        done, _, total = counts.partition("/")
        return cls(file_id, int(done or 0), int(total) if total else None)
