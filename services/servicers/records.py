"""RecordsService: criminal histories, wants, IDENT's records and its checks."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from database.paging import Page
from gallery.types import ExtractedSample
from interop.records import EncounterKind, EventKind, IdentChecks, Records, WatchListReason
from matcher.types import Features
from services.messages import AskedChecks, SampleExtractor, samples
from services.messages import records as messages
from services.messages import records_in as requests
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

T = TypeVar("T")


class RecordsServicer(RecordsServiceServicer):
    """Hands records to the criminal file and to IDENT, and reads them."""

    def __init__(
        self, records: Records, checks: IdentChecks, extractor: SampleExtractor, pools: Pools
    ) -> None:
        self._records = records
        self._checks = checks
        self._extractor = extractor
        self._pools = pools

    async def PutCriminalEvent(
        self, request: pb2.PutCriminalEventRequest, context: Context
    ) -> pb2.PutCriminalEventResponse:
        """Add an entry to a criminal history."""
        work = partial(
            self._records.put_event,
            caller_from(context),
            check_id("identity_id", request.identity_id),
            requests.criminal_event(request.event),
        )
        return pb2.PutCriminalEventResponse(fbi_number=await self._run(work, context))

    async def ListCriminalEvents(
        self, request: pb2.ListCriminalEventsRequest, context: Context
    ) -> pb2.ListCriminalEventsResponse:
        """List criminal histories."""
        work = partial(
            self._records.list_events,
            caller_from(context),
            _page(request.page_size, request.page_token),
            requests.optional_identity(request.identity_id),
            requests.optional_kind("kind", EventKind, request.kind),
        )
        found, token = await self._run(work, context)
        return pb2.ListCriminalEventsResponse(
            events=messages.filed(messages.criminal_event, found), next_page_token=token
        )

    async def GetRapSheet(
        self, request: pb2.GetRapSheetRequest, context: Context
    ) -> pb2.GetRapSheetResponse:
        """Read a criminal history."""
        person = requests.person(request, "fbi_number")
        work = partial(self._records.rap_sheet, caller_from(context), person)
        return pb2.GetRapSheetResponse(rap_sheet=messages.rap_sheet(await self._run(work, context)))

    async def PutWant(self, request: pb2.PutWantRequest, context: Context) -> pb2.PutWantResponse:
        """Enter a want."""
        work = partial(
            self._records.put_want,
            caller_from(context),
            check_id("identity_id", request.identity_id),
            requests.want(request.want),
        )
        return pb2.PutWantResponse(fbi_number=await self._run(work, context))

    async def ClearWant(
        self, request: pb2.ClearWantRequest, context: Context
    ) -> pb2.ClearWantResponse:
        """Take a want out of force."""
        work = partial(
            self._records.clear_want,
            caller_from(context),
            check_id("want_id", request.want_id),
            validation.calendar_date("clear_date", request.clear_date),
        )
        cleared = await self._run(work, context)
        return pb2.ClearWantResponse(want=messages.want(cleared, identity_id=""))

    async def ListWants(
        self, request: pb2.ListWantsRequest, context: Context
    ) -> pb2.ListWantsResponse:
        """List wants."""
        work = partial(
            self._records.list_wants,
            caller_from(context),
            _page(request.page_size, request.page_token),
            requests.optional_identity(request.identity_id),
            request.active_only,
        )
        found, token = await self._run(work, context)
        return pb2.ListWantsResponse(
            wants=messages.filed(messages.want, found), next_page_token=token
        )

    async def PutIdentEncounter(
        self, request: pb2.PutIdentEncounterRequest, context: Context
    ) -> pb2.PutIdentEncounterResponse:
        """Say what an encounter was about."""
        encounter = requests.ident_encounter(request.encounter)
        work = partial(self._records.put_encounter, caller_from(context), encounter)
        return pb2.PutIdentEncounterResponse(fin=await self._run(work, context))

    async def ListIdentEncounters(
        self, request: pb2.ListIdentEncountersRequest, context: Context
    ) -> pb2.ListIdentEncountersResponse:
        """List what encounters were about."""
        work = partial(
            self._records.list_encounters,
            caller_from(context),
            _page(request.page_size, request.page_token),
            requests.optional_identity(request.identity_id),
            requests.document_number("document_number", request.document_number),
            requests.optional_kind("kind", EncounterKind, request.kind),
        )
        found, token = await self._run(work, context)
        return pb2.ListIdentEncountersResponse(
            encounters=messages.filed(messages.ident_encounter, found), next_page_token=token
        )

    async def GetIdentRecord(
        self, request: pb2.GetIdentRecordRequest, context: Context
    ) -> pb2.GetIdentRecordResponse:
        """Read what IDENT knows of somebody."""
        person = requests.person(request, "fin")
        work = partial(self._records.ident_record, caller_from(context), person)
        return pb2.GetIdentRecordResponse(
            record=messages.ident_record(await self._run(work, context))
        )

    async def PutWatchListEntry(
        self, request: pb2.PutWatchListEntryRequest, context: Context
    ) -> pb2.PutWatchListEntryResponse:
        """Put somebody on the watch list."""
        work = partial(
            self._records.put_on_watch_list,
            caller_from(context),
            check_id("entry.entry_id", request.entry.entry_id),
            check_id("entry.identity_id", request.entry.identity_id),
            requests.watch_list_reason(request.entry.reason),
            requests.note(request.entry.note),
        )
        entry = messages.watch_list_entry(await self._run(work, context))
        return pb2.PutWatchListEntryResponse(entry=entry)

    async def RemoveWatchListEntry(
        self, request: pb2.RemoveWatchListEntryRequest, context: Context
    ) -> pb2.RemoveWatchListEntryResponse:
        """Take an entry of the watch list out of force."""
        entry_id = check_id("entry_id", request.entry_id)
        work = partial(self._records.take_off_watch_list, caller_from(context), entry_id)
        entry = messages.watch_list_entry(await self._run(work, context))
        return pb2.RemoveWatchListEntryResponse(entry=entry)

    async def ListWatchList(
        self, request: pb2.ListWatchListRequest, context: Context
    ) -> pb2.ListWatchListResponse:
        """List the watch list."""
        work = partial(
            self._records.list_watch_list,
            caller_from(context),
            _page(request.page_size, request.page_token),
            requests.optional_kind("reason", WatchListReason, request.reason),
            request.show_removed,
        )
        found, token = await self._run(work, context)
        return pb2.ListWatchListResponse(
            entries=messages.filed(messages.watch_list_entry, found), next_page_token=token
        )

    async def CheckIdent(
        self, request: pb2.CheckIdentRequest, context: Context
    ) -> pb2.CheckIdentResponse:
        """Check somebody against IDENT."""
        asked, deadline = requests.checks(request), deadline_of(context)
        await self._run(partial(self._records.let_check, caller_from(context)), context)
        extracted = await self._extract(request, deadline)
        check = partial(self._check, asked, extracted, deadline)
        async with self._pools.search.admit():
            return await self._pools.search.run(check, deadline)

    def _check(
        self, asked: AskedChecks, extracted: Sequence[ExtractedSample], deadline: Deadline
    ) -> pb2.CheckIdentResponse:
        probe, checks = _probe(extracted), self._checks
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

    async def _extract(
        self, request: pb2.CheckIdentRequest, deadline: Deadline
    ) -> list[ExtractedSample]:
        received, pool = samples.receive(request.samples), self._pools.extraction
        async with pool.admit():
            return await samples.extract(received, self._extractor, pool, deadline)

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        async with self._pools.store.admit():
            return await self._pools.store.run(work, deadline_of(context))


def _page(page_size: int, page_token: str) -> Page:
    return Page(validation.page_size(page_size), validation.check_page_token(page_token))


def _probe(extracted: Sequence[ExtractedSample]) -> list[Features]:
    return [sample.features for sample in extracted if sample.features is not None]
