"""The caller of a request, in memory and in rows."""

from dataclasses import dataclass

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


@dataclass(frozen=True)
class Caller:
    """Who makes a request, with roles and purpose. Rows that the request causes store them."""

    ori: str
    roles: frozenset[str] = frozenset()
    purpose: str = ""
    person: str = ""
    """The opaque id of the person within the agency; empty: a machine, or nobody has said."""
    acts_for: frozenset[str] = frozenset()
    """Other agencies (ORIs) that have let the caller submit in their names."""
    is_proved: bool = False
    """Whether a certificate or a token proves who calls. False: the metadata is believed."""


def roles_column(caller: Caller) -> str:
    """Write a caller's roles as a column: sorted, one role a line."""
    return "\n".join(sorted(caller.roles))


def caller_from(ori: str, roles: str, purpose: str) -> Caller:
    """Read a caller from columns."""
    return Caller(ori, frozenset(roles.split()), purpose)


def caller_columns(caller: Caller) -> dict[str, str]:
    """Write a caller as the columns of `CallerColumns`."""
    return {"ori": caller.ori, "roles": roles_column(caller), "purpose": caller.purpose}


class CallerColumns:
    """The columns of the caller who caused a row; several tables share them."""

    ori: Mapped[str] = mapped_column(String(64))
    roles: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)

    @property
    def caller(self) -> Caller:
        """Tell who caused the row."""
        return caller_from(self.ori, self.roles, self.purpose)
