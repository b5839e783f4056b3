"""What a backup holds: a small file of JSON beside the copies."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from database.copying import POSTGRESQL, SQLITE
from database.errors import BackupError

MANIFEST = "backup.json"
STUB_FILE = "lesc.sqlite"
SERVICE_FILES: Mapping[str, str] = {SQLITE: "tenprint.sqlite", POSTGRESQL: "tenprint.pgdump"}
"""By kind of database, the name of its copy."""

_FORMAT = 1
_MAX_BYTES = 64 * 1024
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class CopiedFile:
    """A copy of a database."""

    size_bytes: int
    sha256: str
    schema: str
    """The version of the schema; empty: the database was empty."""


@dataclass(frozen=True)
class Manifest:
    """A backup."""

    kind: str
    """Of the service's database."""
    made_time: datetime
    version: str
    """Of tenprint."""
    files: Mapping[str, CopiedFile]

    @property
    def service_file(self) -> str:
        """The name of the copy of the service's database."""
        return SERVICE_FILES[self.kind]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup."""
    files = {name: asdict(one) for name, one in manifest.files.items()}
    told = {
        "format": _FORMAT,
        "kind": manifest.kind,
        "made_time": manifest.made_time.isoformat(),
        "version": manifest.version,
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(told, indent=2) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Read a manifest and compare all copies with it. Raises BackupError."""
    path = folder / MANIFEST
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BackupError(f"{path} is too large for the list of a backup")
        manifest = _read(json.loads(path.read_text()))
    except OSError as error:
        raise BackupError(f"{folder} is no backup: {MANIFEST}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BackupError(f"{path} cannot be read as the list of a backup") from error
    for name, stated in manifest.files.items():
        _compare(folder / name, stated)
    return manifest


def describe_file(path: Path, schema: str) -> CopiedFile:
    """Describe a copy that was just written."""
    return CopiedFile(path.stat().st_size, _digest(path), schema)


def _read(told: Any) -> Manifest:  # noqa: ANN401 - whatever the file holds
    if told["format"] != _FORMAT:
        raise BackupError(
            f"the backup has format {told['format']!r}, and this version reads {_FORMAT}: use the "
            "version of tenprint that made it"
        )
    kind = told["kind"]
    files = {
        name: CopiedFile(int(one["size_bytes"]), str(one["sha256"]), str(one["schema"]))
        for name, one in told["files"].items()
    }
    needed, known = {SERVICE_FILES[kind]}, {SERVICE_FILES[kind], STUB_FILE}
    if not needed <= files.keys() <= known:
        raise BackupError(f"the backup names the files {sorted(files)}, not {sorted(known)}")
    made = datetime.fromisoformat(told["made_time"]).astimezone(UTC)
    return Manifest(kind, made, str(told["version"]), files)


def _compare(path: Path, stated: CopiedFile) -> None:
    try:
        same = (
            not path.is_symlink()
            and path.stat().st_size == stated.size_bytes
            and _digest(path) == stated.sha256
        )
    except OSError as error:
        raise BackupError(f"{path.name} of the backup: {error.strerror}") from error
    if not same:
        raise BackupError(f"{path.name} is not as it was written: take another backup")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
