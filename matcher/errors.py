"""The root of the error tree, and the matcher's branch of it.

    TenprintError
    ├── SampleError            one sample is unusable; the message names it and the remedy
    │   ├── EmptyImageError            EMPTY_IMAGE
    │   ├── UndecodableImageError      UNDECODABLE_IMAGE
    │   ├── TruncatedImageError        TRUNCATED_IMAGE
    │   ├── ImageTooLargeError         IMAGE_TOO_LARGE
    │   ├── ImageTooSmallError         IMAGE_TOO_SMALL
    │   ├── PixelFormatError           UNSUPPORTED_PIXEL_FORMAT
    │   ├── EncodingError              UNSUPPORTED_ENCODING
    │   ├── ImageSizeMismatchError     IMAGE_SIZE_MISMATCH
    │   ├── ResolutionMissingError     RESOLUTION_MISSING
    │   ├── ResolutionRangeError       RESOLUTION_OUT_OF_RANGE
    │   ├── NoForegroundError          NO_FOREGROUND
    │   ├── QualityError               QUALITY_TOO_LOW
    │   ├── UnknownPositionError       UNKNOWN_POSITION
    │   └── SlapError                  SLAP_NOT_SUPPORTED
    ├── CorruptRecordError     CORRUPT_RECORD: stored bytes do not pass their checksum
    └── ModelError             MODEL_UNAVAILABLE: LEADER's weights are missing or damaged

`reason` is stable: it is `ErrorInfo.reason` on the wire (see proto/tenprint/v1/errors.proto).
"""

from typing import ClassVar


class TenprintError(Exception):
    """The root of all errors that tenprint raises on purpose."""

    reason: ClassVar[str] = "INTERNAL"

    def __init_subclass__(cls, *, reason: str = "") -> None:
        """reason: of the class; empty: the reason of the class above."""
        super().__init_subclass__()
        cls.reason = reason or cls.reason


class SampleError(TenprintError):
    """One sample is unusable."""


class EmptyImageError(SampleError):
    """There are no image bytes."""

    reason = "EMPTY_IMAGE"


class UndecodableImageError(SampleError):
    """The bytes are not an image of the stated encoding."""

    reason = "UNDECODABLE_IMAGE"


class TruncatedImageError(SampleError):
    """The image ends too early."""

    reason = "TRUNCATED_IMAGE"


class ImageTooLargeError(SampleError):
    """The image has too many pixels or bytes, by its header or after resampling."""

    reason = "IMAGE_TOO_LARGE"


class ImageTooSmallError(SampleError):
    """The image has too few pixels for a finger."""

    reason = "IMAGE_TOO_SMALL"


class PixelFormatError(SampleError):
    """The image has 16-bit samples or an alpha channel."""

    reason = "UNSUPPORTED_PIXEL_FORMAT"


class EncodingError(SampleError):
    """The encoding is not stated or not known."""

    reason = "UNSUPPORTED_ENCODING"


class ImageSizeMismatchError(SampleError):
    """The stated size and the image disagree."""

    reason = "IMAGE_SIZE_MISMATCH"


class ResolutionMissingError(SampleError):
    """The resolution was not stated."""

    reason = "RESOLUTION_MISSING"


class ResolutionRangeError(SampleError):
    """The resolution is outside 250 to 1,200 ppi."""

    reason = "RESOLUTION_OUT_OF_RANGE"


class NoForegroundError(SampleError):
    """Nothing in the image could be a finger."""

    reason = "NO_FOREGROUND"


class QualityError(SampleError):
    """The image shows something, but too little of it is a print."""

    reason = "QUALITY_TOO_LOW"


class UnknownPositionError(SampleError):
    """The finger position is unknown."""

    reason = "UNKNOWN_POSITION"


class SlapError(SampleError):
    """A slap holds several fingers; segmentation does not exist yet."""

    reason = "SLAP_NOT_SUPPORTED"


class CorruptRecordError(TenprintError):
    """Stored bytes do not pass their checksum or have an unknown version."""

    reason = "CORRUPT_RECORD"


class ModelError(TenprintError):
    """LEADER's weights are missing, damaged or cannot be compiled."""

    reason = "MODEL_UNAVAILABLE"
