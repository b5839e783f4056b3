"""Make transactions: header, description and images of a submission or a response."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ebts.images import FGP
from ebts.records import (
    CNT,
    DAI,
    DAT,
    DCS,
    DOM,
    GMT,
    IDC,
    LEN,
    NSR,
    NTR,
    ORI,
    PRY,
    TCN,
    TCR,
    TOT,
    VER,
    BinaryRecord,
    Field,
    Record,
    TaggedRecord,
    Transaction,
)

_VERSION = "0400"
"""ANSI/NIST-ITL 1-2007, on which EBTS 9.1 stands."""
_STANDARD_RESOLUTION = "19.69"
"""500 pixels per inch, in pixels per millimetre."""
_KINDS_4 = {"NONE": 0, "WSQ20": 1}


@dataclass(frozen=True)
class Heading:
    """What Type-1 says."""

    type_of_transaction: str
    destination: str
    """DAI: 9 characters."""
    origin: str
    """ORI: 9 characters."""
    tcn: str
    time: datetime
    tcr: str = ""
    priority: int = 0
    """1 to 9; 0 leaves the field out."""


@dataclass(frozen=True, eq=False)
class NewImage:
    """A fingerprint image at 500 ppi, encoded."""

    position: int
    impression: int
    width_px: int
    height_px: int
    kind: str
    data: bytes


def compose(
    heading: Heading,
    description: Sequence[Field],
    images: Sequence[NewImage] = (),
    *,
    record_type: int = 4,
) -> Transaction:
    """Make a transaction of Type-1, Type-2 and, for each image, a Type-4 or Type-14.

    Text that is not ASCII makes the transaction UTF-8, and field 1.015 says so.
    """
    is_ascii = all(one.text.isascii() for one in description)
    first = _header(heading, bool(images), is_ascii)
    second = TaggedRecord(2, (_length(2), Field.of(2, IDC, "00"), *description))
    make = _type_4 if record_type == 4 else _type_14
    prints: list[Record] = [
        make(idc, image, heading.origin, heading.time) for idc, image in enumerate(images, 1)
    ]
    encoding = "ascii" if is_ascii else "utf-8"
    return Transaction((first, second, *prints), encoding)


def fields_of(record_type: int, values: Iterable[tuple[int, str]]) -> list[Field]:
    """Make fields of one item each; an empty value leaves its field out."""
    return [Field.of(record_type, number, value) for number, value in values if value]


def _header(heading: Heading, has_images: bool, is_ascii: bool) -> TaggedRecord:
    resolution = _STANDARD_RESOLUTION if has_images else "00.00"
    time = heading.time.astimezone(UTC)
    values = (
        (VER, _VERSION),
        (CNT, "1"),
        (TOT, heading.type_of_transaction),
        (DAT, f"{time:%Y%m%d}"),
        (PRY, str(heading.priority or "")),
        (DAI, heading.destination),
        (ORI, heading.origin),
        (TCN, heading.tcn),
        (TCR, heading.tcr),
        (NSR, resolution),
        (NTR, resolution),
    )
    fields = [
        *fields_of(1, values),
        Field.of(1, DOM, ("NORAM", "")),
        Field.of(1, GMT, f"{time:%Y%m%d%H%M%SZ}"),
    ]
    if not is_ascii:
        fields.append(Field.of(1, DCS, ("003", "UTF-8", "")))
    return TaggedRecord(1, (_length(1), *fields))


def _length(record_type: int) -> Field:
    """The writer fills in LEN."""
    return Field.of(record_type, LEN, "0")


def _type_4(idc: int, image: NewImage, origin: str, time: datetime) -> BinaryRecord:
    header = bytes([image.impression, image.position, *[255] * 5, 0])
    size = image.width_px.to_bytes(2, "big") + image.height_px.to_bytes(2, "big")
    return BinaryRecord(4, idc, header + size + bytes([_KINDS_4[image.kind]]) + image.data)


def _type_14(idc: int, image: NewImage, origin: str, time: datetime) -> TaggedRecord:
    values = (
        (IDC, f"{idc:02}"),
        (3, str(image.impression)),
        (4, origin),
        (5, f"{time:%Y%m%d}"),
        (6, str(image.width_px)),
        (7, str(image.height_px)),
        (8, "1"),
        (9, "500"),
        (10, "500"),
        (11, image.kind),
        (12, "8"),
        (FGP, str(image.position)),
        (999, " "),
    )
    return TaggedRecord(14, (_length(14), *fields_of(14, values)), image.data)
