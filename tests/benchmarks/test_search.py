"""The scale benchmark: sets on disk, stages, and whole runs on few people."""

import json
import mmap
from pathlib import Path

import numpy as np
import pytest

from benchmarks.data import memory
from benchmarks.data.errors import MeasurementError
from benchmarks.search import __main__ as command
from benchmarks.search import kept, load, probes, sets, validation
from benchmarks.search.kept import Kept
from benchmarks.search.people import Composition
from benchmarks.search.pool import Pool
from benchmarks.search.pooled_index import PooledIndex
from benchmarks.search.sets import ReferenceSet
from benchmarks.search.steps import Steps
from gallery.index.parameters import IndexParameters
from gallery.index.quantiser import load_quantiser
from gallery.index.segment.finer import FINER_CODES
from matcher.vector import small_code
from tests.benchmarks.conftest import SEARCH_POOL
from tests.gallery.damage import damage_of

RECORDS, PLANTED = 1_200, 12
STABLE = {
    "records",
    "ns_per_record",
    "p50_ms",
    "p99_ms",
    "searches_per_second",
    "resident_bytes",
    "load_seconds",
    "hit_rate",
}


@pytest.fixture(scope="module")
def references(search_pool: Pool) -> ReferenceSet:
    people = Composition(search_pool, RECORDS, PLANTED)
    return ReferenceSet(people, FINER_CODES["int8-32"], load_quantiser())


@pytest.fixture(scope="module")
def folder(references: ReferenceSet, search_cache: Path) -> Path:
    return sets.build(references, search_cache)


def index(folder: Path, pool: Pool) -> PooledIndex:
    return PooledIndex(folder, pool, IndexParameters(finer="int8-32", background=False))


def arguments(cache: Path, out: Path, *more: str) -> list[str]:
    recipe = SEARCH_POOL
    sizes = {"pool": recipe.people, "probed": recipe.probed, "seconds-of": recipe.seconds}
    given = [f"--{name}={value}" for name, value in sizes.items()]
    return [*given, f"--records={RECORDS}", f"--cache={cache}", f"--json={out}", *more]


def test_names_tell_whose_fingers(references: ReferenceSet) -> None:
    ids = references.people.ids(0, 5)
    for name, rows in zip(sets.pool_names(ids), ids, strict=True):
        assert np.array_equal(sets.pool_rows(name), rows)


def test_codes_of_a_set_are_those_of_its_people(references: ReferenceSet) -> None:
    part = next(references.coded(400, 60))
    vectors = references.people.pool.unit_vectors(references.people.ids(400, 60))
    codes = references.quantiser.encode(small_code(vectors.reshape(-1, 512)).reshape(-1, 10, 32))
    assert np.array_equal(part.ids, np.arange(401, 461))
    # Rounding differs where a value lies between two levels.
    assert (part.codes == codes).mean() > 0.999
    assert (part.finer == references.finer.encode(vectors)).mean() > 0.999


def test_a_set_is_searched_and_its_templates_are_the_pools(
    references: ReferenceSet, folder: Path, search_cache: Path, tmp_path: Path
) -> None:
    people, pool = references.people, references.people.pool
    searched = probes.mated(pool.recipe, PLANTED, search_cache)
    opened = index(copy_of(folder, tmp_path), pool)
    try:
        found = kept.mates_kept(
            opened, people, searched.vectors, searched.mates, depth=100, compared=10
        )
        assert kept.lost(found, depth=100, compared=10)["hit_rate"] > 0.8
        shares = kept.overlap(opened, people, searched.vectors[:3], top=5, depth=100)
        assert shares.mean() > 0.5
        ids = people.ids(30, 1)[0]
        record = opened.records([31])[31]
        assert record.templates == tuple(pool.template(int(r), f) for f, r in enumerate(ids))
        assert opened.names([31]) == {31: ("31", record.name)}
        assert not damage_of(opened)
    finally:
        opened.close()


def test_people_come_and_go_beside_searches(
    references: ReferenceSet, folder: Path, search_cache: Path, tmp_path: Path
) -> None:
    pool = references.people.pool
    newcomers = probes.strangers(20, search_cache)
    opened = index(copy_of(folder, tmp_path), pool)
    try:
        assert len(load.visible_at_once(opened, newcomers, 5)) == 5
        assert opened.count == RECORDS

        def search(number: int) -> float:
            opened.shortlist(newcomers.vectors[number % 20][None], 10)
            return 1.0

        found = load.beside_changes(
            opened, search, newcomers, client_count=2, seconds=0.4, per_second=400, rounds=1
        )
        assert found["enrolled"]
        assert opened.count == RECORDS
    finally:
        opened.close()


