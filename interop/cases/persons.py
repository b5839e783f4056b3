"""Whose case a case is: all cases of a person, over both files, merges and splits.

Two cases are about one person if their matched prints belong to one identity in IDENT now, or if
their booked prints belong to one identity in the criminal file now. A withdrawn match says nothing
about IDENT: such a case is linked by the criminal file alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from database.rows import from_row
from gallery.store import EncounterRow, merged_identities
from gallery.store import rows as gallery_store
from interop.bookings import store as bookings
from interop.cases.rows import GALLERY, current_identity
from interop.cases.tables import CaseRow, ClaimRow
from interop.cases.types import CitizenshipClaim, ClaimState
from interop.names import BOOKING_PREFIX, IAFIS


@dataclass(frozen=True)
class _Key:
    """An identity in one of the two files."""

    gallery: str
    identity_id: str


@dataclass(frozen=True)
class Arrest:
    """An arrest: this project counts the bookings of one agency about one day as one arrest."""

    ori: str
    day: date


def arrest_of(session: Session, row: CaseRow) -> Arrest:
    """Tell to which arrest a case belongs."""
    booked = bookings.submission_row(session, row.tcn)
    return Arrest(row.ori, bookings.arrest_date(booked))


def rows_of_person(session: Session, row: CaseRow) -> list[CaseRow]:
    """List all cases of the person of a case, the case itself among them, oldest first."""
    found, known, pending = {row.case_id: row}, set[_Key](), [row]
    keys = {row.case_id: _keys(session, row)}
    while pending:
        for key in keys[pending.pop().case_id] - known:
            known.add(key)
            for other in _candidates(session, key):
                if other.case_id not in keys:
                    keys[other.case_id] = _keys(session, other)
                if other.case_id not in found and key in keys[other.case_id]:
                    found[other.case_id] = other
                    pending.append(other)
    return sorted(found.values(), key=lambda one: one.sequence)


def claims_of_person(session: Session, row: CaseRow) -> list[CitizenshipClaim]:
    """Read the claims of the person of a case, on whichever case, oldest first."""
    return claims_on(session, [one.case_id for one in rows_of_person(session, row)])


def claims_on(session: Session, case_ids: Iterable[str]) -> list[CitizenshipClaim]:
    """Read the claims on some cases, oldest first."""
    rows = session.scalars(
        select(ClaimRow)
        .where(ClaimRow.case_id.in_(list(case_ids)))
        .order_by(ClaimRow.claim_time, ClaimRow.claim_id)
    )
    return [from_row(CitizenshipClaim, one) for one in rows]


def bars_holding(claims: Iterable[CitizenshipClaim]) -> CitizenshipClaim | None:
    """Find the claim because of which a person may not be held; None if nothing is claimed.

    An upheld claim counts for ever. Otherwise the newest claim counts, unless it was refuted.
    """
    last = None
    for claim in claims:
        if claim.state is ClaimState.UPHELD:
            return claim
        last = claim
    return None if last is None or last.state is ClaimState.REFUTED else last


def _keys(session: Session, row: CaseRow) -> set[_Key]:
    keys = set() if row.withdrawn_time else {_Key(GALLERY, current_identity(session, row))}
    booked = bookings.criminal_identity(session, row.tcn) or _now(session, row.criminal_identity_id)
    return keys | {_Key(IAFIS, booked)} if booked else keys


def _now(session: Session, identity_id: str) -> str:
    """Follow the merges of an identity of the criminal file; what is gone keeps its id."""
    if not identity_id:
        return ""
    current = gallery_store.current_identity_ids(session, IAFIS, {identity_id})
    return current.get(identity_id, identity_id)


def _candidates(session: Session, key: _Key) -> Iterator[CaseRow]:
    """List the cases that may be about an identity: by its ids, and by its prints."""
    ids = {key.identity_id, *merged_identities(session, key.gallery, key.identity_id)}
    prints = select(EncounterRow.encounter_id).where(
        EncounterRow.gallery == key.gallery, EncounterRow.identity_id == key.identity_id
    )
    if key.gallery == GALLERY:
        condition = or_(CaseRow.identity_id.in_(ids), CaseRow.encounter_id.in_(prints))
    else:
        booked = (BOOKING_PREFIX + CaseRow.tcn).in_(prints)
        condition = or_(CaseRow.criminal_identity_id.in_(ids), booked)
    yield from session.scalars(select(CaseRow).where(condition))
