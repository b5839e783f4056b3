"""The errors of reports.

TenprintError
└── InteropError
    └── PersonNotFoundError   PERSON_NOT_FOUND
"""

from interop.errors import InteropError


class PersonNotFoundError(InteropError, reason="PERSON_NOT_FOUND"):
    """No identity, booking or case has this id."""
