"""Telling an outside witness what callers change, in the transaction of the change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from database.caller import Caller

EXPUNGED = "expunged"
"""The reason of a deletion that also overwrote the files of the index."""


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
    """Kind and number of a change of identities; `EXPUNGED`."""


Witness = Callable[[Session, Deed], None]
"""Told of each change that a caller asks for; an error it raises rolls the change back."""


def nobody(_session: Session, _deed: Deed) -> None:
    """Ignore the deed."""
