"""Whose turn it is, counted in work."""

from interop.turns import Turns

STEP = 2.0


def _served(turns: Turns[str], count: int) -> list[str]:
    return [key for _ in range(count) if (key := turns.next()) is not None]


def test_one_owner_is_served_in_the_order_of_arrival() -> None:
    turns: Turns[str] = Turns(STEP)
    for number in range(5):
        turns.join(str(number), "A", 9)
    assert _served(turns, 6) == list("01234")


def test_an_owner_with_one_thing_does_not_wait_for_another_with_many() -> None:
    turns: Turns[str] = Turns(STEP)
    for number in range(100):
        turns.join(f"A{number}", "A", 9)
    _served(turns, 10)
    turns.join("B", "B", 9)
    assert "B" in _served(turns, 2)


def test_owners_get_equal_amounts_of_work_whatever_the_size_of_its_pieces() -> None:
    turns: Turns[str] = Turns(STEP)
    for number in range(100):
        turns.join(f"A{number}", "A", 9, size=10.0)
        turns.join(f"B{number}", "B", 9, size=1.0)
    served = _served(turns, 55)
    assert sum(one.startswith("A") for one in served) in (5, 6)


def test_urgent_work_overtakes_that_of_others_and_of_its_own_agency() -> None:
    turns: Turns[str] = Turns(STEP)
    for number in range(6):
        turns.join(f"A{number}", "A", 9)
        turns.join(f"B{number}", "B", 9)
    turns.join("urgent", "A", 1)
    assert turns.next() == "urgent"


def test_urgent_work_starves_nobody() -> None:
    turns: Turns[str] = Turns(STEP)
    turns.join("patient", "A", 9)
    overtaken = 0
    turns.join("urgent 0", "A", 1)
    while turns.next() != "patient":
        overtaken += 1
        turns.join(f"urgent {overtaken}", "A", 1)
        assert overtaken < 100
    # Eight steps of two, in one owner's work.
    assert 1 < overtaken <= 17


def test_a_crowd_of_urgent_owners_starves_nobody() -> None:
    turns: Turns[str] = Turns(STEP)
    turns.join("patient", "A", 9)
    overtaken = 0
    for owner in range(10):
        turns.join(f"{owner} first", f"U{owner}", 1)
    while (key := turns.next()) != "patient":
        assert key is not None
        overtaken += 1
        turns.join(f"{key.split()[0]} {overtaken}", f"U{key.split()[0]}", 1)
        assert overtaken < 1_000
    assert overtaken <= 10 * 17


def test_who_leaves_gives_the_place_back() -> None:
    turns: Turns[str] = Turns(STEP)
    for number in range(50):
        turns.join(f"gone {number}", "A", 9)
        turns.leave(f"gone {number}")
    turns.join("A", "A", 9)
    turns.join("B", "B", 9)
    assert turns.next() == "A"
    assert len(turns) == 1


def test_what_is_ahead_is_what_would_be_served_before() -> None:
    turns: Turns[str] = Turns(STEP)
    for number in range(4):
        turns.join(f"A{number}", "A", 9, size=3.0)
    assert turns.ahead("A", 9) == 12.0
    # Another agency waits only for the piece that starts where it starts.
    assert turns.ahead("B", 9) == 3.0
    assert turns.ahead("A", 1) == 0.0


def test_owners_without_work_are_forgotten() -> None:
    turns: Turns[str] = Turns(STEP)
    for number in range(1_000):
        turns.join(str(number), f"owner {number}", 9)
        turns.next()
    assert len(turns._ends) <= 2
