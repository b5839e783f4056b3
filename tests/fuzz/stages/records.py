"""Stages of criminal histories, wants, IDENT's records and the watch list."""

from collections.abc import Callable, Mapping

from google.type.date_pb2 import Date

from tenprint.v1 import records_service_pb2 as pb2
from tests.fuzz.stages.callers import Staged, by_operator
from tests.fuzz.stages.world import World

_DAY = Date(year=2010, month=6, day=1)


def _criminal(world: World) -> tuple[str, str]:
    return world.enrolled("iafis")


def _event(world: World) -> Staged:
    identity_id, _ = world.once(_criminal)
    event = pb2.CriminalEvent(
        event_id=f"EVENT-{world.next_number()}",
        kind=pb2.CRIMINAL_EVENT_KIND_ARREST,
        date=_DAY,
        ori=world.ori,
        literal="ASSAULT",
    )
    return by_operator(pb2.PutCriminalEventRequest(identity_id=identity_id, event=event))


def _events(_: World) -> Staged:
    return by_operator(pb2.ListCriminalEventsRequest(page_size=5))


def _rap_sheet(world: World) -> Staged:
    identity_id, _ = world.once(_criminal)
    return by_operator(pb2.GetRapSheetRequest(identity_id=identity_id))


def _wanted(world: World) -> pb2.PutWantRequest:
    identity_id, _ = world.once(_criminal)
    want = pb2.Want(
        want_id=f"WANT-{world.next_number()}", ori=world.ori, literal="BURGLARY", issue_date=_DAY
    )
    return pb2.PutWantRequest(identity_id=identity_id, want=want)


def _want(world: World) -> Staged:
    return world.by_agency(_wanted(world))


def _clear_want(world: World) -> Staged:
    wanted = _wanted(world)
    world.agency.records.put_want(wanted.identity_id, wanted.want)
    return world.by_agency(
        pb2.ClearWantRequest(
            want_id=wanted.want.want_id, clear_date=Date(year=2011, month=7, day=2)
        )
    )


def _wants(_: World) -> Staged:
    return by_operator(pb2.ListWantsRequest(page_size=5))


def _encountered(world: World) -> tuple[str, pb2.IdentEncounter]:
    identity_id, encounter_id = world.once(World.enrolled)
    encounter = pb2.IdentEncounter(
        encounter_id=encounter_id,
        kind=pb2.IDENT_ENCOUNTER_KIND_VISA_APPLICATION,
        biographic=pb2.BiographicData(name="OAK,ELM", date_of_birth=_DAY, sex="F"),
        document_number="V0000001",
    )
    encounter.encounter_time.FromSeconds(1_300_000_000)
    return identity_id, encounter


def _encounter(world: World) -> Staged:
    _, encounter = _encountered(world)
    return by_operator(pb2.PutIdentEncounterRequest(encounter=encounter))


def _encounters(_: World) -> Staged:
    return by_operator(pb2.ListIdentEncountersRequest(page_size=5))


def _record(world: World) -> Staged:
    identity_id, encounter = _encountered(world)
    world.operator.records.put_encounter(encounter)
    return by_operator(pb2.GetIdentRecordRequest(identity_id=identity_id))


def _entry(world: World) -> pb2.WatchListEntry:
    identity_id, _ = world.once(World.enrolled)
    return pb2.WatchListEntry(
        entry_id=f"ENTRY-{world.next_number()}",
        identity_id=identity_id,
        reason=pb2.WATCH_LIST_REASON_CRIMINAL,
    )


def _watch(world: World) -> Staged:
    return by_operator(pb2.PutWatchListEntryRequest(entry=_entry(world)))


def _remove(world: World) -> Staged:
    entry = _entry(world)
    world.operator.records.put_on_watch_list(entry.entry_id, entry.identity_id, entry.reason)
    return by_operator(pb2.RemoveWatchListEntryRequest(entry_id=entry.entry_id))


def _watched(_: World) -> Staged:
    return by_operator(pb2.ListWatchListRequest(page_size=5))


def _check(world: World) -> Staged:
    prints = world.prints(world.next_number())
    return by_operator(pb2.CheckIdentRequest(samples=prints, watch_list=True, everybody=True))


STAGES: Mapping[str, Callable[[World], Staged]] = {
    "PutCriminalEvent": _event,
    "ListCriminalEvents": _events,
    "GetRapSheet": _rap_sheet,
    "PutWant": _want,
    "ClearWant": _clear_want,
    "ListWants": _wants,
    "PutIdentEncounter": _encounter,
    "ListIdentEncounters": _encounters,
    "GetIdentRecord": _record,
    "PutWatchListEntry": _watch,
    "RemoveWatchListEntry": _remove,
    "ListWatchList": _watched,
    "CheckIdent": _check,
}
