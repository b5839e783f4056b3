"""The whole measurement on few people; `tests/congruence` ties its searches to the service's."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from benchmarks.identification import __main__ as command
from benchmarks.identification import blocks, features, packing, soak
from benchmarks.identification.blocks import Work
from benchmarks.identification.features import Fingers, PeopleFeatures
from benchmarks.identification.gallery import Gallery, People
from benchmarks.identification.measuring import ProbeBlock, Stage, exhaustive_sample, search_all
from benchmarks.identification.recipe import FINGER_SETS, Mask, lacking
from benchmarks.identification.searching import Best, Searcher, exhaustive
from benchmarks.identification.shard import PackedShard, enrolled
from benchmarks.identification.sources import MinutiaeSource, capture_shares, minutiae_source
from gallery.search.depths import Depths, SearchParameters
from matcher.comparison import prepare, score_packed
from matcher.fusion import PreparedFingers, compare_people, prepare_fingers
from matcher.types import FINGERS, Features, FingerPosition, ImpressionType
from matcher.vector import vector
from synthesis.population import CaptureShares
from tests.images import print_png

PEOPLE = 40
TEN = FINGER_SETS["ten"]
EVERY = np.ones(len(FINGERS), np.bool_)

Prints = tuple[list[Fingers], list[Fingers]]


def source() -> MinutiaeSource:
    return minutiae_source("first", ImpressionType.LIVESCAN_PLAIN, CaptureShares())


@pytest.fixture(scope="module")
def prints() -> Prints:
    """References and probes of the same people."""
    taken = [source().encounters(number, (0, 1)) for number in range(PEOPLE)]
    return [one[0] for one in taken], [one[1] for one in taken]


@pytest.fixture(scope="module")
def shard(prints: Prints) -> Iterator[PackedShard]:
    gallery = Gallery(whole(features.describe(prints[0])), np.arange(PEOPLE))
    with enrolled(gallery) as opened:
        yield opened


@pytest.fixture(scope="module")
def probes(prints: Prints) -> People:
    return whole(features.describe(prints[1]))


def whole(made: PeopleFeatures) -> People:
    return People(made, np.zeros((made.count, len(FINGERS)), np.bool_))


def test_features_are_those_of_each_print(prints: Prints) -> None:
    made = features.describe(prints[0])
    for row, column in ((0, 0), (7, 3), (39, 9)):
        template = features.as_stored(prints[0][row])[FINGERS[column]]
        expected = prepare(template)
        kept = packing.cylinders(made.fingers[column], row)
        assert np.array_equal(kept.words, expected.words)
        assert np.array_equal(kept.frame, expected.frame)
        own = made.vectors[row, column].astype(float)
        assert own @ vector(template) / np.linalg.norm(own) > 0.999


def test_features_in_blocks_and_files_stay_what_they_are(prints: Prints, tmp_path: Path) -> None:
    made = features.describe(prints[0])
    parts = [features.describe(prints[0][:13]), features.describe(prints[0][13:])]
    files = [tmp_path / "0.npz", tmp_path / "1.npz"]
    for file, part in zip(files, parts, strict=True):
        file.write_bytes(features.to_bytes(part))
    for again in (features.read(files), features.concatenate(parts)):
        assert np.array_equal(again.vectors, made.vectors)
        assert np.array_equal(again.extracted, made.extracted)
        for one, other in zip(again.fingers, made.fingers, strict=True):
            for field in fields(other):
                column = getattr(other, field.name)
                assert np.array_equal(getattr(one, field.name), column), field.name


def test_a_missing_finger_has_no_vector_and_is_not_compared(prints: Prints) -> None:
    without: Fingers = {p: t for p, t in prints[0][0].items() if p != FingerPosition.LEFT_RING}
    made = whole(features.describe([without, prints[0][1]]))
    column = FingerPosition.LEFT_RING - 1
    assert not made.present[0, column]
    assert not made.features.vectors[0, column].any()
    assert FingerPosition.LEFT_RING not in made.probe(0, EVERY).prepared
    assert made.present[1].all()


def test_what_was_taken_away_is_in_no_search(prints: Prints) -> None:
    taken = np.stack([lacking(number, 4, 7) for number in range(PEOPLE)])
    people = People(features.describe(prints[1]), taken)
    for row in range(0, PEOPLE, 9):
        probe = people.probe(row, EVERY)
        left = [finger for finger in FINGERS if not taken[row, finger - 1]]
        assert probe.finger_count == len(left) == 6
        assert list(probe.prepared) == left
        assert not people.vectors(slice(row, row + 1))[0, taken[row]].any()


def test_a_search_of_what_could_not_be_extracted_finds_nobody(
    shard: PackedShard, probes: People, tmp_path: Path
) -> None:
    everything = np.ones((PEOPLE, len(FINGERS)), np.bool_)
    mates = np.arange(PEOPLE)
    block = ProbeBlock("nothing", mates, mates, lambda: People(probes.features, everything))
    found = search_all(Stage(shard, "key", TEN, tmp_path), [block])
    assert found.count == PEOPLE
    assert (found.probe_finger_count == 0).all()
    assert (found.mate_rank == 0).all()
    assert np.isneginf(found.mate_db).all()
    assert (found.other_person == -1).all()


@pytest.mark.parametrize("missing", [0, 4])
def test_a_search_scores_as_people_are_compared(
    missing: int, prints: Prints, shard: PackedShard
) -> None:
    taken = np.stack([lacking(number, missing, 7) for number in range(PEOPLE)])
    probes = People(features.describe(prints[1]), taken)
    references = [prepared(one, np.zeros(len(FINGERS), np.bool_)) for one in prints[0]]
    searcher = Searcher(shard, exhaustive(SearchParameters()))
    for row in range(0, PEOPLE, 5):
        own = prepared(prints[1][row], taken[row])
        expected = [compare_people(own, reference) for reference in references]
        found = searcher.search(probes.probe(row, EVERY), row)
        assert found.probe_finger_count == 10 - missing
        assert found.mate.llr == pytest.approx(expected[row].total_llr)
        assert found.mate.db == pytest.approx(expected[row].score_db)
        others = [one.score_db for n, one in enumerate(expected) if n != row]
        assert found.other.db == pytest.approx(max(others))


def prepared(prints: Fingers, taken: Mask) -> PreparedFingers:
    stored = features.as_stored(prints)
    return prepare_fingers(
        [Features(f, one, vector(one)) for f, one in stored.items() if not taken[f - 1]]
    )


def test_ranks_are_among_others_nearer_than_the_mate(shard: PackedShard, probes: People) -> None:
    searcher, one = Searcher(shard, SearchParameters()), FINGER_SETS["one"]
    for row in range(PEOPLE):
        found = searcher.search(probes.probe(row, one.mask(row, EVERY)), row)
        near, own = shard.rescored.similarity, shard.rescored.identity == row
        assert found.mate_rescored_rank == (near > near[own]).sum() + 1
        assert found.mate_cosine == near[own]
        assert found.other_cosine == near[~own].max()
        assert found.mate_rank == np.flatnonzero(shard.shortlisted.identity == row)[0] + 1
        nobody = searcher.search(probes.probe(row, one.mask(row, EVERY)), -1)
        assert (nobody.mate_rank, nobody.mate_rescored_rank) == (0, 0)
        assert nobody.mate == Best()


def test_a_sample_is_searched_with_the_cascade_and_without(
    shard: PackedShard, probes: People, tmp_path: Path
) -> None:
    numbers = np.arange(PEOPLE)
    block = ProbeBlock("all", numbers, numbers, lambda: probes)
    shallow = SearchParameters(by_finger_count=((1, Depths(PEOPLE, 20, 2, 3)),))
    stage = Stage(shard, "key", TEN, tmp_path, shallow)
    cascade, everything = exhaustive_sample(stage, [block], 10)
    assert cascade.count == everything.count == 10
    assert np.array_equal(cascade.mate_db, everything.mate_db)
    assert (cascade.other_db <= everything.other_db).all()
    # Whoever the cascade did not compare is the best of the others in some searches.
    assert (cascade.other_db < everything.other_db).any()


def test_one_finger_searches_take_turns_among_what_is_offered() -> None:
    one = FINGER_SETS["one"]
    assert [int(one.mask(number, EVERY).argmax()) for number in range(10)] == list(range(10))
    offered = np.zeros(10, np.bool_)
    offered[[1, 6]] = True
    assert {int(one.mask(number, offered).argmax()) for number in range(10)} == {1, 6}
    assert not one.mask(0, np.zeros(10, np.bool_)).any()
    assert TEN.mask(3, offered).sum() == 2


def test_blocks_are_made_once_and_a_run_goes_on(tmp_path: Path) -> None:
    work = Work(MinutiaeSource(source().population, source().kind, block_people=2), 0, 5, (0, 1))
    made = blocks.make(work, tmp_path, workers=1, label="")
    assert [(one.first, one.count, one.encounter) for one in made] == [
        (0, 2, 0), (2, 2, 0), (4, 1, 0), (0, 2, 1), (2, 2, 1), (4, 1, 1),
    ]  # fmt: skip
    whole_run = blocks.load(made)
    made[1].path.unlink()
    before = {one.path: one.path.stat().st_mtime_ns for one in made if one.path.is_file()}
    again = blocks.make(work, tmp_path, workers=2, label="")
    assert np.array_equal(blocks.load(again).vectors, whole_run.vectors)
    untouched = {path for path, time in before.items() if path.stat().st_mtime_ns == time}
    # The other encounter of the same people is made again with it.
    assert untouched == before.keys() - {made[4].path}


def test_the_default_correlation_is_the_default() -> None:
    assert capture_shares(0.7) == capture_shares(None) == CaptureShares()
    assert capture_shares(0.0).finger == 1.0


def run(out: Path, cache: Path, *more: str) -> Sequence[dict[str, object]]:
    arguments = ["--json", str(out / "out.json"), "--cache", str(cache), *more]
    assert command.main([*arguments, "--exhaustive-sample", "4"]) == 0
    results: Sequence[dict[str, object]] = json.loads((out / "out.json").read_text())["results"]
    return results


def test_synthetic_people_are_found(tmp_path: Path) -> None:
    counts = ["--subjects", "60", "--mated", "20", "--nonmated", "20", "--plot", str(tmp_path)]
    results = run(tmp_path, tmp_path / "cache", *counts)
    assert [one["fingers"] for one in results] == list(FINGER_SETS)
    ten = results[0]
    assert (ten["subjects"], ten["mated_searches"], ten["nonmated_searches"]) == (60, 20, 20)
    assert (ten["misses"], ten["false_positives"], ten["failures_to_extract"]) == (0, 0, 0)
    assert (ten["level"], ten["generator"], ten["target_fpir"]) == ("minutiae", "first", 1e-3)
    assert {"out_det.png", "out_cmc.png", "out_scores.png"} <= {p.name for p in tmp_path.iterdir()}
    with np.load(tmp_path / "out.npz") as kept:
        assert kept["ten/mate_db"].shape == (40,)
    # The second run finds all searches done, and says the same.
    searched = list((tmp_path / "cache").rglob("searches/*.npz"))
    assert len(searched) == 2 * len(FINGER_SETS)
    times = [path.stat().st_mtime_ns for path in searched]
    again = run(tmp_path, tmp_path / "cache", *counts)
    assert [path.stat().st_mtime_ns for path in searched] == times
    assert again == results
    lacking_some = run(
        tmp_path, tmp_path / "cache", *counts, "--fingers", "ten", "--encounters", "2",
        "--missing-probe", "3", "--missing-reference", "2",
    )  # fmt: skip
    assert (lacking_some[0]["references"], lacking_some[0]["misses"]) == (120, 0)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_rendered_people_are_found_among_minutiae(tmp_path: Path) -> None:
    counts = ["--subjects", "40", "--mated", "2", "--nonmated", "1", "--level", "image"]
    [ten] = run(tmp_path, tmp_path, *counts, "--fingers", "ten")
    assert (ten["level"], ten["subjects"], ten["mated_searches"]) == ("image", 40, 2)
    assert (ten["misses"], ten["false_positives"]) == (0, 0)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_your_own_people_are_found_and_labelled_real(tmp_path: Path) -> None:
    rows = ["person,encounter,position,impression,ppi,path"]
    for seed in range(6):
        for encounter in range(2):
            path = tmp_path / f"{seed}-{encounter}.png"
            path.write_bytes(print_png(seed, 2, encounter))
            rows.append(f"p{seed},{encounter},2,plain,500,{path.name}")
    (tmp_path / "people.csv").write_text("\n".join(rows) + "\n")
    [one, two] = run(
        tmp_path, tmp_path / "cache", "--people", str(tmp_path), "--fingers", "one,two_index",
        "--subjects", "30",
    )  # fmt: skip
    # Each of six people is searched for enrolled and left out; 24 synthetic ones fill up.
    for figures in (one, two):
        assert (figures["generator"], figures["level"]) == ("real", "image")
        assert (figures["mated_searches"], figures["nonmated_searches"]) == (6, 6)
        assert figures["references"] == 30
        assert figures["failures_to_extract"] == 0
    assert one["misses"] == two["misses"]


def test_nobody_enrolled_or_nobody_else_is_still_a_run(tmp_path: Path) -> None:
    counts = ["--subjects", "20", "--fingers", "two_index"]
    [two] = run(tmp_path, tmp_path, *counts, "--mated", "2", "--nonmated", "0")
    assert (two["mated_searches"], two["nonmated_searches"], two["fpir_high"]) == (2, 0, 1.0)
    [two] = run(tmp_path, tmp_path, *counts, "--mated", "0", "--nonmated", "2")
    assert (two["mated_searches"], two["nonmated_searches"], two["fnir_high"]) == (0, 2, 1.0)


def test_what_cannot_be_measured_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--json", str(tmp_path / "out.json"), "--cache", str(tmp_path)]
    for bad in (["--people", str(tmp_path)], ["--subjects", "9", "--generator", "third"]):
        assert command.main([*bad, *out]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_soak_passes_over_what_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--out", str(tmp_path), "--cache", str(tmp_path), "--scale", "0.002"]
    assert soak.main([*arguments, "--only", "lacking_probe_3"]) == 0
    assert "1 of 1" in capsys.readouterr().out
    assert soak.main([*arguments, "--only", "lacking_probe_3"]) == 0
    assert "of 1" not in capsys.readouterr().out
    figures = json.loads((tmp_path / "lacking_probe_3.json").read_text())
    assert figures["results"][0]["missing_probe"] == 3
    assert figures["results"][0]["mated_searches"] == 20


def test_a_soak_may_do_fewer_searches_than_a_row_says(tmp_path: Path) -> None:
    [row] = [one for one in soak.ROWS if one.name == "few_100k"]
    whole, part = (row.run(soak.Plan(tmp_path, most=most)) for most in (None, 5_000))
    assert (whole.subjects, whole.mated, whole.nonmated) == (100_000, 4_000, 20_000)
    assert (part.subjects, part.mated, part.nonmated) == (100_000, 4_000, 5_000)


def test_packs_of_nobody_are_empty() -> None:
    nobody = features.describe([{}])
    assert not nobody.extracted.any()
    joined = packing.join([nobody.fingers[0], nobody.fingers[0]])
    assert joined.count == packing.take(joined, np.array([1, 0])).count == 2
    assert score_packed(packing.cylinders(nobody.fingers[0], 0), joined).tolist() == [0.0, 0.0]
