"""Tables of people whose templates are in the cache as if they had been extracted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.data import UNMOVED, Extraction, Recipe
from benchmarks.identification.sources import capture_shares, minutiae_source
from matcher import template
from matcher.extraction import Extractor
from matcher.types import FingerPosition, ImpressionType, Template
from tests.images import encode

HEADER = "person,encounter,position,path"


@cache
def extractor_digest() -> str:
    """Digest what would make the templates."""
    return Extractor().digest.hex()


@cache
def prints(number: int, encounter: int) -> Mapping[FingerPosition, Template]:
    """Take ten prints of a synthetic person, rounded as they are stored."""
    source = minutiae_source("first", ImpressionType.LIVESCAN_PLAIN, capture_shares(None))
    [taken] = source.encounters(1_000 + number, [encounter])
    return {f: template.decode(template.encode(one)) for f, one in taken.items()}


@dataclass
class Folder:
    """A folder with a table, images of noise, and a cache with their templates."""

    place: Path
    rows: list[str] = field(default_factory=list)
    templates: dict[tuple[str, str], dict[FingerPosition, Template]] = field(default_factory=dict)

    @property
    def cache(self) -> Path:
        """Where templates and searches are kept."""
        return self.place / "cache"

    @property
    def table(self) -> Path:
        """The table, written anew."""
        path = self.place / "people.csv"
        path.write_text("\n".join([HEADER, *self.rows]) + "\n")
        return path

    def add(
        self, person: str, encounter: str, taken: Mapping[FingerPosition, Template | str]
    ) -> None:
        """Add an encounter. taken: templates, or reasons why there is none."""
        for finger, one in taken.items():
            self.add_print(person, encounter, finger, one)

    def add_print(
        self, person: str, encounter: str, finger: FingerPosition, one: Template | str
    ) -> Path:
        """Add a print as a row of the table and a file of the cache."""
        path = self.place / f"{len(self.rows)}.png"
        noise = np.random.default_rng(len(self.rows)).integers(0, 255, (9, 9), np.uint8)
        path.write_bytes(encode(noise))
        recipe = Recipe(Extractor, 500, UNMOVED, extractor_digest())
        kept = self.cache / "templates" / recipe.key(path.read_bytes())
        kept.parent.mkdir(parents=True, exist_ok=True)
        stored = "" if isinstance(one, str) else template.encode(one).hex()
        reason = one if isinstance(one, str) else ""
        kept.write_text(json.dumps(asdict(Extraction(stored, reason, 1, 0.0, 0.0))))
        self.rows.append(f"{person},{encounter},{int(finger)},{path.name}")
        if not isinstance(one, str):
            self.templates.setdefault((person, encounter), {})[finger] = one
        return path


def fill(folder: Folder, people: Sequence[int], encounters: Sequence[int]) -> Folder:
    """Add people with all fingers: person N is called pN, encounter E eE."""
    for number in people:
        for encounter in encounters:
            folder.add(f"p{number}", f"e{encounter}", prints(number, encounter))
    return folder
