"""Who may submit what, why, and what becomes of the prints: every cell of the table."""

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import func, select

from database.caller import Caller
from database.paging import FIRST_PAGE
from gallery.store.tables import EncounterRow
from interop.bookings.tables import SubmissionSampleRow
from interop.bookings.types import BookingState, Finding
from interop.errors import PermissionDeniedError
from interop.flow.operations import Programme
from interop.names import CIVIL, IAFIS, IDENT, RISC, encounter_id, query_id
from interop.overdue import OverdueDesk, OverdueFilter
from interop.purposes import (
    HANDLING,
    Cell,
    Purpose,
    Requester,
    TransactionType,
    handling,
    requester_of,
)
from interop.waiting import Limits, Waiting
from tests.gallery.prints import enrol_people
from tests.interop.world import ORI, World, submission

TCN = "TCN-0000000001"
CELLS = list(product(TransactionType, Requester, Purpose))
EXPECTED = {
    "CAR law_enforcement arrest": (IAFIS, IAFIS, True, True),
    "CNA law_enforcement arrest": (IAFIS, IAFIS, True, False),
    "CPNU law_enforcement arrest": (IAFIS, IAFIS, True, True),
    "MAP civil_agency applicant": (IAFIS, CIVIL, False, True),
    "NFUF civil_agency applicant": (IAFIS, CIVIL, False, True),
    "RPIS law_enforcement field_identification": (RISC, None, False, True),
    "TPIS dhs border": (IAFIS, None, False, True),
    "TPIS dhs arrest": (IAFIS, None, False, True),
    "TPIS consular visa": (IAFIS, None, False, True),
    "TPIS field_office investigation": (IAFIS, None, False, True),
}
"""Searched, retained in, forwarded, answered: written down apart from the table."""


def caller_of(cell: Cell) -> Caller:
    _, requester, purpose = cell
    return Caller(ORI, frozenset({requester.value}), purpose.value)


def name(cell: Cell) -> str:
    return " ".join(one.value for one in cell)


@pytest.mark.parametrize("cell", CELLS, ids=name)
def test_every_cell_is_handled_as_written_or_denied(cell: Cell) -> None:
    if name(cell) not in EXPECTED:
        with pytest.raises(PermissionDeniedError, match=cell[0].value):
            handling(cell[0], caller_of(cell))
        return
    found = handling(cell[0], caller_of(cell))
    shown = (found.searched, found.retained_in, found.forwarded, found.answered)
    assert shown == EXPECTED[name(cell)]


def test_the_table_has_no_cell_beside_the_product() -> None:
    assert {name(cell) for cell in HANDLING} == set(EXPECTED)
    assert set(HANDLING) <= set(CELLS)


def test_no_role_or_booking_is_a_booking_agency_and_no_other_is() -> None:
    for roles in ((), ("booking",), ("law_enforcement",), ("booking", "law_enforcement")):
        assert requester_of(Caller(ORI, frozenset(roles))) is Requester.LAW_ENFORCEMENT
    for roles in (("examiner",), ("dhs", "consular")):
        with pytest.raises(PermissionDeniedError):
            requester_of(Caller(ORI, frozenset(roles)))


def test_an_unknown_purpose_is_denied_by_name() -> None:
    with pytest.raises(PermissionDeniedError, match="curiosity"):
        handling(TransactionType.CAR, Caller(ORI, purpose="curiosity"))


def test_a_denied_submission_leaves_nothing(world: World) -> None:
    denied = submission(TCN, 1, type_of_transaction=TransactionType.TPIS)
    with pytest.raises(PermissionDeniedError):
        world.flow.submit(denied)
    assert not world.flow.run_due()


@pytest.mark.parametrize("kind", [TransactionType.MAP, TransactionType.NFUF])
def test_r45_prints_of_civil_applicants_are_kept_apart_and_never_shared(
    world: World, kind: TransactionType
) -> None:
    """R45: only "fingerprints of arrested individuals" are shared."""
    [criminal] = enrol_people(world.iafis, [1])
    enrol_people(world.ident, [1])
    world.ident.before_search.append(_fail)
    applicant = Caller(ORI, frozenset({"civil_agency"}), "applicant")
    world.flow.submit(submission(TCN, 1, caller=applicant, type_of_transaction=kind))
    booking = world.complete(TCN)
    assert booking.state is BookingState.COMPLETE
    first = booking.first_response
    assert first is not None
    assert (first.finding, first.identity_id) == (Finding.IDENT, criminal)
    assert (first.retained_in, booking.second_responses) == (CIVIL, ())
    assert world.civil.get_encounter(encounter_id(TCN)).caller == applicant
    assert world.iafis.get_identity(criminal).encounter_count == 1
    assert world.cases(TCN) == []
    # The applicant applies again, and is known to the civil file; an arrest does not find it.
    again = submission("TCN-0000000002", 1, 3, caller=applicant, type_of_transaction=kind)
    world.flow.submit(again)
    world.complete("TCN-0000000002")
    kept = world.civil.get_encounter(encounter_id("TCN-0000000002"))
    assert kept.identity_id == world.civil.get_encounter(encounter_id(TCN)).identity_id
    # Nothing searched IDENT: what would have failed there is still waiting.
    assert world.ident.before_search == [_fail]


