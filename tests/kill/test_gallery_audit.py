"""The audit of a gallery sees what it is there to see."""

from pathlib import Path

import pytest

from benchmarks.data.mixed_people import MixedPeople, mixed_people
from gallery.index.inspection import inspect
from gallery.search.comparing import ten_finger_vector
from tests.kill.gallery_audit import PeopleLedger, audit_gallery
from tests.kill.gallery_data import CACHE, Place, opened

DONORS, PEOPLE = 40, 60


@pytest.fixture(scope="module")
def people() -> MixedPeople:
    return mixed_people(DONORS, CACHE)


@pytest.fixture
def place(tmp_path: Path, people: MixedPeople) -> Place:
    place = Place(tmp_path)
    with opened(place, people) as gallery:
        gallery.enrol(range(PEOPLE))
        gallery.index.seal()
    return place


def faults(
    place: Place, people: MixedPeople, ledger: PeopleLedger, under_way: tuple[int, ...] = ()
) -> list[str]:
    return audit_gallery(place, people, ledger, set(under_way), seed=1).faults


def test_it_is_silent_where_all_is_well(place: Place, people: MixedPeople) -> None:
    assert faults(place, people, PeopleLedger(set(range(PEOPLE)))) == []


def test_it_sees_who_is_lost_back_or_unknown(place: Place, people: MixedPeople) -> None:
    ledger = PeopleLedger({*range(PEOPLE - 2), PEOPLE}, {PEOPLE - 1})
    found = "; ".join(faults(place, people, ledger))
    assert f"E-{PEOPLE} was acknowledged and is lost" in found
    assert f"E-{PEOPLE - 1} was deleted and is back" in found
    assert f"E-{PEOPLE - 2} is there and was never told of" in found


def test_what_was_under_way_may_be_there_or_not(place: Place, people: MixedPeople) -> None:
    ledger = PeopleLedger(set(range(PEOPLE - 1)))
    assert faults(place, people, ledger, (PEOPLE - 1, PEOPLE)) == []
    # From now on it is known.
    assert ledger.there == set(range(PEOPLE))
    assert ledger.gone == {PEOPLE}


def test_it_sees_an_index_that_lags_or_has_ghosts(place: Place, people: MixedPeople) -> None:
    with opened(place, people) as gallery:
        ids = gallery.index.shortlist(ten_finger_vector(people.probe(5))[None], 3)[0].reference_ids
        gallery.index.remove(ids[:1], gallery.index.watermark)
    found = faults(place, people, PeopleLedger(set(range(PEOPLE))))
    assert "1 references are missing from the index and 0 are too many" in found


def test_it_sees_damage(place: Place, people: MixedPeople) -> None:
    codes = place.index / inspect(place.index).segments[0].name / "codes"
    data = bytearray(codes.read_bytes())
    data[-1] ^= 1
    codes.write_bytes(data)
    found = faults(place, people, PeopleLedger(set(range(PEOPLE))))
    assert any("is damaged" in one for one in found)
    assert any("were read from the database again" in one for one in found)
