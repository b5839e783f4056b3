"""Rendered prints kept as files, so that each is rendered once on a machine.

A recipe's folder holds `01.png` to `10.png` by finger position. Its name ends in the digest of
everything that decides what the prints look like, with the generator's sources. When any of it
changes, the prints are rendered again under another name.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.images.prints import encode_png, grow_masters, render_person
from synthesis.people import person

_SOURCES = ("*.py", "images/*.py")
"""What turns a recipe into pixels, below `synthesis`."""


@dataclass(frozen=True)
class Recipe:
    """What is to be rendered: one impression of each of a person's ten fingers."""

    seed: int
    """Of the person."""
    encounter: int
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN
    difficulty: float = 1.0


@cache
def generator_digest() -> str:
    """Digest everything that turns recipes into pixels: our sources and their libraries."""
    digest = hashlib.sha256(f"{cv2.__version__} {np.__version__}".encode())
    synthesis = Path(__file__).parents[1]
    for pattern in _SOURCES:
        for source in sorted(synthesis.glob(pattern)):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


class PrintCache:
    """A folder of rendered prints; safe for several processes at once, picklable."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def folder_of(self, recipe: Recipe) -> Path:
        """Name the folder of a recipe's prints, whether it exists or not."""
        text = f"{generator_digest()} {int(recipe.kind)} {recipe.difficulty!r}"
        digest = hashlib.sha256(f"{text} {recipe.seed} {recipe.encounter}".encode()).hexdigest()
        return self.folder / f"{recipe.seed:05d}-{recipe.encounter}-{digest[:16]}"

    def missing(self, recipes: Iterable[Recipe]) -> list[Recipe]:
        """Tell which recipes have no prints yet."""
        return [recipe for recipe in recipes if not self.folder_of(recipe).is_dir()]

    def render(self, recipes: Sequence[Recipe]) -> None:
        """Render what is missing; the ridges of a person grow once for all of its recipes."""
        missing = self.missing(recipes)
        for seed in sorted({recipe.seed for recipe in missing}):
            someone = person(seed)
            masters = grow_masters(someone)
            for recipe in (recipe for recipe in missing if recipe.seed == seed):
                prints = render_person(
                    someone,
                    recipe.encounter,
                    kind=recipe.kind,
                    difficulty=recipe.difficulty,
                    masters=masters,
                )
                self._store(recipe, {p: encode_png(pixels) for p, pixels in prints.items()})

    def read(self, recipe: Recipe) -> dict[FingerPosition, bytes]:
        """Read the PNG files of a recipe, rendered now if they are missing."""
        self.render([recipe])
        folder = self.folder_of(recipe)
        return {p: (folder / f"{int(p):02d}.png").read_bytes() for p in FINGERS}

    def _store(self, recipe: Recipe, prints: dict[FingerPosition, bytes]) -> None:
        """Write a folder so that it exists as a whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=self.folder, prefix="."))
        try:
            for position, png in prints.items():
                (draft / f"{int(position):02d}.png").write_bytes(png)
            draft.rename(self.folder_of(recipe))
        except OSError:
            # Another process was first.
            if not self.folder_of(recipe).is_dir():
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
