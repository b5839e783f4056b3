"""The journal of references, as those read it who follow it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.store.tables import ChangeKind, PruningRow, ReferenceChangeRow, ReferenceRow


def last_change(session: Session, gallery: str) -> int:
    """Read the number of the newest step of the gallery's index; 0 where there is none."""
    newest = select(func.max(ReferenceChangeRow.change)).where(
        ReferenceChangeRow.gallery == gallery
    )
    return session.scalar(newest) or 0


def pruned_change(session: Session, gallery: str) -> int:
    """Read up to which change the journal forgets who is gone; 0 where it forgets nothing."""
    row = session.get(PruningRow, gallery, populate_existing=True)
    return row.change if row else 0


def changes_after(
    session: Session, gallery: str, change: int, limit: int
) -> list[tuple[int, int, ChangeKind]]:
    """Read steps of the index above a number, in order: number, reference id, kind."""
    rows = session.execute(
        select(ReferenceChangeRow.change, ReferenceChangeRow.reference_id, ReferenceChangeRow.kind)
        .where(ReferenceChangeRow.gallery == gallery, ReferenceChangeRow.change > change)
        .order_by(ReferenceChangeRow.change)
        .limit(limit)
    )
    return [(number, reference_id, ChangeKind(kind)) for number, reference_id, kind in rows]


def count_changes_after(session: Session, gallery: str, change: int) -> int:
    """Count the steps of the index above a number."""
    statement = select(func.count()).where(
        ReferenceChangeRow.gallery == gallery, ReferenceChangeRow.change > change
    )
    return session.scalar(statement) or 0


def reference_ids_after(session: Session, gallery: str, change: int) -> list[int]:
    """Read, in order, the references that were added above a number and are still there."""
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
