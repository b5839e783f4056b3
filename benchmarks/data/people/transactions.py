"""A folder of EBTS files: each file is an encounter of a person.

The person is the first sub-folder in which the file lies. A file that lies in no sub-folder is of
the person whose name stands before the first `_` of the file's name. The encounter is the path of
the file in the folder.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.data.people.prints import FoundPrints, PersonPrint, Skipped
from ebts.errors import EbtsError, FaultyTransactionError
from ebts.faults import Faults
from ebts.gate import encoding_of
from ebts.images import IMPRESSIONS, FingerImage, finger_images
from ebts.reading import read_file
from ebts.records import Transaction
from matcher.decoding import EncodedImage
from matcher.errors import SampleError, TenprintError
from matcher.types import FingerPosition

SUFFIXES = {".an2", ".ansi", ".ebt", ".ebts", ".eft", ".nist", ".nst", ".ntf", ".xml"}


def read_transactions(folder: Path) -> FoundPrints:
    """Find the prints of single fingers in all EBTS files of a folder and its sub-folders."""
    prints, skipped = list[PersonPrint](), list[Skipped]()
    for path in sorted(folder.rglob("*")):
        # A device or a pipe may never end.
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        person, encounter = _names(path.relative_to(folder))
        for one in _read(path, person, encounter):
            if isinstance(one, Skipped):
                skipped.append(one)
            else:
                prints.append(one)
    return FoundPrints(sorted(prints, key=lambda one: one.order), skipped)


def image_of(path: Path, record: str) -> EncodedImage:
    """Read the image of a record again. Raises ValueError if the file has no such image."""
    try:
        transaction = _transaction(path)
        image = next(one for one in finger_images(transaction, Faults()) if one.place == record)
        size = (image.width_px, image.height_px)
        return EncodedImage(image.data, encoding_of(image), image.resolution_ppi, *size)
    except (StopIteration, TenprintError) as error:
        raise ValueError(f"{path} has no image in {record} any more") from error


def _names(path: Path) -> tuple[str, str]:
    inside = len(path.parts) > 1
    return (path.parts[0] if inside else path.stem.partition("_")[0] or path.stem), str(path)


def _read(path: Path, person: str, encounter: str) -> Iterator[PersonPrint | Skipped]:
    faults = Faults()
    try:
        images = finger_images(_transaction(path), faults)
    except OSError as error:
        yield Skipped("UNREADABLE_FILE", path, detail=error.strerror or "")
        return
    except EbtsError as error:
        yield Skipped(error.reason, path, detail=str(error))
        return
    sound = {one.place for one in images}
    for fault in faults.all():
        if fault.place not in sound:
            yield Skipped(FaultyTransactionError.reason, path, detail=str(fault))
    for image in images:
        try:
            finger = _finger(image)
        except SampleError as error:
            yield Skipped(error.reason, path, detail=f"{image.place}: {error}")
            continue
        if image.impression not in IMPRESSIONS:
            what = f"{image.place}: impression type {image.impression} is none of ten-prints"
            yield Skipped("IMPRESSION_NOT_SUPPORTED", path, detail=what)
            continue
        impression = IMPRESSIONS[image.impression]
        yield PersonPrint(
            person,
            encounter,
            finger,
            impression,
            image.resolution_ppi,
            path,
            record=image.place,
        )


def _transaction(path: Path) -> Transaction:
    """Read a file whose records are sound. Raises OSError and EbtsError."""
    reading = read_file(path)
    if reading.transaction is None or reading.faults:
        raise FaultyTransactionError(reading.faults)
    return reading.transaction


def _finger(image: FingerImage) -> FingerPosition:
    """Name the finger of an image that can be decoded. Raises SampleError."""
    encoding_of(image)
    known = image.position in {one.value for one in FingerPosition}
    return FingerPosition(image.position if known else 0).finger
