"""What the fields of a request may hold."""

import pytest

from services.errors import InvalidFieldError
from services.wire.validation import check_new_encounter_id, rate


def test_nobody_enrols_under_the_name_of_a_booking() -> None:
    with pytest.raises(InvalidFieldError, match="belong to bookings"):
        check_new_encounter_id("tcn:BOOKING-0001")


@pytest.mark.parametrize("encounter_id", ["visit-7", "BOOKING-0001", "a:tcn:b"])
def test_other_ids_may_be_enrolled(encounter_id: str) -> None:
    assert check_new_encounter_id(encounter_id) == encounter_id


@pytest.mark.parametrize("value", [5e-324, 9e-13, -1e-3, 0.51, float("nan"), float("inf")])
def test_a_rate_that_gives_no_usable_threshold_is_refused(value: float) -> None:
    with pytest.raises(InvalidFieldError, match=r"1e-12 to 0\.5"):
        rate("target_fpir", value, 1e-3)


@pytest.mark.parametrize(("value", "read"), [(0, 1e-3), (1e-12, 1e-12), (0.5, 0.5)])
def test_other_rates_are_taken_and_0_is_the_default(value: float, read: float) -> None:
    assert rate("target_fpir", value, 1e-3) == read
