"""Queries of the journal of references."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.store.slots import ALL_SLOTS, Slots
from gallery.store.tables import ChangeKind, PruningRow, ReferenceChangeRow, ReferenceRow


def last_change(session: Session, gallery: str) -> int:
    """Read the number of the newest change of the gallery's references; 0 if there is none."""
    newest = select(func.max(ReferenceChangeRow.change)).where(
        ReferenceChangeRow.gallery == gallery
    )
    return session.scalar(newest) or 0


def pruned_change(session: Session, gallery: str) -> int:
    """Read up to which change the journal is pruned; 0 if it is not pruned."""
    row = session.get(PruningRow, gallery, populate_existing=True)
    return row.change if row else 0


def changes_after(
    session: Session, gallery: str, change: int, limit: int, slots: Slots = ALL_SLOTS
) -> list[tuple[int, int, ChangeKind]]:
    """Read the changes above a number, in order: number, reference id, kind.

    slots: of the references whose changes are read.
    """
    wanted = (
        select(ReferenceChangeRow.change, ReferenceChangeRow.reference_id, ReferenceChangeRow.kind)
        .where(ReferenceChangeRow.gallery == gallery, ReferenceChangeRow.change > change)
        .order_by(ReferenceChangeRow.change)
        .limit(limit)
    )
    if slots != ALL_SLOTS:
        wanted = wanted.where(slots.hold(ReferenceChangeRow.reference_id))
    rows = session.execute(wanted)
    return [(number, reference_id, ChangeKind(kind)) for number, reference_id, kind in rows]


def count_changes_after(session: Session, gallery: str, change: int) -> int:
    """Count the changes above a number."""
    statement = select(func.count()).where(
        ReferenceChangeRow.gallery == gallery, ReferenceChangeRow.change > change
    )
    return session.scalar(statement) or 0


def reference_ids_after(session: Session, gallery: str, change: int) -> list[int]:
    """Read, in order, the references that were added above a number and still exist."""
    return list(
        session.scalars(
            select(ReferenceRow.reference_id)
            .join(ReferenceChangeRow, ReferenceChangeRow.reference_id == ReferenceRow.reference_id)
            .where(
                ReferenceChangeRow.gallery == gallery,
                ReferenceChangeRow.change > change,
                ReferenceChangeRow.kind == int(ChangeKind.ADDED),
            )
            .order_by(ReferenceRow.reference_id)
        )
    )
