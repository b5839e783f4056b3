"""Transfers: an office asks another office to take a case, which accepts or returns the case."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import columns_of, from_row, required
from interop.audit import Act, Action
from interop.cases import errors, leases, own_office, rows
from interop.work.errors import TransferNotFoundError, TransferStateError
from interop.work.offices import known_office
from interop.work.tables import TransferRow
from interop.work.types import Transfer, TransferFilter, TransferRequest, TransferState

_WAITING = int(TransferState.WAITING)


def ask(act: Act, request: TransferRequest) -> Transfer:
    """Ask another office to take a case, which stays with this office until then.

    The same request again changes nothing. Raises OfficeNotFoundError, OtherOfficeError,
    TransferStateError, TaskHeldError, CaseConflictError.
    """
    known = _find(act.session, request.transfer_id)
    if known is not None:
        return _same(known, request)
    row = rows.case_row(act.session, request.case_id)
    own_office.require_office(act.session, row, act.caller)
    rows.check_open(row)
    leases.check_free(act, request.case_id)
    _check_new(act.session, request, own_office.office_of_case(row))
    made = Transfer(
        transfer_id=request.transfer_id,
        case_id=request.case_id,
        from_office=own_office.office_of_case(row),
        to_office=known_office(act.session, request.to_office),
        state=TransferState.WAITING,
        officer=act.actor_id,
        reason=request.reason,
        request_time=act.now,
    )
    act.session.add(TransferRow(**columns_of(made)))
    act.session.flush()
    act.log(Action.TRANSFER_ASKED, request.case_id, f"to:{request.to_office}"[:64])
    return made


def answer(act: Act, transfer_id: str, state: TransferState, reason: str) -> Transfer:
    """Accept a case, or return the case with a reason; only the receiving office answers.

    The same answer again changes nothing. Raises TransferNotFoundError, OtherOfficeError,
    TransferStateError.
    """
    found = _find(act.session, transfer_id)
    row = required(found, TransferNotFoundError, f"no transfer {transfer_id}")
    if own_office.caller_office(act.session, act.caller) != row.to_office:
        raise errors.OtherOfficeError(
            f"transfer {transfer_id} goes to {row.to_office}: {row.to_office} "
            "accepts or returns the case"
        )
    if row.state != _WAITING:
        if (row.state, row.answer_reason) != (int(state), reason):
            raise TransferStateError(
                f"transfer {transfer_id} was {TransferState(row.state).name.lower()} before"
            )
        return from_row(Transfer, row)
    row.state, row.answer_time = int(state), act.now
    row.answered_by, row.answer_reason = act.actor_id, reason
    if state is TransferState.ACCEPTED:
        case = rows.case_row(act.session, row.case_id)
        case.office = case.alerted_to = row.to_office
        leases.end(act, row.case_id)
    act.session.flush()
    accepted = state is TransferState.ACCEPTED
    act.log(Action.TRANSFER_ACCEPTED if accepted else Action.TRANSFER_RETURNED, row.case_id)
    return from_row(Transfer, row)


def list_transfers(session: Session, wanted: TransferFilter, page: Page) -> Listed[Transfer]:
    """Read a page of transfers, oldest first, and the next page's token."""
    row = TransferRow
    conditions: list[ColumnElement[bool]] = equal(row, case_id=wanted.case_id)
    if wanted.office:
        conditions.append(or_(row.from_office == wanted.office, row.to_office == wanted.office))
    if wanted.open_only:
        conditions.append(row.state == _WAITING)
    found = select(row).where(*conditions)
    read, token = read_page(session, found, [row.sequence], wanted, page)
    return [from_row(Transfer, one) for (one,) in read], token


def _check_new(session: Session, request: TransferRequest, from_office: str) -> None:
    if known_office(session, request.to_office) == from_office:
        raise TransferStateError(f"{request.case_id} is with {from_office} already")
    waiting = session.scalar(
        select(TransferRow).where(
            TransferRow.case_id == request.case_id, TransferRow.state == _WAITING
        )
    )
    if waiting is not None:
        raise TransferStateError(
            f"{request.case_id} waits for {waiting.to_office} already: transfer "
            f"{waiting.transfer_id}"
        )


def _find(session: Session, transfer_id: str) -> TransferRow | None:
    return session.scalar(select(TransferRow).where(TransferRow.transfer_id == transfer_id))


def _same(row: TransferRow, request: TransferRequest) -> Transfer:
    if from_row(TransferRequest, row) != request:
        raise errors.CaseConflictError(
            f"transfer {request.transfer_id} was asked for before with other content: choose "
            "another id"
        )
    return from_row(Transfer, row)
