"""The history of a gallery's identities: what was changed, by whom, under which request."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import Session

from database.paging import Page, read_page
from gallery.errors import IdentityChangeNotFoundError, IdentityConflictError
from gallery.store.tables import IdentityChangeRow, IdentityRow, MovedEncounterRow
from gallery.types import IdentityChange, IdentityChangeKind


def changes(
    session: Session, gallery: str, identity_id: str, page: Page
) -> tuple[list[IdentityChange], str]:
    """Read a page of changes, oldest first, and the next page's token.

    identity_id: only changes from or to this identity; empty reads all.
    """
    found = select(IdentityChangeRow).where(IdentityChangeRow.gallery == gallery)
    if identity_id:
        found = found.where(
            or_(
                IdentityChangeRow.from_identity_id == identity_id,
                IdentityChangeRow.to_identity_id == identity_id,
            )
        )
    rows, token = read_page(session, found, [IdentityChangeRow.change_id], identity_id, page)
    return _describe(session, [row for (row,) in rows]), token


def changes_of(
    session: Session, gallery: str, identity_ids: Collection[str], limit: int
) -> Mapping[str, list[IdentityChange]]:
    """Read the first changes from or to each of many identities, oldest first."""
    row = IdentityChangeRow
    ends = union(
        *(
            select(end.label("identity_id"), row.change_id).where(
                row.gallery == gallery, end.in_(identity_ids)
            )
            for end in (row.from_identity_id, row.to_identity_id)
        )
    ).subquery()
    place = func.row_number().over(partition_by=ends.c.identity_id, order_by=ends.c.change_id)
    placed = select(ends, place.label("place")).subquery()
    first = placed.c.place <= limit
    rows = session.execute(
        select(placed.c.identity_id, row)
        .join(row, row.change_id == placed.c.change_id)
        .where(first)
        .order_by(row.change_id)
    ).all()
    found: dict[str, list[IdentityChange]] = defaultdict(list)
    if rows:
        numbers = select(placed.c.change_id).where(first)
        described = _describe(session, [one for _, one in rows], numbers)
        for (identity_id, _), change in zip(rows, described, strict=True):
            found[identity_id].append(change)
    return found


def find_row(session: Session, gallery: str, change_id: int) -> IdentityChangeRow:
    """Read the row of a change. Raises IdentityChangeNotFoundError."""
    row = session.get(IdentityChangeRow, change_id)
    if row is None or row.gallery != gallery:
        raise IdentityChangeNotFoundError(f"gallery {gallery} has no change {change_id}")
    return row


def find_request(session: Session, gallery: str, request_id: str) -> IdentityChangeRow | None:
    """Read the row of the change that a request made; None if the request changed nothing."""
    row = IdentityChangeRow
    asked = (row.gallery == gallery, row.request_id == request_id)
    return session.scalar(select(row).where(*asked))


def done_before(
    session: Session,
    gallery: str,
    request_id: str,
    kind: IdentityChangeKind,
    source: str,
    *,
    to_identity_id: str | None = None,
    encounter_ids: Iterable[str] | None = None,
    reverses: int | None = None,
) -> IdentityChange | None:
    """Find the change that was made under a request id.

    What is None is not compared. Raises IdentityConflictError if another change was asked for.
    """
    row = session.scalar(
        select(IdentityChangeRow).where(
            IdentityChangeRow.gallery == gallery,
            IdentityChangeRow.request_id == request_id,
        )
    )
    if row is None:
        return None
    done = describe(session, row)
    if (
        (done.kind, done.from_identity_id) != (kind, source)
        or (to_identity_id is not None and to_identity_id != done.to_identity_id)
        or (encounter_ids is not None and set(encounter_ids) != set(done.encounter_ids))
        or (reverses is not None and reverses != done.reverses)
    ):
        raise IdentityConflictError(
            f"request {done.request_id} asked for another change before, number "
            f"{done.change_id}: choose another request id"
        )
    return done


def moved_encounters(
    session: Session, change_ids: Sequence[int] | Select[int]
) -> Sequence[MovedEncounterRow]:
    """Read what changes moved, oldest encounter first."""
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
    """List the identities whose encounters all went to this one, at once or by way of others."""
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


def _describe(
    session: Session, rows: Sequence[IdentityChangeRow], numbers: Select[int] | None = None
) -> list[IdentityChange]:
    """numbers: finds the rows' numbers where they may be too many to be listed."""
    encounter_ids: dict[int, list[str]] = {row.change_id: [] for row in rows}
    for moved in moved_encounters(session, list(encounter_ids) if numbers is None else numbers):
        encounter_ids[moved.change_id].append(moved.encounter_id)
    return [
        IdentityChange(
            row.change_id,
            row.request_id,
            IdentityChangeKind(row.kind),
            row.from_identity_id,
            row.to_identity_id,
            tuple(encounter_ids[row.change_id]),
            row.caller,
            row.create_time,
            row.reverses,
            row.reversed_by,
        )
        for row in rows
    ]
