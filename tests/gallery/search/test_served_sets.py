"""A gallery that searches imported reference sets beside its own people."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from database.connection import Database
from database.errors import StoreUnavailableError
from gallery.errors import EncounterNotFoundError, IdentityNotFoundError
from gallery.gallery import Gallery
from gallery.index.inspection import inspect
from gallery.index.segmented_index import SegmentedIndex
from gallery.people import ChangeRequest
from gallery.search.served_sets import ServedSet, status_of_set
from gallery.transfer.file import PeopleBatch
from gallery.transfer.reference_sets import import_reference_set
from gallery.transfer.writer import PeopleWriter
from gallery.types import Enrolment, EnrolmentUnlessFound, Identification, Retention
from matcher.calibration import threshold_db
from matcher.errors import CorruptRecordError
from tests.gallery.prints import (
    CALLER,
    NOW,
    digest,
    enrol,
    enrol_people,
    prints,
    samples,
    stored_templates,
)

OWN, IN_SET = range(20, 24), range(30, 35)
Serve = Callable[..., Gallery]


def write_people(path: Path, people: Mapping[str, int], group_rows: int = 100) -> Path:
    """Write people by external id and seed, as a file with templates alone."""
    names = list(people)
    with PeopleWriter(path, templates=True, vectors=False) as writer:
        for first in range(0, len(names), group_rows):
            writer.write(_batch({one: people[one] for one in names[first : first + group_rows]}))
        writer.finish()
    return path


def _batch(people: Mapping[str, int]) -> PeopleBatch:
    rows = [stored_templates(prints(seed)) for seed in people.values()]
    names = list(people)
    impressions = np.zeros((len(names), 12), np.int8)
    return PeopleBatch(0, names, [f"E-{one}" for one in names], rows, None, impressions)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a set: people N-30 to N-34."""
    place = tmp_path_factory.mktemp("set")
    file = write_people(place / "people.parquet", {f"N-{seed}": seed for seed in IN_SET})
    import_reference_set(place / "national", "national", file)
    return place / "national"


@pytest.fixture
def folder(imported: Path, tmp_path: Path) -> Path:
    """A copy to be changed and damaged."""
    return Path(shutil.copytree(imported, tmp_path / "national"))


@pytest.fixture
def serve(database: Database) -> Iterator[Serve]:
    """Open gallery ident over the database with sets in these folders."""
    opened: list[Gallery] = []

    def serve(*folders: Path) -> Gallery:
        sets = [ServedSet(folder) for folder in folders]
        opened.append(Gallery("ident", database, reference_sets=sets))
        return opened[-1]

    yield serve
    for gallery in opened:
        gallery.close()


def first(found: Identification) -> tuple[str, str, str, bool]:
    best = found.candidates[0]
    return best.identity_id, best.encounter_id, best.reference_set, best.above_threshold


def retain(gallery: Gallery, seed: int, encounter_id: str) -> Retention:
    probe = prints(seed, 2)
    found = gallery.identify(probe)
    with gallery._database.write() as session:
        retention = gallery.retain(
            session,
            Enrolment(encounter_id, samples(probe), digest(encounter_id)),
            probe=probe,
            identification=found,
            caller=CALLER,
            now=NOW,
        )
    gallery.catch_up()
    return retention


def enrol_unless_found(gallery: Gallery, seed: int) -> EnrolmentUnlessFound:
    probe = prints(seed, 2)
    return gallery.enrol_unless_found(
        Enrolment(f"U-{seed}", samples(probe), digest(f"U-{seed}")),
        probe=probe,
        identification=gallery.identify(probe),
        caller=CALLER,
        now=NOW,
    )


def test_people_of_both_are_found_and_all_of_them_count(serve: Serve, folder: Path) -> None:
    gallery = serve(folder)
    people = dict(zip(OWN, enrol_people(gallery, OWN), strict=True))
    for seed in OWN:
        found = gallery.identify(prints(seed, 2))
        assert first(found) == (people[seed], f"person-{seed}", "", True)
    for seed in IN_SET:
        found = gallery.identify(prints(seed, 2))
        assert first(found) == (f"N-{seed}", f"N-{seed}", "national", True)
        count = len(OWN) + len(IN_SET)
        assert found.report.reference_count == gallery.reference_count == count
        assert found.report.threshold_db == threshold_db(count, found.report.target_fpir)


def test_an_empty_gallery_finds_the_people_of_its_sets(
    serve: Serve, folder: Path, tmp_path: Path
) -> None:
    file = write_people(tmp_path / "other.parquet", {"O-1": 60})
    import_reference_set(tmp_path / "other", "other", file)
    gallery = serve(folder, tmp_path / "other")
    assert first(gallery.identify(prints(31, 2))) == ("N-31", "N-31", "national", True)
    assert first(gallery.identify(prints(60, 2))) == ("O-1", "O-1", "other", True)
    assert not any(one.above_threshold for one in gallery.identify(prints(61, 2)).candidates)


