"""What officers document: encounters, dispositions, closing, reopening (R32–R35, R42).

Nothing changes a closed version: a change after the close begins another version.
"""

from dataclasses import replace

from interop.audit import Act, Action
from interop.cases import leases
from interop.cases.decisions import freeze
from interop.cases.dispositions import contradictions
from interop.cases.documentation import check_disposition, missing
from interop.cases.errors import (
    CaseIncompleteError,
    CaseStateError,
    DispositionContradictionError,
)
from interop.cases.rows import (
    DISPOSITION,
    ENCOUNTER,
    add_version,
    case_row,
    describe,
    raise_alarm,
    set_state,
    version_row,
)
from interop.cases.tables import CaseRow, CaseVersionRow
from interop.cases.types import (
    AlarmKind,
    Case,
    CaseState,
    DecisionKind,
    Disposition,
    EncounterRecord,
    VersionCause,
)
from interop.review import comparisons


def record_encounter(act: Act, case_id: str, record: EncounterRecord) -> Case:
    """Replace the record of the encounter, which may be a draft.

    Raises TaskHeldError if somebody else works on the case.
    """
    row = case_row(act.session, case_id)
    leases.check_free(act, case_id)
    record = replace(record, officer=act.actor_id)
    if record != ENCOUNTER.load(version_row(act.session, row).encounter):
        _editable(act, row).encounter = ENCOUNTER.dump(record)
        act.log(Action.ENCOUNTER_RECORDED, case_id)
    return describe(act.session, row)


def record_disposition(act: Act, case_id: str, disposition: Disposition) -> Case:
    """Replace the record of the decision and its reason, which may be a draft.

    Raises DispositionMismatchError if the reason does not fit the action, TaskHeldError.
    """
    check_disposition(disposition)
    row = case_row(act.session, case_id)
    leases.check_free(act, case_id)
    disposition = replace(disposition, officer=act.actor_id)
    if disposition != DISPOSITION.load(version_row(act.session, row).disposition):
        _editable(act, row).disposition = DISPOSITION.dump(disposition)
        reason = disposition.reason.name if disposition.reason else ""
        act.log(Action.DISPOSITION_RECORDED, case_id, reason)
        if disposition.action is not None:
            freeze(act, case_id, DecisionKind.DISPOSITION)
    return describe(act.session, row)


def close(act: Act, case_id: str, version: int, because: str = "") -> Case:
    """Close a version of a case; closing the same version again changes nothing.

    because: a supervisor's reason to close although the disposition contradicts what happened.
    Raises CaseIncompleteError with the missing fields (R35), DispositionContradictionError,
    CaseStateError if there is a newer version.
    """
    row = case_row(act.session, case_id)
    _check_newest(row, version)
    if CaseState(row.state) is not CaseState.CLOSED:
        # A supervisor who closes against a contradiction does not wait for the officer.
        if not because:
            leases.check_free(act, case_id)
        lacks = missing(describe(act.session, row))
        if comparisons.open_of(act.session, row.tcn) is not None:
            lacks = (*lacks, "comparison.end_time")
        if lacks:
            raise CaseIncompleteError(case_id, lacks)
        found = contradictions(act.session, describe(act.session, row), act.now)
        if found and not because:
            raise DispositionContradictionError(case_id, found)
        freeze(act, case_id, DecisionKind.CLOSE, found, because if found else "")
        if found:
            contradicted = AlarmKind.CLOSED_IN_CONTRADICTION
            raise_alarm(act.session, case_id, contradicted, act.now, act.actor_id)
        set_state(act.session, row, CaseState.CLOSED)
        version_row(act.session, row).close_time = act.now
        act.log(Action.CASE_CLOSED, case_id)
        leases.end(act, case_id)
    return describe(act.session, row)


def reopen(act: Act, case_id: str, version: int) -> Case:
    """Begin another version after a closed version; the same again changes nothing.

    Raises CaseStateError if that version is not closed or is not the newest.
    """
    row = case_row(act.session, case_id)
    newest = version_row(act.session, row)
    if row.version == version + 1 and newest.cause == VersionCause.EDITED.value:
        return describe(act.session, row)
    _check_newest(row, version)
    if CaseState(row.state) is not CaseState.CLOSED:
        raise CaseStateError(f"version {version} of {case_id} is open: edit this version")
    _editable(act, row)
    return describe(act.session, row)


def _editable(act: Act, row: CaseRow) -> CaseVersionRow:
    """Return the version to write to; after a closed version, begin another."""
    if CaseState(row.state) is not CaseState.CLOSED:
        return version_row(act.session, row)
    act.log(Action.CASE_REOPENED, row.case_id, VersionCause.EDITED.value)
    state = CaseState.ALERTED if row.withdrawn_time is None else CaseState.WITHDRAWN
    return add_version(act, row, state, VersionCause.EDITED)


def _check_newest(row: CaseRow, version: int) -> None:
    if row.version != version:
        raise CaseStateError(
            f"{row.case_id} has version {row.version} now, not {version}: read the case again"
        )
