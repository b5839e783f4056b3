"""LescAnswerService: takes the answers of the LESC."""

from database.caller import Caller
from interop.flow import Flow
from services.messages import lesc
from services.servicers.rpc import DeskServicer, answers_with
from tenprint.v1 import lesc_answer_service_pb2 as pb2
from tenprint.v1.lesc_answer_service_pb2_grpc import LescAnswerServiceServicer


class LescAnswerServicer(DeskServicer[Flow], LescAnswerServiceServicer):
    """Hands answers to the flow."""

    @answers_with(pb2.DeliverAnswerResponse, bool)
    def DeliverAnswer(self, request: pb2.DeliverAnswerRequest, caller: Caller) -> bool:
        """Take an answer. The answer is stored when the RPC returns."""
        return self._desk.deliver_answer(lesc.answer_from_proto(request), caller)
