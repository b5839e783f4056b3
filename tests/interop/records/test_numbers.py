import pytest

from interop.records.numbers import fbi_number, fin


def test_numbers_have_the_lengths_of_the_real_ones_and_are_never_the_same() -> None:
    counts = range(1, 2_000)
    assert {len(fbi_number(n)) for n in counts} == {9}
    assert {len(fin(n)) for n in counts} == {10}
    assert len({fbi_number(n) for n in counts}) == len({fin(n) for n in counts}) == len(counts)


@pytest.mark.parametrize("make", [fbi_number, fin])
def test_one_wrong_character_never_makes_another_number(make: type) -> None:
    taken = {str(make(n)) for n in range(1, 3_000)}
    for number in taken:
        for place, right in enumerate(number):
            wrong = "1" if right != "1" else "2"
            assert number[:place] + wrong + number[place + 1 :] not in taken
