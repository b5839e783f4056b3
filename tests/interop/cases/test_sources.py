"""A source that does not exist is refused by name, before anything is asked or logged."""

import pytest

from interop.errors import UnknownSourceError
from tests.interop.case_world import OFFICER, CaseWorld


@pytest.mark.parametrize("source", ["no such source", "", "PASSPORTS", "x" * 64])
def test_an_unknown_source_is_refused(office: CaseWorld, source: str) -> None:
    case = office.alerted()
    asked = office.sources.look_up_count
    with pytest.raises(UnknownSourceError, match="passports"):
        office.cases.repeat_look_up(case.case_id, "L-1", source, OFFICER)
    assert office.sources.look_up_count == asked
    assert not office.case().look_ups
