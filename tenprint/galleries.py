"""What those who look after a gallery call: changes of identities, and its status."""

from collections.abc import Iterable, Iterator

from tenprint.calls import Calls, random_id
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2 import IdentityChange


class GalleryClient(Calls):
    """Comes with a client: `client.galleries`.

    request_id: makes repeating a change harmless; without one, a random id is made, and only the
    call's own retries are harmless.
    """

    def merge(
        self, gallery: str, identity_id: str, into_identity_id: str, *, request_id: str = ""
    ) -> IdentityChange:
        """Give all encounters of an identity to another."""
        request = pb2.MergeIdentitiesRequest(
            gallery=gallery,
            request_id=request_id or random_id(),
            identity_id=identity_id,
            into_identity_id=into_identity_id,
        )
        return self.call(request, pb2.MergeIdentitiesResponse).change

    def split(
        self,
        gallery: str,
        identity_id: str,
        encounter_ids: Iterable[str],
        *,
        request_id: str = "",
    ) -> IdentityChange:
        """Give some encounters of an identity to a new one, `to_identity_id` of the answer."""
        request = pb2.SplitIdentityRequest(
            gallery=gallery,
            request_id=request_id or random_id(),
            identity_id=identity_id,
            encounter_ids=encounter_ids,
        )
        return self.call(request, pb2.SplitIdentityResponse).change

    def move(
        self,
        gallery: str,
        encounter_id: str,
        identity_id: str,
        to_identity_id: str,
        *,
        request_id: str = "",
    ) -> IdentityChange:
        """Give one encounter of an identity to another."""
        request = pb2.MoveEncounterRequest(
            gallery=gallery,
            request_id=request_id or random_id(),
            encounter_id=encounter_id,
            identity_id=identity_id,
            to_identity_id=to_identity_id,
        )
        return self.call(request, pb2.MoveEncounterResponse).change

    def undo(self, gallery: str, change_id: int, *, request_id: str = "") -> IdentityChange:
        """Take a change back."""
        request = pb2.UndoIdentityChangeRequest(
            gallery=gallery, request_id=request_id or random_id(), change_id=change_id
        )
        return self.call(request, pb2.UndoIdentityChangeResponse).change

    def changes(
        self, gallery: str, identity_id: str = "", *, page_size: int = 0
    ) -> Iterator[IdentityChange]:
        """Yield what was changed, oldest first, page by page; of one identity if it is named."""
        request = pb2.ListIdentityChangesRequest(
            gallery=gallery, identity_id=identity_id, page_size=page_size
        )
        return self.pages(request, pb2.ListIdentityChangesResponse, lambda page: page.changes)

    def status(self, gallery: str) -> pb2.GalleryStatus:
        """Ask how a gallery and its index stand."""
        request = pb2.GetGalleryStatusRequest(gallery=gallery)
        return self.call(request, pb2.GetGalleryStatusResponse).status
