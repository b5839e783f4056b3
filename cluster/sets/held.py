"""Reference sets that a cluster holds: whoever starts replicas says which."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cluster.errors import ReplicaError
from gallery.index import content_of_set

_PREFIX = "set:"
_WATERMARK_DIGITS = 13
"""Of 16 hexadecimal digits: 52 bits, which every reader of JSON keeps exactly."""


@dataclass(frozen=True, order=True)
class HeldSet:
    """One set that all replicas hold in parts."""

    gallery: str
    """Beside which the set is searched."""
    name: str
    folder: Path
    """Where each node finds the whole set: a path that the nodes share, or a copy on each node."""
    digest: str
    """See `gallery.index.SetContent`."""

    @property
    def key(self) -> str:
        """Name the set in questions, and its folder among those of galleries."""
        return f"{_PREFIX}{self.name}"

    @property
    def watermark(self) -> int:
        """Stand for the content. A set never changes, so this is the only state that it has."""
        return int(self.digest[:_WATERMARK_DIGITS], 16)

    def check(self) -> None:
        """Refuse a folder that holds anything else. Raises ReplicaError, or as `content_of_set`."""
        found = content_of_set(self.folder)
        if (found.name, found.digest) != (self.name, self.digest):
            raise ReplicaError(
                f"{self.folder} holds reference set {found.name} of digest {found.digest}, the "
                f"cluster was started with {self.name} of digest {self.digest}"
            )


def held_set(gallery: str, folder: Path) -> HeldSet:
    """Read which set a folder holds. Raises StoreUnavailableError, CorruptRecordError."""
    content = content_of_set(folder)
    return HeldSet(gallery, content.name, folder, content.digest)


def is_key(text: str) -> bool:
    """Tell whether a name stands for a set, and not for a gallery."""
    return text.startswith(_PREFIX)


def name_of(sets: Iterable[HeldSet]) -> str:
    """Name all sets together; "" if there are none. Folders do not matter."""
    each = sorted(f"{one.gallery} {one.name} {one.digest}" for one in sets)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()[:16] if each else ""
