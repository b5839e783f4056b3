"""The history of a gallery's identities: each change, its caller and its request."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gallery.errors import IdentityChangeNotFoundError, IdentityConflictError
from gallery.store import rows as store
from gallery.store.tables import IdentityChangeRow, IdentityRow, MovedEncounterRow
from gallery.types import IdentityChange, IdentityChangeKind


def changes(
    session: Session, gallery: str, identity_id: str, after: int, limit: int
) -> list[IdentityChange]:
    """Read changes above a number, oldest first.

    identity_id: only changes from or to this identity; empty reads all.
    """
    page = select(IdentityChangeRow).where(
        IdentityChangeRow.gallery == gallery, IdentityChangeRow.change_id > after
    )
    if identity_id:
        page = page.where(
            or_(
                IdentityChangeRow.from_identity_id == identity_id,
                IdentityChangeRow.to_identity_id == identity_id,
            )
        )
    rows = session.scalars(page.order_by(IdentityChangeRow.change_id).limit(limit)).all()
    return _describe(session, rows)


def find_row(session: Session, gallery: str, change_id: int) -> IdentityChangeRow:
    """Read the row of a change. Raises IdentityChangeNotFoundError."""
    row = session.get(IdentityChangeRow, change_id)
    if row is None or row.gallery != gallery:
        raise IdentityChangeNotFoundError(f"gallery {gallery} has no change {change_id}")
    return row


def done_before(
    session: Session, gallery: str, request_id: str, kind: IdentityChangeKind, source: str
) -> IdentityChange | None:
    """Find the change that was made under a request id.

    Raises IdentityConflictError if the change is of another kind, or from another identity.
    """
    row = session.scalar(
        select(IdentityChangeRow).where(
            IdentityChangeRow.gallery == gallery,
            IdentityChangeRow.request_id == request_id,
        )
    )
    if row is None:
        return None
    change = describe(session, row)
    if (change.kind, change.from_identity_id) != (kind, source):
        raise _other_content(change)
    return change


def same(
    done: IdentityChange,
    *,
    to_identity_id: str | None = None,
    encounter_ids: Iterable[str] | None = None,
    reverses: int | None = None,
) -> IdentityChange:
    """Return the stored answer if the other arguments are the same.

    Raises IdentityConflictError.
    """
    if (
        (to_identity_id is not None and to_identity_id != done.to_identity_id)
        or (encounter_ids is not None and set(encounter_ids) != set(done.encounter_ids))
        or (reverses is not None and reverses != done.reverses)
    ):
        raise _other_content(done)
    return done


def moved_encounters(session: Session, change_ids: Sequence[int]) -> Sequence[MovedEncounterRow]:
    """Read the encounters that changes moved, oldest first."""
    return session.scalars(
        select(MovedEncounterRow)
        .where(MovedEncounterRow.change_id.in_(change_ids))
        .order_by(MovedEncounterRow.change_id, MovedEncounterRow.encounter_sequence)
    ).all()


def describe(session: Session, row: IdentityChangeRow) -> IdentityChange:
    """Turn a row into an entry of the history."""
    [change] = _describe(session, [row])
    return change


def merged_identities(session: Session, gallery: str, identity_id: str) -> list[str]:
    """List the identities that were merged into this one, directly or through others."""
    found: list[str] = []
    newest = [identity_id]
    while newest:
        rows = session.scalars(
            select(IdentityRow.identity_id)
            .where(IdentityRow.gallery == gallery, IdentityRow.merged_into.in_(newest))
            .order_by(IdentityRow.create_time, IdentityRow.identity_id)
        )
        newest = list(rows)
        found += newest
    return found


def _other_content(done: IdentityChange) -> IdentityConflictError:
    return IdentityConflictError(
        f"request {done.request_id} asked for another change before, number {done.change_id}: "
        "choose another request id"
    )


def _describe(session: Session, rows: Sequence[IdentityChangeRow]) -> list[IdentityChange]:
    encounter_ids: dict[int, list[str]] = {row.change_id: [] for row in rows}
    for moved in moved_encounters(session, list(encounter_ids)):
        encounter_ids[moved.change_id].append(moved.encounter_id)
    return [
        IdentityChange(
            row.change_id,
            row.request_id,
            IdentityChangeKind(row.kind),
            row.from_identity_id,
            row.to_identity_id,
            tuple(encounter_ids[row.change_id]),
            store.caller_of(row),
            row.create_time,
            row.reverses,
            row.reversed_by,
        )
        for row in rows
    ]
