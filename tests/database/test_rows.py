"""Rows ↔ dataclasses: names, enums, and what no column feeds."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import SimpleNamespace

import pytest

from database.rows import columns_of, from_row


class Level(IntEnum):
    LOW = 1


class Word(StrEnum):
    YES = "yes"


@dataclass(frozen=True)
class Kept:
    name: str
    level: Level
    word: Word | None = None
    parts: tuple[str, ...] = ()


def test_a_row_gives_each_field_and_its_enum() -> None:
    row = SimpleNamespace(name="a", level=1, word="yes", other=3)
    found = from_row(Kept, row, parts=("b",))
    assert found == Kept("a", Level.LOW, Word.YES, ("b",))
    assert (type(found.level), type(found.word)) == (Level, Word)
    assert from_row(Kept, SimpleNamespace(name="a", level=1, word=None), parts=()).word is None


def test_a_field_that_nothing_feeds_is_refused_even_if_it_has_a_default() -> None:
    with pytest.raises(AttributeError, match="parts"):
        from_row(Kept, SimpleNamespace(name="a", level=1, word=None))
    with pytest.raises(ValueError, match="9"):
        from_row(Kept, SimpleNamespace(name="a", level=9, word=None), parts=())


def test_columns_hold_the_values_of_enums() -> None:
    columns = columns_of(Kept("a", Level.LOW, Word.YES), "parts")
    assert columns == {"name": "a", "level": 1, "word": "yes"}
    assert (type(columns["level"]), type(columns["word"])) == (int, str)
