"""LescAnswerService: takes the answers of the LESC."""

from functools import partial

from interop.flow import Flow
from services.messages import lesc
from services.servicers.rpc import DeskServicer, Work, answers_with
from services.wire import Context
from tenprint.v1 import lesc_answer_service_pb2 as pb2
from tenprint.v1.lesc_answer_service_pb2_grpc import LescAnswerServiceServicer


class LescAnswerServicer(DeskServicer[Flow], LescAnswerServiceServicer):
    """Hands answers to the flow."""

    @answers_with(pb2.DeliverAnswerResponse, bool)
    def DeliverAnswer(self, request: pb2.DeliverAnswerRequest, context: Context) -> Work[bool]:
        """Take an answer. The answer is stored when the RPC returns."""
        return partial(self._desk.deliver_answer, lesc.answer_from_proto(request))
