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
    │   │   └── NotAFingerError        NOT_A_FINGER
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


class EmptyImageError(SampleError, reason="EMPTY_IMAGE"):
    """There are no image bytes."""


class UndecodableImageError(SampleError, reason="UNDECODABLE_IMAGE"):
    """The bytes are not an image of the stated encoding."""


class TruncatedImageError(SampleError, reason="TRUNCATED_IMAGE"):
    """The image ends too early."""


class ImageTooLargeError(SampleError, reason="IMAGE_TOO_LARGE"):
    """The image has too many pixels or bytes, by its header or after resampling."""


class ImageTooSmallError(SampleError, reason="IMAGE_TOO_SMALL"):
    """The image has too few pixels for a finger."""


class PixelFormatError(SampleError, reason="UNSUPPORTED_PIXEL_FORMAT"):
    """The image has 16-bit samples or an alpha channel."""


class EncodingError(SampleError, reason="UNSUPPORTED_ENCODING"):
    """The encoding is not stated or not known."""


class ImageSizeMismatchError(SampleError, reason="IMAGE_SIZE_MISMATCH"):
    """The stated size and the image disagree."""


class ResolutionMissingError(SampleError, reason="RESOLUTION_MISSING"):
    """The resolution was not stated."""


class ResolutionRangeError(SampleError, reason="RESOLUTION_OUT_OF_RANGE"):
    """The resolution is outside 250 to 1,200 ppi."""


class NoForegroundError(SampleError, reason="NO_FOREGROUND"):
    """Nothing in the image could be a finger."""


class QualityError(SampleError, reason="QUALITY_TOO_LOW"):
    """The image shows something, but too little of it is a print."""


class NotAFingerError(QualityError, reason="NOT_A_FINGER"):
    """The image has lines, but they do not run as the ridges of a finger do."""


class UnknownPositionError(SampleError, reason="UNKNOWN_POSITION"):
    """The finger position is unknown."""


class SlapError(SampleError, reason="SLAP_NOT_SUPPORTED"):
    """A slap holds several fingers; segmentation does not exist yet."""


class CorruptRecordError(TenprintError, reason="CORRUPT_RECORD"):
    """Stored bytes do not pass their checksum or have an unknown version."""


class ModelError(TenprintError, reason="MODEL_UNAVAILABLE"):
    """LEADER's weights are missing, damaged or cannot be compiled."""
