"""The case of a match at a field office, from the alert to a documented close."""

from interop.cases import errors, events, tables
from interop.cases.desk import CaseDesk, CaseFile
from interop.cases.detainer_desk import DetainerDesk
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.documentation import completeness, missing
from interop.cases.field_office import RESOURCE_CENTRE, alerted_office
from interop.cases.priorities import Assessment, Reason
from interop.cases.queries import CaseCounts, CaseFilter
from interop.cases.release_notices import NoticeFilter, ReleaseNotice, ReleaseOutcome
from interop.cases.types import (
    Actor,
    Case,
    CaseAlarm,
    CaseDecision,
    CaseState,
    CaseVersion,
    CitizenshipClaim,
    ClaimEvidence,
    ClaimState,
    Disposition,
    DispositionAction,
    DispositionReason,
    EncounterManner,
    EncounterRecord,
    LookUp,
)

__all__ = [
    "Actor",
    "Assessment",
    "Case",
    "CaseAlarm",
    "CaseCounts",
    "CaseDecision",
    "CaseDesk",
    "CaseFile",
    "CaseFilter",
    "CaseState",
    "CaseVersion",
    "CitizenshipClaim",
    "ClaimEvidence",
    "ClaimState",
    "Detainer",
    "DetainerDesk",
    "DetainerState",
    "Disposition",
    "DispositionAction",
    "DispositionReason",
    "EncounterManner",
    "EncounterRecord",
    "LookUp",
    "NoticeFilter",
    "RESOURCE_CENTRE",
    "Reason",
    "ReleaseNotice",
    "ReleaseOutcome",
    "alerted_office",
    "completeness",
    "errors",
    "events",
    "missing",
    "tables",
]