def test_r44_federal_requesters_search_the_criminal_file_and_leave_nothing(world: World) -> None:
    """R44: consular offices, inspection agents, and officers who investigate search the FBI's."""
    [known] = enrol_people(world.iafis, [1])
    asking = (("dhs", "border"), ("consular", "visa"), ("field_office", "investigation"))
    for number, (role, purpose) in enumerate(asking, 1):
        tcn = f"TCN-000000000{number}"
        caller = Caller("DHS000000", frozenset({role}), purpose)
        world.flow.submit(
            submission(tcn, 1, caller=caller, type_of_transaction=TransactionType.TPIS)
        )
        booking = world.complete(tcn)
        assert booking.state is BookingState.COMPLETE
        first = booking.first_response
        assert first is not None
        assert (first.identity_id, first.encounter_id, first.retained_in) == (known, "", "")
        assert no_prints(world, tcn)
    assert world.iafis.get_identity(known).encounter_count == 1


def test_a_rapid_search_goes_through_the_hot_gallery_alone(world: World) -> None:
    enrol_people(world.iafis, [1])
    enrol_people(world.risc, [2])
    officer = Caller(ORI, frozenset({"law_enforcement"}), "field_identification")
    for seed, finding in ((1, Finding.NON_IDENT), (2, Finding.IDENT)):
        tcn = f"TCN-000000000{seed}"
        world.flow.submit(
            submission(tcn, seed, caller=officer, type_of_transaction=TransactionType.RPIS)
        )
        first = world.complete(tcn).first_response
        assert first is not None
        assert (first.finding, first.report.gallery) == (finding, RISC)
        assert no_prints(world, tcn)
    assert encounter_count(world) == 2


def test_what_is_not_to_be_retained_is_gone_after_the_ident_leg(world: World) -> None:
    """RET = N: image, template and vector are gone once answered; nothing is enrolled."""
    enrol_people(world.ident, [1])
    world.flow.submit(submission(TCN, 1, retain=False))
    world.run()
    assert world.flow.booking(TCN).state is BookingState.QUERY_SENT_TO_LESC
    booking = world.complete(TCN)
    first = booking.first_response
    assert first is not None
    assert (first.finding, first.identity_id, first.encounter_id) == (Finding.NON_IDENT, "", "")
    assert no_prints(world, TCN)
    assert encounter_count(world) == 1
    assert world.iafis.reference_count == 0


def test_what_is_not_to_be_retained_alarms_while_its_query_is_rejected_and_goes_then(
    world: World,
) -> None:
    """The prints stay while somebody may mend the query, and somebody knows that they stay."""
    enrol_people(world.ident, [1])
    world.wire.refused_fields["sex"] = "X"
    world.flow.submit(submission(TCN, 1, retain=False))
    world.run()
    assert not no_prints(world, TCN)
    operator = Caller(ORI, frozenset({"operator"}))
    desk, wanted = OverdueDesk(world.database, clock=world.clock), OverdueFilter(Waiting.REJECTED)
    assert desk.list_overdue(wanted, FIRST_PAGE, operator)[0] == []
    world.clock.forward(Limits().of(Waiting.REJECTED).total_seconds() + 1)
    desk.run_due()
    [late], _ = desk.list_overdue(wanted, FIRST_PAGE, operator)
    assert (late.object_id, late.alarm_time) == (query_id(TCN), world.clock.now)
    world.wire.refused_fields.clear()
    Programme(world.database, world.clock, world.flow.wake).requeue(query_id(TCN), operator)
    assert world.complete(TCN).state is BookingState.SECOND_RESPONSE_READY
    assert no_prints(world, TCN)
    desk.run_due()
    assert desk.list_overdue(wanted, FIRST_PAGE, operator)[0] == []


def test_unusable_prints_that_are_not_to_be_retained_are_gone_too(world: World) -> None:
    booked = submission(TCN, 1, retain=False)
    unusable = tuple(replace(one, image=b"unusable") for one in booked.samples)
    world.flow.submit(replace(booked, samples=unusable))
    assert world.complete(TCN).state is BookingState.FAILED
    assert no_prints(world, TCN)


def test_cna_is_kept_and_passed_on_and_answers_nobody(world: World) -> None:
    enrol_people(world.ident, [1])
    world.flow.submit(submission(TCN, 1, type_of_transaction=TransactionType.CNA))
    booking = world.complete(TCN)
    assert booking.state is BookingState.COMPLETE
    assert (booking.first_response, booking.second_responses) == (None, ())
    assert world.iafis.get_encounter(encounter_id(TCN))
    assert len(world.cases(TCN)) == 1


def no_prints(world: World, tcn: str) -> bool:
    """Tell whether the flow holds neither image, template nor vector of a booking."""
    row = SubmissionSampleRow
    blobs = select(row.image, row.template, row.vector).where(row.tcn == tcn)
    with world.database.read() as session:
        return all(blob is None for kept in session.execute(blobs) for blob in kept)


def encounter_count(world: World) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(EncounterRow)) or 0


def _fail() -> None:
    raise AssertionError(f"{IDENT} was searched")
