"""Records: domain types → proto. `records_in` reads the requests."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from google.protobuf.message import Message

from interop import records
from services.wire import Writer, candidate, search_report
from tenprint.v1 import records_service_pb2 as pb2

T = TypeVar("T")
M = TypeVar("M", bound=Message)


def filed(writer: Writer[T, M]) -> Callable[[records.Filed[T]], M]:
    """Write a record of a list with the identity that has the record now."""
    return lambda one: writer(one.record, identity_id=one.identity_id)


def _owned(writer: Writer[T, M], identity_id: str, records: Iterable[T]) -> list[M]:
    return [writer(one, identity_id=identity_id) for one in records]


_biographic = Writer(pb2.BiographicData, records.BiographicData)
criminal_event = Writer(pb2.CriminalEvent, records.CriminalEvent, given=["identity_id"])
want = Writer(pb2.Want, records.Want, given=["identity_id"])
rap_sheet = Writer(
    pb2.RapSheet,
    records.RapSheet,
    events=lambda sheet: _owned(criminal_event, sheet.identity_id, sheet.events),
    wants=lambda sheet: _owned(want, sheet.identity_id, sheet.wants),
)
ident_encounter = Writer(
    pb2.IdentEncounter,
    records.IdentEncounter,
    _biographic,
    given=["identity_id"],
    encounter_time="time",
)
ident_record = Writer(
    pb2.IdentRecord,
    records.IdentRecord,
    _biographic,
    encounters=lambda record: _owned(ident_encounter, record.identity_id, record.encounters),
)
watch_list_entry = Writer(pb2.WatchListEntry, records.WatchListEntry)
watch_list_check = Writer(
    pb2.WatchListCheck,
    records.WatchListCheck,
    Writer(
        pb2.WatchListHit,
        records.WatchListHit,
        candidate,
        # The identity may have been merged since the entry was made.
        entries=lambda hit: _owned(watch_list_entry, hit.candidate.identity_id, hit.entries),
    ),
)
full_check = Writer(
    pb2.FullCheck,
    records.FullCheck,
    candidate,
    search_report,
    ident_record,
    within=["identification"],
)
document_check = Writer(
    pb2.DocumentCheck,
    records.DocumentCheck,
    candidate,
    comparisons=lambda check: [one.comparison for one in check.verifications],
    threshold_db=lambda check: check.verifications[0].threshold_db,
)
