"""Pages of a list, and their tokens. A token is opaque to the caller and bound to its list."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, literal, select, tuple_, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from database.errors import InvalidPageTokenError

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1_000
_MAX_SEQUENCE = 2**63 - 1
"""The largest number of a row in a database."""

T = TypeVar("T")
Columns = TypeVarTuple("Columns")

Listed = tuple[list[T], str]
"""What a page holds, and the token of the next page; the token is empty on the last page."""


class Page(NamedTuple):
    """Names a page of a list."""

    size: int = 0
    """The wanted size. 0 means the default; more than the maximum means the maximum."""
    token: str = ""
    """Empty: the first page."""

    @property
    def limit(self) -> int:
        """The number of rows that the page holds at most."""
        return min(self.size, MAX_PAGE_SIZE) if self.size > 0 else DEFAULT_PAGE_SIZE


FIRST_PAGE = Page()


def read_page(
    session: Session,
    found: Select[*Columns],
    order: Sequence[InstrumentedAttribute[Any]],
    owner: object,
    page: Page,
    *,
    newest_first: bool = False,
    any_of: Sequence[ColumnElement[bool]] = (),
) -> tuple[Sequence[Row[*Columns]], str]:
    """Read a page of a statement's rows and the next page's token, in one statement.

    order: columns of the first entity of `found`, unique together. owner: the list's name, or the
    filter that makes the list; another list's token is refused. newest_first: turns the order
    round. any_of: whole conditions, one of which must hold. With an index for each of them that
    `order` ends, a page of a long list is as cheap as that of a short one, which databases do not
    reach with OR. `found` has no condition of its own then, and the last column of `order` is
    unique alone. Raises InvalidPageTokenError.
    """
    owner = owner if isinstance(owner, str) else _digest(owner)
    after = read_token(page.token, owner, [column.type.python_type for column in order])
    sorting = [one.desc() for one in order] if newest_first else order

    def first(found: Select[*Columns]) -> Select[*Columns]:
        if after:
            stated = (literal(one, column.type) for one, column in zip(after, order, strict=True))
            place, last = tuple_(*order), tuple_(*stated)
            found = found.where(place < last if newest_first else place > last)
        return found.order_by(*sorting).limit(page.limit + 1)

    if any_of:
        name = order[-1]
        each = (first(found.where(one)).with_only_columns(*order).subquery() for one in any_of)
        found = found.where(name.in_(union(*(select(one.c[name.key]) for one in each))))
        rows = session.execute(found.order_by(*sorting).limit(page.limit + 1)).all()
    else:
        rows = session.execute(first(found)).all()
    if len(rows) <= page.limit:
        return rows, ""
    shown: Sequence[Any] = rows[page.limit - 1]
    values = (getattr(shown[0], column.key) for column in order)
    return rows[: page.limit], make_token(owner, *values)


def equal(table: type, /, **wanted: object) -> list[ColumnElement[bool]]:
    """Make the conditions that columns hold wanted values. An empty value makes no condition."""
    values = {name: value for name, value in wanted.items() if value}
    return [
        getattr(table, name) == (value.value if isinstance(value, Enum) else value)
        for name, value in values.items()
    ]


def make_token(owner: str, *place: int | str | datetime) -> str:
    """Make the token of the page that begins after a place in the order of a list."""
    values = [one.isoformat() if isinstance(one, datetime) else one for one in place]
    return base64.urlsafe_b64encode(
        json.dumps([owner, *values], ensure_ascii=False).encode()
    ).decode()


def read_token(token: str, owner: str, kinds: Sequence[type]) -> list[Any]:
    """Return the place of a token, a value of each kind; for an empty token an empty list.

    Raises InvalidPageTokenError if the token was not made for this list.
    """
    if not token:
        return []
    try:
        stated, *place = _parts(base64.urlsafe_b64decode(token.encode()).decode())
        if stated == owner:
            return [_value(one, kind) for one, kind in zip(place, kinds, strict=True)]
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError):
        pass
    raise InvalidPageTokenError(
        "page_token does not belong to this list: start again with an empty page_token"
    )


def _digest(wanted: object) -> str:
    """Name the list of a filter in few characters."""
    return blake2b(repr(wanted).encode(), digest_size=8).hexdigest()


def _parts(text: str) -> list[Any]:
    if text.startswith("["):
        parts: list[Any] = json.loads(text)
        return parts
    # Version 0.1 wrote the place so in most lists. Callers may still hold these tokens.
    number, _, owner = text.partition(":")
    return [owner, int(number)]


def _value(stated: Any, kind: Any) -> Any:  # noqa: ANN401 - what a column holds, and its type
    if kind is datetime:
        return datetime.fromisoformat(stated).astimezone(UTC)
    if type(stated) is kind and (kind is str or 0 <= stated <= _MAX_SEQUENCE):
        return stated
    raise ValueError
