"""The work of officers over a channel: order, leases, transfers, escalations, refusals."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from interop.audit import Action
from interop.cases import office_file
from interop.cases.office_store import replace_offices
from interop.cases.types import CaseState
from interop.lesc.research import SOURCES, FactKind, Ground, Status
from interop.overdue import OverdueDesk
from interop.work import WorkDesk
from services.servicers import CaseServicer, OverdueServicer, WorkServicer
from tenprint.cli.main import tenprint
from tenprint.cli.shared import output
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import work_service_pb2 as pb2
from tests.databases import opened_sqlite
from tests.interop.case_world import NO_ACTION, OFFICER, CaseWorld
from tests.interop.histories import NOON, conviction, determination
from tests.interop.logged import entries
from tests.services.servicers.serving import refusal, refused, serving

HOUSTON, MIAMI, CENTRE = "ICEHOU000", "ICEMIA000", "ICEIRC000"
CASE = "case:BOOKING-00001"
ACCEPTED, RETURNED = pb2.TRANSFER_STATE_ACCEPTED, pb2.TRANSFER_STATE_RETURNED
HOUR = timedelta(hours=1)
OTHERS = ("law_enforcement", "dhs", "consular", "examiner", "lesc", "operator", "auditor", "")

Connect = Callable[..., Client]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    yield CaseWorld(database)
    database.close()


@pytest.fixture
def target(office: CaseWorld) -> Iterator[str]:
    database, clock = office.database, office.clock
    with serving(
        lambda store, _: [
            WorkServicer(WorkDesk(database, clock=clock), store),
            CaseServicer(office.cases, store, store),
            OverdueServicer(OverdueDesk(database, clock=clock), store),
        ]
    ) as address:
        yield address


@pytest.fixture
def connect(target: str) -> Iterator[Connect]:
    with ExitStack() as stack:
        yield lambda ori=HOUSTON, role="field_office": stack.enter_context(
            Client(target, ori=ori, roles=role.split())
        )


@pytest.fixture
def officer(connect: Connect) -> Client:
    return connect()


@pytest.fixture
def supervisor(connect: Connect) -> Client:
    return connect("ICEHQ0000", "supervisor")


def logged(office: CaseWorld, action: Action) -> list[tuple[str, str]]:
    """Read who did something, and the code of the reason."""
    with office.database.read() as session:
        found = entries(session, action=action)
    return [(one.entry.actor_id, one.entry.reason) for one in found]


def test_an_office_lists_its_own_work_and_what_it_is_asked_to_take(
    office: CaseWorld, officer: Client, connect: Connect
) -> None:
    office.alerted(tcn="TEXAS-00001", identity_id="IDENT-1")
    office.alerted(tcn="TEXAS-00002", identity_id="IDENT-2")
    office.alerted(tcn="FLORIDA-001", identity_id="IDENT-3", ori="FL1010000")
    miami = connect(MIAMI)

    def own(client: Client) -> list[str]:
        return sorted(one.tcn for one in client.work.list(own_office=True, page_size=1))

    assert own(officer) == ["TEXAS-00001", "TEXAS-00002"]
    assert own(miami) == ["FLORIDA-001"]
    assert len(list(miami.work.list())) == 3, "whoever may see more asks for it"
    officer.work.transfer("case:TEXAS-00001", "miami", "lives there", "A7")
    assert own(miami) == ["FLORIDA-001", "TEXAS-00001"], "what it is asked to take"
    assert own(officer) == ["TEXAS-00001", "TEXAS-00002"], "it has the case until the answer"
    nobody = connect("ZZNONE000")
    assert refusal(lambda: list(nobody.work.list(own_office=True)))[1] == "OTHER_OFFICE"
    both = refusal(lambda: list(officer.work.list(own_office=True, office="miami")))
    assert both[1] == "INVALID_FIELD"


def test_r26_work_is_listed_by_priority_and_level_then_by_clock(
    office: CaseWorld, officer: Client
) -> None:
    """Every order of arrival gives the same order of work; pages of one end and repeat nothing."""
    murder = conviction(maximum_months=600, imposed_months=240)
    level_3 = determination(convictions=[conviction(maximum_months=6)], grounds=[Ground.OVERSTAYED])
    level_2 = determination(convictions=[murder], grounds=[Ground.OVERSTAYED])
    outside = determination(grounds=[Ground.OVERSTAYED])
    arrivals = {
        "OUTSIDE-0001": outside,
        "LEVEL-3-0001": level_3,
        "PRIORITY-3-1": determination(grounds=[Ground.PREVIOUSLY_REMOVED]),
        "LEVEL-2-0001": level_2,
        "LEVEL-2-0002": level_2,
        "LEVEL-3-HELD": level_3,
        "CLAIMED-0001": outside,
        "WITHDRAWN-01": outside,
    }
    for number, (tcn, found) in enumerate(arrivals.items()):
        office.alerted(found, tcn, identity_id=f"IDENT-{number}")
        office.clock.forward(60)
    office.running("D-1", "LEVEL-3-HELD")
    office.cases.record_claim("case:CLAIMED-0001", "C-1", OFFICER)
    office.withdraw("WITHDRAWN-01")
    office.cases.run_due()
    expected = ["WITHDRAWN-01", "CLAIMED-0001", "LEVEL-2-0001", "LEVEL-2-0002", "LEVEL-3-HELD"]
    expected += ["LEVEL-3-0001", "PRIORITY-3-1", "OUTSIDE-0001"]
    for size in (1, 3, 0):
        listed = list(officer.work.list(page_size=size))
        assert [one.tcn for one in listed] == expected
    ranks = {one.tcn: (one.priority, one.level) for one in listed}
    assert ranks["LEVEL-2-0001"][0] == ranks["LEVEL-3-0001"][0] == 1
    assert ranks["LEVEL-2-0001"][1] < ranks["LEVEL-3-0001"][1]
    assert ranks["PRIORITY-3-1"] == (3, 0)
    assert ranks["OUTSIDE-0001"] == (0, 0)
    held = listed[4].hold_end.ToDatetime(tzinfo=UTC)
    assert held > office.clock.now
    assert [one.tcn for one in officer.work.list(priority=3)] == ["PRIORITY-3-1"]


def test_a_case_moves_up_when_the_lesc_answers_anew_and_when_an_officer_finds_more(
    office: CaseWorld, officer: Client
) -> None:
    """The second case comes by a notice without history, which an officer looks up again."""
    overstayed = determination(grounds=[Ground.OVERSTAYED])
    office.alerted(overstayed)
    office.alerted(overstayed, "BOOKING-00002", None, identity_id="IDENT-2")
    office.cases.run_due()
    assert {one.priority for one in officer.work.list()} == {0}
    office.clock.forward(1)
    felony = conviction(maximum_months=600)
    office.answer(determination(convictions=[felony], grounds=[Ground.OVERSTAYED]), version=2)
    office.cases.run_due()
    assert next((one.case_id, one.priority) for one in officer.work.list()) == (CASE, 1)
    office.sources.hold("entry_exit", FactKind.ADMITTED)
    office.sources.hold("criminal_history", FactKind.CONVICTED, convicted=felony)
    office.look_up(SOURCES, "BOOKING-00002")
    office.cases.run_due()
    assert {one.priority for one in officer.work.list()} == {1}


def test_a_task_is_held_by_one_person_for_a_time_and_is_then_free_again(
    office: CaseWorld, officer: Client, connect: Connect
) -> None:
    office.alerted()
    taken = officer.work.take(CASE, "A7", lease_minutes=30)
    assert (taken.officer, taken.officer_ori) == ("A7", HOUSTON)
    assert taken.lease_end.ToDatetime(tzinfo=UTC) == NOON + timedelta(minutes=30)
    held = refused(lambda: officer.work.take(CASE, "A8"))
    assert (held.code.name, held.reason) == ("FAILED_PRECONDITION", "TASK_HELD")
    assert "A7 of ICEHOU000" in held.message
    namesake = refusal(lambda: connect(CENTRE).work.take(CASE, "A7"))
    assert namesake == ("PERMISSION_DENIED", "OTHER_OFFICE")
    assert [one.officer for one in officer.work.list(held_by="A7")] == ["A7"]
    assert not list(officer.work.list(free_only=True))
    office.clock.now = NOON + timedelta(minutes=30)
    [free] = officer.work.list(free_only=True)
    assert (free.officer, free.HasField("lease_end")) == ("", False)
    assert officer.work.release(CASE, "A7").officer == "", "given back already"
    assert officer.work.take(CASE, "A8").officer == "A8"
    assert refusal(lambda: officer.work.release(CASE, "A7"))[1] == "TASK_NOT_HELD"
    assert logged(office, Action.TASK_LEASE_ENDED) == [("", "A7")]
    assert officer.work.release(CASE, "A8").officer == ""
    assert officer.work.release(CASE, "A8").officer == "", "a repetition is harmless"
    assert [who for who, _ in logged(office, Action.TASK_TAKEN)] == ["A7", "A8"]
    assert logged(office, Action.TASK_RELEASED) == [("A8", "")]


def test_a_lease_that_runs_out_ends_and_is_logged_though_nobody_asks(
    office: CaseWorld, officer: Client
) -> None:
    office.alerted()
    officer.work.take(CASE, "A7")
    office.clock.now = NOON + HOUR - timedelta(seconds=1)
    office.cases.run_due()
    assert not logged(office, Action.TASK_LEASE_ENDED)
    office.clock.now = NOON + HOUR
    office.cases.run_due()
    office.cases.run_due()
    assert logged(office, Action.TASK_LEASE_ENDED) == [("", "A7")]


def test_whoever_takes_again_gets_a_new_end(office: CaseWorld, officer: Client) -> None:
    office.alerted()
    officer.work.take(CASE, "A7", lease_minutes=10)
    office.clock.forward(300)
    again = officer.work.take(CASE, "A7", lease_minutes=10)
    assert again.lease_end.ToDatetime(tzinfo=UTC) == NOON + timedelta(minutes=15)
    assert logged(office, Action.TASK_TAKEN) == [("A7", ""), ("A7", "renewed")]


def test_of_many_who_take_at_once_one_holds_the_task(office: CaseWorld, target: str) -> None:
    office.alerted()

    def take(number: int) -> str:
        with Client(target, ori=HOUSTON, roles=["field_office"]) as one:
            try:
                return one.work.take(CASE, f"A{number}").officer
            except RpcError as error:
                assert error.reason == "TASK_HELD"
                return ""

    with ThreadPoolExecutor(8) as pool:
        holders = [one for one in pool.map(take, range(8)) if one]
    assert len(holders) == 1
    assert len(logged(office, Action.TASK_TAKEN)) == 1


def test_nobody_else_documents_or_closes_what_somebody_works_on(
    office: CaseWorld, officer: Client
) -> None:
    """But claims, detainers and a supervisor do not wait."""
    office.alerted(determination(Status.US_CITIZEN))
    officer.work.take(CASE, "A7")
    record = case_pb2.EncounterRecord(manner=case_pb2.ENCOUNTER_MANNER_RECORDS_ONLY)
    record.encounter_time.FromDatetime(NOON)
    decided = case_pb2.Disposition(
        action=case_pb2.DISPOSITION_ACTION_NO_DETENTION,
        reason=case_pb2.DISPOSITION_REASON_US_CITIZEN,
    )
    decided.decision_time.FromDatetime(NOON)
    by_others = {
        "encounter": lambda: officer.cases.record_encounter(CASE, record, "A8"),
        "disposition": lambda: officer.cases.record_disposition(CASE, decided, "A8"),
        "close": lambda: officer.cases.close(CASE, 1, "A8"),
        "transfer": lambda: officer.work.transfer(CASE, "miami", "moved", "A8"),
    }
    for call in by_others.values():
        assert refusal(call) == ("FAILED_PRECONDITION", "TASK_HELD")
    officer.cases.record_encounter(CASE, record, "A7")
    officer.cases.record_disposition(CASE, decided, "A7")
    officer.cases.record_claim(CASE, "A8", claim_id="C-1")
    officer.cases.uphold_claim("C-1", "passport seen", "A8")
    assert officer.cases.close(CASE, 1, "A7").current.state == case_pb2.CASE_STATE_CLOSED
    assert not list(officer.work.list())
    assert refusal(lambda: officer.work.take(CASE, "A7")) == ("FAILED_PRECONDITION", "CASE_STATE")
    officer.cases.reopen(CASE, 1, "A8")
    assert [one.officer for one in officer.work.list()] == [""]


def test_a_supervisor_gives_a_task_to_another_officer_and_says_why(
    office: CaseWorld, officer: Client, supervisor: Client
) -> None:
    office.alerted()
    officer.work.take(CASE, "A7")
    reason = pb2.REASSIGN_REASON_CONFLICT_OF_INTEREST
    given = supervisor.work.reassign(CASE, "A8", reason, "S1")
    assert (given.officer, given.officer_ori) == ("A8", HOUSTON)
    assert refusal(lambda: officer.work.release(CASE, "A7"))[1] == "TASK_NOT_HELD"
    assert officer.work.release(CASE, "A8").officer == ""
    assert logged(office, Action.TASK_REASSIGNED) == [("S1", "conflict_of_interest:A8")]
    assert refusal(lambda: officer.work.reassign(CASE, "A9", reason, "A7"))[0] == (
        "PERMISSION_DENIED"
    )


def test_a_transfer_waits_until_the_receiving_office_accepts(
    office: CaseWorld, officer: Client, connect: Connect
) -> None:
    office.alerted()
    officer.work.take(CASE, "A7")
    asked = officer.work.transfer(CASE, "miami", "moved to a jail there", "A7", transfer_id="T-1")
    assert (asked.from_office, asked.to_office) == ("houston", "miami")
    again = officer.work.transfer(CASE, "miami", "moved to a jail there", "A7", transfer_id="T-1")
    assert again == asked
    other = refusal(lambda: officer.work.transfer(CASE, "miami", "no", "A7", transfer_id="T-1"))
    assert other == ("ALREADY_EXISTS", "CASE_CONFLICT")
    second = refusal(lambda: officer.work.transfer(CASE, "boston", "no", "A7"))
    assert second == ("FAILED_PRECONDITION", "TRANSFER_STATE")
    [item] = officer.work.list(office="houston")
    assert (item.transfer_id, item.to_office, item.officer) == ("T-1", "miami", "A7")
    miami, centre = connect(MIAMI), connect(CENTRE)
    assert refusal(lambda: miami.work.take(CASE, "M2"))[1] == "OTHER_OFFICE"
    for stranger in (officer, centre):
        answer = refusal(lambda: stranger.work.answer_transfer("T-1", ACCEPTED, "A7"))  # noqa: B023
        assert answer == ("PERMISSION_DENIED", "OTHER_OFFICE")
    accepted = miami.work.answer_transfer("T-1", ACCEPTED, "M2")
    assert (accepted.state, accepted.answered_by) == (ACCEPTED, "M2")
    assert miami.work.answer_transfer("T-1", ACCEPTED, "M2") == accepted
    late = refusal(lambda: miami.work.answer_transfer("T-1", RETURNED, "M2", reason="no"))
    assert late == ("FAILED_PRECONDITION", "TRANSFER_STATE")
    assert not list(officer.work.list(office="houston"))
    [item] = miami.work.list(office="miami", free_only=True)
    assert (item.office, item.alerted_to, item.transfer_id) == ("miami", "miami", "")
    assert refusal(lambda: officer.work.take(CASE, "A7"))[1] == "OTHER_OFFICE"
    assert miami.work.take(CASE, "M2").officer == "M2"
    assert [one.transfer_id for one in miami.work.transfers(office="miami")] == ["T-1"]
    assert not list(miami.work.transfers(open_only=True))
    assert logged(office, Action.TRANSFER_ASKED) == [("A7", "to:miami")]
    assert logged(office, Action.TRANSFER_ACCEPTED) == [("M2", "")]


def test_a_returned_case_stays_with_its_office_and_with_its_officer(
    office: CaseWorld, officer: Client, connect: Connect
) -> None:
    office.alerted()
    officer.work.take(CASE, "A7")
    officer.work.transfer(CASE, "miami", "moved", "A7", transfer_id="T-1")
    miami = connect(MIAMI)
    unsaid = refused(lambda: miami.work.answer_transfer("T-1", RETURNED, "M2"))
    assert unsaid.metadata["field"] == "reason"
    miami.work.answer_transfer("T-1", RETURNED, "M2", reason="not in our area")
    [item] = officer.work.list(office="houston")
    assert (item.officer, item.transfer_id) == ("A7", "")
    assert officer.work.transfer(CASE, "boston", "moved", "A7").to_office == "boston"


def test_an_escalation_goes_to_a_supervisor_and_alarms_at_its_own_limit(
    office: CaseWorld, officer: Client, supervisor: Client, connect: Connect
) -> None:
    office.alerted()
    asked = officer.work.escalate(
        CASE, "two agencies claim custody", "A7", limit_hours=2, escalation_id="E-1"
    )
    assert asked.queue == "houston"
    assert asked.deadline.ToDatetime(tzinfo=UTC) == NOON + 2 * HOUR
    assert refusal(lambda: officer.work.escalate(CASE, "again", "A8"))[1] == "ESCALATION_STATE"
    assert [one.escalation_id for one in supervisor.work.list(queue="houston")] == ["E-1"]
    assert not list(supervisor.work.list(queue="miami"))
    office.clock.now = NOON + 2 * HOUR - timedelta(seconds=1)
    assert not list(supervisor.overdue.list(waiting="escalation"))
    office.clock.now = NOON + 2 * HOUR
    [late] = supervisor.overdue.list(waiting="escalation")
    assert (late.object_id, late.owner, late.address) == ("E-1", "supervisor", "houston")
    assert late.deadline == asked.deadline
    assert refusal(lambda: officer.work.end_escalation("E-1", "hold", "A8"))[0] == (
        "PERMISSION_DENIED"
    )
    own = refusal(lambda: supervisor.work.end_escalation("E-1", "hold", "A7"))
    assert own == ("FAILED_PRECONDITION", "ESCALATION_STATE")
    ended = supervisor.work.end_escalation("E-1", "the county keeps the person", "S1")
    assert ended.ended_by == "S1"
    assert supervisor.work.end_escalation("E-1", "the county keeps the person", "S1") == ended
    assert refusal(lambda: supervisor.work.end_escalation("E-1", "no", "S1"))[1] == (
        "ESCALATION_STATE"
    )
    assert not list(supervisor.overdue.list(waiting="escalation"))
    assert not list(supervisor.work.escalations(open_only=True))
    assert logged(office, Action.CASE_ESCALATED) == [("A7", "to:houston")]
    assert logged(office, Action.ESCALATION_ENDED) == [("S1", "")]


def test_a_transfer_without_an_answer_becomes_overdue_at_the_receiving_office(
    office: CaseWorld, officer: Client, supervisor: Client
) -> None:
    office.alerted()
    officer.work.transfer(CASE, "miami", "moved", "A7", transfer_id="T-1")
    office.clock.now = NOON + 4 * HOUR
    [late] = supervisor.overdue.list(waiting="transfer")
    assert (late.object_id, late.owner, late.address) == ("T-1", "field_office", "miami")


def test_what_the_lesc_has_not_answered_is_no_work(office: CaseWorld, officer: Client) -> None:
    office.match()
    assert not list(officer.work.list())
    for call in (
        lambda: officer.work.take(CASE, "A7"),
        lambda: officer.work.transfer(CASE, "miami", "moved", "A7"),
        lambda: officer.work.escalate(CASE, "help", "A7"),
    ):
        assert refusal(call) == ("FAILED_PRECONDITION", "CASE_STATE")


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_neither_take_nor_move_work(
    office: CaseWorld, connect: Connect, role: str
) -> None:
    office.alerted()
    other = connect(HOUSTON, role)
    reason = pb2.REASSIGN_REASON_ABSENT
    for call in (
        lambda: other.work.take(CASE, "A7"),
        lambda: other.work.release(CASE, "A7"),
        lambda: other.work.reassign(CASE, "A8", reason, "A7"),
        lambda: other.work.transfer(CASE, "miami", "moved", "A7"),
        lambda: other.work.answer_transfer("T-1", ACCEPTED, "A7"),
        lambda: other.work.escalate(CASE, "help", "A7"),
        lambda: other.work.end_escalation("E-1", "hold", "A7"),
    ):
        assert refusal(call) == ("PERMISSION_DENIED", "PERMISSION_DENIED")
    if role not in ("lesc", "operator", "auditor"):
        for listing in (other.work.list, other.work.transfers, other.work.escalations):
            assert refusal(listing)[1] == "PERMISSION_DENIED"


def test_who_is_no_office_takes_nothing(office: CaseWorld, connect: Connect) -> None:
    office.alerted()
    for ori in ("TX1010000", "ICEHQ0000"):
        stranger = connect(ori)
        denied = refusal(lambda: stranger.work.take(CASE, "A7"))  # noqa: B023 - called at once
        assert denied == ("PERMISSION_DENIED", "OTHER_OFFICE")


def test_offices_of_a_file_take_work_by_the_oris_of_the_file(
    office: CaseWorld, connect: Connect
) -> None:
    text = "office,place,areas,opens,closes,ori\ndallas,TX,TX,00:00,23:59,ICEDAL000\n"
    text += "austin,TX,TX1,00:00,23:59,\n"
    with office.database.write() as session:
        replace_offices(session, office_file.read(text))
    office.alerted(ori="TX2010000")
    dallas = connect("ICEDAL000")
    assert dallas.work.take(CASE, "D1").office == "dallas"
    assert refusal(lambda: connect(HOUSTON).work.take(CASE, "A7"))[1] == "OTHER_OFFICE"
    assert dallas.work.transfer(CASE, "austin", "moved", "D1").to_office == "austin"
    boss = connect("ICEHQ0000", "supervisor")
    office.alerted(tcn="BOOKING-00002", identity_id="IDENT-2", ori="TX1010000")
    absent = pb2.REASSIGN_REASON_ABSENT
    nobody = refusal(lambda: boss.work.reassign("case:BOOKING-00002", "X1", absent, "S1"))
    assert nobody == ("PERMISSION_DENIED", "OTHER_OFFICE")
    gone = refusal(lambda: dallas.work.escalate(CASE, "help", "D1", queue="houston"))
    assert gone == ("NOT_FOUND", "OFFICE_NOT_FOUND")


def test_the_resource_centre_takes_what_it_was_alerted_of(
    office: CaseWorld, connect: Connect
) -> None:
    office.match(ori="AK0010000")
    office.answer(determination(grounds=[Ground.OVERSTAYED]))
    assert connect(CENTRE).work.take(CASE, "R1").officer == "R1"


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda work: work.take("a b", "A7"), "case_id"),
        (lambda work: work.take(CASE, ""), "officer"),
        (lambda work: work.take(CASE, "A7", lease_minutes=721), "lease_minutes"),
        (lambda work: work.take(CASE, "A7", lease_minutes=-1), "lease_minutes"),
        (lambda work: work.release(CASE, "A 7"), "officer"),
        (lambda work: work.reassign(CASE, "", 1, "S1"), "to_officer"),
        (lambda work: work.reassign(CASE, "A8", 0, "S1"), "reason"),
        (lambda work: work.reassign(CASE, "A8", 99, "S1"), "reason"),
        (lambda work: work.transfer(CASE, "", "moved", "A7"), "to_office"),
        (lambda work: work.transfer(CASE, "x" * 65, "moved", "A7"), "to_office"),
        (lambda work: work.transfer(CASE, "miami", " ", "A7"), "reason"),
        (lambda work: work.transfer(CASE, "miami", "\x1b[2J", "A7"), "reason"),
        (lambda work: work.answer_transfer("T-1", 0, "A7"), "answer"),
        (lambda work: work.answer_transfer("T-1", 1, "A7"), "answer"),
        (lambda work: work.answer_transfer("T-1", 2, "A7", reason="good"), "reason"),
        (lambda work: work.escalate(CASE, "", "A7"), "reason"),
        (lambda work: work.escalate(CASE, "help", "A7", limit_hours=169), "limit_hours"),
        (lambda work: work.end_escalation("E-1", "", "S1"), "resolution"),
        (lambda work: work.list(priority=4), "priority"),
        (lambda work: work.list(held_by="a b"), "held_by"),
        (lambda work: work.list(page_size=-1), "page_size"),
        (lambda work: work.transfers(case_id="a b"), "case_id"),
        (lambda work: work.escalations(queue="\0"), "queue"),
    ],
)
def test_a_bad_field_is_named(
    connect: Connect, call: Callable[[object], object], field: str
) -> None:
    both = connect(HOUSTON, "field_office supervisor")
    error = refused(lambda: call(both.work))
    assert (error.code.name, error.reason) == ("INVALID_ARGUMENT", "INVALID_FIELD")
    assert error.metadata["field"] == field


def test_what_is_not_there_is_not_found(
    office: CaseWorld, officer: Client, supervisor: Client
) -> None:
    office.alerted()
    for reason, call in {
        "CASE_NOT_FOUND": lambda: officer.work.take("case:NOBODY", "A7"),
        "OFFICE_NOT_FOUND": lambda: officer.work.transfer(CASE, "atlantis", "moved", "A7"),
        "TRANSFER_NOT_FOUND": lambda: officer.work.answer_transfer("T-9", ACCEPTED, "A7"),
        "ESCALATION_NOT_FOUND": lambda: supervisor.work.end_escalation("E-9", "hold", "S1"),
    }.items():
        assert refusal(call) == ("NOT_FOUND", reason)


def test_the_command_line_shows_tables_and_json(
    office: CaseWorld, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So wide that no cell is broken into lines.
    monkeypatch.setattr(output.console, "width", 240)
    office.alerted()
    office.cases.run_due()

    def run(*words: str, ori: str = HOUSTON, role: str = "field_office") -> str:
        command = ["officer", *words, "--target", target, "--ori", ori, "--role", role]
        return CliRunner().invoke(tenprint, command, catch_exceptions=False).output

    assert "priority 1 level 2" in run("work")
    assert "A7" in run("take", "--officer", "A7", CASE)
    assert json.loads(run("work", "--json").splitlines()[-1])["officer"] == "A7"
    sent = run(
        "transfer", "--officer", "A7", "--to", "miami", "--reason", "moved", "--id", "T-1", CASE
    )
    assert "waiting" in sent.lower()
    assert "to miami" in run("work")
    reason = ("--reason", "not in our area")
    assert "returned" in run("return", "--officer", "M2", *reason, "T-1", ori=MIAMI).lower()
    assert "T-1" in run("transfers", "--office", "miami")
    run("escalate", "--officer", "A7", "--reason", "help", "--id", "E-1", "--hours", "3", CASE)
    assert "supervisors of houston until" in run("work")
    assert "E-1" in run("escalations", "--open")
    decided = ("end-escalation", "--officer", "S1", "--resolution", "hold", "E-1")
    assert "hold" in run(*decided, role="supervisor")
    given = ("reassign", "--officer", "S1", "--to", "A8", "--reason", "absent", CASE)
    assert "A8" in run(*given, role="supervisor")
    assert "A8" not in run("release", "--officer", "A8", CASE)


def test_an_open_escalation_outlives_the_case(
    office: CaseWorld, officer: Client, supervisor: Client
) -> None:
    """A closed case does not silence what supervisors were asked."""
    office.alerted(determination(Status.US_CITIZEN))
    officer.work.escalate(CASE, "help", "A7", escalation_id="E-1")
    office.documented(NO_ACTION)
    assert office.cases.close(CASE, 1, OFFICER).state is CaseState.CLOSED
    office.clock.now = NOON + 8 * HOUR
    assert [one.object_id for one in supervisor.overdue.list(waiting="escalation")] == ["E-1"]
