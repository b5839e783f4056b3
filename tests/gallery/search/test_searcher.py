import itertools
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, update

from database.connection import Database
from database.errors import CancelledError, DeadlineExpiredError, StoreUnavailableError
from gallery.errors import IdentityNotFoundError
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.search.depths import Depths, SearchParameters
from gallery.store.tables import ImpressionRow
from matcher.calibration import CALIBRATION_VERSION, threshold_db
from matcher.errors import CorruptRecordError
from matcher.turning import turned_over
from matcher.types import FingerPosition
from matcher.version import MATCHER_VERSION
from tests.gallery.conftest import OpenGallery
from tests.gallery.prints import HAND, enrol, enrol_people, prints

PEOPLE = range(30)
STAGES = ["shortlist", "rescore", "compare_few", "compare_all", "decide"]


def depths(shortlist: int) -> SearchParameters:
    return SearchParameters(
        by_finger_count=((1, Depths(shortlist, shortlist, 2, shortlist)),), poor_cylinder_count=0
    )


def stop_at(call: int, error: type[Exception]) -> Callable[[], None]:
    """Make a check that raises when it is called for the so-manieth time."""
    calls = itertools.count(1)

    def check() -> None:
        if next(calls) >= call:
            raise error("stop")

    return check


def test_an_enrolled_person_is_first_and_above_the_threshold(iafis: Gallery) -> None:
    identity_ids = enrol_people(iafis, PEOPLE)
    for seed in (0, 13, 29):
        first, second, *_ = iafis.identify(prints(seed, 2)).candidates
        assert (first.rank, first.identity_id) == (1, identity_ids[seed])
        assert first.encounter_id == f"person-{seed}"
        assert first.above_threshold
        assert {finger.position for finger in first.fingers} == set(HAND)
        assert not second.above_threshold
        assert first.score_db > second.score_db + 20


def test_a_stranger_is_not_found(iafis: Gallery) -> None:
    enrol_people(iafis, PEOPLE)
    for seed in range(1_000, 1_005):
        assert not any(c.above_threshold for c in iafis.identify(prints(seed)).candidates)


@pytest.mark.parametrize("fingers", [HAND[1:2], HAND[1:3]])
def test_few_fingers_find_their_person_too(
    iafis: Gallery, fingers: tuple[FingerPosition, ...]
) -> None:
    identity_ids = enrol_people(iafis, PEOPLE)
    for seed in (3, 17):
        first = iafis.identify(prints(seed, 2, fingers)).candidates[0]
        assert first.identity_id == identity_ids[seed]
        assert len(first.fingers) == len(fingers)


def test_the_report_lets_the_decision_be_made_again(iafis: Gallery) -> None:
    enrol_people(iafis, PEOPLE)
    found = iafis.identify(prints(4, 2), target_fpir=0.01, max_candidates=3)
    report = found.report
    assert (report.gallery, report.reference_count) == ("iafis", len(PEOPLE))
    assert report.target_fpir == 0.01
    assert report.threshold_db == threshold_db(len(PEOPLE), 0.01)
    assert report.matcher_version == MATCHER_VERSION
    assert report.calibration_version == CALIBRATION_VERSION
    assert report.index_version
    stages = {stage.name: stage.kept_count for stage in report.stages}
    assert stages == {
        "shortlist": 30,
        "rescore": 30,
        "compare_few": 30,
        "compare_all": 30,
        "decide": 3,
    }
    assert list(stages) == STAGES
    assert all(stage.duration_ms >= 0 for stage in report.stages)
    assert [c.rank for c in found.candidates] == [1, 2, 3]
    for one in found.candidates:
        assert one.above_threshold == (one.score_db >= report.threshold_db)


def test_an_empty_gallery_gives_an_empty_list(iafis: Gallery) -> None:
    found = iafis.identify(prints(1))
    assert found.candidates == ()
    assert found.report.reference_count == 0
    assert [stage.name for stage in found.report.stages] == STAGES


def test_a_probe_without_fingers_finds_nobody(iafis: Gallery) -> None:
    enrol_people(iafis, range(3))
    assert iafis.identify([]).candidates == ()


def test_references_without_a_finger_in_common_are_no_candidates(iafis: Gallery) -> None:
    enrol(iafis, "right", prints(1, 1, [FingerPosition.RIGHT_INDEX]))
    both = enrol(iafis, "both", prints(2, 1, [FingerPosition.LEFT_INDEX]))
    found = iafis.identify(prints(1, 2, [FingerPosition.LEFT_INDEX]))
    assert [c.identity_id for c in found.candidates] == [both]


def test_a_plain_thumb_finds_the_rolled_one(iafis: Gallery) -> None:
    identity_ids = enrol_people(iafis, range(10))
    [thumb] = prints(6, 2, [FingerPosition.RIGHT_THUMB])
    plain = replace(thumb, position=FingerPosition.PLAIN_RIGHT_THUMB)
    assert iafis.identify([plain]).candidates[0].identity_id == identity_ids[6]
    enrolled = enrol(iafis, "plain", [plain])
    found = iafis.identify(prints(6, 3, [FingerPosition.RIGHT_THUMB])).candidates
    assert {c.identity_id for c in found[:2]} == {identity_ids[6], enrolled}


