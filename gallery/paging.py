"""Page tokens of a list of encounters: opaque to the caller, bound to their identity."""

import base64
import binascii

from gallery.errors import InvalidPageTokenError

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1_000
_MAX_SEQUENCE = 2**63 - 1
"""What a database takes for a row's number."""


def page_limit(page_size: int) -> int:
    """Return how many a page holds; 0 asks for the default, more than the maximum gives it."""
    return min(page_size, MAX_PAGE_SIZE) if page_size > 0 else DEFAULT_PAGE_SIZE


def make_token(identity_id: str, sequence: int) -> str:
    """Make the token of the page that begins after an encounter."""
    return base64.urlsafe_b64encode(f"{sequence}:{identity_id}".encode()).decode()


def read_token(token: str, identity_id: str) -> int:
    """Return the sequence number behind a token; 0 for an empty one.

    Raises InvalidPageTokenError if it was not made for this list.
    """
    if not token:
        return 0
    try:
        sequence, _, owner = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if owner == identity_id and 0 <= (after := int(sequence)) <= _MAX_SEQUENCE:
            return after
    except (binascii.Error, ValueError):
        pass
    raise InvalidPageTokenError(
        "page_token was not given out for this list: start again with an empty one"
    )
