"""ReportService: reports for supervisors and auditors."""

from datetime import timedelta

from database.caller import Caller
from interop import fields, reports
from services.messages import reports as messages
from services.servicers.rpc import DeskServicer, answers, answers_with
from services.wire import check
from tenprint.v1 import report_service_pb2 as pb2
from tenprint.v1.report_service_pb2_grpc import ReportServiceServicer


class ReportServicer(DeskServicer[reports.ReportDesk], ReportServiceServicer):
    """Hands requests to the desk of reports."""

    @answers(messages.sample_to_proto)
    def SampleCases(self, request: pb2.SampleCasesRequest, caller: Caller) -> reports.AuditSample:
        """Draw and classify cases of a period."""
        period, count = messages.read_period(request), messages.read_case_count(request)
        return self._desk.sample(period, count, request.seed, caller)

    @answers(messages.compliance_to_proto)
    def GetComplianceReport(
        self, request: pb2.GetComplianceReportRequest, caller: Caller
    ) -> reports.ComplianceReport:
        """Report on the matches of a month."""
        return self._desk.compliance(messages.read_month(request.month), caller)

    @answers(messages.exceptions_to_proto)
    def GetExceptionReport(
        self, request: pb2.GetExceptionReportRequest, caller: Caller
    ) -> reports.ExceptionReport:
        """List what lacks what it must have."""
        age = timedelta(hours=messages.read_min_age_hours(request))
        return self._desk.exceptions(age, caller)

    @answers_with(pb2.GetDossierResponse, messages.dossier_to_proto)
    def GetDossier(self, request: pb2.GetDossierRequest, caller: Caller) -> reports.Dossier:
        """Collect what is on record about a person."""
        return self._desk.dossier(check("person_id", request.person_id, fields.MESSAGE_ID), caller)

    @answers(messages.people_to_proto)
    def FindPerson(
        self, request: pb2.FindPersonRequest, caller: Caller
    ) -> list[reports.FoundPerson]:
        """List the people whom a number names."""
        return self._desk.find_people(*messages.read_number(request), caller)
