"""Who may do what to cases and detainers. The one place in which that is decided."""

from collections.abc import Mapping
from enum import StrEnum

from database.caller import Caller
from interop.errors import PermissionDeniedError

LAW_ENFORCEMENT = frozenset({"law_enforcement", "booking"})
"""The agency that booked the person, and that is asked to hold; sees its own detainers alone."""

_READERS = frozenset({"field_office", "supervisor", "lesc", "operator", "auditor"})
_OFFICERS = frozenset({"field_office"})


class Operation(StrEnum):
    """Kinds of things that are done."""

    READ_CASE = "read cases"
    WORK_CASE = "work on cases"
    READ_DETAINER = "read detainers"
    ANSWER_DETAINER = "answer detainers"


_ALLOWED: Mapping[Operation, frozenset[str]] = {
    Operation.READ_CASE: _READERS,
    Operation.WORK_CASE: _OFFICERS,
    Operation.READ_DETAINER: _READERS | LAW_ENFORCEMENT,
    Operation.ANSWER_DETAINER: LAW_ENFORCEMENT,
}


def require(caller: Caller, operation: Operation) -> None:
    """Refuse a caller whose roles do not allow something. Raises PermissionDeniedError."""
    allowed = _ALLOWED[operation]
    if not caller.roles & allowed:
        held = ", ".join(sorted(caller.roles)) or "none"
        raise PermissionDeniedError(
            f"to {operation} takes one of the roles {', '.join(sorted(allowed))}, not {held}"
        )


def visible_ori(caller: Caller) -> str:
    """Name the one agency whose detainers a caller sees; empty: every agency's."""
    return "" if caller.roles & _READERS else caller.ori
