"""What can be wrong with a request or with the service's own state.

TenprintError
├── RequestError               the request is refused before any work
│   ├── NoSamplesError             NO_SAMPLES
│   ├── TooManySamplesError        TOO_MANY_SAMPLES
│   ├── DuplicatePositionError     DUPLICATE_POSITION
│   ├── NoContentError             NO_CONTENT
│   ├── InvalidFieldError          INVALID_FIELD
│   ├── TransactionFileError       TRANSACTION_FILE_NOT_SUPPORTED
│   └── MessageTooLargeError       MESSAGE_TOO_LARGE
├── ServiceStateError          the request is sound, the service cannot take it now
│   ├── OverloadedError            OVERLOADED
│   ├── StartingError              STARTING
│   └── ShuttingDownError          SHUTTING_DOWN
├── SettingError               INVALID_SETTING: never on the wire
└── LocatedSampleError         a SampleError with the sample it belongs to; has its reason
"""

import random

from matcher.errors import SampleError, TenprintError

_RETRY_DELAY_S = 1.0


class RequestError(TenprintError):
    """The request is refused before any work."""


class NoSamplesError(RequestError):
    """A request without samples."""

    reason = "NO_SAMPLES"


class TooManySamplesError(RequestError):
    """More samples than a card has boxes."""

    reason = "TOO_MANY_SAMPLES"


class DuplicatePositionError(RequestError):
    """Two samples of one position."""

    reason = "DUPLICATE_POSITION"


class NoContentError(RequestError):
    """A booking with neither samples nor a file."""

    reason = "NO_CONTENT"


class InvalidFieldError(RequestError):
    """A field outside what its documentation allows."""

    reason = "INVALID_FIELD"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class TransactionFileError(RequestError):
    """A whole EBTS file: reserved."""

    reason = "TRANSACTION_FILE_NOT_SUPPORTED"


class MessageTooLargeError(RequestError):
    """A message over the application's limit."""

    reason = "MESSAGE_TOO_LARGE"


class ServiceStateError(TenprintError):
    """The request is sound, the service cannot take it now."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        # Spread, so that those who were refused together do not come back together.
        self.retry_delay_s = _RETRY_DELAY_S * random.uniform(0.5, 1.5)


class OverloadedError(ServiceStateError):
    """Too many requests wait already."""

    reason = "OVERLOADED"


class StartingError(ServiceStateError):
    """The galleries are still being loaded."""

    reason = "STARTING"


class ShuttingDownError(ServiceStateError):
    """The service drains and takes nothing new."""

    reason = "SHUTTING_DOWN"


class SettingError(TenprintError):
    """A setting that the service cannot start with."""

    reason = "INVALID_SETTING"


class LocatedSampleError(TenprintError):
    """Say which sample of a request an error belongs to; on the wire it has the cause's reason."""

    def __init__(self, cause: SampleError, index: int, position: int) -> None:
        super().__init__(f"samples[{index}] (position {position}): {cause}")
        self.cause = cause
        self.index = index
        self.position = position
