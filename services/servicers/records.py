"""RecordsService: criminal histories, wants, IDENT's records and its checks."""

from collections.abc import Sequence
from functools import partial

from database.caller import Caller
from database.paging import Listed
from gallery.types import ExtractedSample
from interop import records
from interop.records import Filed
from matcher.extraction import Extractor
from services.messages import door, samples
from services.messages import records as messages
from services.messages import records_in as requests
from services.servicers.rpc import DeskServicer, answers_page, answers_with
from services.wire import (
    Context,
    Deadline,
    Pools,
    caller_from,
    check_id,
    conversion,
    deadline_of,
    validation,
)
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1.records_service_pb2_grpc import RecordsServiceServicer


class RecordsServicer(DeskServicer[records.Records], RecordsServiceServicer):
    """Reads and writes records of the criminal file and of IDENT."""

    def __init__(
        self,
        desk: records.Records,
        checks: records.IdentChecks,
        extractor: Extractor,
        pools: Pools,
    ) -> None:
        super().__init__(desk, pools.store)
        self._checks = checks
        self._extractor = extractor
        self._pools = pools

    @answers_with(pb2.PutCriminalEventResponse, str)
    def PutCriminalEvent(self, request: pb2.PutCriminalEventRequest, caller: Caller) -> str:
        identity_id = check_id("identity_id", request.identity_id)
        return self._desk.put_event(caller, identity_id, requests.criminal_event(request.event))

    @answers_page(pb2.ListCriminalEventsResponse, messages.filed(messages.criminal_event))
    def ListCriminalEvents(
        self, request: pb2.ListCriminalEventsRequest, caller: Caller
    ) -> Listed[Filed[records.CriminalEvent]]:
        return self._desk.list_events(
            caller,
            validation.page(request),
            requests.optional_identity(request.identity_id),
            requests.optional_kind("kind", records.EventKind, request.kind),
        )

    @answers_with(pb2.GetRapSheetResponse, messages.rap_sheet)
    def GetRapSheet(self, request: pb2.GetRapSheetRequest, caller: Caller) -> records.RapSheet:
        return self._desk.rap_sheet(caller, requests.person(request, "fbi_number"))

    @answers_with(pb2.PutWantResponse, str)
    def PutWant(self, request: pb2.PutWantRequest, caller: Caller) -> str:
        identity_id = check_id("identity_id", request.identity_id)
        return self._desk.put_want(caller, identity_id, requests.want(request.want))

    @answers_with(pb2.ClearWantResponse, partial(messages.want, identity_id=""))
    def ClearWant(self, request: pb2.ClearWantRequest, caller: Caller) -> records.Want:
        """Take a want out of force."""
        want_id = check_id("want_id", request.want_id)
        clear_date = validation.calendar_date("clear_date", request.clear_date)
        return self._desk.clear_want(caller, want_id, clear_date)

    @answers_page(pb2.ListWantsResponse, messages.filed(messages.want))
    def ListWants(
        self, request: pb2.ListWantsRequest, caller: Caller
    ) -> Listed[Filed[records.Want]]:
        return self._desk.list_wants(
            caller,
            validation.page(request),
            requests.optional_identity(request.identity_id),
            request.active_only,
        )

    @answers_with(pb2.PutIdentEncounterResponse, str)
    def PutIdentEncounter(self, request: pb2.PutIdentEncounterRequest, caller: Caller) -> str:
        """Record what an encounter was about."""
        return self._desk.put_encounter(caller, requests.ident_encounter(request.encounter))

    @answers_page(pb2.ListIdentEncountersResponse, messages.filed(messages.ident_encounter))
    def ListIdentEncounters(
        self, request: pb2.ListIdentEncountersRequest, caller: Caller
    ) -> Listed[Filed[records.IdentEncounter]]:
        return self._desk.list_encounters(
            caller,
            validation.page(request),
            requests.optional_identity(request.identity_id),
            requests.document_number("document_number", request.document_number),
            requests.optional_kind("kind", records.EncounterKind, request.kind),
        )

    @answers_with(pb2.GetIdentRecordResponse, messages.ident_record)
    def GetIdentRecord(
        self, request: pb2.GetIdentRecordRequest, caller: Caller
    ) -> records.IdentRecord:
        return self._desk.ident_record(caller, requests.person(request, "fin"))

    @answers_with(pb2.PutWatchListEntryResponse, messages.watch_list_entry)
    def PutWatchListEntry(
        self, request: pb2.PutWatchListEntryRequest, caller: Caller
    ) -> records.WatchListEntry:
        return self._desk.put_on_watch_list(caller, *requests.watch_list_entry(request.entry))

    @answers_with(pb2.RemoveWatchListEntryResponse, messages.watch_list_entry)
    def RemoveWatchListEntry(
        self, request: pb2.RemoveWatchListEntryRequest, caller: Caller
    ) -> records.WatchListEntry:
        """Take an entry of the watch list out of force."""
        return self._desk.take_off_watch_list(caller, check_id("entry_id", request.entry_id))

    @answers_page(pb2.ListWatchListResponse, messages.filed(messages.watch_list_entry))
    def ListWatchList(
        self, request: pb2.ListWatchListRequest, caller: Caller
    ) -> Listed[Filed[records.WatchListEntry]]:
        return self._desk.list_watch_list(
            caller,
            validation.page(request),
            requests.optional_kind("reason", records.WatchListReason, request.reason),
            request.show_removed,
        )

    async def CheckIdent(
        self, request: pb2.CheckIdentRequest, context: Context
    ) -> pb2.CheckIdentResponse:
        asked, deadline = requests.checks(request), deadline_of(context)
        allow = partial(self._desk.let_check, caller_from(context))
        await self._store.admit_and_run(allow, deadline, "allow check")
        received = samples.receive(request.samples)
        missing = samples.missing_fingers(request.missing_fingers, received)
        rest_s = self._pools.search.expected_s("check")
        fingers = await door.extract(
            received, missing, self._extractor, self._pools, deadline, rest_s=rest_s
        )
        check = partial(self._check, asked, fingers.samples, deadline)
        return await self._pools.search.admit_and_run(check, deadline, "check")

    def _check(
        self, asked: requests.AskedChecks, extracted: Sequence[ExtractedSample], deadline: Deadline
    ) -> pb2.CheckIdentResponse:
        probe, checks = samples.probe_of(extracted), self._checks
        held = found = None
        if asked.document_number:
            held = checks.verify_document(
                probe, asked.document_number, asked.target_fmr, deadline.check
            )
        if asked.watch_list or asked.everybody:
            found = checks.search(probe, asked.target_fpir, deadline.check)
        return pb2.CheckIdentResponse(
            watch_list=messages.watch_list_check(checks.check_watch_list(found))
            if found and asked.watch_list
            else None,
            everybody=messages.full_check(checks.check_all(found))
            if found and asked.everybody
            else None,
            document=messages.document_check(held) if held else None,
            samples=conversion.sample_reports(extracted),
        )
