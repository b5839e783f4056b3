# Written from tenprint/reports.py by `make proto`.
"""What supervisors and auditors call: samples, compliance, exceptions, dossiers."""

from datetime import date

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import report_service_pb2 as pb2
from tenprint.v1.report_service_pb2 import Dossier


class AsyncReportClient(AsyncCalls):
    """Comes with a client: `client.reports`."""

    @rpc(pb2.SampleCasesRequest)
    async def sample(
        self, first_day: date, last_day: date, *, case_count: int = 0, seed: int = 0
    ) -> pb2.SampleCasesResponse:
        """Draw a random sample of the cases of a period and classify it; 0 cases means 766."""

    @rpc(pb2.GetComplianceReportRequest)
    async def compliance(self, month: str) -> pb2.GetComplianceReportResponse:
        """Report which matches of a month (YYYY-MM) are documented."""

    @rpc(pb2.GetExceptionReportRequest)
    async def exceptions(self, min_age_hours: int = 0) -> pb2.GetExceptionReportResponse:
        """List what lacks a case, a query, an answer, an end or an acknowledgement."""

    @rpc(pb2.GetDossierRequest, "dossier")
    async def dossier(self, person_id: str) -> Dossier:
        """Collect what is on record about the person of an identity, a booking or a case."""

    @rpc(pb2.FindPersonRequest)
    async def find(
        self, number: str, *, kind: pb2.NumberKind | str | None = None
    ) -> pb2.FindPersonResponse:
        """Find people by any number."""
