"""Whose work a case is: an officer acts on the cases of the own office alone.

A case belongs to the office of its area, or to the office that was alerted. A transfer moves both.
Roles that reach any case (supervisors, the LESC) are not bound to an office: `interop.roles`.
"""

from sqlalchemy.orm import Session

from database.caller import Caller
from interop.cases import office_store
from interop.cases.errors import OtherOfficeError
from interop.cases.field_office import RESOURCE_CENTRE
from interop.cases.persons import rows_of_person
from interop.cases.rows import case_row
from interop.cases.tables import CaseRow
from interop.roles import Operation, may_any


def office_of_case(row: CaseRow) -> str:
    """Name the office that works on a case now; areas without an office: the resource centre."""
    return row.alerted_to or row.office or RESOURCE_CENTRE


def is_work_of(office: str, row: CaseRow) -> bool:
    """Tell whether a case is the work of an office; nothing is the work of an empty name."""
    return bool(office) and office in (row.office, office_of_case(row))


def caller_office(session: Session, caller: Caller) -> str:
    """Name the office that calls. Raises OtherOfficeError if the caller is no office."""
    office = office_store.office_of(session, caller.ori)
    if not office:
        raise OtherOfficeError(f"{caller.ori} is the ORI of no field office")
    return office


def require_office(session: Session, row: CaseRow, caller: Caller) -> None:
    """Check that a case is the work of the caller's office. Raises OtherOfficeError."""
    office = caller_office(session, caller)
    if not is_work_of(office, row):
        raise OtherOfficeError(
            f"{row.case_id} is the work of {office_of_case(row)}, not of {office}: that office "
            "transfers the case"
        )


def check(session: Session, case_id: str, caller: Caller, operation: Operation) -> None:
    """Check that a caller may do an operation on a case, as its office or as whoever reaches any.

    Raises CaseNotFoundError, OtherOfficeError.
    """
    row = case_row(session, case_id)
    if not may_any(caller, operation):
        require_office(session, row, caller)


def check_person(session: Session, case_id: str, caller: Caller, operation: Operation) -> None:
    """Check as `check` does; any case of the person makes the office one that is concerned."""
    row = case_row(session, case_id)
    if may_any(caller, operation):
        return
    office = caller_office(session, caller)
    if not any(is_work_of(office, one) for one in rows_of_person(session, row)):
        require_office(session, row, caller)
