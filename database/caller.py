"""Who calls, as rows keep it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """Who asks, in which role and for what purpose; stored with every row it causes."""

    ori: str
    roles: frozenset[str] = frozenset()
    purpose: str = ""
