from collections.abc import Callable
from datetime import date

import pytest

from database.caller import Caller
from database.connection import Database
from database.errors import InvalidPageTokenError
from database.paging import Page
from interop.audit.types import Action
from interop.errors import PermissionDeniedError
from interop.records.criminal_types import EventKind
from interop.records.desk import Person, Records
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.ident_types import EncounterKind, WatchListReason
from interop.roles import Operation, may
from tests.interop.logged import entries
from tests.interop.record_world import NOW, ORI, conviction, encounter, enrol, merge, want

OPERATOR = Caller(ORI, frozenset({"operator"}), "upkeep")
ROLES = (
    *("law_enforcement", "booking", "civil_agency", "dhs", "consular", "examiner", "supervisor"),
    *("lesc", "field_office", "operator", "auditor"),
)


@pytest.fixture
def records(database: Database) -> Records:
    enrol(database, "iafis", {"i-1": "A", "i-2": "B"})
    enrol(database, "ident", {"d-1": "A", "d-2": "A", "d-3": "B"})
    return Records(database, lambda: NOW)


def fill(records: Records) -> None:
    for number in range(1, 5):
        records.put_event(OPERATOR, "AB"[number % 2], conviction(f"c-{number}"))
        records.put_want(OPERATOR, "AB"[number % 2], want(f"w-{number}"))


def uses(records: Records, caller: Caller) -> dict[Operation, list[Callable[[], object]]]:
    """What a caller would do, for each use."""
    page = Page()
    return {
        Operation.READ_HISTORIES: [
            lambda: records.rap_sheet(caller, Person("A")),
            lambda: records.list_events(caller, page, "", None),
            lambda: records.list_wants(caller, page, "", False),
        ],
        Operation.WRITE_HISTORIES: [lambda: records.put_event(caller, "A", conviction("c-9"))],
        Operation.WRITE_WANTS: [
            lambda: records.put_want(caller, "A", want("w-9")),
            lambda: records.clear_want(caller, "w-9", date(2011, 7, 1)),
        ],
        Operation.READ_IDENT: [
            lambda: records.ident_record(caller, Person("A")),
            lambda: records.list_encounters(caller, page, "", "", None),
            lambda: records.list_watch_list(caller, page, None, False),
        ],
        Operation.WRITE_IDENT: [lambda: records.put_encounter(caller, encounter("d-1"))],
        Operation.CHECK_IDENT: [lambda: records.let_check(caller)],
        Operation.WRITE_WATCH_LIST: [
            lambda: records.put_on_watch_list(caller, "l-9", "A", WatchListReason.CRIMINAL, ""),
            lambda: records.take_off_watch_list(caller, "l-9"),
        ],
    }


def test_an_agency_enters_and_clears_its_own_wants_alone(records: Records) -> None:
    jail = Caller("TXHCSO000", frozenset({"law_enforcement"}))
    records.put_want(OPERATOR, "A", want("w-9"))
    with pytest.raises(PermissionDeniedError, match="TXHCSO000 may not enter a want of"):
        records.put_want(jail, "A", want("w-forged"))
    for want_id in ("w-9", "w-nobody"):
        with pytest.raises(RecordNotFoundError, match=f"no want {want_id}"):
            records.clear_want(jail, want_id, date(2011, 7, 1))
    own = Caller(ORI, frozenset({"law_enforcement"}))
    with pytest.raises(RecordConflictError, match="issued"):
        records.clear_want(own, "w-9", date(1850, 1, 1))
    assert records.clear_want(own, "w-9", date(2011, 7, 1)).clear_date == date(2011, 7, 1)


def test_each_role_does_what_it_may_and_nothing_else(records: Records) -> None:
    records.put_want(OPERATOR, "A", want("w-9"))
    records.put_on_watch_list(OPERATOR, "l-9", "A", WatchListReason.CRIMINAL, "")
    for role in ("", *ROLES):
        caller = Caller(ORI, frozenset({role} - {""}))
        for use, calls in uses(records, caller).items():
            for call in calls:
                if may(caller, use):
                    call()
                else:
                    with pytest.raises(PermissionDeniedError, match="needs a role of"):
                        call()


