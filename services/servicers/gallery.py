"""GalleryService: changes of identities, and the status of a gallery."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol

from database.caller import Caller
from database.paging import Listed
from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from gallery.types import IdentityChange
from gallery.upkeep import GalleryStatus
from services.messages import gallery as messages
from services.servicers.rpc import DeskServicer, answers_page, answers_with
from services.wire import check_id, find_gallery, validation
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2_grpc import GalleryServiceServicer


class Change(Protocol):
    """A request that changes identities and that a client may repeat."""

    request_id: str


class GalleryServicer(DeskServicer[Mapping[str, Gallery]], GalleryServiceServicer):
    """Hands changes and questions to the gallery that the request names."""

    @answers_with(pb2.MergeIdentitiesResponse, messages.identity_change)
    def MergeIdentities(
        self, request: pb2.MergeIdentitiesRequest, caller: Caller
    ) -> IdentityChange:
        return self._gallery(request.gallery).identities.merge(
            check_id("identity_id", request.identity_id),
            check_id("into_identity_id", request.into_identity_id),
            _asked(request, caller),
        )

    @answers_with(pb2.SplitIdentityResponse, messages.identity_change)
    def SplitIdentity(self, request: pb2.SplitIdentityRequest, caller: Caller) -> IdentityChange:
        return self._gallery(request.gallery).identities.split(
            check_id("identity_id", request.identity_id),
            validation.check_encounter_ids(request.encounter_ids),
            _asked(request, caller),
        )

    @answers_with(pb2.MoveEncounterResponse, messages.identity_change)
    def MoveEncounter(self, request: pb2.MoveEncounterRequest, caller: Caller) -> IdentityChange:
        return self._gallery(request.gallery).identities.move_encounter(
            check_id("encounter_id", request.encounter_id),
            check_id("identity_id", request.identity_id),
            check_id("to_identity_id", request.to_identity_id),
            _asked(request, caller),
        )

    @answers_with(pb2.UndoIdentityChangeResponse, messages.identity_change)
    def UndoIdentityChange(
        self, request: pb2.UndoIdentityChangeRequest, caller: Caller
    ) -> IdentityChange:
        identities = self._gallery(request.gallery).identities
        change_id = validation.check_number("change_id", request.change_id, "changes")
        return identities.undo(change_id, _asked(request, caller))

    @answers_page(pb2.ListIdentityChangesResponse, messages.identity_change)
    def ListIdentityChanges(
        self, request: pb2.ListIdentityChangesRequest, _: Caller
    ) -> Listed[IdentityChange]:
        identities = self._gallery(request.gallery).identities
        identity_id = request.identity_id and check_id("identity_id", request.identity_id)
        return identities.changes(identity_id, validation.page(request))

    @answers_with(pb2.GetGalleryStatusResponse, messages.gallery_status)
    def GetGalleryStatus(self, request: pb2.GetGalleryStatusRequest, _: Caller) -> GalleryStatus:
        return self._gallery(request.gallery).status()

    def _gallery(self, name: str) -> Gallery:
        return find_gallery(self._desk, name)


def _asked(request: Change, caller: Caller) -> ChangeRequest:
    request_id = check_id("request_id", request.request_id)
    return ChangeRequest(request_id, caller, datetime.now(UTC))
