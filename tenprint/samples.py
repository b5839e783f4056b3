"""Build the samples of a request from image files, and state which fingers are missing."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from tenprint.v1 import sample_pb2

USABLE_QUALITY = 10
"""The least quality by which a finger is likely to be found."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", sample_pb2.IMAGE_ENCODING_PNG),
    (b"\xff\xd8\xff", sample_pb2.IMAGE_ENCODING_JPEG),
    (b"II*\x00", sample_pb2.IMAGE_ENCODING_TIFF),
    (b"MM\x00*", sample_pb2.IMAGE_ENCODING_TIFF),
    (b"BM", sample_pb2.IMAGE_ENCODING_BMP),
    (b"\xff\xa0", sample_pb2.IMAGE_ENCODING_WSQ),
    (b"\0\0\0\x0cjP  ", sample_pb2.IMAGE_ENCODING_JPEG2000),
    (b"\xff\x4f\xff\x51", sample_pb2.IMAGE_ENCODING_JPEG2000),
)
_MINUTIAE_MAGIC = b"FMR\0 20\0"
_MISSING_REASONS = {
    "XX": sample_pb2.MISSING_FINGER_REASON_AMPUTATED,
    "UP": sample_pb2.MISSING_FINGER_REASON_UNABLE_TO_PRINT,
}


def sample_from_file(
    path: str | Path,
    position: int,
    ppi: int,
    impression_type: sample_pb2.ImpressionType = sample_pb2.IMPRESSION_TYPE_LIVESCAN_PLAIN,
) -> sample_pb2.Sample:
    """Read a PNG, TIFF, BMP, JPEG, WSQ or JPEG 2000 file, or a template of another system.

    position: ANSI/NIST-ITL code 1 to 12. ppi: the resolution of the scanner; the resolution that
    the file states does not count. Raises OSError, and the errors of `sample_from_bytes`.
    """
    image = Path(path).read_bytes()
    try:
        return sample_from_bytes(image, position, ppi, impression_type)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def sample_from_bytes(
    image: bytes,
    position: int,
    ppi: int,
    impression_type: sample_pb2.ImpressionType = sample_pb2.IMPRESSION_TYPE_LIVESCAN_PLAIN,
) -> sample_pb2.Sample:
    """Wrap an encoded image.

    The bytes may be a template of another system too; `ppi` does not count then.
    Raises ValueError if the encoding is unknown or the position does not exist.
    """
    if position not in sample_pb2.FingerPosition.DESCRIPTOR.values_by_number:
        raise ValueError(f"position {position} does not exist: use 1 to 12")
    if form := guess_template_format(image):
        return sample_pb2.Sample(
            template=image,
            template_format=form,
            position=sample_pb2.FingerPosition.Name(position),
            impression_type=impression_type,
        )
    return sample_pb2.Sample(
        image=image,
        encoding=guess_encoding(image),
        resolution_ppi=ppi,
        position=sample_pb2.FingerPosition.Name(position),
        impression_type=impression_type,
    )


def missing_finger(position: int, code: str) -> sample_pb2.MissingFinger:
    """State why there is no sample of a finger.

    position: ANSI/NIST-ITL code 1 to 10. code: ANSI/NIST-ITL AMP, `XX` for an amputated finger and
    `UP` for a finger that cannot be printed. Raises ValueError if either is unknown.
    """
    if not 1 <= position <= 10:
        raise ValueError(f"finger {position} does not exist: use 1 to 10")
    if code not in _MISSING_REASONS:
        raise ValueError(f"code {code!r} is not known: use XX (amputated) or UP (unable to print)")
    return sample_pb2.MissingFinger(
        position=sample_pb2.FingerPosition.Name(position), reason=_MISSING_REASONS[code]
    )


class Judged(Protocol):
    """What the service says of a sample: a `SampleReport`, or the service's own form of one."""

    @property
    def quality(self) -> int:
        """Sample quality, 0 to 100; 0 for what is no print."""

    @property
    def template_format(self) -> object:
        """The format of a template that was sent in place of an image."""


def none_is_usable(samples: Iterable[Judged]) -> bool:
    """Tell whether no print is good enough to find anybody by.

    Then that nobody was found does not say that the person is unknown. Templates of other systems
    are taken at their word.
    """
    judged = list(samples)
    usable = (one.quality >= USABLE_QUALITY or bool(one.template_format) for one in judged)
    return bool(judged) and not any(usable)


def guess_template_format(data: bytes) -> sample_pb2.TemplateFormat:
    """Find the format of a template by its first bytes; UNSPECIFIED if the bytes are none."""
    if data.startswith(_MINUTIAE_MAGIC):
        # ISO states the length in four bytes here, ANSI in two.
        if int.from_bytes(data[8:12], "big") == len(data):
            return sample_pb2.TEMPLATE_FORMAT_ISO_19794_2_2005
        return sample_pb2.TEMPLATE_FORMAT_ANSI_378_2004
    if data.startswith((b"9.001:", b"9.01:", b"9.1:")):
        return sample_pb2.TEMPLATE_FORMAT_TYPE_9
    return sample_pb2.TEMPLATE_FORMAT_UNSPECIFIED


def guess_encoding(image: bytes) -> sample_pb2.ImageEncoding:
    """Find the encoding of an image by its first bytes."""
    for magic, encoding in _MAGIC:
        if image.startswith(magic):
            return encoding
    raise ValueError("not a PNG, TIFF, BMP, JPEG, WSQ or JPEG 2000 image")