def test_the_best_encounter_of_an_identity_counts_once(iafis: Gallery) -> None:
    identity_id = enrol(iafis, "other-person", prints(2))
    enrol(iafis, "same", prints(1, 1), identity_id)
    enrol(iafis, "stranger", prints(3))
    found = iafis.identify(prints(1, 2)).candidates
    assert [c.identity_id for c in found].count(identity_id) == 1
    assert (found[0].identity_id, found[0].encounter_id) == (identity_id, "same")


def test_an_index_made_anew_finds_the_same(iafis: Gallery, open_gallery: OpenGallery) -> None:
    enrol_people(iafis, PEOPLE)
    iafis.delete_encounter("person-7")
    restarted = open_gallery()
    assert restarted.reference_count == 0
    steps: list[tuple[int, int]] = []
    assert restarted.catch_up(lambda *step: steps.append(step)) == 29
    # Thirty came, one went.
    assert steps[-1] == (31, 31)
    assert restarted.reference_count == 29
    assert restarted.catch_up() == 0
    for seed in (3, 7, 11):
        assert restarted.identify(prints(seed, 2)).candidates == (
            iafis.identify(prints(seed, 2)).candidates
        )


def test_a_restart_goes_on_from_what_the_index_holds(database: Database, tmp_path: Path) -> None:
    parameters = IndexParameters(seal_count=8, tail_count=1)
    with Gallery("iafis", database, folder=tmp_path, index_parameters=parameters) as gallery:
        identity_ids = enrol_people(gallery, PEOPLE)
        gallery.delete_encounter("person-7")
        before = gallery.identify(prints(3, 2)).candidates
    with Gallery("iafis", database, folder=tmp_path, index_parameters=parameters) as gallery:
        assert gallery.reference_count == len(PEOPLE) - 1
        assert gallery.catch_up() == 0
        assert gallery.identify(prints(3, 2)).candidates == before
        found = gallery.identify(prints(7, 2)).candidates
        assert identity_ids[7] not in {one.identity_id for one in found}


