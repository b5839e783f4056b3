"""Who may read and write which records: the one place where it is checked."""

from collections.abc import Mapping
from enum import Enum

from database.caller import Caller
from interop.errors import PermissionDeniedError


class Use(Enum):
    """What is done with records."""

    READ_HISTORIES = "read criminal histories and wants"
    WRITE_HISTORIES = "write criminal histories"
    WRITE_WANTS = "write wants and warrants"
    READ_IDENT = "read IDENT's records"
    WRITE_IDENT = "write IDENT's records"
    WRITE_WATCH_LIST = "write the watch list"
    CHECK_IDENT = "check somebody against IDENT"


_ARRESTING = {"law_enforcement", "booking"}

ALLOWED: Mapping[Use, frozenset[str]] = {
    # Federal requesters read the criminal file too (R44).
    Use.READ_HISTORIES: frozenset(
        {*_ARRESTING, "dhs", "consular", "lesc", "field_office", "operator"}
    ),
    Use.WRITE_HISTORIES: frozenset({"operator"}),
    Use.WRITE_WANTS: frozenset({*_ARRESTING, "operator"}),
    # Not law enforcement: it hears of IDENT in second responses only.
    Use.READ_IDENT: frozenset({"dhs", "consular", "lesc", "field_office", "operator"}),
    Use.WRITE_IDENT: frozenset({"dhs", "consular", "operator"}),
    Use.WRITE_WATCH_LIST: frozenset({"dhs", "operator"}),
    Use.CHECK_IDENT: frozenset({"dhs", "consular", "operator"}),
}
"""The roles for each use. A caller without a role has none of them."""


def require(caller: Caller, use: Use) -> None:
    """Let a caller pass who may. Raises PermissionDeniedError."""
    if caller.roles.isdisjoint(ALLOWED[use]):
        roles = ", ".join(sorted(caller.roles)) or "none"
        allowed = ", ".join(sorted(ALLOWED[use]))
        raise PermissionDeniedError(f"to {use.value} takes a role of {allowed}; yours: {roles}")
