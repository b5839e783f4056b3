"""Jurisdictions in the database. Transactions belong to the caller."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, distinct, func, or_, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import required
from interop.errors import AgencyNotFoundError, JurisdictionConflictError, JurisdictionNotFoundError
from interop.jurisdictions.rules import (
    ActivationPeriod,
    Jurisdiction,
    RecordedPeriod,
    Routing,
    routing,
    state_of,
)
from interop.jurisdictions.tables import ActivationRow, AgencyRow, JurisdictionRow

_BATCH = 500
"""The number of ids in one statement."""


@dataclass(frozen=True)
class Filter:
    """Which jurisdictions to list; an empty field filters nothing."""

    us_state: str = ""
    active_on: date | None = None
    """Only jurisdictions that were activated on this day."""
    ori: str = ""
    """Only the jurisdiction that has this agency."""


def route(session: Session, ori: str, arrest_date: date, *, nationwide: bool) -> Routing:
    """Decide where a booking's prints go. Raises AgencyNotFoundError."""
    return routing(require_known(session, ori), ori, arrest_date, nationwide=nationwide)


def require_known(session: Session, ori: str) -> Jurisdiction | None:
    """Find the jurisdiction of an agency; None if no jurisdiction is on record.

    Raises AgencyNotFoundError if jurisdictions are on record and none has the agency.
    """
    found = find(session, ori)
    if found is not None or is_empty(session):
        return found
    raise AgencyNotFoundError(
        f"no jurisdiction on record has the agency {ori}: correct the ORI, or add the agency to a "
        "jurisdiction"
    )


def find(session: Session, ori: str) -> Jurisdiction | None:
    """Find the jurisdiction of an agency."""
    row = session.scalar(
        select(JurisdictionRow)
        .join(AgencyRow, AgencyRow.jurisdiction_id == JurisdictionRow.jurisdiction_id)
        .where(AgencyRow.ori == ori)
    )
    return None if row is None else _describe(session, [row])[0]


def state_and_zone(session: Session, ori: str) -> tuple[str, str]:
    """Tell the State of an agency, and its time zone if most of the State has another one.

    An agency without a jurisdiction on record is in the State that its ORI names.
    """
    found = find(session, ori)
    return (state_of(ori), "") if found is None else (found.us_state, found.time_zone)


def place_of(session: Session, ori: str) -> str:
    """Tell where an agency's days begin and end; by its ORI if no jurisdiction has it."""
    found = find(session, ori)
    return state_of(ori) if found is None else found.place


def is_empty(session: Session) -> bool:
    """Tell whether no jurisdiction is on record."""
    return session.scalar(select(JurisdictionRow.sequence).limit(1)) is None


def get(session: Session, jurisdiction_id: str) -> Jurisdiction:
    """Read a jurisdiction. Raises JurisdictionNotFoundError."""
    found = _stored(session, jurisdiction_id)
    message = f"no jurisdiction {jurisdiction_id} is on record"
    return required(found, JurisdictionNotFoundError, message)


def list_jurisdictions(session: Session, wanted: Filter, page: Page) -> Listed[Jurisdiction]:
    """Read a page of jurisdictions, in the order of entry, and the next page's token."""
    query = select(JurisdictionRow).where(*equal(JurisdictionRow, us_state=wanted.us_state))
    if wanted.active_on is not None:
        query = query.where(_active_on(wanted.active_on))
    if wanted.ori:
        agency = select(AgencyRow.jurisdiction_id).where(AgencyRow.ori == wanted.ori)
        query = query.where(JurisdictionRow.jurisdiction_id.in_(agency))
    rows, token = read_page(session, query, [JurisdictionRow.sequence], str(wanted), page)
    return _describe(session, [row for (row,) in rows]), token


def count(session: Session, active_on: date | None = None) -> tuple[int, int]:
    """Count jurisdictions and their States: all, or those activated on a day."""
    state = JurisdictionRow.us_state
    query = select(func.count(state), func.count(distinct(state)))
    if active_on is not None:
        query = query.where(_active_on(active_on))
    jurisdictions, states = session.execute(query).one()
    return jurisdictions, states


def history(session: Session, jurisdiction_id: str) -> tuple[RecordedPeriod, ...]:
    """List what was ever on record about a jurisdiction's activation, oldest record first."""
    rows = session.scalars(
        select(ActivationRow)
        .where(ActivationRow.jurisdiction_id == jurisdiction_id)
        .order_by(ActivationRow.sequence)
    )
    return tuple(RecordedPeriod(_period(row), row.record_time, row.replace_time) for row in rows)


