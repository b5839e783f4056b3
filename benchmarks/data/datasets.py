"""Folders of prints with FVC's names: `{finger}_{impression}.{tif,bmp,png}`."""

import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data.errors import MeasurementError
from matcher.codecs import Encoding

ENCODINGS = {
    ".tif": Encoding.TIFF,
    ".tiff": Encoding.TIFF,
    ".bmp": Encoding.BMP,
    ".png": Encoding.PNG,
    ".jpg": Encoding.JPEG,
    ".jpeg": Encoding.JPEG,
    ".wsq": Encoding.WSQ,
    ".jp2": Encoding.JPEG2000,
}

_NAME = re.compile(r"(\d+)_(\d+)")


@dataclass(frozen=True, order=True)
class Print:
    """An image; sorts by finger, then impression."""

    finger: int
    impression: int
    path: Path


@dataclass(frozen=True)
class Dataset:
    """Prints of at least two fingers, with two impressions of at least one finger."""

    name: str
    prints: tuple[Print, ...]


def read_datasets(folders: list[Path]) -> list[Dataset]:
    """Find the prints of each folder. Raises MeasurementError, also for folders of equal name."""
    names = [folder.resolve().name for folder in folders]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise MeasurementError(f"two folders are called {doubled.pop()}: rename one")
    return [read_dataset(folder) for folder in folders]


def read_dataset(folder: Path) -> Dataset:
    """Find the prints of a folder; other files are ignored. Raises MeasurementError."""
    if not folder.is_dir():
        raise MeasurementError(f"{folder} is no folder: give one with prints")
    prints = sorted(one for path in folder.iterdir() if (one := _parse(path)) is not None)
    keys = [(one.finger, one.impression) for one in prints]
    if len(set(keys)) < len(keys):
        raise MeasurementError(f"{folder} holds an impression twice: keep one file of each")
    fingers = {one.finger for one in prints}
    if len(fingers) < 2 or len(fingers) == len(prints):
        raise MeasurementError(
            f"{folder} holds {len(prints)} prints of {len(fingers)} fingers: two fingers and "
            "a second impression are needed, named {finger}_{impression}.tif, .bmp or .png"
        )
    return Dataset(folder.resolve().name, tuple(prints))


def _parse(path: Path) -> Print | None:
    match = _NAME.fullmatch(path.stem)
    if match is None or path.suffix.lower() not in ENCODINGS:
        return None
    return Print(int(match[1]), int(match[2]), path)
