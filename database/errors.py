"""The database's branch of the error tree (its root is in matcher/errors.py).

TenprintError
└── DatabaseError
    ├── InvalidPageTokenError      INVALID_FIELD
    ├── NewerSchemaError           NEWER_SCHEMA
    ├── StoreUnavailableError      STORE_UNAVAILABLE
    └── WorkStoppedError           raised by the caller's check to stop the work
        ├── DeadlineExpiredError       DEADLINE_EXPIRED
        └── CancelledError             CANCELLED
"""

from matcher.errors import TenprintError


class DatabaseError(TenprintError):
    """The root of errors about the database and about stopped work."""


class InvalidPageTokenError(DatabaseError):
    """The page token belongs to another list."""

    reason = "INVALID_FIELD"


class NewerSchemaError(DatabaseError):
    """A newer version of tenprint wrote the database."""

    reason = "NEWER_SCHEMA"


class StoreUnavailableError(DatabaseError):
    """The database cannot be reached, opened or written."""

    reason = "STORE_UNAVAILABLE"


class WorkStoppedError(DatabaseError):
    """The caller's check stopped the work; nothing was stored."""


class DeadlineExpiredError(WorkStoppedError):
    """The caller's deadline has passed."""

    reason = "DEADLINE_EXPIRED"


class CancelledError(WorkStoppedError):
    """The caller went away."""

    reason = "CANCELLED"
