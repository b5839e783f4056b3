"""Misbehaviour on request: faults of the LESC that the rest must survive."""

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
    """How the LESC misbehaves. Shares are of calls or deliveries, 0 to 1."""

    seed: int = 0
    research_delay_s: float = 0.0
    hang_share: float = 0.0
    hang_s: float = 0.0
    refuse_share: float = 0.0
    """Fail before the LESC stores anything."""
    lost_receipt_share: float = 0.0
    """Fail after the LESC has stored everything."""
    false_receipt_share: float = 0.0
    """Answer with the receipt of another query, and store nothing."""
    duplicate_share: float = 0.0
    """Deliver an answer twice."""
    stray_share: float = 0.0
    """First deliver an answer to an unknown query."""
    out_of_order: bool = False
    """Deliver the newest answer first."""
    down_until: datetime | None = None
    """Refuse every call and do no work until this time."""


_DOCUMENT = Codec(Script)


class Misbehaviour:
    """Draws faults as a script says. Used under the desk's lock or by a single thread."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._random = random.Random(script.seed)  # nosec B311 # seeded, so that it can be repeated; no secret

    def check_up(self, now: datetime) -> None:
        """Raise LescDownError while the LESC is down."""
        if self.is_down(now):
            raise LescDownError(f"the LESC is down until {self.script.down_until}")

    def is_down(self, now: datetime) -> bool:
        """Tell whether the LESC is down."""
        return self.script.down_until is not None and now < self.script.down_until

    def hang_s(self) -> float:
        """Draw how long a call waits."""
        return self.script.hang_s if self._draw(self.script.hang_share) else 0.0

    def refuse(self, now: datetime) -> None:
        """Raise LescDownError while the LESC is down, and for a call that it must not store."""
        self.check_up(now)
        if self._draw(self.script.refuse_share):
            raise LescDownError("the LESC refuses the call, as its script says")

    def false_receipt(self, query_id: str, now: datetime) -> LescReceipt | None:
        """Draw the receipt of another query, in place of taking a query."""
        if self._draw(self.script.false_receipt_share):
            return LescReceipt(f"{query_id}:another", "lesc:another", now)
        return None

    def lose_receipt(self) -> None:
        """Raise LescDownError for a call that the LESC has stored."""
        if self._draw(self.script.lost_receipt_share):
            raise LescDownError("the LESC loses the receipt, as its script says")

    def deliveries(self, answer: LescAnswer) -> Iterable[LescAnswer]:
        """Draw what is sent in place of an answer; the answer itself comes last."""
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
    """Put a script into force; the script outlives the process."""
    session.merge(ScriptRow(number=1, document=_DOCUMENT.dump(script)))
