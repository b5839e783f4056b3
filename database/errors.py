"""The database's branch of the error tree (its root is in matcher/errors.py).

TenprintError
└── DatabaseError
    ├── BackupError                BACKUP_REFUSED: never on the wire
    ├── InvalidPageTokenError      INVALID_FIELD
    ├── NewerSchemaError           NEWER_SCHEMA
    ├── StoreUnavailableError      STORE_UNAVAILABLE
    ├── SealingError               data at rest cannot be opened with what was given
    │   ├── MasterKeyRequiredError     MASTER_KEY_REQUIRED
    │   ├── MasterKeyError             MASTER_KEY_WRONG
    │   ├── KeyStoreError              KEY_STORE_UNUSABLE
    │   └── UnsealedDatabaseError      DATABASE_NOT_SEALED
    └── WorkStoppedError           raised by the caller's check to stop the work
        ├── DeadlineExpiredError       DEADLINE_EXPIRED
        └── CancelledError             CANCELLED
CorruptRecordError
└── DestroyedKeyError          RECORD_KEY_DESTROYED: what it was about was expunged
"""

from matcher.errors import CorruptRecordError, TenprintError


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


class SealingError(DatabaseError):
    """Data at rest cannot be opened with what was given."""


class MasterKeyRequiredError(SealingError, reason="MASTER_KEY_REQUIRED"):
    """The database is sealed, and no master key was given."""


class MasterKeyError(SealingError, reason="MASTER_KEY_WRONG"):
    """The master key cannot be read, or is another key than the one that sealed the data."""


class KeyStoreError(SealingError, reason="KEY_STORE_UNUSABLE"):
    """The file of the records' keys is missing, damaged, too old, or of another database."""


class UnsealedDatabaseError(SealingError, reason="DATABASE_NOT_SEALED"):
    """A master key was given, and the database holds records in clear."""


class DestroyedKeyError(CorruptRecordError, reason="RECORD_KEY_DESTROYED"):
    """The key of a record was destroyed: what the record was about was expunged."""


class WorkStoppedError(DatabaseError):
    """The caller's check stopped the work; nothing was stored."""


class DeadlineExpiredError(WorkStoppedError, reason="DEADLINE_EXPIRED"):
    """The caller's deadline has passed."""


class CancelledError(WorkStoppedError, reason="CANCELLED"):
    """The caller went away."""
