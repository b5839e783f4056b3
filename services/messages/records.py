"""Records: domain types → proto. What comes in is read in `records_requests`."""

from datetime import date

from google.type import date_pb2

from interop.records.checks import DocumentCheck, FullCheck, WatchListCheck
from interop.records.criminal_types import CriminalEvent, RapSheet, Want
from interop.records.ident_types import BiographicData, IdentEncounter, IdentRecord, WatchListEntry
from interop.records.lists import Filed
from services.wire import conversion
from services.wire.conversion import timestamp
from tenprint.v1 import records_service_pb2 as pb2


def criminal_event(event: CriminalEvent, identity_id: str) -> pb2.CriminalEvent:
    """Write an entry of a criminal history."""
    return pb2.CriminalEvent(
        event_id=event.event_id,
        kind=pb2.CriminalEventKind.Name(int(event.kind)),
        date=calendar_date(event.date),
        ori=event.ori,
        literal=event.literal,
        category=str(event.category),
        offense_code=event.offense_code,
        statute=event.statute,
        maximum_sentence_months=event.maximum_sentence_months,
        imposed_sentence_months=event.imposed_sentence_months,
        aggravated_felony=event.aggravated_felony,
        disposition=event.disposition,
        encounter_id=event.encounter_id,
        identity_id=identity_id,
    )


def want(entry: Want, identity_id: str = "") -> pb2.Want:
    """Write a want."""
    return pb2.Want(
        want_id=entry.want_id,
        ori=entry.ori,
        literal=entry.literal,
        issue_date=calendar_date(entry.issue_date),
        offense_code=entry.offense_code,
        extradition=entry.extradition,
        clear_date=calendar_date(entry.clear_date),
        identity_id=identity_id,
    )


def rap_sheet(sheet: RapSheet) -> pb2.RapSheet:
    """Write a criminal history."""
    return pb2.RapSheet(
        identity_id=sheet.identity_id,
        fbi_number=sheet.fbi_number,
        other_fbi_numbers=sheet.other_fbi_numbers,
        events=[criminal_event(one, sheet.identity_id) for one in sheet.events],
        wants=[want(one, sheet.identity_id) for one in sheet.wants],
    )


def ident_encounter(encounter: IdentEncounter, identity_id: str) -> pb2.IdentEncounter:
    """Write what an encounter was about."""
    return pb2.IdentEncounter(
        encounter_id=encounter.encounter_id,
        kind=pb2.IdentEncounterKind.Name(int(encounter.kind)),
        encounter_time=timestamp(encounter.time),
        biographic=_biographic(encounter.biographic),
        document_number=encounter.document_number,
        alien_number=encounter.alien_number,
        site=encounter.site,
        identity_id=identity_id,
    )


def ident_record(record: IdentRecord) -> pb2.IdentRecord:
    """Write what IDENT knows of a person."""
    return pb2.IdentRecord(
        identity_id=record.identity_id,
        fin=record.fin,
        alien_number=record.alien_number,
        biographic=_biographic(record.biographic),
        encounters=[ident_encounter(one, record.identity_id) for one in record.encounters],
        two_index_fingers=record.two_index_fingers,
        other_fins=record.other_fins,
        other_alien_numbers=record.other_alien_numbers,
    )


def watch_list_entry(entry: WatchListEntry, identity_id: str = "") -> pb2.WatchListEntry:
    """Write an entry of the watch list, of whom it is about now."""
    return pb2.WatchListEntry(
        entry_id=entry.entry_id,
        identity_id=identity_id or entry.identity_id,
        reason=pb2.WatchListReason.Name(int(entry.reason)),
        note=entry.note,
        create_time=timestamp(entry.create_time),
        remove_time=timestamp(entry.remove_time) if entry.remove_time else None,
    )


def filed_event(filed: Filed[CriminalEvent]) -> pb2.CriminalEvent:
    """Write an event of a list."""
    return criminal_event(filed.record, filed.identity_id)


def filed_want(filed: Filed[Want]) -> pb2.Want:
    """Write a want of a list."""
    return want(filed.record, filed.identity_id)


def filed_encounter(filed: Filed[IdentEncounter]) -> pb2.IdentEncounter:
    """Write an encounter of a list."""
    return ident_encounter(filed.record, filed.identity_id)


def filed_entry(filed: Filed[WatchListEntry]) -> pb2.WatchListEntry:
    """Write a watch list entry of a list."""
    return watch_list_entry(filed.record, filed.identity_id)


def watch_list_check(check: WatchListCheck) -> pb2.WatchListCheck:
    """Write what the watch list says."""
    hits = [
        pb2.WatchListHit(
            candidate=conversion.candidate(hit.candidate),
            entries=[watch_list_entry(one, hit.candidate.identity_id) for one in hit.entries],
        )
        for hit in check.hits
    ]
    return pb2.WatchListCheck(
        reference_count=check.reference_count, threshold_db=check.threshold_db, hits=hits
    )


def full_check(check: FullCheck) -> pb2.FullCheck:
    """Write what the whole database says."""
    return pb2.FullCheck(
        candidates=conversion.candidates(check.identification.candidates),
        report=conversion.search_report(check.identification.report),
        records=map(ident_record, check.records),
    )


def document_check(check: DocumentCheck) -> pb2.DocumentCheck:
    """Write whether somebody holds a document."""
    return pb2.DocumentCheck(
        is_holder=check.is_holder,
        comparisons=[conversion.candidate(one.comparison) for one in check.verifications],
        threshold_db=check.verifications[0].threshold_db,
    )


def calendar_date(value: date | None) -> date_pb2.Date | None:
    """Write a date, if there is one."""
    if value is None:
        return None
    return date_pb2.Date(year=value.year, month=value.month, day=value.day)


def _biographic(stated: BiographicData) -> pb2.BiographicData:
    return pb2.BiographicData(
        name=stated.name,
        date_of_birth=calendar_date(stated.date_of_birth),
        sex=stated.sex,
        place_of_birth=stated.place_of_birth,
    )
