"""The table of rules is complete and true; and rules that take the whole programme to see."""

from datetime import date

import pytest

from database.caller import Caller
from interop.audit.types import Action
from interop.bookings.tables import OutboxRow
from interop.bookings.types import BookingState, Finding, SecondResponseKind
from interop.cases.detainer_life import DetainerState
from interop.cases.rows import case_row, describe, row_of_booking
from interop.cases.types import CaseState, ClaimState
from interop.corrections import known_non_mates
from interop.corrections.known_non_mates import NonMates
from interop.lesc.messages import QueryState
from interop.names import CIVIL, case_id, query_id
from interop.purposes import HANDLING, Requester, TransactionType
from interop.review.desk import ReviewDesk
from interop.review.scripted import ScriptedExaminer
from interop.roles import ALIASES, ALLOWED
from tests.gallery.prints import enrol_people
from tests.interop.logged import entries
from tests.interop.programme_doc import (
    TEXT,
    fault_rows,
    functions_of,
    mentioned_rules,
    numbered_tests,
    rule_rows,
)
from tests.interop.reviews import EXAMINER, DeskWork
from tests.interop.test_rules_purposes import caller_of
from tests.interop.world import World, submission
from tests.paths import ROOT

HARRIS, COOK = "TX1010000", "IL0160000"


def test_every_rule_has_a_row_in_order_with_its_quotation() -> None:
    rows = rule_rows()
    assert [row.number for row in rows] == list(range(1, 47))
    assert [row.number for row in rows if not row.short] == []
    assert [row.number for row in rows if not row.quotation.strip("“”")] == []


def test_a_rule_is_built_and_tested_or_waits() -> None:
    for row in rule_rows():
        assert bool(row.modules) is bool(row.tests) is (not row.waits), f"R{row.number}"


def test_modules_exist_and_name_their_rules() -> None:
    for row in rule_rows():
        lacking = [one for one in row.modules if not (ROOT / one).exists()]
        assert lacking == [], f"R{row.number}"
        named = [one for one in row.modules if row.number in mentioned_rules(one)]
        assert named or row.waits, f"no module names R{row.number}"


def test_tests_exist_and_each_that_has_a_number_is_in_its_row() -> None:
    rows = {row.number: row for row in rule_rows()}
    for row in rows.values():
        lacking = [name for file, name in sorted(row.tests) if name not in functions_of(file)]
        assert lacking == [], f"R{row.number} names tests that are not there"
    left_out = [(number, one) for number, one in numbered_tests() if one not in rows[number].tests]
    assert left_out == []


def test_each_fault_has_a_test_that_exists() -> None:
    rows = fault_rows()
    assert len(rows) == 16
    for fault, tests in rows:
        assert tests, fault
        assert [name for file, name in tests if name not in functions_of(file)] == [], fault


@pytest.mark.parametrize("states", [BookingState, QueryState, CaseState, ClaimState, DetainerState])
def test_every_state_is_told(states: type[BookingState]) -> None:
    assert [one.name for one in states if f"`{one.name}`" not in TEXT] == []


def test_every_role_is_told() -> None:
    roles = {*Requester, *ALIASES}.union(*ALLOWED.values()) - {""}
    assert sorted(role for role in roles if f"| `{role}`" not in TEXT) == ["booking"]


def _fail() -> None:
    raise AssertionError("IDENT was searched")


def test_r1_one_person_reaches_ident_by_place_and_day_alone(world: World) -> None:
    """R1, from the arrest to the case: elsewhere and before, there is the FBI's check only."""
    enrol_people(world.ident, [1])
    world.activate(date(2008, 10, 27), HARRIS)
    world.activate(None, COOK)
    world.ident.before_search.append(_fail)
    for number, (ori, day) in enumerate(((COOK, date(2011, 12, 28)), (HARRIS, date(2008, 10, 26)))):
        tcn = f"TCN-000000000{number}"
        _arrest(world, tcn, ori, day)
        booking = world.complete(tcn)
        assert booking.first_response is not None
        assert booking.first_response.finding is (Finding.IDENT if number else Finding.NON_IDENT)
        assert booking.second_response is not None
        assert "was not activated" in booking.second_response.note
        assert _left_nothing(world, tcn)
    assert world.ident.before_search == [_fail]
    world.ident.before_search.clear()
    _arrest(world, "TCN-0000000002", HARRIS, date(2008, 10, 27))
    world.complete("TCN-0000000002")
    with world.database.read() as session:
        case = describe(session, case_row(session, case_id("TCN-0000000002")))
    assert (case.office, case.state) == ("houston", CaseState.ALERTED)
    assert len(world.cases("TCN-0000000002")) == 1


