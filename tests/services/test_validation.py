"""What the fields of a request may hold."""

import pytest

from services.errors import InvalidFieldError
from services.validation import check_new_encounter_id


def test_nobody_enrols_under_the_name_of_a_booking() -> None:
    with pytest.raises(InvalidFieldError, match="belong to bookings"):
        check_new_encounter_id("tcn:BOOKING-0001")


@pytest.mark.parametrize("encounter_id", ["visit-7", "BOOKING-0001", "a:tcn:b"])
def test_other_ids_may_be_enrolled(encounter_id: str) -> None:
    assert check_new_encounter_id(encounter_id) == encounter_id
