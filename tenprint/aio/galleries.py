# Written from tenprint/galleries.py by `make proto`.
"""What people call who look after a gallery: changes of identities, and the gallery's status."""

from collections.abc import AsyncIterator, Iterable

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2 import IdentityChange


class AsyncGalleryClient(AsyncCalls):
    """Comes with a client: `client.galleries`.

    request_id: makes the repetition of a change harmless. Without an id, a random id is made, and
    only the call's own retries are harmless.
    """

    @rpc(pb2.MergeIdentitiesRequest, "change", id_field="request_id")
    async def merge(
        self, gallery: str, identity_id: str, into_identity_id: str, *, request_id: str = ""
    ) -> IdentityChange:
        """Give all encounters of an identity to another identity."""

    @rpc(pb2.SplitIdentityRequest, "change", id_field="request_id")
    async def split(
        self, gallery: str, identity_id: str, encounter_ids: Iterable[str], *, request_id: str = ""
    ) -> IdentityChange:
        """Give some encounters of an identity to a new identity: the answer's `to_identity_id`."""

    @rpc(pb2.MoveEncounterRequest, "change", id_field="request_id")
    async def move(
        self,
        gallery: str,
        encounter_id: str,
        identity_id: str,
        to_identity_id: str,
        *,
        request_id: str = "",
    ) -> IdentityChange:
        """Give one encounter of an identity to another identity."""

    @rpc(pb2.UndoIdentityChangeRequest, "change", id_field="request_id")
    async def undo(self, gallery: str, change_id: int, *, request_id: str = "") -> IdentityChange:
        """Undo a change."""

    @rpc(pb2.ListIdentityChangesRequest, "changes")
    def changes(
        self, gallery: str, identity_id: str = "", *, page_size: int = 0
    ) -> AsyncIterator[IdentityChange]:
        """Yield changes, oldest first, page by page: all changes, or those of one identity."""

    @rpc(pb2.GetGalleryStatusRequest, "status")
    async def status(self, gallery: str) -> pb2.GalleryStatus:
        """Read the state of a gallery and its index."""
