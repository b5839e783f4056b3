"""A database that has so many of everything that can be listed."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from gallery.store.tables import (
    EncounterRow,
    IdentityChangeRow,
    IdentityRow,
    ImpressionRow,
    MovedEncounterRow,
)
from interop.audit import Action
from interop.audit import log as audit_log
from interop.bookings import store
from interop.bookings.tables import OutboxRow, SubmissionRow
from interop.bookings.types import MessageKind
from interop.cases.tables import (
    AlarmRow,
    CaseRow,
    CaseVersionRow,
    ClaimRow,
    DetainerRow,
    LookUpRow,
    ReleaseNoticeRow,
)
from interop.corrections.tables import CorrectionRow, NoticeRow
from interop.jurisdictions.tables import AgencyRow, JurisdictionRow
from interop.lesc import documents
from interop.lesc.messages import LescAnswer
from interop.records.criminal_tables import CriminalEventRow, WantRow
from interop.records.ident_tables import IdentEncounterRow, WatchListRow
from interop.review.tables import (
    ComparisonRow,
    ReviewAssignmentRow,
    ReviewCandidateRow,
    ReviewDecisionRow,
    ReviewItemRow,
)
from interop.work.tables import EscalationRow, TransferRow
from lesc_stub.tables import AnswerOutboxRow, QueryRow, TaskRow
from tests.interop.histories import NOON, determination
from tests.interop.world import submission
from tests.lesc_stub.world import QUERY

PERSON = "PERSON"
"""Of both galleries: has all encounters; everybody else was merged into them."""
DAY = date(2011, 6, 1)
_CALLER = {"ori": "TX1010000", "roles": "booking", "purpose": "arrest"}
_RECORD = {"identity_id": "P-1", "ori": "TX1010000", "literal": "theft", "offense_code": "2399"}


def fill(session: Session, count: int) -> None:
    """Store so many bookings with all that can follow one, and as many records of each kind."""
    for gallery in ("iafis", "ident"):
        session.add(IdentityRow(gallery=gallery, identity_id=PERSON, create_time=NOON))
        session.add_all(_identities(gallery, count))
    session.flush()
    session.add_all(_encounters(count))
    session.flush()
    session.add_all(_records(count))
    store.insert_submission(session, submission(_tcn(0), 1), NOON)
    session.flush()
    template = session.get_one(SubmissionRow, _tcn(0))
    columns = {c.name: getattr(template, c.name) for c in SubmissionRow.__table__.columns}
    # Another agency's, so that each that is seen is logged.
    session.add_all(SubmissionRow(**columns | {"tcn": _tcn(n)}) for n in range(1, count))
    session.flush()
    session.execute(update(SubmissionRow).values(next_attempt_time=None, attempt_count=21))
    session.add_all(row for n in range(count) for row in _of_booking(n))
    session.flush()
    session.add_all(row for n in range(count) for row in _after_booking(n))
    session.add_all(_versions(count))
    session.flush()
    session.add_all(
        ReviewDecisionRow(candidate_id=f"c-{n}", examiner_id="e", decision=1, decide_time=NOON)
        for n in range(count)
    )
    session.add_all(
        ReviewAssignmentRow(item_id=f"i-{n}", examiner_id="e", assign_time=NOON, decide_time=NOON)
        for n in range(count)
    )
    entry = audit_log.by(submission("", 1).caller, Action.CASE_VIEWED, "case")
    audit_log.append_all(session, [entry] * count, NOON)


def fill_lesc(session: Session, count: int) -> None:
    """Store so many queries, each with its research and answer."""
    answer = LescAnswer(QUERY.query_id, 1, determination(), None, NOON)
    for n in range(count):
        query_id = f"iaq:{_tcn(n)}"
        session.add(
            QueryRow(
                query_id=query_id,
                tcn=_tcn(n),
                identity_id=PERSON,
                state=3,
                document=documents.QUERY.dump(QUERY),
                receipt_id="r",
                acknowledge_time=NOON,
            )
        )
    session.flush()
    session.add_all(
        TaskRow(
            sequence=n + 1,
            query_id=f"iaq:{_tcn(n)}",
            version=1,
            identity_id=PERSON,
            rank=1,
            state=3,
            receipt_id="r",
            queue_time=NOON,
            start_time=NOON,
        )
        for n in range(count)
    )
    session.flush()
    session.add_all(
        AnswerOutboxRow(
            task_sequence=n + 1,
            query_id=f"iaq:{_tcn(n)}",
            version=1,
            identity_id=PERSON,
            document=documents.ANSWER.dump(answer),
            answer_time=NOON,
        )
        for n in range(count)
    )


def _tcn(n: int) -> str:
    return f"BOOKING-{n:05d}"


def _identities(gallery: str, count: int) -> Iterator[IdentityRow]:
    for n in range(count):
        yield IdentityRow(
            gallery=gallery, identity_id=f"P-{n}", create_time=NOON, merged_into=PERSON
        )


def _encounters(count: int) -> Iterator[EncounterRow]:
    for n in range(count):
        yield EncounterRow(
            gallery="ident",
            encounter_id=f"E-{n}",
            identity_id=PERSON,
            founded_identity=False,
            create_time=NOON,
            content_digest=b"",
            sequence=n + 1,
            **_CALLER,
        )


def _records(count: int) -> Iterator[object]:
    for n in range(count):
        yield ImpressionRow(
            encounter_sequence=n + 1,
            ordinal=0,
            gallery="ident",
            position=1,
            impression_type=0,
            encoding="png",
            resolution_ppi=500,
            width_px=1,
            height_px=1,
            vector_version="",
            quality=0,
            minutia_count=0,
            failure_reason="",
        )
        yield IdentityChangeRow(
            change_id=n + 1,
            gallery="ident",
            request_id=f"r-{n}",
            kind="merge",
            from_identity_id=f"P-{n}",
            to_identity_id=PERSON,
            source_emptied=True,
            create_time=NOON,
            **_CALLER,
        )
        yield IdentEncounterRow(
            encounter_sequence=n + 1,
            kind=1,
            encounter_time=NOON,
            name="",
            sex="",
            place_of_birth="",
            document_number="",
            alien_number="",
            site="",
            create_time=NOON,
        )
        filed = {"create_time": NOON, **_RECORD, "identity_id": f"P-{n}"}
        yield CriminalEventRow(
            event_id=f"v-{n}",
            kind=1,
            event_date=DAY,
            category="murder",
            statute="",
            disposition="",
            **filed,
        )
        yield WantRow(want_id=f"w-{n}", extradition=True, issue_date=DAY, **filed)
        yield WatchListRow(
            entry_id=f"l-{n}", identity_id=f"P-{n}", reason=1, note="", create_time=NOON
        )
        yield JurisdictionRow(sequence=n + 1, jurisdiction_id=f"j-{n}", name="J", us_state="TX")


def _of_booking(n: int) -> Iterator[object]:
    tcn = _tcn(n)
    yield MovedEncounterRow(change_id=n + 1, encounter_sequence=n + 1, encounter_id=f"E-{n}")
    yield AgencyRow(ori=f"TX{n:07d}", jurisdiction_id=f"j-{n}")
    yield OutboxRow(
        message_id=f"iaq:{tcn}",
        sequence=n + 1,
        kind=MessageKind.IAQ.value,
        tcn=tcn,
        person=PERSON,
        payload="",
        create_time=NOON,
    )
    yield CaseRow(
        sequence=n + 1,
        case_id=f"case:{tcn}",
        tcn=tcn,
        query_id=f"iaq:{tcn}",
        ori="TX1010000",
        identity_id=f"P-{n}",
        encounter_id=f"E-{n}" if n % 2 else "",
        us_state="TX",
        office="houston",
        open_time=NOON,
        state=2,
        version=1,
    )
    yield CorrectionRow(
        sequence=n + 1,
        correction_id=f"c-{n}",
        tcn=tcn,
        reason=1,
        explanation="",
        iafis_match_false=False,
        correct_time=NOON,
        iafis_identity_id="",
        left_iafis_identity_id="",
        ident_identity_id="",
        ident_encounter_id="",
        response_ordinal=0,
        **_CALLER,
    )
    yield ComparisonRow(
        sequence=n + 1,
        comparison_id=f"q-{n}",
        tcn=tcn,
        item_id=f"i-{n}",
        cause="requested",
        reason="",
        requested_by="",
        officer="",
        request_time=NOON,
    )
    yield ReviewItemRow(
        sequence=n + 1,
        item_id=f"i-{n}",
        tcn=tcn,
        gallery="ident",
        reason="between",
        fingers="1",
        open_time=NOON,
        needed_count=2,
        control_pending=False,
    )


def _after_booking(n: int) -> Iterator[object]:
    case_id = f"case:{_tcn(n)}"
    about = {"case_id": case_id, "officer": "o"}
    yield DetainerRow(detainer_id=f"d-{n}", ori="TX1010000", state=1, request_time=NOON, **about)
    yield ReleaseNoticeRow(
        notice_id=f"d-{n}:agency",
        detainer_id=f"d-{n}",
        case_id=case_id,
        recipient=1,
        address="TX1010000",
        cause="",
        create_time=NOON,
        deadline=NOON,
    )
    yield ClaimRow(
        claim_id=f"a-{n}", state=1, claim_time=NOON, deadline=NOON, answer_version=0, **about
    )
    yield LookUpRow(
        look_up_id=f"u-{n}",
        source="s",
        outcome=1,
        look_up_time=NOON,
        repeated=True,
        finding="",
        **about,
    )
    asked = {**about, "reason": "moved"}
    yield TransferRow(
        transfer_id=f"t-{n}",
        from_office="houston",
        to_office="miami",
        state=1,
        request_time=NOON,
        **asked,
    )
    yield EscalationRow(
        escalation_id=f"s-{n}", queue="houston", create_time=NOON, deadline=NOON, **asked
    )
    yield AlarmRow(alarm_id=n + 1, case_id=case_id, kind="claim_unresolved", alarm_time=NOON)
    yield NoticeRow(
        notice_id=f"n-{n}",
        correction_id=f"c-{n}",
        tcn=_tcn(n),
        recipient=1,
        address="",
        create_time=NOON,
        deadline=NOON + timedelta(hours=1),
    )
    yield ReviewCandidateRow(
        candidate_id=f"c-{n}",
        item_id=f"i-{n}",
        rank=1,
        identity_id=PERSON,
        encounter_id="E-0",
        score_db=1.0,
    )


def _versions(count: int) -> Iterator[CaseVersionRow]:
    """One of each case; the first case has all the others' number."""
    for case, version in [(n, 1) for n in range(count)] + [(0, n) for n in range(2, count + 1)]:
        yield CaseVersionRow(
            case_id=f"case:{_tcn(case)}",
            version=version,
            state=1,
            cause="opened",
            officer="",
            answer_version=0,
            create_time=NOON,
        )
