"""LescAnswerService: the LESC's answers come back here."""

from functools import partial

from interop.flow import Flow
from services.messages import answer_from_proto
from services.wire import Context, Pool, deadline_of
from tenprint.v1 import lesc_answer_service_pb2 as pb2
from tenprint.v1.lesc_answer_service_pb2_grpc import LescAnswerServiceServicer


class LescAnswerServicer(LescAnswerServiceServicer):
    """Hands answers to the flow."""

    def __init__(self, flow: Flow, store: Pool) -> None:
        self._flow = flow
        self._store = store

    async def DeliverAnswer(
        self, request: pb2.DeliverAnswerRequest, context: Context
    ) -> pb2.DeliverAnswerResponse:
        """Take an answer; it is stored when this returns."""
        answer = answer_from_proto(request)
        work = partial(self._flow.deliver_answer, answer)
        async with self._store.admit():
            duplicate = await self._store.run(work, deadline_of(context))
        return pb2.DeliverAnswerResponse(duplicate=duplicate)
