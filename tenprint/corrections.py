"""What those call who withdraw matches, and those who were told of a match."""

import uuid
from collections.abc import Iterator

import grpc

from tenprint.galleries import Call
from tenprint.v1 import correction_service_pb2 as pb2
from tenprint.v1.correction_service_pb2 import Correction, Notice
from tenprint.v1.correction_service_pb2_grpc import CorrectionServiceStub


class CorrectionClient:
    """Comes with a client: `client.corrections`."""

    def __init__(self, channel: grpc.Channel, call: Call) -> None:
        self._stub = CorrectionServiceStub(channel)
        self._call = call

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
            correction_id=correction_id or uuid.uuid4().hex,
            tcn=tcn,
            reason=reason,
            explanation=explanation,
            iafis_match_false=iafis_match_false,
        )
        return self._call(self._stub.CorrectMatch, pb2.CorrectMatchResponse, request).correction

    def get(self, correction_id: str) -> Correction:
        """Read a correction."""
        request = pb2.GetCorrectionRequest(correction_id=correction_id)
        return self._call(self._stub.GetCorrection, pb2.GetCorrectionResponse, request).correction

    def list(self, *, tcn: str = "", page_size: int = 0) -> Iterator[Correction]:
        """Yield corrections, oldest first, page by page."""
        request = pb2.ListCorrectionsRequest(tcn=tcn, page_size=page_size)
        while True:
            response = self._call(self._stub.ListCorrections, pb2.ListCorrectionsResponse, request)
            yield from response.corrections
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

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
        while True:
            response = self._call(self._stub.ListNotices, pb2.ListNoticesResponse, request)
            yield from response.notices
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def acknowledge(self, notice_id: str) -> Notice:
        """Say, as the recipient, that a correction is known; again is harmless."""
        request = pb2.AcknowledgeNoticeRequest(notice_id=notice_id)
        return self._call(
            self._stub.AcknowledgeNotice, pb2.AcknowledgeNoticeResponse, request
        ).notice
