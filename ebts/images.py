"""The fingerprint images of a transaction: Type-4 and Type-14 in one form.

Source: ANSI/NIST-ITL 1-2007, sections 11 and 21 (Type-4, Type-14), and table 12.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ebts.faults import Faults
from ebts.records import NTR, BinaryRecord, TaggedRecord, Transaction
from matcher.kinds import TEXT, kind_of
from matcher.types import FingerPosition, ImpressionType

IMP, HLL, VLL, SLC, HPS, VPS, CGA, BPX, FGP = 3, 6, 7, 8, 9, 10, 11, 12, 13
"""Fields of Type-14."""
_HEADER_BYTES = 13
"""Of Type-4, behind LEN and IDC: IMP 1, FGP 6, ISR 1, HLL 2, VLL 2, GCA 1."""

_TYPE_4_KINDS = {0: "NONE", 1: "WSQ20"}
_MAGIC = {
    "WSQ20": b"\xff\xa0",
    "JPEGB": b"\xff\xd8\xff",
    "JPEGL": b"\xff\xd8\xff",
    "JP2": b"\x00\x00\x00\x0cjP  ",
    "JP2L": b"\x00\x00\x00\x0cjP  ",
    "PNG": b"\x89PNG\r\n\x1a\n",
}
"""How images of each kind (14.011) begin. NONE is raw grey."""
KINDS = ("NONE", *_MAGIC)

IMPRESSIONS = {
    **{code: ImpressionType(code) for code in range(4)},
    # Contact and contactless variants of live scans: even codes are plain, odd ones rolled.
    **{code: ImpressionType(code % 2) for code in range(20, 28)},
}
"""Impression types of ten-prints. Latents, palms, swipes and unknown ones are none."""

FINGERS_OF = {
    **{code: (code,) for code in range(1, 11)},
    **{11: (1,), 12: (6,), 13: (2, 3, 4, 5), 14: (7, 8, 9, 10), 15: (1, 6)},
}
"""The fingers that an image of a position shows."""


@dataclass(frozen=True)
class FingerImage:
    """One fingerprint image as its record describes it; the image itself is not decoded."""

    place: str
    record_type: int
    position: int
    """FGP: 1 to 15, or 0 if the record does not say."""
    impression: int
    width_px: int
    height_px: int
    resolution_ppi: int
    kind: str
    """CGA (14.011): NONE, WSQ20, …"""
    data: bytes

    @property
    def name(self) -> str:
        """The position in words, such as `right thumb`."""
        return FingerPosition(self.position).name.lower().replace("_", " ")


def finger_images(transaction: Transaction, faults: Faults) -> list[FingerImage]:
    """Read the fingerprint images. Records that cannot be read as an image give faults."""
    found = []
    for place, record in transaction.located():
        if isinstance(record, BinaryRecord) and record.type == 4:
            image = _type_4(place, record, transaction, faults)
        elif isinstance(record, TaggedRecord) and record.type == 14:
            image = _type_14(place, record, faults)
        else:
            continue
        if image is not None and _is_sound(image, faults):
            found.append(image)
    return found


def positions(images: list[FingerImage]) -> Iterator[int]:
    """Yield every finger, 1 to 10, that some image shows."""
    for image in images:
        yield from FINGERS_OF.get(image.position, ())


def _type_4(
    place: str, record: BinaryRecord, transaction: Transaction, faults: Faults
) -> FingerImage | None:
    body = record.body
    if len(body) < _HEADER_BYTES:
        rule = f"the record has {len(body) + 5} bytes; its header alone has {_HEADER_BYTES + 5}"
        faults.add(place, "4.001 LEN", "", rule)
        return None
    others = [code for code in body[2:7] if code != 255]
    if others:
        rule = "a ten-print image has one position; the other five bytes are 255"
        faults.add(place, "4.004 FGP", str(others[0]), rule)
    resolution = _native_ppi(transaction, faults) if body[7] == 1 else 500
    return FingerImage(
        place,
        record_type=4,
        position=body[1],
        impression=body[0],
        width_px=int.from_bytes(body[8:10], "big"),
        height_px=int.from_bytes(body[10:12], "big"),
        resolution_ppi=resolution,
        kind=_TYPE_4_KINDS.get(body[12], str(body[12])),
        data=body[13:],
    )


def _native_ppi(transaction: Transaction, faults: Faults) -> int:
    stated = transaction.header.value(NTR)
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}", stated) or float(stated) == 0:
        rule = "an image in native resolution (4.005 ISR = 1) needs NTR in pixels per millimetre"
        faults.add("record 1 (Type-1)", "1.012 NTR", stated, rule)
        return 500
    return round(float(stated) * 25.4)


def _type_14(place: str, record: TaggedRecord, faults: Faults) -> FingerImage | None:
    names = {IMP: "IMP", HLL: "HLL", VLL: "VLL", SLC: "SLC", HPS: "HPS", VPS: "VPS", BPX: "BPX"}
    numbers: dict[int, int] = {}
    for field, name in {**names, FGP: "FGP"}.items():
        text = record.value(field)
        if re.fullmatch("[0-9]{1,5}", text):
            numbers[field] = int(text)
        else:
            faults.add(place, f"14.{field:03} {name}", text, "the field is needed, in digits")
    if len(numbers) < len(names) + 1 or record.data is None:
        if record.data is None:
            faults.add(place, "14.999 DATA", "", "the record has no image")
        return None
    if numbers[HPS] != numbers[VPS]:
        rule = f"both directions have one resolution, but HPS is {numbers[HPS]}"
        faults.add(place, "14.010 VPS", str(numbers[VPS]), rule)
    if numbers[BPX] != 8:
        faults.add(place, "14.012 BPX", str(numbers[BPX]), "an image has 8 bits a pixel")
    scale = {1: 1.0, 2: 2.54}.get(numbers[SLC])
    if scale is None:
        rule = "the scale is 1 (pixels per inch) or 2 (pixels per centimetre)"
        faults.add(place, "14.008 SLC", str(numbers[SLC]), rule)
        return None
    return FingerImage(
        place,
        record_type=14,
        position=numbers[FGP],
        impression=numbers[IMP],
        width_px=numbers[HLL],
        height_px=numbers[VLL],
        resolution_ppi=round(numbers[HPS] * scale),
        kind=record.value(CGA),
        data=record.data,
    )


def _is_sound(image: FingerImage, faults: Faults) -> bool:
    """Check what a record says of its image against the first bytes and the length."""
    known = Faults()
    data = f"{image.record_type}.999 DATA"
    if image.kind not in KINDS:
        name = "4.008 GCA" if image.record_type == 4 else "14.011 CGA"
        known.add(image.place, name, image.kind, f"the kind is one of {', '.join(KINDS)}")
    if not image.width_px or not image.height_px:
        said = f"{image.width_px} x {image.height_px}"
        known.add(image.place, "HLL, VLL", said, "an image has at least one pixel")
    if not image.data:
        known.add(image.place, data, "", "the image is empty")
    elif image.kind == "NONE" and len(image.data) != image.width_px * image.height_px:
        rule = (
            f"an uncompressed image of {image.width_px} x {image.height_px} px has "
            f"{image.width_px * image.height_px:,} bytes, not {len(image.data):,}"
            f"{_named(image.data)}"
        )
        known.add(image.place, data, "", rule)
    elif not image.data.startswith(_MAGIC.get(image.kind, b"")):
        rule = f"the bytes are no {image.kind} image{_named(image.data)}"
        known.add(image.place, data, image.data[:4], rule)
    faults.extend(known)
    return not known


def _named(data: bytes) -> str:
    """Say what bytes are that are no such image. The first pixels of a dark image read as text."""
    found = kind_of(data)
    return "" if found is None or found is TEXT else f": they are {found.words}"
