"""What people drop on the page becomes a trial: an EBTS file, or images of fingers."""

import re
from collections.abc import Iterable, Iterator

from console.screens.trying.pictures import picture_of
from console.screens.trying.trial import Print, Trial
from ebts import gate
from ebts.booking import stated_booking
from ebts.faults import Faults
from ebts.images import IMPRESSIONS, FingerImage, finger_images
from ebts.reading import read
from matcher.errors import SampleError, TenprintError
from tenprint.samples import missing_finger, sample_from_bytes
from tenprint.v1 import sample_pb2

MAX_PRINTS = 14
"""Of a request."""
_EBTS = (b"1.001:", b"1.01:", b"1.1:")
_NUMBER = re.compile(r"(?:.*[^0-9])?0?([0-9]{1,2})[^0-9]*")
_IMPRESSIONS = {
    "plain": sample_pb2.IMPRESSION_TYPE_LIVESCAN_PLAIN,
    "rolled": sample_pb2.IMPRESSION_TYPE_LIVESCAN_ROLLED,
    "card-plain": sample_pb2.IMPRESSION_TYPE_NONLIVESCAN_PLAIN,
    "card-rolled": sample_pb2.IMPRESSION_TYPE_NONLIVESCAN_ROLLED,
}
IMPRESSION_CHOICES = (
    ("plain", "live scan, plain"),
    ("rolled", "live scan, rolled"),
    ("card-plain", "ink on a card, plain"),
    ("card-rolled", "ink on a card, rolled"),
)


class DroppedFileError(Exception):
    """What was dropped is no trial; the words say what is wrong, and what would do."""


def read_dropped(
    files: Iterable[tuple[str, bytes]], *, ppi: int, impression: str, position: int
) -> Trial:
    """Read what was dropped. files: names and contents. position: of a single image without a
    number in its name; 0: not said. Raises DroppedFileError."""
    given = [(name, data) for name, data in files if data]
    if not given:
        raise DroppedFileError("no file was chosen, or the file is empty")
    if any(data.startswith(_EBTS) for _, data in given):
        if len(given) > 1:
            raise DroppedFileError("one EBTS file at a time, and no images beside it")
        return _read_transaction(*given[0])
    if len(given) > MAX_PRINTS:
        raise DroppedFileError(f"{len(given)} images: at most {MAX_PRINTS}")
    prints = [
        _read_image(number, name, data, ppi, impression, position if len(given) == 1 else 0)
        for number, (name, data) in enumerate(given)
    ]
    _refuse_repeated(prints)
    title = given[0][0] if len(given) == 1 else f"{len(given)} images"
    return Trial(title, tuple(sorted(prints, key=lambda one: one.position)))


def _read_image(
    number: int, name: str, data: bytes, ppi: int, impression: str, position: int
) -> Print:
    found = _NUMBER.fullmatch(name.rpartition(".")[0] or name)
    stated = position or (int(found[1]) if found else 0)
    if not 1 <= stated <= 15:
        raise DroppedFileError(
            f"{name}: which finger? Begin the names with the position, such as 02.png for the "
            "right index (1 to 10, 11 and 12 plain thumbs, 13 to 15 slaps), or choose the finger "
            "of a single image"
        )
    try:
        sample = sample_from_bytes(
            data, stated, ppi, _IMPRESSIONS.get(impression, _IMPRESSIONS["plain"])
        )
    except ValueError as error:
        raise DroppedFileError(f"{name}: {error}, and no EBTS file") from error
    picture, fault = picture_of(sample)
    return Print(number, stated, f"{name}, {ppi} ppi", sample, picture, fault)


def _read_transaction(name: str, data: bytes) -> Trial:
    try:
        reading = read(data)
    except TenprintError as error:
        raise DroppedFileError(f"{name}: {error}") from error
    faults = Faults()
    faults.extend(reading.faults)
    transaction = reading.transaction
    if transaction is None:
        words = "; ".join(map(str, faults.all()[:3]))
        raise DroppedFileError(f"{name} cannot be read as an EBTS file: {words}")
    prints = list(_prints(finger_images(transaction, faults)))[:MAX_PRINTS]
    if not prints:
        raise DroppedFileError(f"{name} holds no print that can be searched")
    stated = stated_booking(transaction)
    facts = (
        ("Type of transaction", stated.type_of_transaction),
        ("TCN", stated.tcn),
        ("Controlling agency", stated.controlling_agency),
        ("Name", stated.name),
    )
    missing = tuple(missing_finger(finger, code) for finger, code in stated.missing_fingers)
    broken = tuple(f"{one.place} {one.field}: {one.rule}" for one in faults.all())
    return Trial(name, tuple(prints), missing, broken, facts, data)


def _prints(images: Iterable[FingerImage]) -> Iterator[Print]:
    seen = set[int]()
    for number, image in enumerate(images):
        if image.position in seen or not 1 <= image.position <= 15:
            continue
        seen.add(image.position)
        try:
            encoding = gate.encoding_of(image).name
        except SampleError:
            continue
        sample = sample_pb2.Sample(
            image=image.data,
            encoding=f"IMAGE_ENCODING_{encoding}",
            position=sample_pb2.FingerPosition.Name(image.position),
            impression_type=sample_pb2.ImpressionType.Name(int(IMPRESSIONS[image.impression]) + 1),
            resolution_ppi=image.resolution_ppi,
            width_px=image.width_px,
            height_px=image.height_px,
        )
        picture, fault = picture_of(sample)
        words = f"Type-{image.record_type}, {image.kind}, {image.resolution_ppi} ppi"
        yield Print(number, image.position, words, sample, picture, fault)


def _refuse_repeated(prints: Iterable[Print]) -> None:
    seen: dict[int, str] = {}
    for one in prints:
        if one.position in seen:
            raise DroppedFileError(
                f"position {one.position} twice: {seen[one.position]} and {one.words}"
            )
        seen[one.position] = one.words
