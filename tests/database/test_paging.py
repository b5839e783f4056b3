"""Page tokens: those of this version, and both kinds of version 0.1."""

import base64
from datetime import UTC, datetime

import pytest
from sqlalchemy import BinaryExpression

from database.errors import InvalidPageTokenError
from database.paging import equal, make_token, read_token
from interop.cases.tables import CaseRow
from interop.cases.types import CaseState

TIME = datetime(2012, 3, 4, 5, 6, 7, 8, tzinfo=UTC)


def test_a_token_leads_to_the_place_it_was_made_for() -> None:
    assert read_token("", "list", [int]) == []
    assert read_token(make_token("list", 7), "list", [int]) == [7]
    assert read_token(make_token("list", TIME, "b"), "list", [datetime, str]) == [TIME, "b"]


def test_tokens_of_version_0_1_are_read() -> None:
    # `7:a:b`: the number of a row and the list, which may hold a colon.
    assert read_token("NzphOmI=", "a:b", [int]) == [7]
    # `["list", "2012-03-04T05:06:07.000008+00:00", "b"]`, of the list of bookings.
    place = "WyJsaXN0IiwgIjIwMTItMDMtMDRUMDU6MDY6MDcuMDAwMDA4KzAwOjAwIiwgImIiXQ=="
    assert read_token(place, "list", [datetime, str]) == [TIME, "b"]


@pytest.mark.parametrize(
    "text",
    [
        *("7:other", "-1:list", f"{2**63}:list", "x:list", "list", "[", '["list"]'),
        *('["other", 7]', '["list", -1]', f'["list", {2**63}]', '["list", "7"]', '["list", true]'),
        *('["list", 7, 8]', '["list", null]', "[" * 100_000),
    ],
)
def test_another_token_is_refused(text: str) -> None:
    with pytest.raises(InvalidPageTokenError, match="page_token"):
        read_token(base64.urlsafe_b64encode(text.encode()).decode(), "list", [int])


def test_an_empty_value_makes_no_condition() -> None:
    made = equal(CaseRow, ori="X", state=CaseState.CLOSED, office="", tcn=None)
    assert [str(one) for one in made] == ["case_file.ori = :ori_1", "case_file.state = :state_1"]
    values = [one.right.value for one in made if isinstance(one, BinaryExpression)]
    assert [(type(one), one) for one in values] == [(str, "X"), (int, 3)]
