"""Page tokens: opaque to the caller, and bound to their list."""

import base64
import binascii
import json
from datetime import UTC, datetime

from database.errors import InvalidPageTokenError

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1_000
_MAX_SEQUENCE = 2**63 - 1
"""The largest number of a row in a database."""


def page_limit(page_size: int) -> int:
    """Return the size of a page: 0 asks for the default; the maximum limits larger sizes."""
    return min(page_size, MAX_PAGE_SIZE) if page_size > 0 else DEFAULT_PAGE_SIZE


def make_token(identity_id: str, sequence: int) -> str:
    """Make the token of the page that begins after an encounter."""
    return base64.urlsafe_b64encode(f"{sequence}:{identity_id}".encode()).decode()


def read_token(token: str, identity_id: str) -> int:
    """Return the sequence number behind a token; 0 for an empty one.

    Raises InvalidPageTokenError if the token was not made for this list.
    """
    if not token:
        return 0
    try:
        sequence, _, owner = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if owner == identity_id and 0 <= (after := int(sequence)) <= _MAX_SEQUENCE:
            return after
    except (binascii.Error, ValueError):
        pass
    raise _foreign()


def make_place(owner: str, time: datetime, name: str) -> str:
    """Make the token of the page after an entry; the list is ordered by time and name."""
    return base64.urlsafe_b64encode(json.dumps([owner, time.isoformat(), name]).encode()).decode()


def read_place(token: str, owner: str) -> tuple[datetime, str] | None:
    """Return the entry behind a token; None for an empty one.

    Raises InvalidPageTokenError if it was not made for this list.
    """
    if not token:
        return None
    try:
        stated, time, name = json.loads(base64.urlsafe_b64decode(token.encode()))
        if stated == owner and isinstance(name, str):
            return datetime.fromisoformat(time).astimezone(UTC), name
    except (binascii.Error, ValueError, TypeError, OverflowError):
        pass
    raise _foreign()


def _foreign() -> InvalidPageTokenError:
    return InvalidPageTokenError(
        "page_token was not given out for this list: start again with an empty one"
    )
