"""Which answers a replica gives, and which program it runs.

Two programs with the same digest give the same answers, so their replicas may answer one search.
The build only tells whether a replica runs the program that is installed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cluster
import database
import gallery
import matcher
from gallery.index import IndexKind, IndexParameters, load_quantiser
from matcher.calibration import CALIBRATION_VERSION
from matcher.vector import VECTOR_VERSION
from matcher.version import MATCHER_VERSION

FORM = 5
"""Of the questions of searches and their answers. Raised with every change that the other side of
another version would not understand, or would answer otherwise."""

_PACKAGES = (cluster, database, gallery, matcher)
"""What a replica imports of the program."""


@dataclass(frozen=True)
class Version:
    """What a process that answers questions runs."""

    digest: str
    """Names all that decides what a search finds: see `search_digest`."""
    build: str
    """Names the program's files: another one after every change."""

    def __str__(self) -> str:
        """Name both."""
        return f"{self.digest}, build {self.build}"


@cache
def search_digest() -> str:
    """Name all that decides what a search finds. Answers of different digests must never meet.

    `MATCHER_VERSION` is raised with every change of the code that gives another score; networks,
    calibration and codes are named by what they contain.
    """
    kind = IndexKind("", VECTOR_VERSION, load_quantiser().version, IndexParameters().finer)
    found = hashlib.sha256(f"{CALIBRATION_VERSION} {kind.version} {FORM}".encode()).hexdigest()
    return f"{MATCHER_VERSION}-{found[:8]}"


@cache
def own_version() -> Version:
    """Return what this process runs. Called at its start: files may be replaced later."""
    return Version(search_digest(), build_of(Path(str(one.__file__)).parent for one in _PACKAGES))


def build_of(folders: Iterable[Path]) -> str:
    """Name the sources in folders: their paths and what they contain."""
    found = hashlib.sha256()
    for folder in folders:
        for source in sorted(folder.rglob("*.py")):
            content = source.read_bytes()
            found.update(f"{source.relative_to(folder.parent)} {len(content)} ".encode() + content)
    return found.hexdigest()[:8]
