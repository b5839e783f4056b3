"""The probes: prints of rendered people, or the user's own prints."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import ENCODINGS, MeasurementError, track
from matcher.types import FINGERS, STANDARD_PPI
from synthesis.images import PrintCache, Recipe
from tenprint.samples import sample_from_bytes, sample_from_file
from tenprint.v1.sample_pb2 import Sample

FIRST_SEED = 7_000_000
"""The first person who is rendered as a probe."""
ENROLLED, PROBE = 0, 1
"""Encounters: the prints in the gallery, and the searching prints."""


@dataclass(frozen=True, eq=False)
class Probe:
    """Ten fingers of one person, or ten of the user's images."""

    name: str
    samples: tuple[Sample, ...]
    """In the order of the position codes 1 to 10."""
    enrolled: tuple[Sample, ...] = ()
    """Other prints of the same fingers, to be enrolled; empty for the user's own images."""

    @property
    def encounter_id(self) -> str:
        """Return an encounter id that depends on the prints' content."""
        digest = hashlib.sha256(b"".join(sample.image for sample in self.enrolled))
        return f"probe-{self.name}-{digest.hexdigest()[:16]}"

    def fingers(self, count: int) -> tuple[Sample, ...]:
        """Return ten fingers, or the two index fingers, as IDENT took before 2008."""
        return self.samples if count == 10 else (self.samples[1], self.samples[6])


def rendered_probes(count: int, cache: Path) -> list[Probe]:
    """Render people once and cache their prints."""
    prints = PrintCache(cache / "prints")
    people = range(FIRST_SEED, FIRST_SEED + count)
    return [
        Probe(str(seed), _read(prints, seed, PROBE), _read(prints, seed, ENROLLED))
        for seed in track(people, "rendering people")
    ]


def own_probes(folder: Path, ppi: int) -> list[Probe]:
    """Deal the images of a folder, in the order of their names, ten to a probe.

    Images with FVC's names, `{finger}_{impression}`, are dealt by impression: the service refuses a
    finger at two positions. Raises MeasurementError for fewer than ten images.
    """
    images = (path for path in folder.glob("*") if path.suffix.lower() in ENCODINGS)
    files = sorted(images, key=lambda path: path.stem.rpartition("_")[::-1])
    if len(files) < len(FINGERS):
        raise MeasurementError(
            f"{folder} holds {len(files)} images: ten or more are needed "
            "(PNG, TIFF, BMP, JPEG, WSQ, JPEG 2000)"
        )
    hands = [files[i : i + 10] for i in range(0, len(files) - len(files) % 10, 10)]
    return [
        Probe(f"own-{number}", tuple(map(sample_from_file, hand, FINGERS, [ppi] * 10)))
        for number, hand in enumerate(hands)
    ]


def _read(prints: PrintCache, seed: int, encounter: int) -> tuple[Sample, ...]:
    return tuple(
        sample_from_bytes(png, position, STANDARD_PPI)
        for position, png in prints.read(Recipe(seed, encounter)).items()
    )
