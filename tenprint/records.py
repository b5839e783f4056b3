"""What those call who keep and read criminal histories, and IDENT's records."""

from collections.abc import Iterable, Iterator
from datetime import date

import grpc
from google.type import date_pb2

from tenprint.galleries import Call
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1.records_service_pb2_grpc import RecordsServiceStub
from tenprint.v1.sample_pb2 import Sample


class RecordsClient:
    """Comes with a client: `client.records`. Putting the same record again is harmless.

    Kinds and reasons are enum values, or their names.
    """

    def __init__(self, channel: grpc.Channel, call: Call) -> None:
        self._stub = RecordsServiceStub(channel)
        self._call = call

    # The criminal file

    def put_event(self, identity_id: str, event: pb2.CriminalEvent) -> str:
        """Add an entry to a criminal history; returns the FBI number."""
        request = pb2.PutCriminalEventRequest(identity_id=identity_id, event=event)
        put = self._stub.PutCriminalEvent
        return self._call(put, pb2.PutCriminalEventResponse, request).fbi_number

    def events(
        self,
        identity_id: str = "",
        *,
        kind: pb2.CriminalEventKind | str = pb2.CRIMINAL_EVENT_KIND_UNSPECIFIED,
        page_size: int = 0,
    ) -> Iterator[pb2.CriminalEvent]:
        """Yield criminal histories, page by page; of one person if it is named."""
        request = pb2.ListCriminalEventsRequest(
            identity_id=identity_id, kind=kind, page_size=page_size
        )
        while True:
            response = self._call(
                self._stub.ListCriminalEvents, pb2.ListCriminalEventsResponse, request
            )
            yield from response.events
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def rap_sheet(self, identity_id: str = "", *, fbi_number: str = "") -> pb2.RapSheet:
        """Read a criminal history with the active wants, by identity or by FBI number."""
        request = (
            pb2.GetRapSheetRequest(fbi_number=fbi_number)
            if fbi_number
            else pb2.GetRapSheetRequest(identity_id=identity_id)
        )
        return self._call(self._stub.GetRapSheet, pb2.GetRapSheetResponse, request).rap_sheet

    def put_want(self, identity_id: str, want: pb2.Want) -> str:
        """Enter a want or warrant; returns the FBI number."""
        request = pb2.PutWantRequest(identity_id=identity_id, want=want)
        return self._call(self._stub.PutWant, pb2.PutWantResponse, request).fbi_number

    def clear_want(self, want_id: str, clear_date: date) -> pb2.Want:
        """Take a want out of force."""
        day = date_pb2.Date(year=clear_date.year, month=clear_date.month, day=clear_date.day)
        request = pb2.ClearWantRequest(want_id=want_id, clear_date=day)
        return self._call(self._stub.ClearWant, pb2.ClearWantResponse, request).want

    def wants(
        self, identity_id: str = "", *, active_only: bool = False, page_size: int = 0
    ) -> Iterator[pb2.Want]:
        """Yield wants, page by page; of one person if it is named."""
        request = pb2.ListWantsRequest(
            identity_id=identity_id, active_only=active_only, page_size=page_size
        )
        while True:
            response = self._call(self._stub.ListWants, pb2.ListWantsResponse, request)
            yield from response.wants
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    # IDENT

    def put_encounter(self, encounter: pb2.IdentEncounter) -> str:
        """Say what an enrolled encounter was about; returns the FIN."""
        request = pb2.PutIdentEncounterRequest(encounter=encounter)
        put = self._stub.PutIdentEncounter
        return self._call(put, pb2.PutIdentEncounterResponse, request).fin

    def encounters(
        self,
        identity_id: str = "",
        *,
        document_number: str = "",
        kind: pb2.IdentEncounterKind | str = pb2.IDENT_ENCOUNTER_KIND_UNSPECIFIED,
        page_size: int = 0,
    ) -> Iterator[pb2.IdentEncounter]:
        """Yield what encounters were about, page by page."""
        request = pb2.ListIdentEncountersRequest(
            identity_id=identity_id,
            document_number=document_number,
            kind=kind,
            page_size=page_size,
        )
        while True:
            response = self._call(
                self._stub.ListIdentEncounters, pb2.ListIdentEncountersResponse, request
            )
            yield from response.encounters
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def ident_record(self, identity_id: str = "", *, fin: str = "") -> pb2.IdentRecord:
        """Read what IDENT knows of somebody, by identity or by FIN."""
        request = (
            pb2.GetIdentRecordRequest(fin=fin)
            if fin
            else pb2.GetIdentRecordRequest(identity_id=identity_id)
        )
        return self._call(self._stub.GetIdentRecord, pb2.GetIdentRecordResponse, request).record

    def put_on_watch_list(
        self,
        entry_id: str,
        identity_id: str,
        reason: pb2.WatchListReason | str,
        note: str = "",
    ) -> pb2.WatchListEntry:
        """Put somebody on the watch list."""
        entry = pb2.WatchListEntry(
            entry_id=entry_id, identity_id=identity_id, reason=reason, note=note
        )
        request = pb2.PutWatchListEntryRequest(entry=entry)
        put = self._stub.PutWatchListEntry
        return self._call(put, pb2.PutWatchListEntryResponse, request).entry

    def take_off_watch_list(self, entry_id: str) -> pb2.WatchListEntry:
        """Take an entry of the watch list out of force."""
        request = pb2.RemoveWatchListEntryRequest(entry_id=entry_id)
        remove = self._stub.RemoveWatchListEntry
        return self._call(remove, pb2.RemoveWatchListEntryResponse, request).entry

    def watch_list(
        self,
        *,
        reason: pb2.WatchListReason | str = pb2.WATCH_LIST_REASON_UNSPECIFIED,
        show_removed: bool = False,
        page_size: int = 0,
    ) -> Iterator[pb2.WatchListEntry]:
        """Yield the watch list, page by page."""
        request = pb2.ListWatchListRequest(
            reason=reason, show_removed=show_removed, page_size=page_size
        )
        while True:
            response = self._call(self._stub.ListWatchList, pb2.ListWatchListResponse, request)
            yield from response.entries
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def check(
        self,
        samples: Iterable[Sample],
        *,
        watch_list: bool = False,
        everybody: bool = False,
        document_number: str = "",
        target_fpir: float = 0.0,
        target_fmr: float = 0.0,
    ) -> pb2.CheckIdentResponse:
        """Check somebody against the watch list, everybody, or a document's holder.

        A rate of 0 means the service's default.
        """
        request = pb2.CheckIdentRequest(
            samples=samples,
            watch_list=watch_list,
            everybody=everybody,
            document_number=document_number,
            target_fpir=target_fpir,
            target_fmr=target_fmr,
        )
        return self._call(self._stub.CheckIdent, pb2.CheckIdentResponse, request)
