"""A reference set in partitions answers as the set that one service opens, or not at all."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cluster.errors import PartitionUnavailableError, ReplicaError
from cluster.partition import AnsweringPartition
from cluster.questions import Answer, Fault, Kind, PartitionState, Question
from cluster.remote_index import remote_index
from cluster.sets import (
    HeldSet,
    RemoteSet,
    SetPartition,
    forget_others,
    held_set,
    held_sets,
    name_of,
)
from database.connection import Database
from database.errors import CancelledError, StoreUnavailableError
from gallery.gallery import Gallery
from gallery.index import content_of_set
from gallery.index.parameters import IndexParameters
from gallery.index.segmented_index import SegmentedIndex
from gallery.search import ServedSet
from gallery.store.slots import cut, slots_of
from gallery.types import Identification
from tests.cluster.lines import QUICK, LineDirectory, LineReplica, partitioned, set_partitioned
from tests.cluster.people import PEOPLE, SHALLOW, fill, probe
from tests.cluster.set_of_people import END, FIRST, import_people
from tests.databases import opened_sqlite
from tests.gallery.segments import segments_of

PARAMETERS = IndexParameters(background=False)
STRANGER = 1_000
Key = tuple[int, int]
"""Of a probe: number of the person, count of fingers."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole set."""
    folder = tmp_path_factory.mktemp("set") / "national"
    import_people(folder)
    return folder


@pytest.fixture(scope="module")
def held(folder: Path) -> HeldSet:
    return held_set("iafis", folder)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = opened_sqlite(tmp_path_factory.mktemp("people") / "tenprint.sqlite")
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def expected(database: Database, folder: Path) -> dict[Key, Identification]:
    """Answers with the set opened locally."""
    with Gallery(
        "iafis",
        database,
        parameters=SHALLOW,
        index_parameters=PARAMETERS,
        reference_sets=[ServedSet(folder, PARAMETERS)],
    ) as gallery:
        gallery.catch_up()
        segments_of(gallery).seal()
        return {key: gallery.identify(probe(*key)) for key in probes()}


def probes() -> Iterator[Key]:
    """Of people of the set by every finger count; of others by some."""
    for finger_count in range(1, 11):
        yield FIRST + finger_count * 5 % (END - FIRST), finger_count
    for finger_count in (1, 4, 6, 10):
        yield finger_count % PEOPLE, finger_count
        yield STRANGER, finger_count


def plain(found: Identification) -> object:
    """All of an answer but how long it took and who answered."""
    report = found.report
    stages = [(one.name, one.kept_count) for one in report.stages]
    figures = (report.reference_count, report.threshold_db, report.index_version, stages)
    return found.candidates, found.watermark, figures, report.contradicted_positions


def differing(gallery: Gallery, expected: dict[Key, Identification]) -> list[Key]:
    return [
        key for key, one in expected.items() if plain(gallery.identify(probe(*key))) != plain(one)
    ]


class Opened:
    """A gallery of one index that searches a set in partitions."""

    def __init__(
        self, stack: ExitStack, database: Database, held: HeldSet, directory: LineDirectory
    ) -> None:
        self.set = RemoteSet(held, directory, QUICK)
        self.gallery = stack.enter_context(
            Gallery(
                "iafis",
                database,
                parameters=SHALLOW,
                index_parameters=PARAMETERS,
                reference_sets=[self.set],
            )
        )
        self.gallery.catch_up()
        segments_of(self.gallery).seal()


@pytest.mark.parametrize("into", [(1, 1), (4, 2), (16, 1)], ids=lambda into: "{}-{}".format(*into))
def test_answers_are_those_of_the_set_opened_locally(
    expected: dict[Key, Identification],
    database: Database,
    held: HeldSet,
    into: tuple[int, int],
    tmp_path: Path,
) -> None:
    with (
        ExitStack() as stack,
        set_partitioned(held, tmp_path, *into, parameters=PARAMETERS) as directory,
    ):
        opened = Opened(stack, database, held, directory)
        assert differing(opened.gallery, expected) == []
        report = opened.gallery.identify(probe(FIRST, 10)).report
        assert [one.partition for one in report.partitions] == [
            f"national/{slots}" for slots in cut(into[0])
        ]
        assert {one.watermark for one in report.partitions} == {held.watermark}
        [status] = opened.gallery.status().reference_sets
        assert (status.name, status.folder, status.housekeeping_error) == (
            "national",
            held.folder,
            "",
        )
        assert opened.gallery.status().reference_count == report.reference_count
        if into[1] == 2:
            assert all(one.asked for one in directory.replicas), "replicas take turns"


def test_the_answers_that_are_compared_say_something(
    expected: dict[Key, Identification],
) -> None:
    best = {key: one.candidates[0] for key, one in expected.items() if one.candidates}
    above = {key for key, one in best.items() if one.above_threshold}
    assert sum(best[key].reference_set == "national" for key in above) > 5
    assert any(best[key].reference_set == "" for key in above)
    assert not any(number == STRANGER for number, _ in above)
    twins = [one.candidates for one in expected.values() if len(one.candidates) > 1]
    assert any(
        one.score_db == other.score_db and one.reference_set == "national"
        for one, other, *_ in twins
    )


