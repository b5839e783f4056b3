"""Whose work a case is: the office of the case, or the office that was alerted."""

from database.caller import Caller
from interop.cases import RESOURCE_CENTRE, CaseRow, office_of, ori_of
from interop.work.errors import OfficeNotFoundError, OtherOfficeError


def office_of_case(row: CaseRow) -> str:
    """Name the office that works on a case now; areas without an office: the resource centre."""
    return row.alerted_to or row.office or RESOURCE_CENTRE


def caller_office(caller: Caller) -> str:
    """Name the office that calls. Raises OtherOfficeError if the caller is no office."""
    office = office_of(caller.ori)
    if not office:
        raise OtherOfficeError(f"{caller.ori or 'a caller without an ORI'} is no field office")
    return office


def require_office(row: CaseRow, caller: Caller) -> None:
    """Check that a case is the work of the caller's office. Raises OtherOfficeError."""
    office = caller_office(caller)
    if office not in (row.office, office_of_case(row)):
        raise OtherOfficeError(
            f"{row.case_id} is the work of {office_of_case(row)}, not of {office}: that office "
            "transfers the case"
        )


def known_office(name: str) -> str:
    """Pass on the name of an office. Raises OfficeNotFoundError."""
    if not ori_of(name):
        raise OfficeNotFoundError(f"no field office {name}")
    return name
