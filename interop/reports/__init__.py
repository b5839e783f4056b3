"""Reports that the audit asked for: samples, compliance, exceptions, dossiers."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from interop.reports import errors
    from interop.reports.desk import ReportDesk
    from interop.reports.directory import FoundPerson, NumberKind
    from interop.reports.dossier import objects_of_person
    from interop.reports.types import (
        AuditSample,
        ComplianceReport,
        Dossier,
        ExceptionReport,
        OfficeCompliance,
        Period,
        ReportedException,
        SampledCase,
        UndocumentedMatch,
    )
else:
    __getattr__ = names_of(
        __name__,
        {
            "desk": "ReportDesk",
            "directory": "FoundPerson NumberKind",
            "dossier": "objects_of_person",
            "types": "AuditSample ComplianceReport Dossier ExceptionReport OfficeCompliance "
            "Period ReportedException SampledCase UndocumentedMatch",
        },
        submodules="errors",
    )

__all__ = [
    "AuditSample",
    "ComplianceReport",
    "Dossier",
    "ExceptionReport",
    "FoundPerson",
    "NumberKind",
    "OfficeCompliance",
    "Period",
    "ReportDesk",
    "ReportedException",
    "SampledCase",
    "UndocumentedMatch",
    "errors",
    "objects_of_person",
]
