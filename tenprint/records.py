"""What those call who keep and read criminal histories, and IDENT's records."""

from collections.abc import Iterable, Iterator
from datetime import date

from tenprint.calls import Calls
from tenprint.programme import to_date
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1.sample_pb2 import Sample


class RecordsClient(Calls):
    """Comes with a client: `client.records`. Putting the same record again is harmless.

    Kinds and reasons are enum values, or their names.
    """

    # The criminal file

    def put_event(self, identity_id: str, event: pb2.CriminalEvent) -> str:
        """Add an entry to a criminal history; returns the FBI number."""
        request = pb2.PutCriminalEventRequest(identity_id=identity_id, event=event)
        return self.call(request, pb2.PutCriminalEventResponse).fbi_number

    def events(
        self,
        identity_id: str = "",
        *,
        kind: pb2.CriminalEventKind | str | None = None,
        page_size: int = 0,
    ) -> Iterator[pb2.CriminalEvent]:
        """Yield criminal histories, page by page; of one person if it is named."""
        request = pb2.ListCriminalEventsRequest(
            identity_id=identity_id, kind=kind, page_size=page_size
        )
        return self.pages(request, pb2.ListCriminalEventsResponse, lambda page: page.events)

    def rap_sheet(self, identity_id: str = "", *, fbi_number: str = "") -> pb2.RapSheet:
        """Read a criminal history with the active wants, by identity or by FBI number."""
        request = (
            pb2.GetRapSheetRequest(fbi_number=fbi_number)
            if fbi_number
            else pb2.GetRapSheetRequest(identity_id=identity_id)
        )
        return self.call(request, pb2.GetRapSheetResponse).rap_sheet

    def put_want(self, identity_id: str, want: pb2.Want) -> str:
        """Enter a want or warrant; returns the FBI number."""
        request = pb2.PutWantRequest(identity_id=identity_id, want=want)
        return self.call(request, pb2.PutWantResponse).fbi_number

    def clear_want(self, want_id: str, clear_date: date) -> pb2.Want:
        """Take a want out of force."""
        request = pb2.ClearWantRequest(want_id=want_id, clear_date=to_date(clear_date))
        return self.call(request, pb2.ClearWantResponse).want

    def wants(
        self, identity_id: str = "", *, active_only: bool = False, page_size: int = 0
    ) -> Iterator[pb2.Want]:
        """Yield wants, page by page; of one person if it is named."""
        request = pb2.ListWantsRequest(
            identity_id=identity_id, active_only=active_only, page_size=page_size
        )
        return self.pages(request, pb2.ListWantsResponse, lambda page: page.wants)

    # IDENT

    def put_encounter(self, encounter: pb2.IdentEncounter) -> str:
        """Say what an enrolled encounter was about; returns the FIN."""
        request = pb2.PutIdentEncounterRequest(encounter=encounter)
        return self.call(request, pb2.PutIdentEncounterResponse).fin

    def encounters(
        self,
        identity_id: str = "",
        *,
        document_number: str = "",
        kind: pb2.IdentEncounterKind | str | None = None,
        page_size: int = 0,
    ) -> Iterator[pb2.IdentEncounter]:
        """Yield what encounters were about, page by page."""
        request = pb2.ListIdentEncountersRequest(
            identity_id=identity_id,
            document_number=document_number,
            kind=kind,
            page_size=page_size,
        )
        return self.pages(request, pb2.ListIdentEncountersResponse, lambda page: page.encounters)

    def ident_record(self, identity_id: str = "", *, fin: str = "") -> pb2.IdentRecord:
        """Read what IDENT knows of somebody, by identity or by FIN."""
        request = (
            pb2.GetIdentRecordRequest(fin=fin)
            if fin
            else pb2.GetIdentRecordRequest(identity_id=identity_id)
        )
        return self.call(request, pb2.GetIdentRecordResponse).record

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
        return self.call(request, pb2.PutWatchListEntryResponse).entry

    def take_off_watch_list(self, entry_id: str) -> pb2.WatchListEntry:
        """Take an entry of the watch list out of force."""
        request = pb2.RemoveWatchListEntryRequest(entry_id=entry_id)
        return self.call(request, pb2.RemoveWatchListEntryResponse).entry

    def watch_list(
        self,
        *,
        reason: pb2.WatchListReason | str | None = None,
        show_removed: bool = False,
        page_size: int = 0,
    ) -> Iterator[pb2.WatchListEntry]:
        """Yield the watch list, page by page."""
        request = pb2.ListWatchListRequest(
            reason=reason, show_removed=show_removed, page_size=page_size
        )
        return self.pages(request, pb2.ListWatchListResponse, lambda page: page.entries)

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
        return self.call(request, pb2.CheckIdentResponse)
