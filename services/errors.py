"""Errors of requests and of the state of the service.

TenprintError
├── RequestError               the request is refused before any work
│   ├── NoSamplesError             NO_SAMPLES
│   ├── TooManySamplesError        TOO_MANY_SAMPLES
│   ├── DuplicatePositionError     DUPLICATE_POSITION
│   ├── NoContentError             NO_CONTENT
│   ├── InvalidFieldError          INVALID_FIELD
│   ├── MissingFingerSentError     MISSING_FINGER_SENT
│   ├── MessageTooLargeError       MESSAGE_TOO_LARGE
│   ├── MalformedMessageError      MALFORMED_MESSAGE
│   ├── MessageTooSlowError        MESSAGE_TOO_SLOW
│   └── UnknownMethodError         UNKNOWN_METHOD
├── CredentialError            who calls is not known
│   ├── CredentialMissingError     CREDENTIAL_MISSING
│   └── CredentialRefusedError     CREDENTIAL_REFUSED
├── ServiceStateError          the request is sound, but the service cannot take it now
│   ├── OverloadedError            OVERLOADED
│   │   ├── DeadlineTooShortError      DEADLINE_TOO_SHORT
│   │   ├── CallerLimitError           CALLER_LIMIT
│   │   └── BacklogFullError           BACKLOG_FULL
│   ├── StartingError              STARTING
│   ├── NoResourcesError           NO_RESOURCES
│   ├── ProviderKeysError          PROVIDER_KEYS
│   └── ShuttingDownError          SHUTTING_DOWN
├── SettingError               INVALID_SETTING: never on the wire
├── DatabaseInUseError         DATABASE_IN_USE: never on the wire
└── LocatedSampleError         a SampleError that names its sample, with the same reason
"""

import errno
import random

from matcher.errors import SampleError, TenprintError

_RETRY_DELAY_S = 1.0


class RequestError(TenprintError):
    """The request is refused before any work."""


class NoSamplesError(RequestError, reason="NO_SAMPLES"):
    """The request has no samples."""


class TooManySamplesError(RequestError, reason="TOO_MANY_SAMPLES"):
    """The request has more samples than a card has boxes."""


class DuplicatePositionError(RequestError, reason="DUPLICATE_POSITION"):
    """Two samples have the same position."""


class NoContentError(RequestError, reason="NO_CONTENT"):
    """A booking has neither samples nor a file."""


class InvalidFieldError(RequestError, reason="INVALID_FIELD"):
    """A field has a value that its documentation does not allow."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.fault = message


class MissingFingerSentError(RequestError, reason="MISSING_FINGER_SENT"):
    """A finger is stated as missing, and a sample of the finger is sent too."""


class MessageTooLargeError(RequestError, reason="MESSAGE_TOO_LARGE"):
    """The message is larger than the limit of the service."""


class MalformedMessageError(RequestError, reason="MALFORMED_MESSAGE"):
    """The bytes are no message of the method."""


class MessageTooSlowError(RequestError, reason="MESSAGE_TOO_SLOW"):
    """The message did not arrive within the time limit."""


class UnknownMethodError(RequestError, reason="UNKNOWN_METHOD"):
    """The service has no method of this name."""


class CredentialError(TenprintError):
    """The service does not know who calls."""


class CredentialMissingError(CredentialError, reason="CREDENTIAL_MISSING"):
    """The call says nothing of who calls."""


class CredentialRefusedError(CredentialError, reason="CREDENTIAL_REFUSED"):
    """A certificate or token that does not prove who calls: expired, revoked, changed, repeated."""


class ServiceStateError(TenprintError):
    """The request is sound, but the service cannot take it now."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        # The delays differ, so that callers refused together do not come back together.
        self.retry_delay_s = _RETRY_DELAY_S * random.uniform(0.5, 1.5)  # nosec B311 # spreads repetitions; no secret


class OverloadedError(ServiceStateError, reason="OVERLOADED"):
    """Too many requests wait already."""


class DeadlineTooShortError(OverloadedError, reason="DEADLINE_TOO_SHORT"):
    """The work could not end before the deadline, so it is not begun."""


class CallerLimitError(OverloadedError, reason="CALLER_LIMIT"):
    """The caller holds its share of the places."""


class BacklogFullError(OverloadedError, reason="BACKLOG_FULL"):
    """Too many bookings wait for their extraction."""


class NoResourcesError(ServiceStateError, reason="NO_RESOURCES"):
    """The machine has no free file, memory or disk."""


class ProviderKeysError(ServiceStateError, reason="PROVIDER_KEYS"):
    """The provider of identities has not given the key by which a token can be checked."""


class StartingError(ServiceStateError, reason="STARTING"):
    """The galleries are still being loaded."""


class ShuttingDownError(ServiceStateError, reason="SHUTTING_DOWN"):
    """The service is draining and takes no new requests."""


class SettingError(TenprintError, reason="INVALID_SETTING"):
    """A setting that the service cannot start with."""


class DatabaseInUseError(SettingError, reason="DATABASE_IN_USE"):
    """Another service works on the database."""


class LocatedSampleError(TenprintError):
    """Name the sample that an error belongs to. The wire shows the reason of the cause."""

    def __init__(self, cause: SampleError, index: int, position: int, beside: str = "") -> None:
        """beside: what else the message says."""
        super().__init__(f"samples[{index}] (position {position}): {cause}{beside}")
        self.cause = cause
        self.index = index
        self.position = position


def unusable_port(host: str, port: int, error: OSError, flag: str) -> str:
    """Say why a port cannot be listened on, and what to do. flag: sets the port."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"another program listens on {host}:{port}: end that program, or give another {flag} "
            "(0 takes a free port); it may be a service of another data folder"
        )
    return f"cannot listen on {host}:{port} ({error.strerror}): give another {flag}"
