"""Offices by their names, as transfers and escalations state them."""

from sqlalchemy.orm import Session

from interop.cases import RESOURCE_CENTRE, RESOURCE_CENTRE_ORI, office_store
from interop.work.errors import OfficeNotFoundError


def known_office(session: Session, name: str) -> str:
    """Pass on the name of an office. Raises OfficeNotFoundError."""
    if name != RESOURCE_CENTRE and office_store.find_office(session, name) is None:
        raise OfficeNotFoundError(f"no field office {name}")
    return name


def ori_of(session: Session, name: str) -> str:
    """Name the ORI of an office; empty if the office calls with none."""
    if name == RESOURCE_CENTRE:
        return RESOURCE_CENTRE_ORI
    office = office_store.find_office(session, name)
    return "" if office is None else office.ori
