"""Known mates and known non-mates in the queue, unannounced, to measure the examiners.

Some items get a control: from the same gallery, of the same fingers and with as many candidates. An
examiner therefore cannot tell a control from another item.
"""

import hashlib
import random
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.connection import Database
from gallery.gallery import Gallery
from gallery.types import Candidate
from interop.review.control_pairs import Control, draw
from interop.review.store import fingers_column, fingers_of, insert
from interop.review.tables import ReviewCandidateRow, ReviewItemRow

CONTROL_SHARE = 0.05
"""The share of controls in the queue."""
CONTROL_REASON = "control"

_MATED_SHARE = 0.5
_DRAWS = 8
"""How often a control is drawn again that shows a pair of the queue."""


def is_drawn(item_id: str, share: float) -> bool:
    """Tell whether an item gets a control, so that controls are this share of the queue.

    The random id of the item decides: another draw gives the same answer.
    """
    return _chance(item_id, "control") < share / (1 - share)


def pending_items(session: Session, limit: int) -> list[ReviewItemRow]:
    """Read the items for which no control was drawn yet."""
    return list(
        session.scalars(
            select(ReviewItemRow)
            .where(ReviewItemRow.control_pending.is_(True))
            .order_by(ReviewItemRow.sequence)
            .limit(limit)
        )
    )


def make_control(database: Database, gallery: Gallery, item: ReviewItemRow) -> Control | None:
    """Draw the control of an item; None if the gallery has no suitable prints that are new.

    A pair that is in the queue already is not drawn again: nobody gets a pair twice, so that in a
    small gallery the second control of a pair would wait for an examiner for ever.
    """
    with database.read() as session:
        count = session.scalar(
            select(func.count()).where(ReviewCandidateRow.item_id == item.item_id)
        )
    rng = random.Random(item.item_id)  # nosec B311 # seeded, so that it can be repeated; no secret
    for _ in range(_DRAWS):
        drawn = draw(
            database,
            gallery,
            fingers_of(item),
            count or 1,
            mated=_chance(item.item_id, "mated") < _MATED_SHARE,
            rng=rng,
        )
        if drawn is None:
            return None
        with database.read() as session:
            if not any(_is_used(session, drawn, one) for one, _ in drawn.candidates):
                return drawn
    return None


def _is_used(session: Session, drawn: Control, candidate: Candidate) -> bool:
    """Tell whether a control shows the pair already, either way round."""
    ends = drawn.probe_encounter_id, candidate.encounter_id
    item, shown = ReviewItemRow, ReviewCandidateRow
    found = (
        select(shown.candidate_id)
        .join(item, item.item_id == shown.item_id)
        .where(item.probe_encounter_id.in_(ends), shown.encounter_id.in_(ends))
        .limit(1)
    )
    return session.scalar(found) is not None


def insert_control(session: Session, item_id: str, control: Control | None, now: datetime) -> bool:
    """Put the control of an item into the queue, once. None: the item gets no control."""
    item = session.scalar(select(ReviewItemRow).where(ReviewItemRow.item_id == item_id))
    if item is None or not item.control_pending:
        return False
    item.control_pending = False
    if control is None:
        return False
    row = ReviewItemRow(
        gallery=item.gallery,
        probe_encounter_id=control.probe_encounter_id,
        reason=CONTROL_REASON,
        fingers=fingers_column(control.fingers),
        open_time=now,
        control_pending=False,
        control_of=item_id,
        in_custody=item.in_custody,
    )
    insert(session, row, control.candidates)
    return True


def _chance(item_id: str, purpose: str) -> float:
    digest = hashlib.sha256(f"{purpose} {item_id}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
