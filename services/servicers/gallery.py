"""GalleryService: who is one person and who are two, and how a gallery stands."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from gallery.gallery import Gallery
from gallery.types import IdentityChange
from services.messages import gallery_status, identity_change
from services.wire import (
    Context,
    Pool,
    caller_from,
    check_id,
    deadline_of,
    find_gallery,
    validation,
)
from tenprint.v1 import gallery_service_pb2 as pb2
from tenprint.v1.gallery_service_pb2_grpc import GalleryServiceServicer

T = TypeVar("T")


class GalleryServicer(GalleryServiceServicer):
    """Answers for the galleries it is given, by name."""

    def __init__(self, galleries: Mapping[str, Gallery], store: Pool) -> None:
        self._galleries = galleries
        self._store = store

    async def MergeIdentities(
        self, request: pb2.MergeIdentitiesRequest, context: Context
    ) -> pb2.MergeIdentitiesResponse:
        """Make two identities one."""
        merge = partial(
            self._gallery(request.gallery).identities.merge,
            check_id("identity_id", request.identity_id),
            check_id("into_identity_id", request.into_identity_id),
        )
        return pb2.MergeIdentitiesResponse(
            change=await self._change(merge, request.request_id, context)
        )

    async def SplitIdentity(
        self, request: pb2.SplitIdentityRequest, context: Context
    ) -> pb2.SplitIdentityResponse:
        """Make one identity two."""
        split = partial(
            self._gallery(request.gallery).identities.split,
            check_id("identity_id", request.identity_id),
            validation.check_encounter_ids(request.encounter_ids),
        )
        return pb2.SplitIdentityResponse(
            change=await self._change(split, request.request_id, context)
        )

    async def MoveEncounter(
        self, request: pb2.MoveEncounterRequest, context: Context
    ) -> pb2.MoveEncounterResponse:
        """Move one encounter to another identity."""
        move = partial(
            self._gallery(request.gallery).identities.move_encounter,
            check_id("encounter_id", request.encounter_id),
            check_id("identity_id", request.identity_id),
            check_id("to_identity_id", request.to_identity_id),
        )
        return pb2.MoveEncounterResponse(
            change=await self._change(move, request.request_id, context)
        )

    async def UndoIdentityChange(
        self, request: pb2.UndoIdentityChangeRequest, context: Context
    ) -> pb2.UndoIdentityChangeResponse:
        """Take a change back."""
        undo = partial(
            self._gallery(request.gallery).identities.undo,
            validation.check_change_id(request.change_id),
        )
        return pb2.UndoIdentityChangeResponse(
            change=await self._change(undo, request.request_id, context)
        )

    async def ListIdentityChanges(
        self, request: pb2.ListIdentityChangesRequest, context: Context
    ) -> pb2.ListIdentityChangesResponse:
        """List what was changed."""
        read = partial(
            self._gallery(request.gallery).identities.changes,
            request.identity_id and check_id("identity_id", request.identity_id),
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
        )
        caller_from(context)
        changes, next_token = await self._run(read, context)
        return pb2.ListIdentityChangesResponse(
            changes=map(identity_change, changes), next_page_token=next_token
        )

    async def GetGalleryStatus(
        self, request: pb2.GetGalleryStatusRequest, context: Context
    ) -> pb2.GetGalleryStatusResponse:
        """Tell how a gallery stands."""
        gallery = self._gallery(request.gallery)
        caller_from(context)
        status = await self._run(gallery.status, context)
        return pb2.GetGalleryStatusResponse(status=gallery_status(status))

    async def _change(
        self, change: Callable[..., IdentityChange], request_id: str, context: Context
    ) -> pb2.IdentityChange:
        work = partial(
            change,
            request_id=check_id("request_id", request_id),
            caller=caller_from(context),
            now=datetime.now(UTC),
        )
        return identity_change(await self._run(work, context))

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        async with self._store.admit():
            return await self._store.run(work, deadline_of(context))

    def _gallery(self, name: str) -> Gallery:
        return find_gallery(self._galleries, name)
