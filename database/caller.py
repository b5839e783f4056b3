"""The caller of a request, as rows store it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """A caller, with role and purpose; stored with every row that the request causes."""

    ori: str
    roles: frozenset[str] = frozenset()
    purpose: str = ""