def test_gallery_and_set_are_both_in_partitions(
    expected: dict[Key, Identification], database: Database, held: HeldSet, tmp_path: Path
) -> None:
    sets = name_of([held])
    with (
        partitioned(database, tmp_path / "own", 2, 1, sets=sets, parameters=PARAMETERS) as own,
        set_partitioned(held, tmp_path / "set", 4, 1, parameters=PARAMETERS) as of_set,
    ):
        for one in own.replicas:
            one.partition.follow()
            one.partition.index.seal()
        with Gallery(
            "iafis",
            database,
            parameters=SHALLOW,
            open_index=remote_index(own, QUICK, sets=sets),
            reference_sets=[RemoteSet(held, of_set, QUICK)],
        ) as gallery:
            gallery.catch_up()
            assert differing(gallery, expected) == []
            parts = gallery.identify(probe(FIRST, 10)).report.partitions
        assert [one.partition for one in parts] == [
            *map(str, cut(2)),
            *(f"national/{slots}" for slots in cut(4)),
        ]


def test_a_service_that_leaves_out_a_set_is_refused(
    database: Database, held: HeldSet, tmp_path: Path
) -> None:
    """Its searches would count fewer references than those of other services."""
    sets = name_of([held])
    with (
        partitioned(database, tmp_path, 1, 1, sets=sets, parameters=PARAMETERS) as own,
        Gallery(
            "iafis", database, open_index=remote_index(own, replace(QUICK, within_s=0.3))
        ) as gallery,
        pytest.raises(PartitionUnavailableError, match=r"other reference sets .*start the service"),
    ):
        gallery.identify(probe(1, 10))


def test_lost_and_slow_replicas_are_passed_over_and_a_lost_partition_is_no_answer(
    expected: dict[Key, Identification], database: Database, held: HeldSet, tmp_path: Path
) -> None:
    with (
        ExitStack() as stack,
        set_partitioned(held, tmp_path, 2, 2, parameters=PARAMETERS) as directory,
    ):
        opened = Opened(stack, database, held, directory)
        first, second = directory.by_slots.values()
        few = {key: expected[key] for key in list(expected)[-6:]}
        first[0].is_cut = True
        second[0].thawed.clear()
        assert differing(opened.gallery, few) == []
        first[1].is_cut = True
        # The mate of the probe lies in the other partition as well as here: still no answer.
        for kind in (Kind.SHORTLIST, Kind.COMPARE, Kind.NAMES):
            first[1].is_cut, first[1].serves = False, frozenset(Kind) - {kind}
            with pytest.raises(PartitionUnavailableError, match=str(first[1].name)):
                opened.gallery.identify(probe(FIRST + 5, 10))
        first[1].serves = frozenset(Kind)
        assert differing(opened.gallery, few) == []
        second[0].thawed.set()


def test_a_replica_of_another_digest_is_refused_by_name(
    expected: dict[Key, Identification], database: Database, held: HeldSet, tmp_path: Path
) -> None:
    """Even if it has the same people."""
    import_people(tmp_path / "again")
    other = held_set("iafis", tmp_path / "again")
    assert (other.name, other.digest != held.digest) == (held.name, True)
    with (
        ExitStack() as stack,
        set_partitioned(held, tmp_path / "of", 1, 1, parameters=PARAMETERS) as directory,
    ):
        [[right]] = directory.by_slots.values()
        slots = cut(1)[0]
        stranger = SetPartition(
            other, slots, tmp_path / "stranger", sets=name_of([held]), parameters=PARAMETERS
        )
        stranger.follow()
        wrong = LineReplica("wrong", stranger)
        directory.by_slots[slots].append(wrong)
        opened = Opened(stack, database, held, directory)
        key = (FIRST, 10)
        for _ in range(2):
            found = opened.gallery.identify(probe(*key))
            assert {one for part in found.report.partitions for one in part.replicas} <= {
                right.name
            }
        assert wrong.asked
        right.is_cut = True
        with pytest.raises(
            PartitionUnavailableError,
            match=f"wrong: failed, .*set national of digest {other.digest}",
        ):
            opened.gallery.identify(probe(*key))


def test_each_partition_holds_its_part_alone_and_the_set_is_not_touched(
    held: HeldSet, tmp_path: Path
) -> None:
    files = {path: path.read_bytes() for path in held.folder.rglob("*") if path.is_file()}
    with set_partitioned(held, tmp_path, 4, 1, parameters=PARAMETERS) as directory:
        ids = []
        for slots, [one] in directory.by_slots.items():
            of = ids_of(one.partition)
            assert ((slots.first <= slots_of(of)) & (slots_of(of) < slots.end)).all()
            ids += of.tolist()
    whole = ServedSet(held.folder, PARAMETERS)
    assert sorted(ids) == list(range(1, whole.index.count + 1))
    whole.close()
    kept = {path: path.read_bytes() for path in held.folder.rglob("*") if path.is_file()}
    assert {path: data for path, data in kept.items() if path.name != "lock"} == {
        path: data for path, data in files.items() if path.name != "lock"
    }


