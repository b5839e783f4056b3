"""The caller of a request, in memory and as rows store it."""

from dataclasses import dataclass

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


@dataclass(frozen=True)
class Caller:
    """A caller, with role and purpose; stored with every row that the request causes."""

    ori: str
    roles: frozenset[str] = frozenset()
    purpose: str = ""


def roles_column(caller: Caller) -> str:
    """Lay a caller's roles out as a column: sorted, one a line."""
    return "\n".join(sorted(caller.roles))


def caller_from(ori: str, roles: str, purpose: str) -> Caller:
    """Read a caller from columns."""
    return Caller(ori, frozenset(roles.split()), purpose)


def caller_columns(caller: Caller) -> dict[str, str]:
    """Lay a caller out as the columns of `CallerColumns`."""
    return {"ori": caller.ori, "roles": roles_column(caller), "purpose": caller.purpose}


class CallerColumns:
    """Who caused a row: columns that several tables share."""

    ori: Mapped[str] = mapped_column(String(64))
    roles: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)

    @property
    def caller(self) -> Caller:
        """Tell who caused the row."""
        return caller_from(self.ori, self.roles, self.purpose)
