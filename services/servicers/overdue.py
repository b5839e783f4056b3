"""OverdueService: what has waited for too long."""

from database.caller import Caller
from database.paging import Listed
from interop.overdue import Overdue, OverdueDesk, OverdueFilter
from interop.waiting import Waiting
from services.messages import overdue as messages
from services.servicers.rpc import DeskServicer, answers_page
from services.wire import check_id, member, read_word, validation
from tenprint.v1 import overdue_service_pb2 as pb2
from tenprint.v1.overdue_service_pb2_grpc import OverdueServiceServicer


class OverdueServicer(DeskServicer[OverdueDesk], OverdueServiceServicer):
    """Shows what waits, and whose turn it is."""

    @answers_page(pb2.ListOverdueResponse, messages.overdue_to_proto)
    def ListOverdue(self, request: pb2.ListOverdueRequest, caller: Caller) -> Listed[Overdue]:
        stated = read_word(request, "waiting")
        wanted = OverdueFilter(
            waiting=member("waiting", Waiting, stated, "does not wait") if stated else None,
            owner=request.owner and check_id("owner", request.owner),
            address=request.address and check_id("address", request.address),
        )
        return self._desk.list_overdue(wanted, validation.page(request), caller)
