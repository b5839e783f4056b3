"""What those call who withdraw matches, and those who were told of a match."""

from collections.abc import Iterator

from tenprint.calls import Calls, random_id
from tenprint.v1 import correction_service_pb2 as pb2
from tenprint.v1.correction_service_pb2 import Correction, Notice


class CorrectionClient(Calls):
    """Comes with a client: `client.corrections`."""

    def correct(
        self,
        tcn: str,
        reason: pb2.CorrectionReason | str,
        *,
        explanation: str = "",
        iafis_match_false: bool = False,
        correction_id: str = "",
    ) -> Correction:
        """Withdraw the match of a booking.

        reason: an enum value, or its name.
        iafis_match_false: the criminal file was wrong too. correction_id: makes a repetition
        harmless; without one, a random id is made, and only the call's own retries are harmless.
        """
        request = pb2.CorrectMatchRequest(
            correction_id=correction_id or random_id(),
            tcn=tcn,
            reason=reason,
            explanation=explanation,
            iafis_match_false=iafis_match_false,
        )
        return self.call(request, pb2.CorrectMatchResponse).correction

    def get(self, correction_id: str) -> Correction:
        """Read a correction."""
        request = pb2.GetCorrectionRequest(correction_id=correction_id)
        return self.call(request, pb2.GetCorrectionResponse).correction

    def list(self, *, tcn: str = "", page_size: int = 0) -> Iterator[Correction]:
        """Yield corrections, oldest first, page by page."""
        request = pb2.ListCorrectionsRequest(tcn=tcn, page_size=page_size)
        return self.pages(request, pb2.ListCorrectionsResponse, lambda page: page.corrections)

    def notices(
        self,
        *,
        tcn: str = "",
        open_only: bool = False,
        overdue_only: bool = False,
        page_size: int = 0,
    ) -> Iterator[Notice]:
        """Yield the notices that the caller may see, oldest first, page by page."""
        request = pb2.ListNoticesRequest(
            tcn=tcn, open_only=open_only, overdue_only=overdue_only, page_size=page_size
        )
        return self.pages(request, pb2.ListNoticesResponse, lambda page: page.notices)

    def acknowledge(self, notice_id: str) -> Notice:
        """Say, as the recipient, that a correction is known; again is harmless."""
        request = pb2.AcknowledgeNoticeRequest(notice_id=notice_id)
        return self.call(request, pb2.AcknowledgeNoticeResponse).notice
