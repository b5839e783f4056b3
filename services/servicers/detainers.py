"""DetainerService: between field office and local agency."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from database.caller import Caller
from database.paging import Listed
from interop import fields
from interop.cases import (
    Actor,
    Detainer,
    DetainerDesk,
    DetainerState,
    NoticeFilter,
    ReleaseNotice,
    ReleaseOutcome,
)
from services.access import present_group
from services.bounds import Shares
from services.errors import InvalidFieldError
from services.messages import cases as messages
from services.servicers.cases import officer
from services.servicers.rpc import DeskServicer, answers, answers_page, answers_with
from services.wire import (
    Context,
    Lifecycle,
    Pool,
    caller_from,
    check,
    check_id,
    check_length,
    deadline_of,
    member,
    optional,
    read_enum,
    read_text,
    read_time,
    said,
    validation,
)
from tenprint.v1 import detainer_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2_grpc import DetainerServiceServicer

_NOTICE_ID_LENGTH = 80
WATCH_INTERVAL_S = 1.0
"""A watcher looks again this often."""
WATCHER_LIMIT = 200
"""Watchers at one time: each looks once in a second."""


class DetainerServicer(DeskServicer[DetainerDesk], DetainerServiceServicer):
    """Hands requests and answers about detainers to the desk."""

    def __init__(self, desk: DetainerDesk, store: Pool, lifecycle: Lifecycle) -> None:
        super().__init__(desk, store)
        self._lifecycle = lifecycle
        self._watching = Shares(WATCHER_LIMIT, "places for watchers (ListDetainers reads too)")
        # Watchers take turns: a commit never waits for the reads of more than one of them.
        self._watcher_read = asyncio.Semaphore(1)

    @answers_with(pb2.RequestDetainerResponse, messages.detainer_to_proto)
    def RequestDetainer(self, request: pb2.RequestDetainerRequest, caller: Caller) -> Detainer:
        return self._desk.request(
            check_id("case_id", request.case_id),
            check_id("detainer_id", request.detainer_id),
            read_text("against_advice_because", request.against_advice_because),
            officer(request.officer, caller),
        )

    @answers_with(pb2.AcknowledgeDetainerResponse, messages.detainer_to_proto)
    def AcknowledgeDetainer(
        self, request: pb2.AcknowledgeDetainerRequest, caller: Caller
    ) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        return self._desk.acknowledge(detainer_id, officer(request.officer, caller))

    @answers_with(pb2.DeclineDetainerResponse, messages.detainer_to_proto)
    def DeclineDetainer(self, request: pb2.DeclineDetainerRequest, caller: Caller) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        reason = said("reason", request.reason)
        return self._desk.decline(detainer_id, reason, officer(request.officer, caller))

    @answers_with(pb2.ReportReleaseResponse, messages.detainer_to_proto)
    def ReportRelease(self, request: pb2.ReportReleaseRequest, caller: Caller) -> Detainer:
        """Start the 48 hours."""
        if not request.HasField("release_time"):
            raise InvalidFieldError("release_time", "say when the person would have gone free")
        detainer_id = check_id("detainer_id", request.detainer_id)
        release_time = read_time("release_time", request.release_time)
        return self._desk.report_release(
            detainer_id, release_time, officer(request.officer, caller)
        )

    @answers_with(pb2.TakeCustodyResponse, messages.detainer_to_proto)
    def TakeCustody(self, request: pb2.TakeCustodyRequest, caller: Caller) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        return self._desk.take_custody(detainer_id, officer(request.officer, caller))

    @answers_with(pb2.CancelDetainerResponse, messages.detainer_to_proto)
    def CancelDetainer(self, request: pb2.CancelDetainerRequest, caller: Caller) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        reason = said("reason", request.reason)
        return self._desk.cancel(detainer_id, reason, officer(request.officer, caller))

    @answers_with(pb2.RecordReleaseResponse, messages.detainer_to_proto)
    def RecordRelease(self, request: pb2.RecordReleaseRequest, caller: Caller) -> Detainer:
        """Record the end of a custody."""
        if not request.HasField("release_time"):
            raise InvalidFieldError("release_time", "say when the person was released")
        return self._desk.record_release(
            check_id("detainer_id", request.detainer_id),
            read_time("release_time", request.release_time),
            said("reason", request.reason),
            officer(request.officer, caller),
        )

    @answers_with(pb2.ConfirmReleaseResponse, messages.release_notice_to_proto)
    def ConfirmRelease(self, request: pb2.ConfirmReleaseRequest, caller: Caller) -> ReleaseNotice:
        """Answer a notice."""
        outcome = member("outcome", ReleaseOutcome, request.outcome, "is no answer to a notice")
        return self._desk.confirm_release(
            check_length("notice_id", request.notice_id, _NOTICE_ID_LENGTH),
            outcome,
            optional(read_time, "release_time", request),
            officer(request.officer, caller),
        )

    @answers(messages.moved_to_proto)
    def MovePerson(self, request: pb2.MovePersonRequest, caller: Caller) -> list[Detainer]:
        """Record which agency has a person."""
        if not request.HasField("move_time"):
            raise InvalidFieldError("move_time", "say when the person was moved")
        return self._desk.move_person(
            check_id("case_id", request.case_id),
            check("to_ori", request.to_ori, fields.ORI),
            read_time("move_time", request.move_time),
            officer(request.officer, caller),
        )

    @answers_page(pb2.ListReleaseNoticesResponse, messages.release_notice_to_proto)
    def ListReleaseNotices(
        self, request: pb2.ListReleaseNoticesRequest, caller: Caller
    ) -> Listed[ReleaseNotice]:
        wanted = NoticeFilter(
            address=request.address and check_id("address", request.address),
            case_id=request.case_id and check_id("case_id", request.case_id),
            open_only=request.open_only,
            overdue_only=request.overdue_only,
        )
        return self._desk.list_release_notices(wanted, validation.page(request), Actor(caller))

    @answers(messages.detainer_file_to_proto)
    def GetDetainer(self, request: pb2.GetDetainerRequest, caller: Caller) -> tuple[Detainer, bool]:
        """Read a detainer, and whether a claim can be taken about its person."""
        detainer_id, actor = check_id("detainer_id", request.detainer_id), Actor(caller)
        found = self._desk.read(detainer_id, actor)
        return found, self._desk.takes_claim(detainer_id, actor)

    @answers_page(pb2.ListDetainersResponse, messages.detainer_to_proto)
    def ListDetainers(self, request: pb2.ListDetainersRequest, caller: Caller) -> Listed[Detainer]:
        ori = request.ori and validation.check_ori(request.ori)
        state = read_enum("state", DetainerState, request.state)
        return self._desk.list_detainers(ori, state, validation.page(request), Actor(caller))

    async def WatchDetainers(
        self, request: pb2.WatchDetainersRequest, context: Context
    ) -> AsyncIterator[pb2.WatchDetainersResponse]:
        """Stream detainers at each change."""
        ori = request.ori and validation.check_ori(request.ori)
        if request.after_place < 0:
            raise InvalidFieldError("after_place", "pass the place of an answer, or 0")
        actor, after = Actor(caller_from(context)), request.after_place or None
        with self._watching.hold(actor.caller.ori, present_group()):
            while True:
                async with self._watcher_read:
                    look = partial(self._desk.watch, ori, after, actor)
                    found, place = await self._store.run(look, deadline_of(context))
                for count, one in enumerate(found, 1):
                    # Who has not got all of this look goes on from the look before.
                    known = place if count == len(found) else after or 0
                    detainer = messages.detainer_to_proto(one)
                    yield pb2.WatchDetainersResponse(detainer=detainer, place=known)
                after = place
                await self._lifecycle.sleep(WATCH_INTERVAL_S)
                self._lifecycle.check()
