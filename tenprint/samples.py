"""Build the samples of a request from image files."""

from pathlib import Path

from tenprint.v1 import sample_pb2

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", sample_pb2.IMAGE_ENCODING_PNG),
    (b"\xff\xd8\xff", sample_pb2.IMAGE_ENCODING_JPEG),
    (b"II*\x00", sample_pb2.IMAGE_ENCODING_TIFF),
    (b"MM\x00*", sample_pb2.IMAGE_ENCODING_TIFF),
    (b"BM", sample_pb2.IMAGE_ENCODING_BMP),
)


def sample_from_file(
    path: str | Path,
    position: int,
    ppi: int,
    impression_type: sample_pb2.ImpressionType = sample_pb2.IMPRESSION_TYPE_LIVESCAN_PLAIN,
) -> sample_pb2.Sample:
    """Read a PNG, TIFF, BMP or JPEG file.

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

    Raises ValueError if the encoding is unknown or the position does not exist.
    """
    if position not in sample_pb2.FingerPosition.DESCRIPTOR.values_by_number:
        raise ValueError(f"position {position} does not exist: use 1 to 12")
    return sample_pb2.Sample(
        image=image,
        encoding=guess_encoding(image),
        resolution_ppi=ppi,
        position=sample_pb2.FingerPosition.Name(position),
        impression_type=impression_type,
    )


def guess_encoding(image: bytes) -> sample_pb2.ImageEncoding:
    """Find the encoding of an image by its first bytes."""
    for magic, encoding in _MAGIC:
        if image.startswith(magic):
            return encoding
    raise ValueError("not a PNG, TIFF, BMP or JPEG image")
