"""R34 and the audit trail: compliance by office, a fault of each kind, and a person's dossier."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from interop.audit.types import Action
from interop.bookings import outbox, store
from interop.bookings.tables import AnswerRow
from interop.cases import detainer_store, release_notices
from interop.cases.detainer_life import DetainerState
from interop.cases.release_notices import HolderKind
from interop.cases.tables import AlarmRow, CaseRow, CaseVersionRow, ClaimRow, DetainerRow
from interop.cases.types import ClaimState, DispositionAction, DispositionReason
from interop.corrections import notices as notice_store
from interop.corrections import store as correction_store
from interop.corrections.types import Correction, CorrectionReason, CorrectionRequest, Recipient
from interop.lesc.messages import LescQuery
from interop.names import case_id, query_id
from interop.reports.desk import ReportDesk
from interop.reports.errors import PersonNotFoundError
from interop.reports.types import ExceptionKind, Period, SampleRow
from tests.databases import opened_sqlite
from tests.interop.case_world import NO_ACTION, OFFICER, ORI, PRIORITY_1, TCN, CaseWorld
from tests.interop.reports.report_world import AUDITOR, SUPERVISOR
from tests.interop.world import submission

K = ExceptionKind
REMOVED = replace(
    NO_ACTION, action=DispositionAction.REMOVED, reason=DispositionReason.UNLAWFULLY_PRESENT
)
LOST = "LOST-00000001"
NOVEMBER = datetime(2011, 11, 10, 17, tzinfo=UTC)

Plant = Callable[[Session, CaseWorld, str], str]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    with closing(opened_sqlite(tmp_path / "tenprint.db")) as database:
        yield CaseWorld(database)


@pytest.fixture
def desk(office: CaseWorld) -> ReportDesk:
    return ReportDesk(office.database, office.clock)


def closed(office: CaseWorld, tcn: str = TCN, identity_id: str = "IDENT-1") -> None:
    """Have a case that went its way: a detainer until custody, documented, closed."""
    office.match(tcn, identity_id)
    office.answer(PRIORITY_1, tcn=tcn)
    office.running(f"D-{tcn}", tcn)
    office.detainers.take_custody(f"D-{tcn}", OFFICER)
    office.documented(REMOVED, tcn)
    office.cases.close(case_id(tcn), 1, OFFICER)


def lost_match(session: Session, office: CaseWorld, _: str) -> str:
    store.insert_submission(session, submission(LOST, 1), office.clock.now)
    session.flush()
    query = LescQuery(query_id(LOST), LOST, ORI, "IDENT-2", "ident-2", 90.0, office.clock.now)
    outbox.add_query(session, query)
    return query_id(LOST)


def lost_query(session: Session, _: CaseWorld, tcn: str) -> str:
    session.execute(update(CaseRow).where(CaseRow.tcn == tcn).values(query_id="iaq:gone"))
    return case_id(tcn)


def lost_answer(session: Session, _: CaseWorld, tcn: str) -> str:
    session.execute(delete(AnswerRow).where(AnswerRow.query_id == query_id(tcn)))
    return query_id(tcn)


def untaken_answer(session: Session, _: CaseWorld, tcn: str) -> str:
    row = CaseVersionRow
    session.execute(update(row).where(row.case_id == case_id(tcn)).values(answer_version=0))
    return query_id(tcn)


def endless_hold(session: Session, _: CaseWorld, tcn: str) -> str:
    row = DetainerRow
    running = int(DetainerState.RUNNING)
    session.execute(update(row).where(row.case_id == case_id(tcn)).values(state=running))
    return f"D-{tcn}"


def endless_claim(session: Session, office: CaseWorld, tcn: str) -> str:
    now = office.clock.now
    claim = {"claim_id": f"C-{tcn}", "case_id": case_id(tcn), "state": int(ClaimState.OPEN)}
    times = {"claim_time": now, "deadline": now, "answer_version": 1}
    session.add(ClaimRow(**claim, **times, officer="OFFICER-7"))
    return f"C-{tcn}"


def correction(session: Session, office: CaseWorld, tcn: str) -> CorrectionRequest:
    request = CorrectionRequest(f"K-{tcn}", tcn, CorrectionReason.DIFFERENT_PERSON)
    made = Correction(request, AUDITOR, office.clock.now, "", "", "IDENT-1", "", 2)
    correction_store.insert(session, made)
    return request


def unread_notice(session: Session, office: CaseWorld, tcn: str) -> str:
    request = correction(session, office, tcn)
    now = office.clock.now
    notice_store.add(session, request, Recipient.BOOKING_AGENCY, ORI, now)
    session.execute(update(CaseRow).where(CaseRow.tcn == tcn).values(withdrawn_time=now))
    return f"{request.correction_id}:booking_agency"


def unread_alarm(session: Session, office: CaseWorld, tcn: str) -> str:
    row = AlarmRow(case_id=case_id(tcn), kind="detainer_expired", alarm_time=office.clock.now)
    session.add(row)
    session.flush()
    return str(row.alarm_id)


def lost_record(session: Session, _: CaseWorld, tcn: str) -> str:
    row = CaseVersionRow
    session.execute(update(row).where(row.case_id == case_id(tcn)).values(disposition=""))
    return case_id(tcn)


def standing_case(session: Session, office: CaseWorld, tcn: str) -> str:
    return correction(session, office, tcn).correction_id


def unanswered_release(session: Session, office: CaseWorld, tcn: str) -> str:
    detainer = detainer_store.read(session, f"D-{tcn}")
    agency, now = HolderKind.AGENCY, office.clock.now
    release_notices.tell(session, detainer, agency, ORI, "a claim was upheld", now)
    return f"D-{tcn}:agency"


FAULTS: dict[ExceptionKind, Plant] = {
    K.MATCH_WITHOUT_CASE: lost_match,
    K.CASE_WITHOUT_QUERY: lost_query,
    K.QUERY_WITHOUT_ANSWER: lost_answer,
    K.ANSWER_NOT_TAKEN: untaken_answer,
    K.HOLD_WITHOUT_END: endless_hold,
    K.CLAIM_WITHOUT_END: endless_claim,
    K.NOTICE_WITHOUT_ACKNOWLEDGEMENT: unread_notice,
    K.ALARM_WITHOUT_ACKNOWLEDGEMENT: unread_alarm,
    K.CLOSED_WITHOUT_RECORD: lost_record,
    K.CORRECTED_WITHOUT_WITHDRAWAL: standing_case,
    K.RELEASE_WITHOUT_CONFIRMATION: unanswered_release,
}


def test_the_exceptions_are_none_and_then_name_each_planted_faults(
    office: CaseWorld, desk: ReportDesk
) -> None:
    assert set(FAULTS) == set(ExceptionKind)
    tcns = {kind: f"BOOKING-{int(kind):05}" for kind in FAULTS}
    for tcn in tcns.values():
        closed(office, tcn, f"IDENT-{tcn}")
    assert desk.exceptions(timedelta(), AUDITOR).exceptions == ()
    known = set[tuple[ExceptionKind, str]]()
    for kind, plant in FAULTS.items():
        with office.database.write() as session:
            planted = (kind, plant(session, office, tcns[kind]))
        found = desk.exceptions(timedelta(), AUDITOR)
        named = {(one.kind, one.object_id) for one in found.exceptions}
        assert planted in named - known
        assert found.counts[kind] == sum(one.kind is kind for one in found.exceptions)
        known = named
    office.clock.forward(60)
    assert desk.exceptions(timedelta(hours=1), AUDITOR).exceptions == ()
    office.clock.forward(3_600)
    old = desk.exceptions(timedelta(hours=1), AUDITOR).exceptions
    assert {(one.kind, one.object_id) for one in old} == known


def test_r34_compliance_counts_the_matches_of_each_office_and_names_what_lacks(
    office: CaseWorld, desk: ReportDesk
) -> None:
    office.clock.now = datetime(2011, 11, 1, 3, tzinfo=UTC)
    office.match("OCTOBER-IN-HOUSTON")
    office.clock.now = NOVEMBER
    closed(office)
    office.alerted(tcn="UNDOCUMENTED")
    office.match("NO-OFFICE", ori="AK0010000")
    with office.database.write() as session:
        lost_match(session, office, "")
    office.clock.now = datetime(2011, 12, 1, 3, tzinfo=UTC)
    office.match("NOVEMBER-IN-HOUSTON")
    found = desk.compliance(date(2011, 11, 1), SUPERVISOR)
    counted = {one.office: (one.match_count, one.documented_count) for one in found.offices}
    assert counted["houston"] == (3, 1)
    assert found.total.match_count == 5
    assert (found.total.documented_count, found.total.violation_count) == (1, 4)
    assert found.total.rate == pytest.approx(0.2)
    lacking = {one.tcn: one for one in found.lacking}
    assert set(lacking) == {"UNDOCUMENTED", "NO-OFFICE", LOST, "NOVEMBER-IN-HOUSTON"}
    assert lacking[LOST].missing_fields == ("case",)
    assert "disposition.action" in lacking["UNDOCUMENTED"].missing_fields
    assert lacking["NO-OFFICE"].office == "interoperability-resource-centre"
    empty = desk.compliance(date(2010, 2, 1), SUPERVISOR)
    assert (empty.offices, empty.total.rate, empty.lacking) == ((), 1.0, ())


def test_compliance_and_samples_count_the_same_matches_on_the_same_days(
    office: CaseWorld, desk: ReportDesk
) -> None:
    """In the last minutes of November in Texas, December has begun in Virginia."""
    office.clock.now = datetime(2011, 12, 1, 5, 30, tzinfo=UTC)
    for tcn, ori in ((TCN, "TX1010000"), ("BOOKING-00002", "VA0010000")):
        office.match(tcn, f"IDENT-{ori}", ori)
    for first, last, tcn in (
        (date(2011, 11, 1), date(2011, 11, 30), TCN),
        (date(2011, 12, 1), date(2011, 12, 31), "BOOKING-00002"),
    ):
        found = desk.compliance(first, SUPERVISOR)
        drawn = desk.sample(Period(first, last), 10, 1, SUPERVISOR)
        assert (found.total.match_count, drawn.population_count) == (1, 1)
        assert [one.tcn for one in found.lacking] == [tcn]
        assert [one.case_id for one in drawn.cases] == [case_id(tcn)]


def test_a_sample_asks_more_than_compliance_and_never_less(
    office: CaseWorld, desk: ReportDesk
) -> None:
    """Documented before the LESC has answered: the records do not tell whether it was right."""
    office.clock.now = NOVEMBER
    office.match()
    office.documented()
    office.match("BOOKING-00002", "IDENT-2")
    found = desk.compliance(date(2011, 11, 1), SUPERVISOR)
    assert (found.total.match_count, found.total.documented_count) == (2, 1)
    drawn = desk.sample(Period(date(2011, 11, 1), date(2011, 11, 30)), 10, 1, SUPERVISOR)
    assert {one.row for one in drawn.cases} == {SampleRow.INCOMPLETE}
    assert len(drawn.cases) == 2


def test_a_dossier_holds_bookings_cases_holds_claims_and_the_log(
    office: CaseWorld, desk: ReportDesk
) -> None:
    closed(office)
    office.alerted(tcn="SECOND-00001")
    office.cases.record_claim(case_id("SECOND-00001"), "C-1", OFFICER)
    office.match("STRANGER-001", "IDENT-9")
    found = desk.dossier("IDENT-1", AUDITOR)
    assert [one.tcn for one in found.bookings] == [TCN, "SECOND-00001"]
    first, second = found.cases
    assert [one.detainer_id for one in first.detainers] == [f"D-{TCN}"]
    assert [one.claim_id for one in second.claims] == ["C-1"]
    done = [one.entry.action for one in found.log]
    assert {Action.CASE_CLOSED, Action.DETAINER_CUSTODY_TAKEN} <= set(done)
    assert desk.dossier(TCN, AUDITOR).cases == found.cases
    assert desk.dossier(case_id(TCN), AUDITOR).bookings == found.bookings
    with_less = desk.dossier("IDENT-1", SUPERVISOR)
    assert (with_less.log, with_less.log_left_out) == ((), True)
    with pytest.raises(PersonNotFoundError):
        desk.dossier("NOBODY", AUDITOR)


def test_a_withdrawn_match_does_not_lead_to_the_other_person(
    office: CaseWorld, desk: ReportDesk
) -> None:
    closed(office)
    office.alerted(tcn="MISTAKEN-001")
    office.withdraw("MISTAKEN-001")
    found = desk.dossier("MISTAKEN-001", AUDITOR)
    assert [one.tcn for one in found.bookings] == ["MISTAKEN-001"]
    assert found.ident_identity_ids == ()
    matched = desk.dossier("IDENT-1", AUDITOR)
    assert [one.withdrawn_time is None for one in matched.cases] == [True, False]
