"""The errors of records of the criminal file and of IDENT.

InteropError
├── RecordNotFoundError     RECORD_NOT_FOUND
└── RecordConflictError     RECORD_CONFLICT: the same id with other content
"""

from interop.errors import InteropError


class RecordNotFoundError(InteropError):
    """No record has this number or id."""

    reason = "RECORD_NOT_FOUND"


class RecordConflictError(InteropError):
    """The record's id was used before with other content."""

    reason = "RECORD_CONFLICT"
