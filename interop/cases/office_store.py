"""Field offices in the database: those of the file that an operator gave last."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interop.cases.field_office import RESOURCE_CENTRE, RESOURCE_CENTRE_ORI, FieldOffice
from interop.cases.office_file import AUDITED_OFFICES
from interop.cases.tables import FieldOfficeRow


def offices_of(session: Session) -> tuple[FieldOffice, ...]:
    """List the offices; the nine of the audit if no operator gave a file."""
    rows = session.scalars(select(FieldOfficeRow).order_by(FieldOfficeRow.name)).all()
    given = tuple(
        FieldOffice(row.name, row.place, tuple(row.areas.split()), row.opens, row.closes, row.ori)
        for row in rows
    )
    return given or AUDITED_OFFICES


def replace_offices(session: Session, offices: Iterable[FieldOffice]) -> None:
    """Put these offices in the place of those on record. Cases keep the office that they have."""
    session.execute(delete(FieldOfficeRow))
    session.add_all(
        FieldOfficeRow(
            name=one.name,
            place=one.place,
            areas=" ".join(one.areas),
            opens=one.opens,
            closes=one.closes,
            ori=one.ori,
        )
        for one in offices
    )
    session.flush()


def office_of(session: Session, ori: str) -> str:
    """Name the office, or the resource centre, that calls with an ORI; empty if none does."""
    if ori == RESOURCE_CENTRE_ORI:
        return RESOURCE_CENTRE
    return next((one.name for one in offices_of(session) if ori and one.ori == ori), "")


def find_office(session: Session, name: str) -> FieldOffice | None:
    """Find an office by its name; None if there is none, or for the resource centre."""
    return next((one for one in offices_of(session) if one.name == name), None)
