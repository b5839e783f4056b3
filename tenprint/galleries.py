"""What those who look after a gallery call: changes of identities, and its status."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

import grpc
from google.protobuf.message import Message

from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2 import IdentityChange
from tenprint.v1.gallery_service_pb2_grpc import GalleryServiceStub

ResponseT = TypeVar("ResponseT", bound=Message)


class Call(Protocol):
    """How a client calls: with its deadline, retries and named errors."""

    def __call__(
        self, method: Callable[..., object], response_type: type[ResponseT], request: Message
    ) -> ResponseT:
        """Call a method of the service."""
        ...


class GalleryClient:
    """Comes with a client: `client.galleries`.

    request_id: makes repeating a change harmless; without one, a random id is made, and only the
    call's own retries are harmless.
    """

    def __init__(self, channel: grpc.Channel, call: Call) -> None:
        self._stub = GalleryServiceStub(channel)
        self._call = call

    def merge(
        self, gallery: str, identity_id: str, into_identity_id: str, *, request_id: str = ""
    ) -> IdentityChange:
        """Give all encounters of an identity to another."""
        request = pb2.MergeIdentitiesRequest(
            gallery=gallery,
            request_id=request_id or _random_id(),
            identity_id=identity_id,
            into_identity_id=into_identity_id,
        )
        return self._call(self._stub.MergeIdentities, pb2.MergeIdentitiesResponse, request).change

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
            request_id=request_id or _random_id(),
            identity_id=identity_id,
            encounter_ids=encounter_ids,
        )
        return self._call(self._stub.SplitIdentity, pb2.SplitIdentityResponse, request).change

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
            request_id=request_id or _random_id(),
            encounter_id=encounter_id,
            identity_id=identity_id,
            to_identity_id=to_identity_id,
        )
        return self._call(self._stub.MoveEncounter, pb2.MoveEncounterResponse, request).change

    def undo(self, gallery: str, change_id: int, *, request_id: str = "") -> IdentityChange:
        """Take a change back."""
        request = pb2.UndoIdentityChangeRequest(
            gallery=gallery, request_id=request_id or _random_id(), change_id=change_id
        )
        return self._call(
            self._stub.UndoIdentityChange, pb2.UndoIdentityChangeResponse, request
        ).change

    def changes(
        self, gallery: str, identity_id: str = "", *, page_size: int = 0
    ) -> Iterator[IdentityChange]:
        """Yield what was changed, oldest first, page by page; of one identity if it is named."""
        request = pb2.ListIdentityChangesRequest(
            gallery=gallery, identity_id=identity_id, page_size=page_size
        )
        while True:
            response = self._call(
                self._stub.ListIdentityChanges, pb2.ListIdentityChangesResponse, request
            )
            yield from response.changes
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def status(self, gallery: str) -> pb2.GalleryStatus:
        """Ask how a gallery and its index stand."""
        request = pb2.GetGalleryStatusRequest(gallery=gallery)
        return self._call(self._stub.GetGalleryStatus, pb2.GetGalleryStatusResponse, request).status


def _random_id() -> str:
    return uuid.uuid4().hex
