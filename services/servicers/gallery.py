"""GalleryService: changes of identities, and the status of a gallery."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from gallery.gallery import Gallery
from gallery.people import ChangeRequest
from gallery.types import IdentityChange
from gallery.upkeep import GalleryStatus
from services.messages import gallery as messages
from services.servicers.rpc import DeskServicer, Listing, Work, answers_page, answers_with
from services.wire import Context, caller_from, check_id, find_gallery, validation
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2_grpc import GalleryServiceServicer


class Change(Protocol):
    """A request that changes identities and that a client may repeat."""

    request_id: str


class GalleryServicer(DeskServicer[Mapping[str, Gallery]], GalleryServiceServicer):
    """Hands changes and questions to the gallery that the request names."""

    @answers_with(pb2.MergeIdentitiesResponse, messages.identity_change)
    def MergeIdentities(
        self, request: pb2.MergeIdentitiesRequest, context: Context
    ) -> Work[IdentityChange]:
        """Make two identities one."""
        return partial(
            self._gallery(request.gallery).identities.merge,
            check_id("identity_id", request.identity_id),
            check_id("into_identity_id", request.into_identity_id),
            _asked(request, context),
        )

    @answers_with(pb2.SplitIdentityResponse, messages.identity_change)
    def SplitIdentity(
        self, request: pb2.SplitIdentityRequest, context: Context
    ) -> Work[IdentityChange]:
        """Make one identity two."""
        return partial(
            self._gallery(request.gallery).identities.split,
            check_id("identity_id", request.identity_id),
            validation.check_encounter_ids(request.encounter_ids),
            _asked(request, context),
        )

    @answers_with(pb2.MoveEncounterResponse, messages.identity_change)
    def MoveEncounter(
        self, request: pb2.MoveEncounterRequest, context: Context
    ) -> Work[IdentityChange]:
        """Move one encounter to another identity."""
        return partial(
            self._gallery(request.gallery).identities.move_encounter,
            check_id("encounter_id", request.encounter_id),
            check_id("identity_id", request.identity_id),
            check_id("to_identity_id", request.to_identity_id),
            _asked(request, context),
        )

    @answers_with(pb2.UndoIdentityChangeResponse, messages.identity_change)
    def UndoIdentityChange(
        self, request: pb2.UndoIdentityChangeRequest, context: Context
    ) -> Work[IdentityChange]:
        """Undo a change."""
        return partial(
            self._gallery(request.gallery).identities.undo,
            validation.check_number("change_id", request.change_id, "changes"),
            _asked(request, context),
        )

    @answers_page(pb2.ListIdentityChangesResponse, messages.identity_change)
    def ListIdentityChanges(
        self, request: pb2.ListIdentityChangesRequest, context: Context
    ) -> Listing[IdentityChange]:
        """List changes."""
        read = partial(
            self._gallery(request.gallery).identities.changes,
            request.identity_id and check_id("identity_id", request.identity_id),
            *validation.page(request),
        )
        caller_from(context)
        return read

    @answers_with(pb2.GetGalleryStatusResponse, messages.gallery_status)
    def GetGalleryStatus(
        self, request: pb2.GetGalleryStatusRequest, context: Context
    ) -> Work[GalleryStatus]:
        """Report the status of a gallery."""
        gallery = self._gallery(request.gallery)
        caller_from(context)
        return gallery.status

    def _gallery(self, name: str) -> Gallery:
        return find_gallery(self._desk, name)


def _asked(request: Change, context: Context) -> ChangeRequest:
    request_id = check_id("request_id", request.request_id)
    return ChangeRequest(request_id, caller_from(context), datetime.now(UTC))
