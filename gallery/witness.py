"""Telling somebody outside of what people change here, in the transaction that changes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from database.caller import Caller


class DeedKind(StrEnum):
    """What somebody did."""

    ENROLLED = "enrolled"
    DELETED = "deleted"
    IDENTITY_CHANGED = "identity_changed"


@dataclass(frozen=True)
class Deed:
    """Who did what to which encounter, or to which identity."""

    kind: DeedKind
    gallery: str
    object_id: str
    caller: Caller
    time: datetime
    reason: str = ""
    """Of a change of identities: what it was, and its number."""


Witness = Callable[[Session, Deed], None]
"""Told of each change that a caller asks for; what it raises takes the change back."""


def nobody(_session: Session, _deed: Deed) -> None:
    """Look away."""
