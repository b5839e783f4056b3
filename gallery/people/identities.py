"""Merge, split, move and undo: encounters go from one identity to another.

Every change is whole or not made, is one row of history, and can be taken back while its
encounters are where it put them. An identity left without encounters stays as a row that says
where they went, so that an id once given out can always be explained. The functions run inside
`Database.write()`; a request id that was used before gives the stored answer again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from database.caller import Caller, caller_columns
from gallery.errors import EncounterNotFoundError, IdentityConflictError
from gallery.people.enrolment import MakeId, require_identity
from gallery.store import (
    EncounterRow,
    IdentityChangeRow,
    IdentityRow,
    MovedEncounterRow,
    changes,
    describe,
    done_before,
    find_change,
    find_row,
    moved_encounters,
    renew_references,
    same,
)
from gallery.store import rows as store
from gallery.types import IdentityChange, IdentityChangeKind

__all__ = ["changes", "find_change", "merge", "move_encounter", "split", "undo"]


@dataclass(frozen=True)
class _Request:
    """Who asks for a change, and under which id."""

    gallery: str
    request_id: str
    caller: Caller
    now: datetime


def merge(
    session: Session,
    gallery: str,
    *,
    request_id: str,
    identity_id: str,
    into_identity_id: str,
    caller: Caller,
    now: datetime,
) -> IdentityChange:
    """Give all encounters of an identity to another; the first stays as a row that says so.

    Raises IdentityNotFoundError, IdentityConflictError.
    """
    asked = _Request(gallery, request_id, caller, now)
    done = done_before(session, gallery, request_id, IdentityChangeKind.MERGE, identity_id)
    if done is not None:
        return same(done, to_identity_id=into_identity_id)
    _require_two(session, gallery, identity_id, into_identity_id)
    encounters = store.encounters_of(session, gallery, identity_id)
    return _move(
        session, asked, IdentityChangeKind.MERGE, encounters, identity_id, into_identity_id
    )


def split(
    session: Session,
    gallery: str,
    *,
    request_id: str,
    identity_id: str,
    encounter_ids: Collection[str],
    caller: Caller,
    now: datetime,
    make_id: MakeId,
) -> IdentityChange:
    """Give some encounters of an identity to a new one; at least one stays.

    Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
    """
    asked = _Request(gallery, request_id, caller, now)
    done = done_before(session, gallery, request_id, IdentityChangeKind.SPLIT, identity_id)
    if done is not None:
        return same(done, encounter_ids=encounter_ids)
    require_identity(session, gallery, identity_id)
    encounters = [_encounter(session, gallery, one, identity_id) for one in set(encounter_ids)]
    everything = store.encounters_of(session, gallery, identity_id)
    if not encounters or len(encounters) == len(everything):
        raise IdentityConflictError(
            f"splitting {len(encounters)} of the {len(everything)} encounters of {identity_id}: "
            "at least one must go and one must stay"
        )
    new = make_id()
    store.insert_identity(session, gallery, new, now)
    return _move(session, asked, IdentityChangeKind.SPLIT, encounters, identity_id, new)


def move_encounter(
    session: Session,
    gallery: str,
    *,
    request_id: str,
    encounter_id: str,
    identity_id: str,
    to_identity_id: str,
    caller: Caller,
    now: datetime,
) -> IdentityChange:
    """Give one encounter of an identity to another.

    identity_id: where the caller believes it to be; elsewhere is a conflict.
    Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
    """
    asked = _Request(gallery, request_id, caller, now)
    done = done_before(session, gallery, request_id, IdentityChangeKind.MOVE, identity_id)
    if done is not None:
        return same(done, to_identity_id=to_identity_id, encounter_ids=[encounter_id])
    _require_two(session, gallery, identity_id, to_identity_id)
    encounter = _encounter(session, gallery, encounter_id, identity_id)
    return _move(session, asked, IdentityChangeKind.MOVE, [encounter], identity_id, to_identity_id)


def undo(
    session: Session,
    gallery: str,
    *,
    request_id: str,
    change_id: int,
    caller: Caller,
    now: datetime,
) -> IdentityChange:
    """Bring the encounters of a change back to where they were.

    Raises IdentityChangeNotFoundError; IdentityConflictError if it was undone before, is an undo
    itself, or its encounters or the identity they were under are not as it left them.
    """
    row = find_row(session, gallery, change_id)
    asked = _Request(gallery, request_id, caller, now)
    done = done_before(session, gallery, request_id, IdentityChangeKind.UNDO, row.to_identity_id)
    if done is not None:
        return same(done, reverses=change_id)
    _require_in_force(row)
    encounters = _unmoved(session, row)
    _reopen(session, row)
    back = _move(
        session,
        asked,
        IdentityChangeKind.UNDO,
        encounters,
        row.to_identity_id,
        row.from_identity_id,
        reverses=change_id,
    )
    row.reversed_by = back.change_id
    session.flush()
    return back


def _move(
    session: Session,
    asked: _Request,
    kind: IdentityChangeKind,
    encounters: Sequence[EncounterRow],
    source: str,
    target: str,
    reverses: int | None = None,
) -> IdentityChange:
    for encounter in encounters:
        encounter.identity_id = target
    session.flush()
    emptied = not store.encounters_of(session, asked.gallery, source, limit=1)
    if emptied:
        session.get_one(IdentityRow, (asked.gallery, source)).merged_into = target
    # First the one that gains: at no moment a search may find the person under neither.
    renew_references(session, asked.gallery, target)
    renew_references(session, asked.gallery, source)
    row = IdentityChangeRow(
        gallery=asked.gallery,
        request_id=asked.request_id,
        kind=str(kind),
        from_identity_id=source,
        to_identity_id=target,
        source_emptied=emptied,
        reverses=reverses,
        **caller_columns(asked.caller),
        create_time=asked.now,
    )
    session.add(row)
    session.flush()
    session.add_all(
        MovedEncounterRow(
            change_id=row.change_id,
            encounter_sequence=one.sequence,
            encounter_id=one.encounter_id,
        )
        for one in encounters
    )
    session.flush()
    return describe(session, row)


def _require_two(session: Session, gallery: str, source: str, target: str) -> None:
    if source == target:
        raise IdentityConflictError(f"identity {source} is named twice: name two identities")
    require_identity(session, gallery, source)
    require_identity(session, gallery, target)


def _encounter(session: Session, gallery: str, encounter_id: str, identity_id: str) -> EncounterRow:
    """Find an encounter that is to be moved from an identity."""
    row = store.find_encounter(session, gallery, encounter_id)
    if row is None:
        raise EncounterNotFoundError(f"gallery {gallery} has no encounter {encounter_id}")
    if row.identity_id != identity_id:
        raise IdentityConflictError(
            f"encounter {encounter_id} is under identity {row.identity_id}, not {identity_id}"
        )
    return row


def _require_in_force(row: IdentityChangeRow) -> None:
    if row.reversed_by is not None:
        raise IdentityConflictError(
            f"change {row.change_id} was undone before, by change {row.reversed_by}"
        )
    if row.kind == IdentityChangeKind.UNDO:
        raise IdentityConflictError(
            f"change {row.change_id} is an undo: ask for change {row.reverses} anew instead"
        )


def _unmoved(session: Session, row: IdentityChangeRow) -> list[EncounterRow]:
    """Read the encounters of a change, all of which must be where it put them."""
    encounters, elsewhere = [], []
    for moved in moved_encounters(session, [row.change_id]):
        encounter = session.get(EncounterRow, moved.encounter_sequence)
        if encounter is None:
            elsewhere.append(f"{moved.encounter_id} (deleted)")
        elif encounter.identity_id != row.to_identity_id:
            elsewhere.append(f"{moved.encounter_id} (under {encounter.identity_id})")
        else:
            encounters.append(encounter)
    if elsewhere:
        raise IdentityConflictError(
            f"change {row.change_id} cannot be undone, as encounters are no longer where it put "
            f"them: {', '.join(elsewhere)}"
        )
    return encounters


def _reopen(session: Session, row: IdentityChangeRow) -> None:
    """Let the identity that a change took encounters from have encounters again."""
    source = session.get(IdentityRow, (row.gallery, row.from_identity_id))
    if source is None:
        raise IdentityConflictError(
            f"change {row.change_id} cannot be undone: identity {row.from_identity_id} was deleted"
        )
    expected = row.to_identity_id if row.source_emptied else None
    if source.merged_into != expected:
        raise IdentityConflictError(
            f"change {row.change_id} cannot be undone: identity {row.from_identity_id} was merged "
            f"into {source.merged_into} since; undo that first"
        )
    source.merged_into = None
    session.flush()
