"""The case of a match at a field office, from the alert to a documented close."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from interop.cases import (
        errors,
        events,
        leases,
        office_file,
        office_store,
        order,
        own_office,
        release_notices,
        rows,
        tables,
    )
    from interop.cases.assessment import assess_case
    from interop.cases.case_file import CaseFile
    from interop.cases.consistency import is_consistent
    from interop.cases.desk import CaseDesk
    from interop.cases.detainer_desk import DetainerDesk
    from interop.cases.detainer_life import Detainer, DetainerState
    from interop.cases.documentation import EVERY_MATCH_FROM, completeness, is_violation, missing
    from interop.cases.field_office import (
        RESOURCE_CENTRE,
        RESOURCE_CENTRE_ORI,
        FieldOffice,
        alerted_office,
        responsible_office,
    )
    from interop.cases.office_file import AUDITED_OFFICES
    from interop.cases.priorities import Advice, Assessment, Reason
    from interop.cases.queries import CaseCounts, CaseFilter
    from interop.cases.release_notices import NoticeFilter, ReleaseNotice, ReleaseOutcome
    from interop.cases.research import history_of
    from interop.cases.tables import (
        AlarmRow,
        CaseRow,
        CaseVersionRow,
        ClaimRow,
        DetainerRow,
        ReleaseNoticeRow,
        TaskLeaseRow,
    )
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
        Completeness,
        Disposition,
        DispositionAction,
        DispositionReason,
        EncounterManner,
        EncounterRecord,
        LookUp,
    )
else:
    __getattr__ = names_of(
        __name__,
        {
            "assessment": "assess_case",
            "case_file": "CaseFile",
            "consistency": "is_consistent",
            "desk": "CaseDesk",
            "detainer_desk": "DetainerDesk",
            "detainer_life": "Detainer DetainerState",
            "documentation": "EVERY_MATCH_FROM completeness is_violation missing",
            "field_office": "RESOURCE_CENTRE RESOURCE_CENTRE_ORI FieldOffice alerted_office "
            "responsible_office",
            "office_file": "AUDITED_OFFICES",
            "priorities": "Advice Assessment Reason",
            "queries": "CaseCounts CaseFilter",
            "release_notices": "NoticeFilter ReleaseNotice ReleaseOutcome",
            "research": "history_of",
            "tables": "AlarmRow CaseRow CaseVersionRow ClaimRow DetainerRow ReleaseNoticeRow "
            "TaskLeaseRow",
            "types": "Actor Case CaseAlarm CaseDecision CaseState CaseVersion CitizenshipClaim "
            "ClaimEvidence ClaimState Completeness Disposition DispositionAction "
            "DispositionReason EncounterManner EncounterRecord LookUp",
        },
        submodules="errors events leases office_file office_store order own_office "
        "release_notices rows tables",
    )

__all__ = [
    "AUDITED_OFFICES",
    "Actor",
    "Advice",
    "AlarmRow",
    "Assessment",
    "Case",
    "CaseAlarm",
    "CaseCounts",
    "CaseDecision",
    "CaseDesk",
    "CaseFile",
    "CaseFilter",
    "CaseRow",
    "CaseState",
    "CaseVersion",
    "CaseVersionRow",
    "CitizenshipClaim",
    "ClaimEvidence",
    "ClaimRow",
    "ClaimState",
    "Completeness",
    "Detainer",
    "DetainerDesk",
    "DetainerRow",
    "DetainerState",
    "Disposition",
    "DispositionAction",
    "DispositionReason",
    "EVERY_MATCH_FROM",
    "EncounterManner",
    "EncounterRecord",
    "FieldOffice",
    "LookUp",
    "NoticeFilter",
    "RESOURCE_CENTRE",
    "RESOURCE_CENTRE_ORI",
    "Reason",
    "ReleaseNotice",
    "ReleaseNoticeRow",
    "ReleaseOutcome",
    "alerted_office",
    "TaskLeaseRow",
    "assess_case",
    "completeness",
    "errors",
    "events",
    "history_of",
    "leases",
    "is_consistent",
    "is_violation",
    "missing",
    "office_file",
    "office_store",
    "order",
    "own_office",
    "release_notices",
    "tables",
    "responsible_office",
    "rows",
]