def ids_of(one: AnsweringPartition) -> NDArray[np.int64]:
    return np.concatenate([segment.ids for segment in one.index._writer.view.segments])


def state_of(one: SetPartition, held: HeldSet) -> Answer:
    """Ask for the state, as a search of the set does."""
    return one.answer(Question(held.key, Kind.STATE, held.watermark, 5.0, sets=name_of([held])))


def test_a_copy_that_was_cut_is_made_again(held: HeldSet, tmp_path: Path) -> None:
    slots = cut(2)[0]

    def opened() -> SetPartition:
        sets = name_of([held])
        return SetPartition(held, slots, tmp_path, sets=sets, parameters=PARAMETERS)

    one = opened()
    assert state_of(one, held).fault is Fault.NOT_READY
    (tmp_path / "segment-ten-00000001").mkdir()
    one.close()
    one = opened()
    one.follow()
    state = PartitionState(one.index.count, one.index.version)
    assert state.reference_count
    assert state_of(one, held).value == state
    one.close()
    one = opened()
    moved = held.folder.rename(held.folder.with_name("away"))
    try:
        one.follow()
        assert state_of(one, held).value == state, "the set is not needed any more"
    finally:
        moved.rename(held.folder)
    one.close()


@pytest.mark.parametrize("damage", ["codes", "manifest", "another set", "another cut"])
def test_a_part_that_cannot_be_used_is_copied_anew(
    damage: str, held: HeldSet, tmp_path: Path
) -> None:
    first, second = cut(2)
    at = tmp_path / "part"
    made = held
    if damage == "another set":
        import_people(tmp_path / "other", numbers=range(FIRST, FIRST + 3))
        made = held_set("iafis", tmp_path / "other")
    before = SetPartition(
        made, second if damage == "another cut" else first, at, parameters=PARAMETERS
    )
    before.follow()
    before.close()
    if damage in ("codes", "manifest"):
        [file, *_] = sorted(at.glob("manifest-*") if damage == "manifest" else at.glob("*/codes"))
        content = bytearray(file.read_bytes())
        content[-20] ^= 1
        file.write_bytes(content)
    one = SetPartition(held, first, at, sets=name_of([held]), parameters=PARAMETERS)
    one.follow()
    assert (slots_of(ids_of(one)) < first.end).all()
    assert state_of(one, held).fault is Fault.NONE
    one.close()


def test_a_folder_that_holds_another_set_is_refused_by_name(held: HeldSet, tmp_path: Path) -> None:
    import_people(tmp_path / "state", "state", range(FIRST, FIRST + 3))
    wrong = replace(held, folder=tmp_path / "state")
    one = SetPartition(wrong, cut(1)[0], tmp_path / "part", parameters=PARAMETERS)
    with pytest.raises(ReplicaError, match=r"holds reference set state .*started with national"):
        one.follow()
    assert one.index.count == 0
    one.close()
    missing = replace(held, folder=tmp_path / "nowhere")
    one = SetPartition(missing, cut(1)[0], tmp_path / "part", parameters=PARAMETERS)
    with pytest.raises(StoreUnavailableError, match="no reference set"):
        one.follow()
    one.close()


def test_a_digest_is_of_the_content_and_not_of_the_segments(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    index = SegmentedIndex(copy, gallery="national", parameters=PARAMETERS, imported=True)
    assert len(index.status().segments) > 3
    index.compact(force=True)
    assert content_of_set(copy) == content_of_set(folder)
    index.remove([1], 0)
    index.snapshot()
    removed = content_of_set(copy)
    assert removed.digest != content_of_set(folder).digest
    index.compact(force=True)
    assert content_of_set(copy) == removed
    index.close()


def test_folders_of_sets_that_are_held_no_more_are_deleted(held: HeldSet, tmp_path: Path) -> None:
    for name in ("iafis", held.key, "set:earlier"):
        (tmp_path / name).mkdir()
    forget_others(tmp_path, [held])
    assert {path.name for path in tmp_path.iterdir()} == {"iafis", held.key}


def test_a_start_waits_until_a_replica_says_which_sets_there_are(held: HeldSet) -> None:
    said: list[Sequence[HeldSet] | None] = [None, [held]]

    class Holding:
        def sets(self) -> Sequence[HeldSet] | None:
            return said.pop(0)

    checked: list[bool] = []
    assert held_sets(Holding(), lambda: checked.append(True)) == [held]
    assert checked == [True]

    def stop() -> None:
        raise CancelledError("asked to stop")

    said[:] = [None]
    with pytest.raises(CancelledError):
        held_sets(Holding(), stop)
