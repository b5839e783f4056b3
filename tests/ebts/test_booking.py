"""What a transaction says becomes a booking, field by field."""

from datetime import date

from ebts.booking import StatedCharge, stated_booking
from tests.transactions import Change, card, image


def test_every_row_of_the_table() -> None:
    changes: Change = {
        5: ("N",),
        9: ("CASE 1",),
        14: ("12345AB", "999"),
        15: ("WV12345",),
        18: ("Roe,Jane Jr",),
        20: ("MM",),
        21: ("US",),
        22: ("00000000", "19850117"),
        24: ("N",),
        45: ("20260610",),
        47: (("20260609", "ASSAULT\r\nAND BATTERY"), ("", "THEFT")),
        54: ("20260611",),
        55: ("RELEASED ON BOND",),
        73: ("WVOTHER00", "WVTHIRD00"),
        84: (("10", "XX"), ("9", "UP")),
    }
    stated = stated_booking(card(changes, images=[image(one) for one in range(1, 9)]))
    assert stated.type_of_transaction == "CAR"
    assert (stated.tcn, stated.priority) == ("TEST-CARD-0001", 2)
    assert not stated.retain
    assert stated.case_number == "CASE 1"
    assert stated.fbi_number == "12345AB"
    assert stated.state_id == "WV12345"
    assert stated.name == "ROE,JANE JR"
    assert (stated.place_of_birth, stated.citizenship) == ("MM", "US")
    assert stated.birth_days == (date(1985, 1, 17),)
    assert stated.sex == "X"
    assert stated.arrest_day == date(2026, 6, 10)
    assert stated.charges == (
        StatedCharge("ASSAULT AND BATTERY", date(2026, 6, 9)),
        StatedCharge("THEFT", None),
    )
    assert not stated.in_custody
    assert stated.controlling_agency == "WVOTHER00"
    assert stated.missing_fingers == ((10, "XX"), (9, "UP"))


def test_what_a_transaction_leaves_out() -> None:
    leave_out: Change = dict.fromkeys((5, 9, 45, 47, 73))
    stated = stated_booking(card(leave_out))
    assert stated.retain
    assert stated.in_custody
    assert (stated.arrest_day, stated.charges, stated.case_number) == (None, (), "")
    assert stated.controlling_agency == "WVTEST000"
    assert stated_booking(card({15: ("NY1234567-",)})).state_id == ""
    assert not stated_booking(card({55: ("Not in custody",)})).in_custody
