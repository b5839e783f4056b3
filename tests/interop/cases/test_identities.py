"""An identity is merged or split while a case about it is open: shown there, and not lost."""

import pytest

from database.paging import FIRST_PAGE
from gallery.people import ChangeRequest
from gallery.people.enrolment import enrol_batch
from gallery.types import Enrolment
from interop.cases.errors import DetainerRefusedError
from interop.cases.queries import CaseFilter
from tests.gallery.prints import CALLER, administration, digest, prints, samples
from tests.interop.case_world import OFFICER, PRIORITY_1, CaseWorld

SECOND = "BOOKING-00002"


def enrol(office: CaseWorld, *pairs: tuple[str, str]) -> None:
    """Enrol encounters of people in IDENT."""
    enrolments = [
        Enrolment(encounter_id, samples(prints(n, 1)), digest(encounter_id), identity_id)
        for n, (encounter_id, identity_id) in enumerate(pairs, 1)
    ]
    with office.database.write() as session:
        enrol_batch(session, "ident", enrolments, caller=CALLER, now=office.clock.now)


def merge(office: CaseWorld, source: str, target: str) -> None:
    administration(office.database, "ident").merge(
        source, target, ChangeRequest(f"{source}-{target}", CALLER, office.clock.now)
    )


def test_a_merge_is_shown_and_the_person_stays_one(office: CaseWorld) -> None:
    enrol(office, ("e1", "IDENT-1"), ("e2", "IDENT-2"))
    office.alerted()
    office.match(SECOND, "IDENT-2")
    office.answer(PRIORITY_1, tcn=SECOND)
    office.running()
    assert office.request("D-2", SECOND).detainer_id == "D-2", "two people, as far as is known"
    office.detainers.cancel("D-2", "MISTAKE", OFFICER)
    merge(office, "IDENT-1", "IDENT-2")
    case = office.case()
    assert (case.identity_id, case.current_identity_id) == ("IDENT-1", "IDENT-2")
    assert [change.to_identity_id for change in case.identity_changes] == ["IDENT-2"]
    with pytest.raises(DetainerRefusedError, match="already holds"):
        office.request("D-3", SECOND)
    listed, _ = office.cases.list_cases(CaseFilter(identity_id="IDENT-2"), FIRST_PAGE, OFFICER)
    assert [one.tcn for one in listed] == [case.tcn, SECOND]


def test_a_split_is_shown_and_the_prints_tell_whose_case_it_is(office: CaseWorld) -> None:
    enrol(office, ("e1", "IDENT-1"), ("e2", "IDENT-1"))
    office.match(encounter_id="e2")
    office.answer(PRIORITY_1)
    office.match(SECOND, encounter_id="e1")
    office.answer(PRIORITY_1, tcn=SECOND)
    office.running()
    with pytest.raises(DetainerRefusedError):
        office.request("D-2", SECOND)
    change = administration(office.database, "ident", lambda: "IDENT-9").split(
        "IDENT-1", ["e2"], ChangeRequest("split", CALLER, office.clock.now)
    )
    case = office.case()
    assert case.current_identity_id == change.to_identity_id == "IDENT-9"
    assert case.identity_changes == (change,)
    assert office.case(SECOND).current_identity_id == "IDENT-1"
    assert office.request("D-2", SECOND).case_id == f"case:{SECOND}", "somebody else after all"
    office.match("BOOKING-00003", "IDENT-9")
    office.answer(PRIORITY_1, tcn="BOOKING-00003")
    with pytest.raises(DetainerRefusedError, match="already holds"):
        office.request("D-3", "BOOKING-00003")
