"""A flipped byte anywhere in an index's folder: noticed, named, and healed from the database."""

import logging
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from database.connection import Database, open_database
from gallery.gallery import Gallery
from gallery.index.inspection import verify_folder
from gallery.index.parameters import IndexParameters
from matcher.errors import CorruptRecordError
from matcher.types import FINGERS
from tests.gallery.damage import damage_of
from tests.gallery.prints import enrol, prints
from tests.gallery.segments import segments_of

PARAMETERS = IndexParameters(background=False)
PROBE = prints(2, 2, FINGERS[:8])
PLACES = 10
"""Bytes tried of each file, spread evenly, besides those of its header."""
HEADER_BYTES = 64


@dataclass(frozen=True)
class Built:
    """A gallery that is closed, and what it is to answer."""

    database: Database
    folder: Path
    found: str
    content: Counter[tuple[bytes, ...]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Make two manifests; the newest names two segments, one with somebody removed."""
    place = tmp_path_factory.mktemp("damage")
    database = open_database(f"sqlite:///{place / 'tenprint.db'}")
    with opened(database, place / "index") as gallery:
        for person in (1, 2, 3):
            enrol(gallery, f"E{person}", prints(person, 1, FINGERS[:8]))
        segments_of(gallery).seal()
        for person in (4, 5):
            enrol(gallery, f"E{person}", prints(person, 1, FINGERS[:8]))
        gallery.delete_encounter("E1")
        segments_of(gallery).seal()
        made = Built(database, place / "index", found(gallery), content(gallery))
    yield made
    database.close()


@contextmanager
def opened(database: Database, folder: Path) -> Iterator[Gallery]:
    with Gallery("iafis", database, folder=folder, index_parameters=PARAMETERS) as gallery:
        gallery.catch_up()
        yield gallery


def found(gallery: Gallery) -> str:
    return repr(gallery.identify(PROBE).candidates)


def content(gallery: Gallery) -> Counter[tuple[bytes, ...]]:
    """Read what every reference that can be found is compared by."""
    anybody = np.tile(PROBE[0].vector, (len(FINGERS), 1))
    ids = segments_of(gallery).scan(anybody, 100).reference_ids
    [others] = segments_of(gallery).shortlist(anybody[np.newaxis], 100)
    assert sorted(ids.tolist()) == sorted(others.reference_ids.tolist())
    return Counter(one.templates for one in segments_of(gallery).records(ids).values())


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def places_in(size: int) -> list[int]:
    """Choose bytes: some of the header, and all over the rest."""
    header = range(0, min(size, HEADER_BYTES), 11)
    rest = np.linspace(0, size - 1, PLACES, dtype=int).tolist()
    return sorted({*header, *rest})


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << place % 8
    path.write_bytes(data)


def test_a_flipped_byte_is_named_and_nobody_is_lost(
    built: Built, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tried = 0
    names = [path.relative_to(built.folder) for path in files_of(built.folder)]
    assert {path.name for path in names} >= {"rows", "finer", "records", "codes", "codes.sums"}
    for name in names:
        for place in places_in((built.folder / name).stat().st_size):
            copy = tmp_path / str(tried)
            shutil.copytree(built.folder, copy)
            flip(copy / name, place)
            caplog.clear()
            judge(built, copy, name, caplog)
            shutil.rmtree(copy)
            tried += 1
    assert tried > 100


def judge(built: Built, folder: Path, name: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Look from outside, open, and heal: in no case an answer is wrong that nothing noticed."""
    # The older manifest is read where the newest is damaged, and by every start.
    if name.name != "manifest-00000001.json":
        assert verify_folder(folder)
    with opened(built.database, folder) as gallery:
        if f"{folder / name}" in caplog.text:
            assert gallery.status().damaged
            assert caplog.records[0].levelno == logging.ERROR
        else:
            assert [one.file for one in damage_of(segments_of(gallery))] == [folder / name]
            heal_by_rebuild(built, gallery)
        assert (found(gallery), content(gallery)) == (built.found, built.content)
        assert damage_of(segments_of(gallery)) == []


def heal_by_rebuild(built: Built, gallery: Gallery) -> None:
    """A search is right or says what is damaged; after a rebuild everything is there."""
    try:
        assert (found(gallery), content(gallery)) == (built.found, built.content)
    except CorruptRecordError:
        assert gallery.status().damaged
    segments_of(gallery).rebuild()
    gallery.catch_up()
