"""The root of the error tree, and the matcher's branch of it.

    TenprintError
    ├── SampleError            one sample is unusable; the message names it and the remedy
    │   ├── SampleFormError        the caller must send the sample in another form
    │   │   ├── EmptyImageError        EMPTY_IMAGE
    │   │   ├── UndecodableImageError  UNDECODABLE_IMAGE
    │   │   ├── TruncatedImageError    TRUNCATED_IMAGE
    │   │   ├── ImageTooLargeError     IMAGE_TOO_LARGE
    │   │   ├── PixelFormatError       UNSUPPORTED_PIXEL_FORMAT
    │   │   ├── EncodingError          UNSUPPORTED_ENCODING
    │   │   ├── MultipleFramesError    MULTIPLE_FRAMES
    │   │   ├── OrientationError       INVALID_ORIENTATION
    │   │   ├── DecodingFailedError    DECODING_FAILED
    │   │   ├── ImageSizeMismatchError IMAGE_SIZE_MISMATCH
    │   │   ├── ResolutionMissingError RESOLUTION_MISSING
    │   │   ├── ResolutionRangeError   RESOLUTION_OUT_OF_RANGE
    │   │   ├── InvalidTemplateError   INVALID_TEMPLATE
    │   │   ├── UnknownPositionError   UNKNOWN_POSITION
    │   │   ├── SlapHandError          SLAP_WRONG_HAND
    │   │   └── SlapError              SLAP_NOT_SUPPORTED
    │   ├── ImageTooSmallError         IMAGE_TOO_SMALL
    │   ├── NoForegroundError          NO_FOREGROUND
    │   ├── ContrastError              CONTRAST_TOO_LOW
    │   ├── QualityError               QUALITY_TOO_LOW
    │   │   └── NotAFingerError        NOT_A_FINGER
    │   ├── SlapUncertainError         SLAP_UNCERTAIN
    │   └── SeveralFingersError        SEVERAL_FINGERS
    ├── RepeatedFingerError    REPEATED_FINGER: two positions of a person show one finger
    ├── SequenceError          SEQUENCE_MISMATCH: a slap shows another person than rolled prints
    ├── DecoderUnavailableError DECODER_UNAVAILABLE: no process is free to decode an image
    ├── CorruptRecordError     CORRUPT_RECORD: stored bytes do not pass their checksum
    └── ModelError             MODEL_UNAVAILABLE: LEADER's weights are missing or damaged

A SampleError is a fault of the finger: only a new capture mends it, and the other fingers of a
request can be used without it. A SampleFormError is a fault of the request: the caller can send the
same capture again in the right form, so that a request with such a sample is refused.

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


class SampleFormError(SampleError):
    """The caller must send the sample in another form; the whole request is refused."""


class EmptyImageError(SampleFormError, reason="EMPTY_IMAGE"):
    """There are no image bytes."""


class UndecodableImageError(SampleFormError, reason="UNDECODABLE_IMAGE"):
    """The bytes are not an image of the stated encoding."""


class TruncatedImageError(SampleFormError, reason="TRUNCATED_IMAGE"):
    """The image ends too early."""


class ImageTooLargeError(SampleFormError, reason="IMAGE_TOO_LARGE"):
    """The image has too many pixels or bytes, by its header or after resampling."""


class ImageTooSmallError(SampleError, reason="IMAGE_TOO_SMALL"):
    """The image has too few pixels for a finger."""


class PixelFormatError(SampleFormError, reason="UNSUPPORTED_PIXEL_FORMAT"):
    """The image has samples of more than 8 bits, or transparent pixels."""


class EncodingError(SampleFormError, reason="UNSUPPORTED_ENCODING"):
    """The encoding is not stated or not known."""


class MultipleFramesError(SampleFormError, reason="MULTIPLE_FRAMES"):
    """The file holds several pictures, such as pages or frames, or begins with a preview."""


class OrientationError(SampleFormError, reason="INVALID_ORIENTATION"):
    """The file's orientation tag has no meaning, stands twice, or cannot be read."""


class DecodingFailedError(SampleFormError, reason="DECODING_FAILED"):
    """The decoder crashed, hung or took too much memory while it read the image."""


class ImageSizeMismatchError(SampleFormError, reason="IMAGE_SIZE_MISMATCH"):
    """The stated size and the image disagree."""


class ResolutionMissingError(SampleFormError, reason="RESOLUTION_MISSING"):
    """The resolution was not stated."""


class ResolutionRangeError(SampleFormError, reason="RESOLUTION_OUT_OF_RANGE"):
    """The resolution is outside 250 to 1,200 ppi."""


class InvalidTemplateError(SampleFormError, reason="INVALID_TEMPLATE"):
    """A template of another system breaks the rules of its format, or is of another finger."""


class NoForegroundError(SampleError, reason="NO_FOREGROUND"):
    """Nothing in the image could be a finger."""


class ContrastError(SampleError, reason="CONTRAST_TOO_LOW"):
    """The image flows like a print, but its ridges are too faint to be read."""


class QualityError(SampleError, reason="QUALITY_TOO_LOW"):
    """The image shows something, but too little of it is a print."""


class NotAFingerError(QualityError, reason="NOT_A_FINGER"):
    """The image has lines, but they do not run as the ridges of a finger do."""


class SeveralFingersError(SampleError, reason="SEVERAL_FINGERS"):
    """The image shows several fingers where one was stated."""


class UnknownPositionError(SampleFormError, reason="UNKNOWN_POSITION"):
    """The finger position is unknown."""


class SlapError(SampleFormError, reason="SLAP_NOT_SUPPORTED"):
    """A slap holds several fingers where one finger is needed."""


class SlapHandError(SampleFormError, reason="SLAP_WRONG_HAND"):
    """A slap shows the other hand than its position says, and nothing proves which hand it is."""


class SlapUncertainError(SampleError, reason="SLAP_UNCERTAIN"):
    """No finger of a slap can be named with certainty."""


class SequenceError(TenprintError, reason="SEQUENCE_MISMATCH"):
    """No finger of a slap matches any rolled print."""

    def __init__(self, slaps: tuple[int, ...]) -> None:
        named = " and ".join(str(int(slap)) for slap in slaps)
        super().__init__(
            f"no finger of slap {named} matches a rolled print: the slap is of another person, or "
            "the prints are too poor to tell: capture them again"
        )


class RepeatedFingerError(TenprintError, reason="REPEATED_FINGER"):
    """Two positions of a person show one finger."""

    def __init__(self, position: int, other_position: int) -> None:
        super().__init__(
            f"positions {position} and {other_position} show the same finger: capture each finger "
            "at its own position"
        )
        self.position = position
        self.other_position = other_position


class DecoderUnavailableError(TenprintError, reason="DECODER_UNAVAILABLE"):
    """No process that decodes images is free or can be started."""


class CorruptRecordError(TenprintError, reason="CORRUPT_RECORD"):
    """Stored bytes do not pass their checksum or have an unknown version."""


class ModelError(TenprintError, reason="MODEL_UNAVAILABLE"):
    """LEADER's weights are missing, damaged or cannot be compiled."""
