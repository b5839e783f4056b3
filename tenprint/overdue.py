"""What supervisors and operators call to see what has waited for too long."""

from collections.abc import Iterator

from tenprint.calls import Calls, rpc
from tenprint.v1 import overdue_service_pb2 as pb2
from tenprint.v1.overdue_service_pb2 import Overdue


class OverdueClient(Calls):
    """Comes with a client: `client.overdue`."""

    @rpc(pb2.ListOverdueRequest, "overdue")
    def list(
        self,
        *,
        waiting: str = "",
        owner: str = "",
        address: str = "",
        waiting_code: pb2.WaitingKind | str | None = None,
    ) -> Iterator[Overdue]:
        """Yield what is overdue, the longest waiting first.

        waiting_code: an enum value or its name, in place of the word.
        """