def test_a_closed_gallery_takes_little_room_however_it_is_copied(
    database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    with Gallery("iafis", database, folder=folder) as gallery:
        enrol(gallery, "E1", prints(1))
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < 10_000
    with Gallery("iafis", database, folder=folder) as gallery:
        assert gallery.catch_up() == 1


def test_a_folder_has_one_gallery_at_a_time(database: Database, tmp_path: Path) -> None:
    with (
        Gallery("iafis", database, folder=tmp_path),
        pytest.raises(StoreUnavailableError, match=str(tmp_path)),
    ):
        Gallery("iafis", database, folder=tmp_path)


def test_a_temporary_index_leaves_nothing(database: Database, iafis: Gallery) -> None:
    enrol(iafis, "E1", prints(1))
    folder = Path(tempfile.gettempdir())
    before = set(folder.glob("tenprint-other-*"))
    with Gallery("other", database) as gallery:
        [made] = set(folder.glob("tenprint-other-*")) - before
        enrol(gallery, "E1", prints(1))
    assert not made.exists()


def test_a_search_sees_what_was_committed_elsewhere(
    iafis: Gallery, open_gallery: OpenGallery
) -> None:
    enrol_people(iafis, range(3))
    identity_id = enrol(open_gallery(), "E1", prints(9))
    assert iafis.identify(prints(9, 2)).candidates[0].identity_id == identity_id


def test_vectors_of_another_version_are_derived_again(
    iafis: Gallery, database: Database, open_gallery: OpenGallery
) -> None:
    identity_ids = enrol_people(iafis, PEOPLE)
    with database.write() as session:
        session.execute(update(ImpressionRow).values(vector_version="old", vector=b"old"))
    found = open_gallery(parameters=depths(3)).identify(prints(5, 2))
    assert found.candidates[0].identity_id == identity_ids[5]


@pytest.mark.parametrize("column", ["template", "vector"])
def test_a_damaged_record_is_reported(
    iafis: Gallery, database: Database, open_gallery: OpenGallery, column: str
) -> None:
    enrol_people(iafis, range(3))
    blob = getattr(ImpressionRow, column)
    with database.write() as session:
        # One byte is lost.
        shorter = func.substr(blob, 1, func.length(blob) - 1)
        session.execute(update(ImpressionRow).values({column: shorter}))
    with pytest.raises(CorruptRecordError):
        open_gallery().identify(prints(1, 2))


def test_one_damaged_template_stops_only_the_searches_that_meet_it(
    iafis: Gallery, database: Database, open_gallery: OpenGallery
) -> None:
    identity_ids = enrol_people(iafis, range(6))
    with database.write() as session:
        first = ImpressionRow.encounter_sequence == 1
        session.execute(update(ImpressionRow).where(first).values(template=b"broken"))
    gallery = open_gallery(parameters=depths(1))
    assert gallery.catch_up() == 6
    assert gallery.identify(prints(4, 2)).candidates[0].identity_id == identity_ids[4]
    with pytest.raises(CorruptRecordError, match="reference 1"):
        gallery.identify(prints(0, 2))
    with pytest.raises(CorruptRecordError, match="encounter number 1, right thumb"):
        gallery.verify(prints(0, 2), identity_ids[0])
    gallery.delete_encounter("person-0")
    assert gallery.identify(prints(0, 2)).candidates[0].identity_id != identity_ids[0]


@pytest.mark.parametrize("error", [DeadlineExpiredError, CancelledError])
def test_the_check_stops_the_work_wherever_it_is(
    iafis: Gallery,
    open_gallery: OpenGallery,
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gallery.search.shards.FINGERS_PER_CHECK", len(HAND))
    enrol_people(iafis, PEOPLE)
    gallery = open_gallery(parameters=depths(30))
    calls: list[None] = []
    gallery.identify(prints(1, 2), check=lambda: calls.append(None))
    assert len(calls) > len(PEOPLE), "also while references are compared"
    for call in range(1, len(calls) + 1):
        with pytest.raises(error):
            gallery.identify(prints(1, 2), check=stop_at(call, error))


def test_searches_beside_enrolments_and_deletions_stay_right(iafis: Gallery) -> None:
    identity_ids = enrol_people(iafis, range(10))

    def change(n: int) -> None:
        enrol(iafis, f"extra-{n}", prints(100 + n % 5))
        iafis.delete_encounter(f"extra-{n}")

    def search(n: int) -> str:
        return iafis.identify(prints(n % 10, 2)).candidates[0].identity_id

    with ThreadPoolExecutor(4) as pool:
        changes = pool.map(change, range(20))
        found = list(pool.map(search, range(40)))
        list(changes)
    assert found == [identity_ids[n % 10] for n in range(40)]
    assert iafis.reference_count == 10


def test_a_claimed_identity_is_verified(iafis: Gallery) -> None:
    identity_ids = enrol_people(iafis, range(3))
    right = iafis.verify(prints(1, 2), identity_ids[1])
    wrong = iafis.verify(prints(1, 2), identity_ids[2])
    assert right.threshold_db == pytest.approx(40)
    assert right.comparison.above_threshold
    assert right.comparison.encounter_id == "person-1"
    assert (right.comparison.rank, right.comparison.identity_id) == (1, identity_ids[1])
    assert not wrong.comparison.above_threshold


def test_a_claim_upside_down_is_verified_for_less(iafis: Gallery) -> None:
    identity_ids = enrol_people(iafis, range(3))
    upright = iafis.verify(prints(1, 2), identity_ids[1]).comparison
    over = [replace(one, template=turned_over(one.template)) for one in prints(1, 2)]
    turned = iafis.verify(over, identity_ids[1]).comparison
    assert turned.above_threshold
    assert turned.encounter_id == "person-1"
    assert turned.score_db == pytest.approx(upright.score_db - 10, abs=3)
    for other in (identity_ids[0], identity_ids[2]):
        assert not iafis.verify(over, other).comparison.above_threshold


def test_the_best_encounter_of_the_claimed_identity_counts(iafis: Gallery) -> None:
    identity_id = enrol(iafis, "other-person", prints(2))
    enrol(iafis, "same", prints(1, 1), identity_id)
    verified = iafis.verify(prints(1, 2), identity_id, target_fmr=1e-3)
    assert verified.comparison.encounter_id == "same"
    assert verified.threshold_db == pytest.approx(30)


def test_nothing_in_common_verifies_nothing(iafis: Gallery) -> None:
    identity_id = enrol(iafis, "E1", prints(1, 1, HAND[:1]))
    verified = iafis.verify(prints(1, 2, HAND[1:2]), identity_id)
    assert not verified.comparison.above_threshold
    assert verified.comparison.fingers == ()


def test_an_unknown_claim_is_named(iafis: Gallery) -> None:
    with pytest.raises(IdentityNotFoundError, match="nobody"):
        iafis.verify(prints(1), "nobody")


def test_the_check_stops_a_verification(iafis: Gallery) -> None:
    [identity_id] = enrol_people(iafis, range(1))
    with pytest.raises(CancelledError):
        iafis.verify(prints(1), identity_id, check=stop_at(2, CancelledError))


def test_building_an_index_can_be_stopped_and_goes_on_where_it_was(
    iafis: Gallery, open_gallery: OpenGallery
) -> None:
    def stop(*_progress: int) -> None:
        raise CancelledError("stop")

    enrol_people(iafis, [1, 2])
    restarted = open_gallery()
    with pytest.raises(CancelledError):
        restarted.catch_up(stop)
    assert restarted.reference_count == 2
    assert restarted.catch_up() == 0