def test_a_set_that_was_cut_goes_on(
    references: ReferenceSet, search_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "SEGMENT_PEOPLE", 500)
    wanted = ReferenceSet(references.people, references.finer, references.quantiser)
    whole = sets.build(wanted, search_cache)
    assert len(list(whole.glob("segment-*"))) == 3
    next(whole.glob("manifest-*")).unlink()
    stays = (whole / "segment-00000001-ten" / "codes").stat().st_ino
    (whole / "segment-00000002-ten" / "codes.sums").unlink()
    assert sets.build(wanted, search_cache) == whole
    assert (whole / "segment-00000001-ten" / "codes").stat().st_ino == stays
    opened = index(whole, references.people.pool)
    assert opened.count == RECORDS
    opened.close()


def test_too_small_a_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match="make room"):
        sets.check_room(tmp_path, 2**60)


def test_losses_count_only_what_exact_search_would_have_kept() -> None:
    ranks = Kept(np.array([1, 0, 5, 0]), np.array([1, 0, 40, 0]), np.array([0, 3, 90, 5_000]))
    lost = kept.lost(ranks, depth=100, compared=10)
    assert lost["hit_rate"] == 0.5
    assert lost["lost_by_stages"] == 3
    assert lost["lost_against_exact"] == 1


@pytest.mark.slow
def test_a_whole_run_writes_what_others_read(
    search_cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "search_1200.json"
    quick = ("--searches=4", "--seconds=0.3", "--exact=2", "--bulk=40", "--changes=100")
    more = (*quick, "--mated=15", f"--plot={tmp_path}")
    assert command.main(arguments(search_cache, out, *more)) == 0
    figures = json.loads(out.read_text())
    assert figures.keys() >= STABLE
    assert figures["records"] == RECORDS
    assert figures["kept"]["mates"] == 15
    assert figures["cold"]["first_is_mate"] > 0.5
    assert len(json.loads(out.with_suffix(".raw.json").read_text())["cold"]) == 4
    assert (tmp_path / "search.png").is_file()
    assert "mates lost" in capsys.readouterr().out
    assert not list(tmp_path.glob(".search_1200-*"))
    assert not list(search_cache.rglob("work-*"))


@pytest.mark.slow
def test_peers_search_the_same_people(search_cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "peers.json"
    more = ("--peers", "--searches=8", "--mated=15", f"--plot={tmp_path}")
    assert command.main(arguments(search_cache, out, *more)) == 0
    found = json.loads(out.read_text())["peers"]
    assert found["FAISS flat"]["hit_rate"] >= 0.8
    assert found["codes of 4 bits"]["bytes_per_record"] < found["FAISS flat"]["bytes_per_record"]
    assert (tmp_path / "search_peers.png").is_file()


def test_composed_people_stand_for_genuine_ones(search_pool: Pool, search_cache: Path) -> None:
    plan = validation.Plan(probes=20, beyond=2_000, pools=(0.5, 1.0), deep=12)
    found = validation.validate(search_pool, plan, search_cache)
    assert found["agreement"]["composed_of_75"]["top_12"]["agrees"]


def test_validation_asks_for_a_pool_of_some_size(
    search_cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments(search_cache, tmp_path / "v.json", "--validate")) == 2
    assert "--pool of 4,000" in capsys.readouterr().err


def test_pages_that_were_forgotten_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * 4_096)
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    assert len(mapped[:]) == path.stat().st_size
    before = memory.file_bytes()
    memory.forget_pages([path])
    assert memory.file_bytes() < before
    assert mapped[70_001] == 70_001 % 256


def test_steps_are_done_once(tmp_path: Path) -> None:
    done = []

    def measure() -> dict[str, int]:
        done.append(1)
        return {"value": len(done)}

    for _ in range(2):
        steps = Steps(tmp_path / "r.json", {"records": "5"}, fresh=False)
        assert steps.run("one", measure) == {"value": 1}
    other = Steps(tmp_path / "r.json", {"records": "6"}, fresh=False)
    assert other.run("one", measure) == {"value": 2}
    assert Steps(tmp_path / "r.json", {"records": "5"}, fresh=True).run("one", measure) == {
        "value": 3
    }


def copy_of(folder: Path, target: Path) -> Path:
    """Copy a set: what a test adds to it must not stay."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name != ".lock":
            there = target / path.relative_to(folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    return target
