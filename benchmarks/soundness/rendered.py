"""Rendered prints of people of whom nothing was learned, kept as files."""

from pathlib import Path

from benchmarks.data import track, write_atomically
from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.images import encode_png, generator_digest, grow_masters, render_encounter
from synthesis.people import person
from synthesis.seeds import Purpose

KINDS = {
    "plain": (ImpressionType.LIVESCAN_PLAIN, 0),
    "plain again": (ImpressionType.LIVESCAN_PLAIN, 1),
    "rolled on a card": (ImpressionType.NONLIVESCAN_ROLLED, 2),
}
"""Impression and encounter by name."""


def rendered(people: int, name: str, kind: tuple[ImpressionType, int], cache: Path) -> list[Path]:
    """Return the images of ten fingers of each person, in order; render what is missing."""
    folder = cache / "soundness" / generator_digest() / name.replace(" ", "-")
    numbers = [n for n in range(people) if not _path(folder, n, FINGERS[-1]).is_file()]
    impression, encounter = kind
    for number in track(numbers, f"rendering {name}", len(numbers)):
        someone = person(Purpose.EVALUATE.seed(number))
        masters = grow_masters(someone)
        made = render_encounter(someone, encounter, kind=impression, masters=masters)
        for finger, pixels in made.items():
            write_atomically(_path(folder, number, finger), encode_png(pixels))
    return [_path(folder, number, finger) for number in range(people) for finger in FINGERS]


def _path(folder: Path, number: int, finger: FingerPosition) -> Path:
    return folder / f"{number:03d}_{int(finger):02d}.png"
