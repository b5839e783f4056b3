"""The errors of records of the criminal file and of IDENT.

InteropError
├── RecordNotFoundError     RECORD_NOT_FOUND
└── RecordConflictError     RECORD_CONFLICT: the same id with other content
"""

from interop.errors import InteropError


class RecordNotFoundError(InteropError, reason="RECORD_NOT_FOUND"):
    """No record has this number or id."""


class RecordConflictError(InteropError, reason="RECORD_CONFLICT"):
    """The record's id was used before with other content."""
