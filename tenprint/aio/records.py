# Written from tenprint/records.py by `make proto`.
"""What people call who keep and read criminal histories, and IDENT's records."""

from collections.abc import AsyncIterator, Iterable
from datetime import date

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1.sample_pb2 import MissingFinger, Sample


class AsyncRecordsClient(AsyncCalls):
    """Comes with a client: `client.records`. Putting the same record again is harmless.

    Kinds and reasons are enum values, or their names. Lists come page by page.
    """

    @rpc(pb2.PutCriminalEventRequest, "fbi_number")
    async def put_event(self, identity_id: str, event: pb2.CriminalEvent) -> str:
        """Add an entry to a criminal history; return the FBI number."""

    @rpc(pb2.ListCriminalEventsRequest, "events")
    def events(
        self,
        identity_id: str = "",
        *,
        kind: pb2.CriminalEventKind | str | None = None,
        page_size: int = 0,
    ) -> AsyncIterator[pb2.CriminalEvent]:
        """Yield criminal histories: of everybody, or of the named person."""

    async def rap_sheet(self, identity_id: str = "", *, fbi_number: str = "") -> pb2.RapSheet:
        """Read a criminal history with the active wants, by identity or by FBI number."""
        request = (
            pb2.GetRapSheetRequest(fbi_number=fbi_number)
            if fbi_number
            else pb2.GetRapSheetRequest(identity_id=identity_id)
        )
        return (await self.call(request, pb2.GetRapSheetResponse)).rap_sheet

    @rpc(pb2.PutWantRequest, "fbi_number")
    async def put_want(self, identity_id: str, want: pb2.Want) -> str:
        """Enter a want or warrant; return the FBI number."""

    @rpc(pb2.ClearWantRequest, "want")
    async def clear_want(self, want_id: str, clear_date: date) -> pb2.Want:
        """Take a want out of force."""

    @rpc(pb2.ListWantsRequest, "wants")
    def wants(
        self, identity_id: str = "", *, active_only: bool = False, page_size: int = 0
    ) -> AsyncIterator[pb2.Want]:
        """Yield wants: of everybody, or of the named person."""

    @rpc(pb2.PutIdentEncounterRequest, "fin")
    async def put_encounter(self, encounter: pb2.IdentEncounter) -> str:
        """Record what an enrolled encounter was about; return the FIN."""

    @rpc(pb2.ListIdentEncountersRequest, "encounters")
    def encounters(
        self,
        identity_id: str = "",
        *,
        document_number: str = "",
        kind: pb2.IdentEncounterKind | str | None = None,
        page_size: int = 0,
    ) -> AsyncIterator[pb2.IdentEncounter]:
        """Yield what encounters were about."""

    async def ident_record(self, identity_id: str = "", *, fin: str = "") -> pb2.IdentRecord:
        """Read what IDENT knows of a person, by identity or by FIN."""
        request = (
            pb2.GetIdentRecordRequest(fin=fin)
            if fin
            else pb2.GetIdentRecordRequest(identity_id=identity_id)
        )
        return (await self.call(request, pb2.GetIdentRecordResponse)).record

    async def put_on_watch_list(
        self, entry_id: str, identity_id: str, reason: pb2.WatchListReason | str, note: str = ""
    ) -> pb2.WatchListEntry:
        """Put a person on the watch list."""
        entry = pb2.WatchListEntry(
            entry_id=entry_id, identity_id=identity_id, reason=reason, note=note
        )
        request = pb2.PutWatchListEntryRequest(entry=entry)
        return (await self.call(request, pb2.PutWatchListEntryResponse)).entry

    @rpc(pb2.RemoveWatchListEntryRequest, "entry")
    async def take_off_watch_list(self, entry_id: str) -> pb2.WatchListEntry:
        """Take an entry of the watch list out of force."""

    @rpc(pb2.ListWatchListRequest, "entries")
    def watch_list(
        self,
        *,
        reason: pb2.WatchListReason | str | None = None,
        show_removed: bool = False,
        page_size: int = 0,
    ) -> AsyncIterator[pb2.WatchListEntry]:
        """Yield the entries of the watch list."""

    @rpc(pb2.CheckIdentRequest)
    async def check(
        self,
        samples: Iterable[Sample],
        *,
        watch_list: bool = False,
        everybody: bool = False,
        document_number: str = "",
        target_fpir: float = 0.0,
        target_fmr: float = 0.0,
        missing_fingers: Iterable[MissingFinger] = (),
    ) -> pb2.CheckIdentResponse:
        """Check a person against the watch list, everybody, or the holder of a document.

        A rate of 0 means the service's default.
        """
