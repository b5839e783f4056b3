"""One gRPC servicer in each module."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from services.servicers.answers import LescAnswerServicer
    from services.servicers.audit import AuditServicer
    from services.servicers.booking import BookingServicer
    from services.servicers.cases import CaseServicer
    from services.servicers.correction import CorrectionServicer
    from services.servicers.detainers import DetainerServicer
    from services.servicers.gallery import GalleryServicer
    from services.servicers.identification import IdentificationServicer, template_response
    from services.servicers.lesc import LescServicer
    from services.servicers.overdue import OverdueServicer
    from services.servicers.programme import ProgrammeServicer
    from services.servicers.records import RecordsServicer
    from services.servicers.reports import ReportServicer
    from services.servicers.review import ReviewServicer
    from services.servicers.rpc import register
    from services.servicers.telemetry import TelemetryServicer
    from services.servicers.work import WorkServicer
else:
    # The stub of the LESC serves one of them.
    __getattr__ = names_of(
        __name__,
        {
            "answers": "LescAnswerServicer",
            "audit": "AuditServicer",
            "booking": "BookingServicer",
            "cases": "CaseServicer",
            "correction": "CorrectionServicer",
            "detainers": "DetainerServicer",
            "gallery": "GalleryServicer",
            "identification": "IdentificationServicer template_response",
            "lesc": "LescServicer",
            "overdue": "OverdueServicer",
            "programme": "ProgrammeServicer",
            "records": "RecordsServicer",
            "reports": "ReportServicer",
            "review": "ReviewServicer",
            "rpc": "register",
            "telemetry": "TelemetryServicer",
            "work": "WorkServicer",
        },
    )

__all__ = [
    "AuditServicer",
    "BookingServicer",
    "CaseServicer",
    "CorrectionServicer",
    "DetainerServicer",
    "GalleryServicer",
    "IdentificationServicer",
    "LescAnswerServicer",
    "LescServicer",
    "OverdueServicer",
    "ProgrammeServicer",
    "RecordsServicer",
    "ReportServicer",
    "ReviewServicer",
    "TelemetryServicer",
    "WorkServicer",
    "register",
    "template_response",
]
