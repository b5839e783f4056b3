"""The pool of fingers from which people are composed, as columns in mapped files.

A row is an impression of a whole person: first come the impressions of `people` persons, then
second impressions of some of them. A row and a finger position identify one finger's vector, small
code and stored template.
"""

import mmap
import shutil
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import track
from benchmarks.search import pool_blocks
from benchmarks.search.pool_blocks import PeopleBlock, Slab
from matcher.errors import CorruptRecordError
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_DIMENSION, small_code

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

_COLUMNS = ("pattern", "traits", "sensor", "lengths", "sums")
_LARGE = ("vectors", "scale", "small")


@dataclass(frozen=True)
class PoolRecipe:
    """The people whose fingers are in the pool."""

    people: int = 200_000
    probed: int = 4_000
    """The first people, who are planted whole and searched for; nobody is composed of them."""
    seconds: int = 5_000
    """The next people have a second impression, for people who are enrolled twice."""

    @property
    def slabs(self) -> tuple[Slab, Slab]:
        """First and second impressions."""
        return Slab(0, self.people, 0), Slab(self.probed, self.seconds, 2)

    @property
    def rows(self) -> int:
        """Impressions of ten fingers."""
        return self.people + self.seconds


@dataclass(frozen=True, eq=False)
class Pool:
    """Columns over impressions of ten fingers."""

    recipe: PoolRecipe
    folder: Path
    vectors: NDArray[np.int8]
    """(10, rows, 512), mapped"""
    scale: Floats
    """(10, rows): factor to unit length; 0 for a zero vector"""
    small: Floats
    """(10, rows, 32): small codes, mapped"""
    pattern: NDArray[np.uint8]
    traits: Floats
    sensor: NDArray[np.uint8]
    lengths: NDArray[np.uint32]
    sums: NDArray[np.uint32]

    @cached_property
    def starts(self) -> Rows:
        """(rows, 10): the start of each template."""
        ends = np.cumsum(self.lengths, dtype=np.int64)
        return (ends - self.lengths.ravel()).reshape(self.lengths.shape)

    @property
    def template_file(self) -> Path:
        """The file of the stored templates, end to end."""
        return self.folder / "templates.bin"

    def will_need(self, rows: NDArray[np.int32]) -> None:
        """Start to read the ten templates of a composed person. rows: (10,)."""
        fingers = np.arange(len(FINGERS))
        starts = self.starts[rows, fingers].tolist()
        for start, length in zip(starts, self.lengths[rows, fingers].tolist(), strict=True):
            page = start // mmap.PAGESIZE * mmap.PAGESIZE
            self._template_map.madvise(mmap.MADV_WILLNEED, page, start + length - page)

    def template(self, row: int, finger: int) -> bytes:
        """Read a stored template. finger: 0 to 9. Raises CorruptRecordError."""
        start = int(self.starts[row, finger])
        stored = self._template_map[start : start + int(self.lengths[row, finger])]
        if zlib.crc32(stored) != self.sums[row, finger]:
            raise CorruptRecordError(f"pool template {row}, finger {finger + 1}: checksum")
        return stored

    @cached_property
    def _template_map(self) -> mmap.mmap:
        with self.template_file.open("rb") as file:
            found = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        found.madvise(mmap.MADV_RANDOM)
        return found

    def unit_vectors(self, ids: NDArray[np.int32]) -> Floats:
        """Return the vectors of composed people. ids: (n, 10). Returns (n, 10, 512)."""
        ten = [self.vectors[f, ids[:, f]] * self.scale[f, ids[:, f], None] for f in range(10)]
        return np.stack(ten, 1).astype(np.float32, copy=False)


def open_pool(recipe: PoolRecipe, cache: Path) -> Pool:
    """Make the missing parts of a pool and map the pool."""
    name = f"columns-{recipe.people}-{recipe.probed}-{recipe.seconds}"
    folder = pool_blocks.folder(cache) / name
    if not folder.is_dir():
        _write(recipe, folder, [path for s in recipe.slabs for path in pool_blocks.make(s, cache)])
    small = {column: np.load(folder / f"{column}.npy") for column in _COLUMNS}
    large = {column: np.load(folder / f"{column}.npy", mmap_mode="r") for column in _LARGE}
    return Pool(recipe, folder, **small, **large)


def read_people(slab: Slab, cache: Path) -> PeopleBlock:
    """Make the missing blocks of a slab and read all blocks."""
    parts = [pool_blocks.read(path) for path in pool_blocks.make(slab, cache)]
    names = vars(parts[0])
    return PeopleBlock(**{n: np.concatenate([getattr(one, n) for one in parts]) for n in names})


def _write(recipe: PoolRecipe, folder: Path, paths: Sequence[Path]) -> None:
    """Write columns to a draft folder and rename it."""
    draft = folder.with_name(f".{folder.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    shapes = ((VECTOR_DIMENSION,), np.int8), ((), np.float32), ((CODE_DIMENSION,), np.float32)
    vectors, scale, small = (
        np.lib.format.open_memmap(
            draft / f"{name}.npy", "w+", kind, (len(FINGERS), recipe.rows, *shape)
        )
        for name, (shape, kind) in zip(_LARGE, shapes, strict=True)
    )
    kept: dict[str, list[NDArray[np.generic]]] = {name: [] for name in _COLUMNS}
    row = 0
    with (draft / "templates.bin").open("wb") as file:
        for path in track(paths, "columns of the pool"):
            block = pool_blocks.read(path)
            rows = slice(row, row + len(block.vectors))
            ten = block.vectors.transpose(1, 0, 2)
            lengths = np.linalg.norm(ten.astype(np.float32), axis=2)
            vectors[:, rows] = ten
            scale[:, rows] = np.where(lengths > 0, 1 / np.maximum(lengths, 1), 0)
            small[:, rows] = small_code(ten * scale[:, rows, None])
            file.write(block.templates.tobytes())
            for name, column in kept.items():
                column.append(getattr(block, name))
            row = rows.stop
    for name, column in kept.items():
        np.save(draft / f"{name}.npy", np.concatenate(column))
    for mapped in (vectors, scale, small):
        mapped.flush()
    draft.rename(folder)
