"""The fields that a case needs before an officer can close the case (R32–R36)."""

from collections.abc import Iterator
from datetime import date

from interop.cases.errors import DispositionMismatchError
from interop.cases.types import (
    EXPLAINED,
    REASONS,
    Case,
    CaseVersion,
    Completeness,
    Disposition,
    DispositionAction,
    EncounterManner,
    EncounterRecord,
)

ENCOUNTERS_FROM = date(2011, 7, 1)
"""From this day officers had to document encounters (R32)."""
EVERY_MATCH_FROM = date(2011, 11, 1)
"""From this day officers had to document every match, with or without enforcement (R33)."""


def missing(case: Case) -> tuple[str, ...]:
    """Name the fields that a case lacks to be closed; empty if none (R35)."""
    return tuple(_missing(case))


def completeness(version: CaseVersion) -> Completeness:
    """Tell how completely a version is documented (R36)."""
    if version.encounter == EncounterRecord() and version.disposition == Disposition():
        return Completeness.EMPTY
    gaps = any(True for _ in _undocumented(version))
    return Completeness.PARTIAL if gaps else Completeness.COMPLETE


def is_violation(case: Case, day: date) -> bool:
    """Tell whether an incomplete case broke the policy of a day (R33)."""
    if completeness(case.current) is Completeness.COMPLETE or day < ENCOUNTERS_FROM:
        return False
    return day >= EVERY_MATCH_FROM or bool(case.detainers)


def check_disposition(disposition: Disposition) -> None:
    """Refuse a reason that does not fit the action. Raises DispositionMismatchError."""
    action, reason = disposition.action, disposition.reason
    if action is not None and reason is not None and reason not in REASONS[action]:
        allowed = ", ".join(one.name for one in sorted(REASONS[action]))
        raise DispositionMismatchError(
            f"{reason.name} is no reason for {action.name}: use one of {allowed}"
        )


def _missing(case: Case) -> Iterator[str]:
    if case.current.answer_version == 0 and case.withdrawn_time is None:
        yield "determination"
    yield from _undocumented(case.current)
    requested = case.current.disposition.action is DispositionAction.DETENTION_REQUESTED
    if requested and not case.detainers:
        yield "detainer"
    if case.live_detainer is not None:
        yield "detainer.end_time"
    in_custody = any(one.is_held and not one.state.is_live for one in case.detainers)
    if in_custody and case.withdrawn_time is not None:
        yield "detainer.freed_time"
    if case.open_claim is not None:
        yield "citizenship_claim.end_time"


def _undocumented(version: CaseVersion) -> Iterator[str]:
    encounter, disposition = version.encounter, version.disposition
    fields: tuple[tuple[str, object], ...] = (
        ("encounter.officer", encounter.officer),
        ("encounter.encounter_time", encounter.encounter_time),
        ("encounter.manner", encounter.manner),
        ("disposition.officer", disposition.officer),
        ("disposition.action", disposition.action),
        ("disposition.reason", disposition.reason),
        ("disposition.decision_time", disposition.decision_time),
    )
    yield from (name for name, value in fields if not value)
    if encounter.manner is not EncounterManner.RECORDS_ONLY and not encounter.place:
        yield "encounter.place"
    if disposition.reason in EXPLAINED and not disposition.remark:
        yield "disposition.remark"
