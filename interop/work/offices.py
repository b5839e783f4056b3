"""Whose work a case is: the office of the case, or the office that was alerted."""

from sqlalchemy.orm import Session

from database.caller import Caller
from interop.cases import RESOURCE_CENTRE, RESOURCE_CENTRE_ORI, CaseRow, office_store
from interop.work.errors import OfficeNotFoundError, OtherOfficeError


def office_of_case(row: CaseRow) -> str:
    """Name the office that works on a case now; areas without an office: the resource centre."""
    return row.alerted_to or row.office or RESOURCE_CENTRE


def caller_office(session: Session, caller: Caller) -> str:
    """Name the office that calls. Raises OtherOfficeError if the caller is no office."""
    office = office_store.office_of(session, caller.ori)
    if not office:
        raise OtherOfficeError(f"{caller.ori} is the ORI of no field office")
    return office


def require_office(session: Session, row: CaseRow, caller: Caller) -> None:
    """Check that a case is the work of the caller's office. Raises OtherOfficeError."""
    office = caller_office(session, caller)
    if office not in (row.office, office_of_case(row)):
        raise OtherOfficeError(
            f"{row.case_id} is the work of {office_of_case(row)}, not of {office}: that office "
            "transfers the case"
        )


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