def test_persons_are_found_by_number(records: Records) -> None:
    number = records.put_event(OPERATOR, "A", conviction("c-1"))
    fin = records.put_encounter(OPERATOR, encounter("d-3"))
    assert records.rap_sheet(OPERATOR, Person(number=number)).identity_id == "A"
    assert records.ident_record(OPERATOR, Person(number=fin)).identity_id == "B"


def test_lists_page_through_everything_once(records: Records) -> None:
    fill(records)
    seen, token = [], ""
    while True:
        found, token = records.list_events(OPERATOR, Page(3, token), "", None)
        seen += [(one.identity_id, one.record.event_id) for one in found]
        if not token:
            break
    assert seen == [("B", "c-1"), ("A", "c-2"), ("B", "c-3"), ("A", "c-4")]


def test_lists_are_filtered(records: Records, database: Database) -> None:
    fill(records)
    records.clear_want(OPERATOR, "w-1", date(2011, 7, 1))
    merge(database, "iafis", "B", "A")
    page = Page()
    events, _ = records.list_events(OPERATOR, page, "B", EventKind.CONVICTION)
    assert {(one.identity_id) for one in events} == {"A"}
    assert len(events) == 4
    assert records.list_events(OPERATOR, page, "", EventKind.ARREST) == ([], "")
    wants, _ = records.list_wants(OPERATOR, page, "A", True)
    assert [one.record.want_id for one in wants] == ["w-2", "w-3", "w-4"]


def test_encounters_and_the_watch_list_are_listed(records: Records) -> None:
    records.put_encounter(OPERATOR, encounter("d-1", document_number="V1"))
    records.put_encounter(OPERATOR, encounter("d-2", EncounterKind.REMOVAL))
    records.put_encounter(OPERATOR, encounter("d-3"))
    page = Page()

    def ids(identity_id: str = "", document: str = "", kind: EncounterKind | None = None) -> str:
        found, _ = records.list_encounters(OPERATOR, page, identity_id, document, kind)
        return " ".join(f"{one.identity_id}:{one.record.encounter_id}" for one in found)

    assert ids() == "A:d-1 A:d-2 B:d-3"
    assert ids("A") == "A:d-1 A:d-2"
    assert ids(document="V1") == "A:d-1"
    assert ids(kind=EncounterKind.REMOVAL) == "A:d-2"
    records.put_on_watch_list(OPERATOR, "l-1", "A", WatchListReason.CRIMINAL, "")
    records.put_on_watch_list(OPERATOR, "l-2", "B", WatchListReason.IMMIGRATION_VIOLATOR, "")
    records.take_off_watch_list(OPERATOR, "l-1")
    listed, _ = records.list_watch_list(OPERATOR, page, None, False)
    assert [one.record.entry_id for one in listed] == ["l-2"]
    listed, _ = records.list_watch_list(OPERATOR, page, WatchListReason.CRIMINAL, True)
    assert [one.record.entry_id for one in listed] == ["l-1"]


def test_a_token_is_good_for_its_list_alone(records: Records) -> None:
    fill(records)
    _, token = records.list_events(OPERATOR, Page(1), "A", None)
    with pytest.raises(InvalidPageTokenError):
        records.list_events(OPERATOR, Page(1, token), "B", None)
    with pytest.raises(InvalidPageTokenError):
        records.list_wants(OPERATOR, Page(1, token), "A", False)


def test_what_is_read_and_written_is_in_the_audit_log(records: Records, database: Database) -> None:
    records.put_event(OPERATOR, "A", conviction("c-1"))
    records.rap_sheet(OPERATOR, Person("A"))
    with pytest.raises(PermissionDeniedError):
        records.rap_sheet(Caller(ORI), Person("A"))
    with database.read() as session:
        logged = [one.entry for one in entries(session)]
    assert [(one.action, one.object_id, one.purpose) for one in logged] == [
        (Action.RECORD_CHANGED, "c-1", "upkeep"),
        (Action.RECORD_VIEWED, "iafis:A", "upkeep"),
    ]


def test_what_is_refused_leaves_nothing_in_the_audit_log(
    records: Records, database: Database
) -> None:
    records.put_event(OPERATOR, "A", conviction("c-1"))
    with pytest.raises(Exception, match="other content"):
        records.put_event(OPERATOR, "B", conviction("c-1"))
    with database.read() as session:
        assert len(entries(session)) == 1