def test_the_same_id_in_both_is_one_person(serve: Serve, folder: Path) -> None:
    gallery = serve(folder)
    retention = retain(gallery, 30, "B-1")
    assert (retention.identity_id, retention.new_identity) == ("N-30", False)
    assert gallery.get_identity("N-30").encounter_count == 1
    found = gallery.identify(prints(30, 3))
    assert [one.identity_id for one in found.candidates if one.above_threshold] == ["N-30"]
    assert found.report.reference_count == len(IN_SET) + 1
    assert gallery.verify(prints(30, 3), "N-30").comparison.above_threshold
    # The same impression again is nearest to itself, which is the gallery's.
    assert first(gallery.identify(prints(30, 2))) == ("N-30", "B-1", "", True)
    assert retain(gallery, 30, "B-2").identity_id == "N-30"
    for one in ("B-1", "B-2"):
        gallery.delete_encounter(one)
    assert first(gallery.identify(prints(30, 2)))[0::2] == ("N-30", "national")


def test_an_encounter_of_the_gallery_is_not_taken_for_a_record_of_its_name(
    serve: Serve, folder: Path
) -> None:
    """Who is in a set as N-31 is not the person whose encounter happens to have that id."""
    gallery = serve(folder)
    somebody = enrol(gallery, "N-31", prints(40))
    retention = retain(gallery, 31, "B-1")
    assert retention.identity_id == "N-31" != somebody


def test_a_booking_joins_where_the_person_of_a_set_was_merged_to(
    serve: Serve, folder: Path
) -> None:
    gallery = serve(folder)
    retain(gallery, 30, "B-1")
    into = enrol(gallery, "other", prints(41))
    gallery.identities.merge("N-30", into, ChangeRequest("m", CALLER, NOW))
    assert retain(gallery, 30, "B-2").identity_id == into


def test_an_enrolment_that_is_searched_first_finds_the_people_of_a_set(
    serve: Serve, folder: Path
) -> None:
    gallery = serve(folder)
    found = enrol_unless_found(gallery, 33)
    assert found.enrolled is None
    assert first(found.identification)[0] == "N-33"
    with pytest.raises(IdentityNotFoundError):
        gallery.get_identity("N-33")
    assert enrol_unless_found(gallery, 42).enrolled is not None


def test_people_of_a_set_are_only_searched_and_errors_say_so(serve: Serve, folder: Path) -> None:
    gallery = serve(folder)
    says = "no .* N-30; if reference set national has it, .* neither read, verified nor deleted"
    with pytest.raises(IdentityNotFoundError, match=says):
        gallery.get_identity("N-30")
    with pytest.raises(IdentityNotFoundError, match=says):
        gallery.list_encounters("N-30")
    with pytest.raises(IdentityNotFoundError, match=says):
        gallery.verify(prints(30, 2), "N-30")
    with pytest.raises(EncounterNotFoundError, match=says):
        gallery.delete_encounter("N-30")
    with pytest.raises(IdentityNotFoundError, match=r"N-30$"):
        serve().get_identity("N-30")


def test_the_status_shows_the_sets(serve: Serve, folder: Path) -> None:
    gallery = serve(folder)
    enrol_people(gallery, OWN)
    status = gallery.status()
    [one] = status.reference_sets
    assert (one.name, one.folder, one.reference_count) == ("national", folder, len(IN_SET))
    assert (one.resident_bytes > 0, one.damaged) == (True, ())
    assert sum(own.reference_count for own in status.classes) == len(OWN)
    assert status.reference_count == len(OWN) + len(IN_SET)
    of_files = status_of_set(folder, inspect(folder))
    assert (of_files.name, of_files.reference_count) == ("national", len(IN_SET))
    assert of_files.index_version == one.index_version


def test_a_set_is_as_it_was_after_it_was_served(serve: Serve, folder: Path, imported: Path) -> None:
    gallery = serve(folder)
    gallery.identify(prints(30, 2))
    with pytest.raises(StoreUnavailableError, match="in use by another process"):
        ServedSet(folder)
    gallery.close()
    files = {path.relative_to(imported) for path in imported.rglob("*") if path.is_file()}
    assert {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} == files
    for path in files:
        assert (folder / path).read_bytes() == (imported / path).read_bytes()
    ServedSet(folder).close()


@pytest.mark.parametrize("name", ["rows", "codes", "manifest"])
def test_a_damaged_set_is_refused_and_nothing_of_it_touched(name: str, folder: Path) -> None:
    [*_, file] = sorted(
        folder.glob("manifest-*") if name == "manifest" else folder.glob(f"segment-*/{name}")
    )
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.write_bytes(content)
    with pytest.raises(CorruptRecordError, match=f"reference set {folder} is damaged: .*{name}"):
        ServedSet(folder)
    assert file.read_bytes() == content
    assert not list(folder.glob("damaged-*"))


def test_what_is_no_set_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="no reference set"):
        ServedSet(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    own = tmp_path / "own"
    index = SegmentedIndex(own, gallery="ident")
    index.snapshot()
    index.close()
    with pytest.raises(StoreUnavailableError, match="no reference set"):
        ServedSet(own)


def test_a_set_whose_import_was_cut_is_refused(tmp_path: Path) -> None:
    file = write_people(tmp_path / "people.parquet", {"A": 30, "B": 31, "C": 32}, group_rows=1)

    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise InterruptedError

    folder = tmp_path / "set"
    with pytest.raises(InterruptedError):
        import_reference_set(folder, "national", file, piece_rows=2, progress=stop)
    with pytest.raises(StoreUnavailableError, match="interrupted after 2 of 3 row groups"):
        ServedSet(folder)
    import_reference_set(folder, "national", file, piece_rows=2)
    ServedSet(folder).close()
