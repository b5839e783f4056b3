"""RecordsService: criminal histories, wants, IDENT's records and its checks."""

from collections.abc import Sequence
from functools import partial

from gallery.types import ExtractedSample
from interop.records import (
    CriminalEvent,
    EncounterKind,
    EventKind,
    Filed,
    IdentChecks,
    IdentEncounter,
    IdentRecord,
    RapSheet,
    Records,
    Want,
    WatchListEntry,
    WatchListReason,
)
from matcher.extraction import Extractor
from services.messages import records as messages
from services.messages import records_in as requests
from services.messages import samples
from services.servicers.rpc import DeskServicer, Listing, Work, answers_page, answers_with
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


class RecordsServicer(DeskServicer[Records], RecordsServiceServicer):
    """Reads and writes records of the criminal file and of IDENT."""

    def __init__(
        self,
        records: Records,
        checks: IdentChecks,
        extractor: Extractor,
        pools: Pools,
    ) -> None:
        super().__init__(records, pools.store)
        self._checks = checks
        self._extractor = extractor
        self._pools = pools

    @answers_with(pb2.PutCriminalEventResponse, str)
    def PutCriminalEvent(self, request: pb2.PutCriminalEventRequest, context: Context) -> Work[str]:
        """Add an entry to a criminal history."""
        return partial(
            self._desk.put_event,
            caller_from(context),
            check_id("identity_id", request.identity_id),
            requests.criminal_event(request.event),
        )

    @answers_page(pb2.ListCriminalEventsResponse, messages.filed(messages.criminal_event))
    def ListCriminalEvents(
        self, request: pb2.ListCriminalEventsRequest, context: Context
    ) -> Listing[Filed[CriminalEvent]]:
        """List criminal histories."""
        return partial(
            self._desk.list_events,
            caller_from(context),
            validation.page(request),
            requests.optional_identity(request.identity_id),
            requests.optional_kind("kind", EventKind, request.kind),
        )

    @answers_with(pb2.GetRapSheetResponse, messages.rap_sheet)
    def GetRapSheet(self, request: pb2.GetRapSheetRequest, context: Context) -> Work[RapSheet]:
        """Read a criminal history."""
        person = requests.person(request, "fbi_number")
        return partial(self._desk.rap_sheet, caller_from(context), person)

    @answers_with(pb2.PutWantResponse, str)
    def PutWant(self, request: pb2.PutWantRequest, context: Context) -> Work[str]:
        """Enter a want."""
        return partial(
            self._desk.put_want,
            caller_from(context),
            check_id("identity_id", request.identity_id),
            requests.want(request.want),
        )

    @answers_with(pb2.ClearWantResponse, partial(messages.want, identity_id=""))
    def ClearWant(self, request: pb2.ClearWantRequest, context: Context) -> Work[Want]:
        """Take a want out of force."""
        return partial(
            self._desk.clear_want,
            caller_from(context),
            check_id("want_id", request.want_id),
            validation.calendar_date("clear_date", request.clear_date),
        )

    @answers_page(pb2.ListWantsResponse, messages.filed(messages.want))
    def ListWants(self, request: pb2.ListWantsRequest, context: Context) -> Listing[Filed[Want]]:
        """List wants."""
        return partial(
            self._desk.list_wants,
            caller_from(context),
            validation.page(request),
            requests.optional_identity(request.identity_id),
            request.active_only,
        )

    @answers_with(pb2.PutIdentEncounterResponse, str)
    def PutIdentEncounter(
        self, request: pb2.PutIdentEncounterRequest, context: Context
    ) -> Work[str]:
        """Record what an encounter was about."""
        encounter = requests.ident_encounter(request.encounter)
        return partial(self._desk.put_encounter, caller_from(context), encounter)

    @answers_page(pb2.ListIdentEncountersResponse, messages.filed(messages.ident_encounter))
    def ListIdentEncounters(
        self, request: pb2.ListIdentEncountersRequest, context: Context
    ) -> Listing[Filed[IdentEncounter]]:
        """List what encounters were about."""
        return partial(
            self._desk.list_encounters,
            caller_from(context),
            validation.page(request),
            requests.optional_identity(request.identity_id),
            requests.document_number("document_number", request.document_number),
            requests.optional_kind("kind", EncounterKind, request.kind),
        )

    @answers_with(pb2.GetIdentRecordResponse, messages.ident_record)
    def GetIdentRecord(
        self, request: pb2.GetIdentRecordRequest, context: Context
    ) -> Work[IdentRecord]:
        """Read what IDENT knows of somebody."""
        person = requests.person(request, "fin")
        return partial(self._desk.ident_record, caller_from(context), person)

    @answers_with(pb2.PutWatchListEntryResponse, messages.watch_list_entry)
    def PutWatchListEntry(
        self, request: pb2.PutWatchListEntryRequest, context: Context
    ) -> Work[WatchListEntry]:
        """Put somebody on the watch list."""
        caller = caller_from(context)
        entry = requests.watch_list_entry(request.entry)
        return partial(self._desk.put_on_watch_list, caller, *entry)

    @answers_with(pb2.RemoveWatchListEntryResponse, messages.watch_list_entry)
    def RemoveWatchListEntry(
        self, request: pb2.RemoveWatchListEntryRequest, context: Context
    ) -> Work[WatchListEntry]:
        """Take an entry of the watch list out of force."""
        entry_id = check_id("entry_id", request.entry_id)
        return partial(self._desk.take_off_watch_list, caller_from(context), entry_id)

    @answers_page(pb2.ListWatchListResponse, messages.filed(messages.watch_list_entry))
    def ListWatchList(
        self, request: pb2.ListWatchListRequest, context: Context
    ) -> Listing[Filed[WatchListEntry]]:
        """List the watch list."""
        return partial(
            self._desk.list_watch_list,
            caller_from(context),
            validation.page(request),
            requests.optional_kind("reason", WatchListReason, request.reason),
            request.show_removed,
        )

    async def CheckIdent(
        self, request: pb2.CheckIdentRequest, context: Context
    ) -> pb2.CheckIdentResponse:
        """Check somebody against IDENT."""
        asked, deadline = requests.checks(request), deadline_of(context)
        allow = partial(self._desk.let_check, caller_from(context))
        await self._store.admit_and_run(allow, deadline)
        received, pool = samples.receive(request.samples), self._pools.extraction
        extracted = await samples.extract(received, self._extractor, pool, deadline)
        check = partial(self._check, asked, extracted, deadline)
        return await self._pools.search.admit_and_run(check, deadline)

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
