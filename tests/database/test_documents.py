"""The codec writes what a dataclass says, and whatever cannot be read is one error."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import IntEnum

import numpy as np
import pytest

from database.documents import Codec
from matcher.errors import CorruptRecordError


class Pace(IntEnum):
    SLOW = 1


@dataclass(frozen=True)
class Place:
    x: int
    y: float


@dataclass(frozen=True)
class Route:
    names: tuple[str, ...]


@dataclass(frozen=True)
class Walk:
    walker: str
    pace: Pace
    day: date
    time: datetime
    places: tuple[Place, ...] = ()
    route: Route | None = None
    thought: str = ""
    owner: str = ""


WALKS = Codec(
    Walk,
    version={"form": 3},
    arrays={"places": Place},
    bare={"route": Route},
    unstored=frozenset({"thought"}),
    earlier={"owner": "nobody"},
)
WALK = Walk(
    walker="SECRET",
    pace=Pace.SLOW,
    day=date(2026, 1, 2),
    time=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    places=(Place(1, float("-inf")), Place(2, 0.5)),
    route=Route(("north", "east")),
)
DATA = {
    "form": 3,
    "walker": "SECRET",
    "pace": 1,
    "day": "2026-01-02",
    "time": "2026-01-02T03:04:05+00:00",
    "places": [[1, float("-inf")], [2, 0.5]],
    "route": ["north", "east"],
    "owner": "",
}


@pytest.mark.parametrize(
    ("walk", "data"),
    [
        (WALK, DATA),
        (replace(WALK, route=None), {**DATA, "route": None}),
        (replace(WALK, route=Route(())), {**DATA, "route": []}),
        (replace(WALK, places=()), {**DATA, "places": []}),
    ],
)
def test_a_document_is_written_and_read(walk: Walk, data: Mapping[str, object]) -> None:
    text = WALKS.dump(walk)
    assert json.loads(text) == data
    assert ": " not in text
    assert WALKS.load(text) == walk


def test_numbers_of_numpy_are_written_as_numbers() -> None:
    place = Place(np.int64(2), np.float32(0.5))  # type: ignore[arg-type]
    assert WALKS.dump(replace(WALK, places=(place,))) == WALKS.dump(
        replace(WALK, places=(Place(2, 0.5),))
    )


def test_what_a_document_leaves_out_is_filled_in() -> None:
    stored = ("form", "walker", "pace", "day", "time")
    walk = WALKS.load(json.dumps({key: DATA[key] for key in stored}))
    assert walk == replace(WALK, places=(), route=None, owner="nobody")


def test_an_empty_text_may_stand_for_a_value() -> None:
    places = Codec(Place, empty=Place(0, 0.0))
    assert places.dump(Place(0, 0.0)) == ""
    assert places.load("") == Place(0, 0.0)
    assert places.load(places.dump(Place(1, 0.0))) == Place(1, 0.0)


def test_an_unknown_key_is_refused_or_ignored() -> None:
    text = '{"x": 1, "y": 2, "z": 3}'
    assert Codec(Place, strict=False).load(text) == Place(1, 2.0)
    with pytest.raises(CorruptRecordError, match="a stored Place cannot be read: z: "):
        Codec(Place).load(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "[" * 100_000,
        json.dumps({**DATA, "walker": None}),
        json.dumps({**DATA, "pace": 2}),
        json.dumps({**DATA, "day": "yesterday"}),
        json.dumps({**DATA, "time": "2026-01-02T25:04:05"}),
        json.dumps({**DATA, "places": None}),
        json.dumps({**DATA, "places": [1]}),
        json.dumps({**DATA, "places": [[1]]}),
        json.dumps({**DATA, "places": [["SECRET", 0.5]]}),
        json.dumps({**DATA, "route": {"SECRET": 1}}),
        json.dumps({**DATA, "thought": 1}),
        json.dumps({key: DATA[key] for key in DATA if key != "day"}),
    ],
)
def test_what_cannot_be_read_is_corrupt(text: str) -> None:
    with pytest.raises(CorruptRecordError, match="a stored Walk cannot be read") as caught:
        WALKS.load(text)
    # An error goes into logs, and so does its cause: neither repeats what was stored.
    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("version", [None, 2, "3"])
def test_a_document_of_another_version_is_refused(version: object) -> None:
    with pytest.raises(CorruptRecordError, match=f"version {version!r}, this program reads 3"):
        WALKS.load(json.dumps({**DATA, "form": version}))
