"""Reports that the audit asked for: samples, compliance, exceptions, dossiers."""

from interop.reports import errors
from interop.reports.desk import ReportDesk
from interop.reports.types import (
    AuditSample,
    ComplianceReport,
    Dossier,
    ExceptionKind,
    ExceptionReport,
    OfficeCompliance,
    Period,
    ReportedException,
    SampledCase,
    SampleRow,
    UndocumentedMatch,
)

__all__ = [
    "AuditSample",
    "ComplianceReport",
    "Dossier",
    "ExceptionKind",
    "ExceptionReport",
    "OfficeCompliance",
    "Period",
    "ReportDesk",
    "ReportedException",
    "SampleRow",
    "SampledCase",
    "UndocumentedMatch",
    "errors",
]
