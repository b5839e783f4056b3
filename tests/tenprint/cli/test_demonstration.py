"""The parts of the demonstration that can be told wrong without a server."""

from pathlib import Path

import click
import pytest

from tenprint.cli.demonstration.folders import DemoFolders
from tenprint.cli.demonstration.judgement import faults
from tenprint.cli.demonstration.plan import Group, Plan, SyntheticPerson
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2 import Booking, FirstResponse, LescReceipt, SecondResponse
from tenprint.v1.candidate_pb2 import Candidate
from tenprint.v1.lesc_service_pb2 import Query

IAFIS_ONLY = SyntheticPerson(1, Group.IAFIS_ONLY)
BOTH = SyntheticPerson(1, Group.BOTH)
NEITHER = SyntheticPerson(1, Group.NEITHER)


def candidate(person: SyntheticPerson, *, match: bool = True) -> Candidate:
    return Candidate(rank=1, identity_id="KNOWN", encounter_id=person.name, above_threshold=match)


def booking(
    *, iafis: list[Candidate], ident: list[Candidate], identity_id: str, receipt: bool
) -> Booking:
    """Build the answers that follow from what each gallery found."""
    known = any(one.above_threshold for one in iafis)
    reported = any(one.above_threshold for one in ident)
    return Booking(
        state=pb2.BOOKING_STATE_SECOND_RESPONSE_READY,
        first_response=FirstResponse(
            finding=pb2.SEARCH_RESULT_FINDING_IDENT
            if known
            else pb2.SEARCH_RESULT_FINDING_NON_IDENT,
            identity_id=identity_id,
            candidates=iafis,
        ),
        second_response=SecondResponse(
            kind=pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
            if reported
            else pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH,
            candidates=ident,
            determination="research pending" if reported else "",
        ),
        lesc_receipt=LescReceipt(receipt_id="R1") if receipt else None,
    )


QUERY = Query(receipt_id="R1")


def test_right_answers_have_no_faults() -> None:
    found = [candidate(BOTH)]
    both = booking(iafis=found, ident=found, identity_id="KNOWN", receipt=True)
    assert faults(BOTH, both, [QUERY]) == []
    neither = booking(iafis=[], ident=[], identity_id="NEW", receipt=False)
    assert faults(NEITHER, neither, []) == []
    iafis_only = booking(iafis=found, ident=[], identity_id="KNOWN", receipt=False)
    assert faults(IAFIS_ONLY, iafis_only, []) == []


@pytest.mark.parametrize(
    ("person", "answered", "queries", "named"),
    [
        pytest.param(
            BOTH,
            booking(iafis=[], ident=[candidate(BOTH)], identity_id="NEW", receipt=True),
            [QUERY],
            "IAFIS matched nobody instead of person-001",
            id="missed",
        ),
        pytest.param(
            NEITHER,
            booking(iafis=[candidate(BOTH)], ident=[], identity_id="KNOWN", receipt=False),
            [],
            "IAFIS matched person-001 instead of nobody",
            id="false match",
        ),
        pytest.param(
            BOTH,
            booking(
                iafis=[candidate(SyntheticPerson(2, Group.BOTH))],
                ident=[candidate(BOTH)],
                identity_id="KNOWN",
                receipt=True,
            ),
            [QUERY],
            "IAFIS matched person-002 instead of person-001",
            id="another person",
        ),
        pytest.param(
            BOTH,
            booking(
                iafis=[candidate(BOTH)],
                ident=[candidate(BOTH)],
                identity_id="ELSEWHERE",
                receipt=True,
            ),
            [QUERY],
            "the booking was not retained under the identity that was found",
            id="retained elsewhere",
        ),
        pytest.param(
            BOTH,
            booking(
                iafis=[candidate(BOTH)], ident=[candidate(BOTH)], identity_id="KNOWN", receipt=True
            ),
            [QUERY, QUERY],
            "the LESC has 2 queries on record, not 1",
            id="asked twice",
        ),
        pytest.param(
            BOTH,
            booking(
                iafis=[candidate(BOTH)], ident=[candidate(BOTH)], identity_id="KNOWN", receipt=False
            ),
            [QUERY],
            "the booking's LESC receipt is not the LESC's",
            id="no receipt",
        ),
        pytest.param(
            BOTH, Booking(state=pb2.BOOKING_STATE_FAILED), [], "BOOKING_STATE_FAILED", id="failed"
        ),
    ],
)
def test_every_wrong_answer_is_named(
    person: SyntheticPerson, answered: Booking, queries: list[Query], named: str
) -> None:
    assert named in "; ".join(faults(person, answered, queries))


def test_the_plan_fills_both_galleries_and_books_every_group() -> None:
    plan = Plan()
    for gallery in ("iafis", "ident"):
        members = {one.encounter_id for one in plan.enrolments if one.gallery == gallery}
        assert len(members) == 120
    assert len({one.encounter_id for one in plan.enrolments}) == 200
    assert [one.person.group for one in plan.bookings] == [g for g in Group for _ in range(2)]
    booked = {one.person.booked_recipe for one in plan.bookings}
    assert booked.isdisjoint(one.recipe for one in plan.enrolments)
    assert len({one.tcn for one in plan.bookings}) == 8


def test_enrolled_state_is_kept_until_the_plan_changes(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    folders = DemoFolders(root, "one plan")
    assert not folders.is_enrolled
    folders.enrolled.mkdir()
    (folders.enrolled / "database").write_text("people")
    folders.mark_enrolled()
    again = DemoFolders(root, "one plan")
    assert again.is_enrolled
    assert (again.copy_enrolled() / "database").read_text() == "people"
    assert not DemoFolders(root, "another plan").is_enrolled
    assert not folders.enrolled.exists()


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "enrolled").mkdir()
    with pytest.raises(click.ClickException, match="holds other files"):
        DemoFolders(tmp_path, "plan")
    assert (tmp_path / "enrolled").is_dir()
