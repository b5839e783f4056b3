"""Misbehaviour on request: what a stub does that tests want to be survived."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from database.documents import Codec
from interop.errors import LescDownError
from interop.lesc import LescAnswer, LescReceipt
from lesc_stub.tables import ScriptRow

STRAY_QUERY_ID = "iaq:nobody-asked"


@dataclass(frozen=True)
class Script:
    """How to misbehave. Shares are of calls or deliveries, 0 to 1."""

    seed: int = 0
    research_delay_s: float = 0.0
    hang_share: float = 0.0
    hang_s: float = 0.0
    refuse_share: float = 0.0
    """Fail before anything is stored."""
    lost_receipt_share: float = 0.0
    """Fail after everything was stored."""
    false_receipt_share: float = 0.0
    """Answer with a receipt for something else, and store nothing."""
    duplicate_share: float = 0.0
    """Deliver twice."""
    stray_share: float = 0.0
    """Deliver first an answer to a query that nobody asked."""
    out_of_order: bool = False
    """Deliver the newest first."""
    down_until: datetime | None = None
    """Until then refuse every call and do no work."""


_DOCUMENT = Codec(Script)


class Misbehaviour:
    """Draws from a script when to do what; used under the desk's lock or by one thread."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._random = random.Random(script.seed)

    def check_up(self, now: datetime) -> None:
        """Raise LescDownError while the LESC is down."""
        if self.is_down(now):
            raise LescDownError(f"the LESC is down until {self.script.down_until}")

    def is_down(self, now: datetime) -> bool:
        """Tell whether the LESC is down."""
        return self.script.down_until is not None and now < self.script.down_until

    def hang_s(self) -> float:
        """Draw how long a call is kept waiting."""
        return self.script.hang_s if self._draw(self.script.hang_share) else 0.0

    def refuse(self) -> None:
        """Raise LescDownError for a call that is not to be stored."""
        if self._draw(self.script.refuse_share):
            raise LescDownError("the LESC refuses the call, as its script says")

    def false_receipt(self, query_id: str, now: datetime) -> LescReceipt | None:
        """Draw a receipt for something else, in place of taking a query."""
        if self._draw(self.script.false_receipt_share):
            return LescReceipt(f"{query_id}:another", "lesc:another", now)
        return None

    def lose_receipt(self) -> None:
        """Raise LescDownError for a call that was stored."""
        if self._draw(self.script.lost_receipt_share):
            raise LescDownError("the LESC loses the receipt, as its script says")

    def deliveries(self, answer: LescAnswer) -> Iterable[LescAnswer]:
        """Draw what is sent in place of one answer; the answer itself comes last."""
        if self._draw(self.script.stray_share):
            yield replace(answer, query_id=STRAY_QUERY_ID)
        if self._draw(self.script.duplicate_share):
            yield answer
        yield answer

    def _draw(self, share: float) -> bool:
        return share > 0 and self._random.random() < share


def read_script(session: Session) -> Script:
    """Read the script in force."""
    row = session.get(ScriptRow, 1)
    return Script() if row is None else _DOCUMENT.load(row.document)


def write_script(session: Session, script: Script) -> None:
    """Put a script into force; it outlives the process."""
    session.merge(ScriptRow(number=1, document=_DOCUMENT.dump(script)))