def put(
    session: Session, jurisdictions: Sequence[Jurisdiction], now: datetime
) -> list[Jurisdiction]:
    """Add or replace jurisdictions; returns the jurisdictions that are new or changed.

    An empty time zone or list of earlier activations keeps what is on record. A period that ended
    before the new one begins becomes an earlier one. What is replaced stays as history.
    Raises JurisdictionConflictError if another jurisdiction has an agency.
    """
    known = {one.jurisdiction_id: _stored(session, one.jurisdiction_id) for one in jurisdictions}
    merged = [_merged(one, known[one.jurisdiction_id]) for one in jurisdictions]
    changed = [one for one in merged if known[one.jurisdiction_id] != one]
    ids = [one.jurisdiction_id for one in changed]
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        session.execute(delete(AgencyRow).where(AgencyRow.jurisdiction_id.in_(some)))
    for one in changed:
        row = _row(session, one.jurisdiction_id)
        if row is None:
            row = JurisdictionRow(jurisdiction_id=one.jurisdiction_id)
            session.add(row)
        row.name, row.us_state, row.time_zone = one.name, one.us_state, one.time_zone
    session.flush()
    for one in changed:
        _add_agencies(session, one)
        _replace_activations(session, one, now)
    return changed


def _merged(given: Jurisdiction, known: Jurisdiction | None) -> Jurisdiction:
    """Keep of a known jurisdiction what the given one does not speak of."""
    if known is None:
        return _with_newest(given)
    earlier = given.earlier_activations
    if not earlier:
        begin = given.activation_date
        kept = (one for one in known.activations if one.deactivation_date is not None)
        earlier = tuple(
            one
            for one in kept
            if one.activation_date != begin
            and (begin is None or (one.deactivation_date or begin) <= begin)
        )
    time_zone = given.time_zone or known.time_zone
    return _with_newest(replace(given, earlier_activations=earlier, time_zone=time_zone))


def _replace_activations(session: Session, one: Jurisdiction, now: datetime) -> None:
    """End the periods on record that are not stated any more, and enter those that are new."""
    in_force = {_period(row): row for row in _rows_in_force(session, [one.jurisdiction_id])}
    for period, row in in_force.items():
        if period not in one.activations:
            row.replace_time = now
    session.add_all(
        ActivationRow(
            jurisdiction_id=one.jurisdiction_id,
            activation_date=period.activation_date,
            deactivation_date=period.deactivation_date,
            record_time=now,
        )
        for period in one.activations
        if period not in in_force
    )
    session.flush()


def _rows_in_force(session: Session, ids: Sequence[str]) -> Sequence[ActivationRow]:
    return session.scalars(
        select(ActivationRow)
        .where(ActivationRow.jurisdiction_id.in_(ids), ActivationRow.replace_time.is_(None))
        .order_by(ActivationRow.activation_date)
    ).all()


def _period(row: ActivationRow) -> ActivationPeriod:
    return ActivationPeriod(row.activation_date, row.deactivation_date)


def _active_on(day: date) -> ColumnElement[bool]:
    period = ActivationRow
    return (
        select(period.sequence)
        .where(
            period.jurisdiction_id == JurisdictionRow.jurisdiction_id,
            period.replace_time.is_(None),
            period.activation_date <= day,
            or_(period.deactivation_date.is_(None), period.deactivation_date > day),
        )
        .exists()
    )


def _add_agencies(session: Session, jurisdiction: Jurisdiction) -> None:
    for ori in jurisdiction.oris:
        other = session.get(AgencyRow, ori)
        if other is not None:
            raise JurisdictionConflictError(
                f"agency {ori} belongs to {other.jurisdiction_id}: remove the agency there before "
                f"you add it to {jurisdiction.jurisdiction_id}"
            )
        session.add(AgencyRow(ori=ori, jurisdiction_id=jurisdiction.jurisdiction_id))
    session.flush()


def _stored(session: Session, jurisdiction_id: str) -> Jurisdiction | None:
    row = _row(session, jurisdiction_id)
    return None if row is None else _describe(session, [row])[0]


def _row(session: Session, jurisdiction_id: str) -> JurisdictionRow | None:
    return session.scalar(
        select(JurisdictionRow).where(JurisdictionRow.jurisdiction_id == jurisdiction_id)
    )


def _describe(session: Session, rows: Sequence[JurisdictionRow]) -> list[Jurisdiction]:
    ids = [row.jurisdiction_id for row in rows]
    oris: dict[str, list[str]] = {one: [] for one in ids}
    agencies = select(AgencyRow).where(AgencyRow.jurisdiction_id.in_(ids)).order_by(AgencyRow.ori)
    for agency in session.scalars(agencies):
        oris[agency.jurisdiction_id].append(agency.ori)
    periods: dict[str, list[ActivationPeriod]] = {one: [] for one in ids}
    for row_in_force in _rows_in_force(session, ids):
        periods[row_in_force.jurisdiction_id].append(_period(row_in_force))
    return [
        _with_newest(
            Jurisdiction(
                jurisdiction_id=row.jurisdiction_id,
                name=row.name,
                us_state=row.us_state,
                oris=tuple(oris[row.jurisdiction_id]),
                earlier_activations=tuple(periods[row.jurisdiction_id]),
                time_zone=row.time_zone,
            )
        )
        for row in rows
    ]


def _with_newest(one: Jurisdiction) -> Jurisdiction:
    """Show the last of the earlier periods as the newest if no other one is stated."""
    if one.activation_date is not None or not one.earlier_activations:
        return one
    *earlier, newest = one.earlier_activations
    return replace(
        one,
        activation_date=newest.activation_date,
        deactivation_date=newest.deactivation_date,
        earlier_activations=tuple(earlier),
    )
