"""CorrectionService: matches are withdrawn, and everybody who was told says that they know."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from interop.corrections import CorrectionDesk
from services.messages import correction as messages
from services.wire import Context, Pool, caller_from, check_id, deadline_of, validation
from tenprint.v1 import correction_service_pb2 as pb2
from tenprint.v1.correction_service_pb2_grpc import CorrectionServiceServicer

T = TypeVar("T")


class CorrectionServicer(CorrectionServiceServicer):
    """Hands corrections and acknowledgements to the desk."""

    def __init__(self, desk: CorrectionDesk, store: Pool) -> None:
        self._desk = desk
        self._store = store

    async def CorrectMatch(
        self, request: pb2.CorrectMatchRequest, context: Context
    ) -> pb2.CorrectMatchResponse:
        """Withdraw a match."""
        asked = messages.correction_request(request)
        done = await self._run(partial(self._desk.correct, asked, caller_from(context)), context)
        return pb2.CorrectMatchResponse(correction=messages.correction(done))

    async def GetCorrection(
        self, request: pb2.GetCorrectionRequest, context: Context
    ) -> pb2.GetCorrectionResponse:
        """Read a correction."""
        correction_id = check_id("correction_id", request.correction_id)
        read = partial(self._desk.correction, correction_id, caller_from(context))
        return pb2.GetCorrectionResponse(
            correction=messages.correction(await self._run(read, context))
        )

    async def ListCorrections(
        self, request: pb2.ListCorrectionsRequest, context: Context
    ) -> pb2.ListCorrectionsResponse:
        """List corrections."""
        read = partial(
            self._desk.corrections,
            caller_from(context),
            tcn=request.tcn and validation.check_tcn(request.tcn),
            page_size=validation.page_size(request.page_size),
            page_token=validation.check_page_token(request.page_token),
        )
        found, next_token = await self._run(read, context)
        return pb2.ListCorrectionsResponse(
            corrections=map(messages.correction, found), next_page_token=next_token
        )

    async def ListNotices(
        self, request: pb2.ListNoticesRequest, context: Context
    ) -> pb2.ListNoticesResponse:
        """List notices."""
        caller = caller_from(context)
        read = partial(
            self._desk.notices,
            messages.notice_filter(request),
            caller,
            page_size=validation.page_size(request.page_size),
            page_token=validation.check_page_token(request.page_token),
        )
        found, next_token = await self._run(read, context)
        overdue = await self._run(partial(self._desk.overdue_count, caller), context)
        return pb2.ListNoticesResponse(
            notices=map(messages.notice, found),
            next_page_token=next_token,
            overdue_count=overdue,
        )

    async def AcknowledgeNotice(
        self, request: pb2.AcknowledgeNoticeRequest, context: Context
    ) -> pb2.AcknowledgeNoticeResponse:
        """Note that a recipient knows."""
        notice_id = messages.check_notice_id(request.notice_id)
        work = partial(self._desk.acknowledge, notice_id, caller_from(context))
        return pb2.AcknowledgeNoticeResponse(notice=messages.notice(await self._run(work, context)))

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        async with self._store.admit():
            return await self._store.run(work, deadline_of(context))
