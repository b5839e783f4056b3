"""Who may do what at the LESC: the one place where it is checked.

A caller that names no role is the asking system or the machine's operator: the stub serves
loopback. Whoever names roles is held to them.
"""

from collections.abc import Mapping
from enum import Enum

from database.caller import Caller
from interop.errors import PermissionDeniedError


class Use(Enum):
    """What is done at the LESC."""

    ASK = "ask the LESC, withdraw a query or have one reviewed"
    READ = "read the LESC's queries"
    LOOK_UP = "look into the LESC's sources"
    WRITE_SOURCES = "write what the LESC's sources hold"
    SCRIPT = "set how the LESC and its sources behave"


ALLOWED: Mapping[Use, frozenset[str]] = {
    Use.ASK: frozenset({"operator"}),
    Use.READ: frozenset({"lesc", "field_office", "auditor", "operator"}),
    # Not law enforcement: what the sources hold reaches it by answers only.
    Use.LOOK_UP: frozenset({"lesc", "field_office", "operator"}),
    Use.WRITE_SOURCES: frozenset({"operator"}),
    Use.SCRIPT: frozenset({"operator"}),
}


def require(caller: Caller, use: Use) -> None:
    """Let a caller pass who may. Raises PermissionDeniedError."""
    if caller.roles and caller.roles.isdisjoint(ALLOWED[use]):
        roles, allowed = ", ".join(sorted(caller.roles)), ", ".join(sorted(ALLOWED[use]))
        raise PermissionDeniedError(f"to {use.value} takes a role of {allowed}; yours: {roles}")
