"""Values in words."""

import pytest

from console.web import dates


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("19700102", "1970-01-02"),
        ("19700102, 19850607", "1970-01-02, 1985-06-07"),
        ("", ""),
        ("unknown", "unknown"),
        ("1970", "1970"),
        ("F197001021", "F197001021"),
    ],
)
def test_dates_of_records_are_written_as_people_read_them(text: str, shown: str) -> None:
    assert dates(text) == shown
