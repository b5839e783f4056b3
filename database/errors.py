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
    """Something about the database, or about work that was stopped."""


class InvalidPageTokenError(DatabaseError):
    """The page token was not given out for this list."""

    reason = "INVALID_FIELD"


class NewerSchemaError(DatabaseError):
    """The database was written by a newer version of tenprint."""

    reason = "NEWER_SCHEMA"


class StoreUnavailableError(DatabaseError):
    """The database cannot be reached, opened or written."""

    reason = "STORE_UNAVAILABLE"


class WorkStoppedError(DatabaseError):
    """The caller's check asked to stop; nothing was kept."""


class DeadlineExpiredError(WorkStoppedError):
    """The caller's deadline is over."""

    reason = "DEADLINE_EXPIRED"


class CancelledError(WorkStoppedError):
    """The caller went away."""

    reason = "CANCELLED"