def _arrest(world: World, tcn: str, ori: str, day: date) -> None:
    caller = Caller(ori, frozenset({"law_enforcement"}), "arrest")
    world.flow.submit(submission(tcn, 1, 2 + int(tcn[-1]), caller=caller, arrest_date=day))


def _left_nothing(world: World, tcn: str) -> bool:
    """Tell whether neither query nor case came of a booking."""
    with world.database.read() as session:
        query, case = session.get(OutboxRow, query_id(tcn)), row_of_booking(session, tcn)
    return query is None and case is None and world.cases(tcn) == []


@pytest.mark.parametrize("doubtful", [False, True])
def test_r8_nobody_acts_before_the_query_but_where_a_match_is_doubtful(
    world: World, *, doubtful: bool
) -> None:
    """R8: "automatically sent to" the LESC; departed from where a match is less than certain."""
    [criminal], [immigrant] = enrol_people(world.iafis, [1]), enrol_people(world.ident, [1])
    if doubtful:
        with world.database.write() as session:
            known_non_mates.add(session, NonMates(criminal, immigrant), "c-1", world.clock())
    world.flow.submit(submission("TCN-0000000001", 1))
    world.run()
    if doubtful:
        desk = ReviewDesk(
            world.database, {"ident": world.ident}, clock=world.clock, control_share=0.0
        )
        for name in ("anna", "ben"):
            ScriptedExaminer(name, lambda _: True).work(DeskWork(desk, EXAMINER))
    world.complete("TCN-0000000001")
    with world.database.read() as session:
        told = [one.entry for one in entries(session)]
    actions = [entry.action for entry in told]
    way = told[actions.index(Action.BOOKING_SUBMITTED) + 1 : actions.index(Action.QUERY_SENT)]
    by_people = {entry.action for entry in way if entry.actor_ori}
    expected = {Action.REVIEW_ITEM_VIEWED, Action.REVIEW_DECIDED} if doubtful else set()
    assert by_people == expected


def test_r45_whatever_is_no_arrest_never_reaches_ident(world: World) -> None:
    """R45: every cell of the table that is not passed on, with somebody whom IDENT knows."""
    [known] = enrol_people(world.ident, [1])
    world.ident.before_search.append(_fail)
    kept_back = [cell for cell, handling in HANDLING.items() if not handling.forwarded]
    assert {cell[0] for cell in kept_back} >= {TransactionType.MAP, TransactionType.NFUF}
    for number, cell in enumerate(kept_back):
        tcn = f"TCN-000000000{number}"
        world.flow.submit(submission(tcn, 1, caller=caller_of(cell), type_of_transaction=cell[0]))
        booking = world.complete(tcn)
        assert booking.state is BookingState.COMPLETE, cell
        assert booking.first_response is not None
        assert booking.second_responses == (), cell
        assert _left_nothing(world, tcn), cell
    assert world.ident.before_search == [_fail]
    assert world.ident.get_identity(known).encounter_count == 1


def test_r45_the_civil_file_answers_no_arrest(world: World) -> None:
    """R45: who has only ever applied for something is nobody the criminal file knows."""
    applicant = Caller(COOK, frozenset({"civil_agency"}), "applicant")
    world.flow.submit(
        submission("TCN-0000000001", 1, caller=applicant, type_of_transaction=TransactionType.MAP)
    )
    first = world.complete("TCN-0000000001").first_response
    assert first is not None and first.retained_in == CIVIL
    world.flow.submit(submission("TCN-0000000002", 1, 3))
    arrested = world.complete("TCN-0000000002")
    assert arrested.first_response is not None
    assert arrested.first_response.finding is Finding.NON_IDENT
    assert arrested.second_response is not None
    assert arrested.second_response.kind is SecondResponseKind.IDR_NO_MATCH
