"""Errors of requests and of the state of the service.

TenprintError
├── RequestError               the request is refused before any work
│   ├── NoSamplesError             NO_SAMPLES
│   ├── TooManySamplesError        TOO_MANY_SAMPLES
│   ├── DuplicatePositionError     DUPLICATE_POSITION
│   ├── NoContentError             NO_CONTENT
│   ├── InvalidFieldError          INVALID_FIELD
│   ├── TransactionFileError       TRANSACTION_FILE_NOT_SUPPORTED
│   └── MessageTooLargeError       MESSAGE_TOO_LARGE
├── ServiceStateError          the request is sound, but the service cannot take it now
│   ├── OverloadedError            OVERLOADED
│   ├── StartingError              STARTING
│   └── ShuttingDownError          SHUTTING_DOWN
├── SettingError               INVALID_SETTING: never on the wire
└── LocatedSampleError         a SampleError that names its sample, with the same reason
"""

import random

from matcher.errors import SampleError, TenprintError

_RETRY_DELAY_S = 1.0


class RequestError(TenprintError):
    """The request is refused before any work."""


class NoSamplesError(RequestError):
    """The request has no samples."""

    reason = "NO_SAMPLES"


class TooManySamplesError(RequestError):
    """The request has more samples than a card has boxes."""

    reason = "TOO_MANY_SAMPLES"


class DuplicatePositionError(RequestError):
    """Two samples have the same position."""

    reason = "DUPLICATE_POSITION"


class NoContentError(RequestError):
    """A booking has neither samples nor a file."""

    reason = "NO_CONTENT"


class InvalidFieldError(RequestError):
    """A field has a value that its documentation does not allow."""

    reason = "INVALID_FIELD"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class TransactionFileError(RequestError):
    """The request holds a whole EBTS file, which the service does not read yet."""

    reason = "TRANSACTION_FILE_NOT_SUPPORTED"


class MessageTooLargeError(RequestError):
    """The message is larger than the limit of the service."""

    reason = "MESSAGE_TOO_LARGE"


class ServiceStateError(TenprintError):
    """The request is sound, but the service cannot take it now."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        # The delays differ, so that callers refused together do not come back together.
        self.retry_delay_s = _RETRY_DELAY_S * random.uniform(0.5, 1.5)


class OverloadedError(ServiceStateError):
    """Too many requests wait already."""

    reason = "OVERLOADED"


class StartingError(ServiceStateError):
    """The galleries are still being loaded."""

    reason = "STARTING"


class ShuttingDownError(ServiceStateError):
    """The service is draining and takes no new requests."""

    reason = "SHUTTING_DOWN"


class SettingError(TenprintError):
    """A setting that the service cannot start with."""

    reason = "INVALID_SETTING"


class LocatedSampleError(TenprintError):
    """Name the sample that an error belongs to. The wire shows the reason of the cause."""

    def __init__(self, cause: SampleError, index: int, position: int) -> None:
        super().__init__(f"samples[{index}] (position {position}): {cause}")
        self.cause = cause
        self.index = index
        self.position = position
