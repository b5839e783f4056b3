"""Jurisdictions in the database. Transactions belong to the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, distinct, func, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import from_row, required
from interop.errors import AgencyNotFoundError, JurisdictionConflictError, JurisdictionNotFoundError
from interop.jurisdictions.rules import Jurisdiction, Routing, routing
from interop.jurisdictions.tables import AgencyRow, JurisdictionRow

_BATCH = 500
"""The number of ids in one statement."""


@dataclass(frozen=True)
class Filter:
    """Which jurisdictions to list; an empty field filters nothing."""

    us_state: str = ""
    active_on: date | None = None
    """Only jurisdictions that were activated on or before this day."""
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
        query = query.where(JurisdictionRow.activation_date <= wanted.active_on)
    if wanted.ori:
        agency = select(AgencyRow.jurisdiction_id).where(AgencyRow.ori == wanted.ori)
        query = query.where(JurisdictionRow.jurisdiction_id.in_(agency))
    rows, token = read_page(session, query, [JurisdictionRow.sequence], str(wanted), page)
    return _describe(session, [row for (row,) in rows]), token


def count(session: Session, active_on: date | None = None) -> tuple[int, int]:
    """Count jurisdictions and their States: all, or those activated on or before a day."""
    state = JurisdictionRow.us_state
    query = select(func.count(state), func.count(distinct(state)))
    if active_on is not None:
        query = query.where(JurisdictionRow.activation_date <= active_on)
    jurisdictions, states = session.execute(query).one()
    return jurisdictions, states


def put(session: Session, jurisdictions: Sequence[Jurisdiction]) -> list[Jurisdiction]:
    """Add or replace jurisdictions; returns the jurisdictions that are new or changed.

    Raises JurisdictionConflictError if another jurisdiction has an agency.
    """
    changed = [one for one in jurisdictions if _stored(session, one.jurisdiction_id) != one]
    ids = [one.jurisdiction_id for one in changed]
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        session.execute(delete(AgencyRow).where(AgencyRow.jurisdiction_id.in_(some)))
    for one in changed:
        row = _row(session, one.jurisdiction_id)
        if row is None:
            row = JurisdictionRow(jurisdiction_id=one.jurisdiction_id)
            session.add(row)
        row.name, row.us_state, row.activation_date = one.name, one.us_state, one.activation_date
    session.flush()
    for one in changed:
        _add_agencies(session, one)
    return changed


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
    return [from_row(Jurisdiction, row, oris=tuple(oris[row.jurisdiction_id])) for row in rows]
