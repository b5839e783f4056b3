"""Transaction files as text and as a picture, and what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cv2

from ebts import codes, gate, rules
from ebts.card import Pixels, draw_card
from ebts.errors import EbtsError
from ebts.faults import Fault, shown
from ebts.images import FingerImage
from ebts.reading import Reading, read_file
from ebts.records import BinaryRecord, Record
from ebts.validation import amputations, validate
from matcher.errors import SampleError

_NAMES = {
    (kind, rule.number): rule.name
    for kind, table in ((1, rules.TYPE_1), (2, rules.TYPE_2))
    for rule in table
} | {(1, 1): "LEN", (1, 3): "CNT", (1, 13): "DOM", (1, 15): "DCS"}
_WORDS = {"XX": "amputated", "UP": "unable to print"}


@dataclass(frozen=True)
class Judgement:
    """What a file is, and what is wrong with it."""

    reading: Reading
    images: tuple[FingerImage, ...]
    faults: tuple[Fault, ...]
    refused: tuple[tuple[FingerImage, str], ...]
    """Images that the service would refuse, with the reason."""

    @property
    def is_sound(self) -> bool:
        """Whether the service would take the file with each of its images."""
        return not self.faults and not self.refused

    @property
    def title(self) -> str:
        """What the file is, in words."""
        if self.reading.transaction is None:
            return "not a transaction"
        kind = self.reading.transaction.type_of_transaction
        words = codes.WORDS.get(kind, "a type that EBTS 9.1 does not have")
        counts = f"{len(self.reading.transaction.records)} records, {len(self.images)} fingerprints"
        return f"{shown(kind) if kind not in codes.WORDS else kind} ({words}), {counts}"


@dataclass(frozen=True)
class Verdict:
    """What `ebts validate --json` prints of a file."""

    file: str
    title: str
    is_sound: bool
    faults: tuple[Fault, ...]
    refused_images: tuple[str, ...]
    error: str
    """Why the file is no transaction; empty if it is one."""

    @property
    def lines(self) -> list[str]:
        """The verdict for people."""
        if self.error:
            return [f"{self.file}: {self.error}"]
        wrong = (*self.faults, *self.refused_images)
        return [
            f"{self.file}: {self.title}{': sound' if self.is_sound else ''}",
            *(f"  {one}" for one in wrong),
        ]


def judge(path: Path) -> Judgement:
    """Read and judge a file, its images too. Raises EbtsError, OSError."""
    reading = read_file(path)
    images, faults = validate(reading, datetime.now(UTC).date())
    refusals = ((image, gate.refusal(image)) for image in images if image.position in range(1, 16))
    refused = [(image, f"{error.reason}: {error}") for image, error in refusals if error]
    return Judgement(reading, tuple(images), faults.all(), tuple(refused))


def verdict(path: Path) -> Verdict:
    """Say of a file what it is and what is wrong with it."""
    try:
        judgement = judge(path)
    except EbtsError as error:
        return Verdict(str(path), "", False, (), (), f"{error.reason}: {error}")
    refused = (
        f"{image.place}, {image.name}: the image is refused: {reason}"
        for image, reason in judgement.refused
    )
    return Verdict(
        str(path), judgement.title, judgement.is_sound, judgement.faults, tuple(refused), ""
    )


def fields(judgement: Judgement) -> Iterator[str]:
    """Write every field on a line of its own."""
    yield judgement.title
    transaction = judgement.reading.transaction
    for place, record in transaction.located() if transaction else ():
        yield place
        yield from _record(record)
    for image in judgement.images:
        size = f"{image.width_px} x {image.height_px} px at {image.resolution_ppi} ppi"
        yield f"{image.place}: position {image.position}, {image.kind}, {size}"


def _record(record: Record) -> Iterator[str]:
    if isinstance(record, BinaryRecord):
        yield f"  {record.type}.--- header and image, {len(record.body):,} bytes"
        return
    for field in record.fields:
        if field.number == 999:
            yield f"  {field.tag} DATA: {len(record.data or b''):,} bytes"
            continue
        name = _NAMES.get((record.type, field.number), "")
        text = "".join(one if one.isprintable() else " " for one in field.text)
        yield f"  {field.tag} {name + ': ' if name else ''}{text}"


def write_card(judgement: Judgement, path: Path) -> None:
    """Draw the images as a ten-print card. Raises OSError."""
    pictures: dict[int, Pixels | str] = {}
    transaction = judgement.reading.transaction
    for finger, code in amputations(transaction) if transaction else ():
        pictures[finger] = _WORDS[code]
    for image in judgement.images:
        try:
            pictures[image.position] = gate.decode(image)
        except SampleError as error:
            pictures[image.position] = f"{error.reason} {error}"
    done, data = cv2.imencode(".png", draw_card(pictures, judgement.title))
    assert done
    path.write_bytes(data.tobytes())
