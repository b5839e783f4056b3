"""Who asks."""

import pytest

from services.access.metadata import caller_of
from services.errors import InvalidFieldError


def test_metadata_becomes_the_caller() -> None:
    caller = caller_of(
        [
            ("user-agent", "any"),
            ("tenprint-ori", "WVTEST000"),
            ("tenprint-roles", "booking, examiner"),
            ("tenprint-roles", "operator"),
            ("tenprint-purpose", "criminal justice"),
        ]
    )
    assert caller.ori == "WVTEST000"
    assert caller.roles == {"booking", "examiner", "operator"}
    assert caller.purpose == "criminal justice"


def test_a_person_and_agencies_to_act_for_may_be_named() -> None:
    caller = caller_of([("tenprint-person", "EX-1"), ("tenprint-acts-for", "CA0190000, TX1010000")])
    assert caller.person == "EX-1"
    assert caller.acts_for == {"CA0190000", "TX1010000"}
    assert not caller.is_proved


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tenprint-ori", "short"),
        ("tenprint-roles", "BOOKING"),
        ("tenprint-purpose", "x" * 129),
        ("tenprint-person", "two words"),
        ("tenprint-acts-for", "CA0190000,short"),
    ],
)
def test_a_malformed_part_is_refused_by_name(key: str, value: str) -> None:
    with pytest.raises(InvalidFieldError) as caught:
        caller_of([(key, value)])
    assert caught.value.field == key


def test_no_part_has_to_be_there() -> None:
    caller = caller_of([])
    assert (caller.ori, caller.roles, caller.purpose) == ("", frozenset(), "")
