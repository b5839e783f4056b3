"""The database's branch of the error tree (its root is in matcher/errors.py).

TenprintError
└── DatabaseError
    ├── BackupError                BACKUP_REFUSED: never on the wire
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


class BackupError(DatabaseError, reason="BACKUP_REFUSED"):
    """A backup cannot be made or restored. Nothing was changed."""


class InvalidPageTokenError(DatabaseError, reason="INVALID_FIELD"):
    """The page token belongs to another list."""


class NewerSchemaError(DatabaseError, reason="NEWER_SCHEMA"):
    """A newer version of tenprint wrote the database."""


class StoreUnavailableError(DatabaseError, reason="STORE_UNAVAILABLE"):
    """The database cannot be reached, opened or written."""


class WorkStoppedError(DatabaseError):
    """The caller's check stopped the work; nothing was stored."""


class DeadlineExpiredError(WorkStoppedError, reason="DEADLINE_EXPIRED"):
    """The caller's deadline has passed."""


class CancelledError(WorkStoppedError, reason="CANCELLED"):
    """The caller went away."""
