"""Rows ↔ dataclasses, field by field of the same name. A column holds the value of an enum."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database.caller import Caller
from matcher.errors import TenprintError

T = TypeVar("T")


def from_row(kind: Callable[..., T], row: object, **given: object) -> T:
    """Make a dataclass from the columns of a row. given: fields that no column feeds."""
    for name, enum in _fields(kind).items():
        if name not in given:
            value = getattr(row, name)
            given[name] = value if enum is None or value is None else enum(value)
    return kind(**given)


def columns_of(value: Any, *without: str) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """Lay a dataclass out as columns. without: fields that no column of the same name holds."""
    found = {one.name: getattr(value, one.name) for one in fields(value)}
    return {
        name: content.value if isinstance(content, Enum) else content
        for name, content in found.items()
        if name not in without
    }


def required(row: T | None, error: type[TenprintError], message: str) -> T:
    """Return a row that must exist. Raises the error if no row was found."""
    if row is None:
        raise error(message)
    return row


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


@cache
def _fields(kind: Any) -> Mapping[str, type[Enum] | None]:  # noqa: ANN401 - any dataclass
    """List the fields, each with the enum that the field holds, or None."""
    hints = get_type_hints(kind)
    return {one.name: _enum(hints[one.name]) for one in fields(kind)}


def _enum(hint: object) -> type[Enum] | None:
    kinds = (one for one in (hint, *get_args(hint)) if isinstance(one, type))
    return next((one for one in kinds if issubclass(one, Enum)), None)
