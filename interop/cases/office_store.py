"""Field offices in the database: those of the file that an operator gave last."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interop.cases.field_office import FieldOffice
from interop.cases.office_file import AUDITED_OFFICES
from interop.cases.tables import FieldOfficeRow


def offices_of(session: Session) -> tuple[FieldOffice, ...]:
    """List the offices; the nine of the audit if no operator gave a file."""
    rows = session.scalars(select(FieldOfficeRow).order_by(FieldOfficeRow.name)).all()
    given = tuple(
        FieldOffice(row.name, row.place, tuple(row.areas.split()), row.opens, row.closes)
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
        )
        for one in offices
    )
    session.flush()
