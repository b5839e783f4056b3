"""The table of field rules: what enters can leave, and older forms are rewritten or left out."""

import pytest

from interop import fields
from interop.fields import ALIEN_NUMBER, ALIEN_NUMBER_ON_FILE, NAME, NAME_LENGTH


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("ROE,RICHARD", "ROE,RICHARD"),
        ("beech, maple", "BEECH,MAPLE"),
        ("García  López , José María", "GARCIA LOPEZ,JOSE MARIA"),
        ("O’Brien, Pat Jr.", "O'BRIEN,PAT JR"),
        ("Groß,Jörg", "GROSS,JORG"),
        (f"{'l' * 40},Anna", f"{'L' * (NAME_LENGTH - 2)},A"),
        ("ROE,RICHARD " + "X" * 30, "ROE,RICHARD " + "X" * 18),
        # Which word is the last name is not said, and other letters have more than one spelling.
        *((lost, "") for lost in ("Jose Garcia", "Roe,Pat,Jr", "王,小明", "ROE,", ",PAT", "R2,D")),
    ],
)
def test_a_name_is_rewritten_where_only_one_rewriting_is_possible(
    written: str, mended: str
) -> None:
    assert NAME.mended(written) == mended


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("A1234567", "A01234567"),
        ("1234567", "A01234567"),
        ("A12345678", "A12345678"),
        ("123456789", "123456789"),
        *((lost, "") for lost in ("A123456", "B1234567", "A1234567890", "A12 4567")),
    ],
)
def test_an_alien_number_of_seven_digits_gets_a_zero_in_front(written: str, mended: str) -> None:
    assert ALIEN_NUMBER.mended(written) == mended


@pytest.mark.parametrize("number", ["A1234567", "A01234567", "01234567", "001234567"])
def test_one_alien_number_is_found_in_each_spelling(number: str) -> None:
    assert fields.alien_number_spellings(number) == {
        *("1234567", "01234567", "001234567", "A1234567", "A01234567", "A001234567")
    }


def test_other_alien_numbers_are_not_taken_for_it() -> None:
    others = ("A1234568", "A11234567", "A12345670")
    found = fields.alien_number_spellings("A1234567")
    assert [one for one in others if found & fields.alien_number_spellings(one)] == []
    assert all(ALIEN_NUMBER.mended(one) for one in others)
    assert all(map(ALIEN_NUMBER_ON_FILE.allows, others))


def test_the_first_value_that_can_leave_leaves() -> None:
    assert fields.leaving("name", ["Cher", "", "roe,richard", "DOE,JANE"]) == "ROE,RICHARD"
    assert fields.leaving("sex", ["?", ""]) == ""


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        (fields.NAME, "GARCÍA,JOSÉ", "'Í' (LATIN CAPITAL LETTER I WITH ACUTE) as character 5"),
        (fields.NAME, "R0E,JANE", "'0' (DIGIT ZERO) as character 2"),
        (fields.NAME, "ROE", "'ROE': LAST,FIRST"),
        (fields.OFFENSE_CODE, "12A4", "'A' (LATIN CAPITAL LETTER A) as character 3"),
        (fields.CHARGE, "", "empty: 1 to 300"),
        (fields.CHARGE, "A\x1b[2J", r"'\x1b' (U+001B) as character 2"),
        (fields.ORI, "W" * 60, "…: an ORI is"),
    ],
)
def test_a_fault_names_the_character_or_the_value_and_the_rule(
    rule: fields.Rule, value: str, said: str
) -> None:
    assert not rule.allows(value)
    assert said in rule.fault(value)
    assert rule.fault(value).endswith(rule.words)
    assert rule.fault(value).isprintable()
