# Written from tenprint/corrections.py by `make proto`.
"""What people call who withdraw matches, and who were told of a match."""

from collections.abc import AsyncIterator

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import correction_service_pb2 as pb2
from tenprint.v1.correction_service_pb2 import Comparison, Correction, Notice


class AsyncCorrectionClient(AsyncCalls):
    """Comes with a client: `client.corrections`."""

    @rpc(pb2.CorrectMatchRequest, "correction", id_field="correction_id")
    async def correct(
        self,
        tcn: str,
        reason: pb2.CorrectionReason | str,
        *,
        explanation: str = "",
        iafis_match_false: bool = False,
        correction_id: str = "",
    ) -> Correction:
        """Withdraw the match of a booking.

        reason: an enum value, or its name. iafis_match_false: the match with the criminal file was
        wrong too. correction_id: makes a repetition harmless. Without an id, a random id is made,
        and only the call's own retries are harmless.
        """

    @rpc(pb2.GetCorrectionRequest, "correction")
    async def get(self, correction_id: str) -> Correction:
        """Read a correction."""

    @rpc(pb2.ListCorrectionsRequest, "corrections")
    def list(self, *, tcn: str = "", page_size: int = 0) -> AsyncIterator[Correction]:
        """Yield corrections, oldest first, page by page."""

    @rpc(pb2.ReinstateMatchRequest, "correction", id_field="reinstatement_id")
    async def reinstate(
        self, correction_id: str, reason: str, *, reinstatement_id: str = ""
    ) -> Correction:
        """Take a correction back, in words why.

        reinstatement_id: as `correction_id` of `correct`.
        """

    @rpc(pb2.RequestComparisonRequest, "comparison", id_field="comparison_id")
    async def compare(
        self, tcn: str, reason: str, *, officer: str = "", comparison_id: str = ""
    ) -> Comparison:
        """Ask examiners to compare the prints of a match again, in words why.

        comparison_id: as `correction_id` of `correct`.
        """

    @rpc(pb2.ListComparisonsRequest, "comparisons")
    def comparisons(self, *, tcn: str = "", page_size: int = 0) -> AsyncIterator[Comparison]:
        """Yield comparisons, oldest first, page by page."""

    @rpc(pb2.ListNoticesRequest, "notices")
    def notices(
        self,
        *,
        tcn: str = "",
        open_only: bool = False,
        overdue_only: bool = False,
        page_size: int = 0,
    ) -> AsyncIterator[Notice]:
        """Yield the notices that the caller may see, oldest first, page by page."""

    @rpc(pb2.AcknowledgeNoticeRequest, "notice")
    async def acknowledge(self, notice_id: str) -> Notice:
        """Acknowledge a correction, as the recipient of the notice; a repetition is harmless."""
