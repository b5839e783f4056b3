"""Identity is confirmed against the person who was booked, field by field."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from interop.lesc import Agreement, BookedPerson, Finding, Outcome, Research, determine
from interop.lesc.identity import compare_identity
from interop.lesc.research import SOURCES, Fact, FactKind, Status
from tests.interop.histories import NOON, TODAY

YES, DOUBT, NO = Agreement.AGREEMENT, Agreement.DOUBT, Agreement.CONTRADICTION
WOMAN = BookedPerson("ROE,JANE", ("19350102",), "F", "CU", "A001234567", "12345AB1")
MAN = Finding(
    "entry_exit",
    Outcome.FOUND,
    NOON,
    "LESC-7",
    (Fact(FactKind.ADMITTED, TODAY.replace(year=2009), TODAY.replace(year=2010)),),
    found_by_number=True,
    name="DOE,JOHN",
    date_of_birth="19701112",
    sex="M",
    place_of_birth="MM",
    alien_number="A007654321",
    fbi_number="99999ZZ9",
)


def everywhere(*known: Finding) -> Research:
    """Have every source answer, most of them with nothing."""
    spoken = {one.source for one in known}
    silent = [Finding(one, Outcome.NOT_FOUND, NOON, "") for one in SOURCES if one not in spoken]
    return Research((*known, *silent))


def test_a_woman_born_1935_does_not_confirm_a_man_born_1970() -> None:
    found = determine(everywhere(MAN), NOON, "TX", WOMAN)
    assert not found.identity_confirmed
    assert found.status is Status.UNLAWFULLY_PRESENT, "the status is of the person in the sources"
    assert {one.field: one.agreement for one in found.identity} == {
        "name": NO,
        "dates_of_birth": NO,
        "sex": NO,
        "place_of_birth": DOUBT,
        "alien_number": NO,
        "fbi_number": NO,
    }
    assert str(found.identity_doubts[0]) == "name ROE,JANE, in the sources DOE,JOHN: contradiction"


def test_agreement_in_every_field_confirms() -> None:
    man = BookedPerson("DOE,JOHN", ("19701112",), "M", "MM", "A7654321", "99999ZZ9")
    found = determine(everywhere(MAN), NOON, "TX", man)
    assert found.identity_confirmed
    assert {one.agreement for one in found.identity} == {YES}


@pytest.mark.parametrize(
    ("stated", "held", "agreement"),
    [
        ("DOE,JOHN", "DOE,JOHN PAUL", YES),
        ("Doe-Roe,John", "DOE ROE,JOHN", YES),
        ("ROE,JOHN", "DOE,JOHN", DOUBT),
        ("DOE,JANE", "DOE,JOHN", DOUBT),
        ("JOHN,DOE", "DOE,JOHN", DOUBT),
        ("ROE,JANE", "DOE,JOHN", NO),
    ],
)
def test_names(stated: str, held: str, agreement: Agreement) -> None:
    [found] = compare_identity(BookedPerson(stated), Research((replace(MAN, name=held),)))
    assert (found.agreement, found.booked, found.held) == (agreement, stated, (held,))


@pytest.mark.parametrize(
    ("stated", "agreement"),
    [
        (["19701112"], YES),
        (["19350102", "19701112"], YES),
        (["19701113"], DOUBT),
        (["19711112"], DOUBT),
        (["19701211"], DOUBT),
        (["19350102"], NO),
        (["19701211", "19350102"], DOUBT),
    ],
)
def test_dates_of_birth(stated: Sequence[str], agreement: Agreement) -> None:
    [found] = compare_identity(BookedPerson(dates_of_birth=tuple(stated)), Research((MAN,)))
    assert found.agreement is agreement


def test_sources_that_differ_leave_doubt() -> None:
    other = replace(MAN, source="benefits", sex="F")
    [found] = compare_identity(BookedPerson(sex="M"), Research((MAN, other)))
    assert (found.agreement, found.held) == (DOUBT, ("F", "M"))


def test_what_one_side_does_not_state_is_not_compared() -> None:
    by_name = replace(MAN, found_by_number=False)
    assert compare_identity(WOMAN, Research((by_name,))) == ()
    assert compare_identity(BookedPerson(sex="X"), Research((MAN,))) == ()
    assert compare_identity(BookedPerson(sex="M"), Research((replace(MAN, sex="X"),))) == ()
    assert determine(everywhere(MAN), NOON, "TX", BookedPerson()).identity_confirmed
