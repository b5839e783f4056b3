"""Your own people: who is enrolled, who is searched for, and every count by brute force."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.identification import __main__ as command
from matcher.calibration import threshold_db
from matcher.comparison import MIN_CYLINDERS, prepare
from matcher.fusion import compare_people
from matcher.types import FINGERS, FingerPosition, Template
from tests.benchmarks.identification.people_data import Folder, fill, prints

Figures = Mapping[str, Any]
INDEX = FingerPosition.RIGHT_INDEX
WEAK_MINUTIAE = 9
"""So few that a probe of one finger stays below every threshold."""


def measure(folder: Folder, *more: str, name: str = "out") -> Figures:
    """Run the command on a folder."""
    out = folder.place / f"{name}.json"
    arguments = ["--people", str(folder.table), "--json", str(out), "--cache", str(folder.cache)]
    assert command.main([*arguments, "--exhaustive-sample", "3", *more]) == 0
    figures: Figures = json.loads(out.read_text())
    return figures


def weak(template: Template) -> Template:
    columns = ("x_px", "y_px", "direction_rad", "type", "minutia_quality")
    return replace(template, **{name: getattr(template, name)[:WEAK_MINUTIAE] for name in columns})


def by_person(figures: Figures, result: int = 0) -> dict[str, Figures]:
    return {one["person"]: one for one in figures["results"][result]["by_person"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Six people: whole, with fingers lacking, with one encounter, with a weak last encounter."""
    made = Folder(tmp_path_factory.mktemp("people"))
    fill(made, [0, 1], [0, 1, 2])
    right = {f: prints(2, 0)[f] for f in FINGERS[:5]}
    made.add("p2", "e0", right)
    made.add("p2", "e1", prints(2, 1))
    made.add("p2", "e10", {f: prints(2, 2)[f] for f in FINGERS[5:]})
    made.add("p3", "e0", prints(3, 0))
    made.add("p4", "e0", prints(4, 0))
    made.add("p4", "e1", {INDEX: weak(prints(4, 1)[INDEX])})
    made.add("p5", "e0", {**prints(5, 0), INDEX: "NO_FOREGROUND"})
    made.add("p5", "e1", {INDEX: prints(5, 1)[INDEX]})
    return made


@pytest.fixture(scope="module")
def figures(folder: Folder) -> Figures:
    return measure(folder, "--fingers", "ten,right_slap,one,each")


PROBES = [("p0", "e1"), ("p0", "e2"), ("p1", "e1"), ("p1", "e2"), ("p2", "e1"), ("p2", "e10"),
          ("p3", "e0"), ("p4", "e1"), ("p5", "e1")]  # fmt: skip


def prepared(templates: Mapping[FingerPosition, Template]) -> dict[FingerPosition, Any]:
    every = {finger: prepare(one) for finger, one in templates.items()}
    return {f: one for f, one in every.items() if one.cylinder_count >= MIN_CYLINDERS}


def count_by_hand(folder: Folder, fingers: Sequence[FingerPosition]) -> tuple[int, ...]:
    """Count mated searches, misses, non-mated searches and false positives, all by all."""
    people = [f"p{number}" for number in range(6)]
    references = {person: prepared(folder.templates[person, "e0"]) for person in people}
    enrolled = {p: {*references[p], *({INDEX} if p == "p5" else ())} for p in references}
    mated = misses = nonmated = wrong = 0
    for person, encounter in PROBES:
        templates = folder.templates[person, encounter]
        asked = {f: one for f, one in templates.items() if f in fingers}
        probe = prepared(asked)
        score = {p: compare_people(probe, one).score_db for p, one in references.items()}
        if not asked:
            continue
        nonmated += 1
        others = [db for p, db in score.items() if p != person]
        wrong += max(others) >= threshold_db(len(references) - 1, 1e-3)
        if (person, encounter) != ("p3", "e0") and asked.keys() & enrolled[person]:
            mated += 1
            misses += score[person] < threshold_db(len(references), 1e-3)
    return mated, misses, nonmated, wrong


@pytest.mark.parametrize(
    ("result", "sets"),
    [(0, [FINGERS]), (1, [FINGERS[1:5]]), (3, [(f,) for f in FINGERS])],
    ids=["ten", "right_slap", "each"],
)
def test_every_count_is_that_of_comparing_all_with_all(
    result: int, sets: Sequence[Sequence[FingerPosition]], folder: Folder, figures: Figures
) -> None:
    expected = np.sum([count_by_hand(folder, fingers) for fingers in sets], axis=0).tolist()
    got = figures["results"][result]
    keys = ("mated_searches", "misses", "nonmated_searches", "false_positives")
    assert [got[key] for key in keys] == expected
    table = got["by_person"]
    assert [sum(one[key] for one in table) for key in keys] == expected


def test_all_encounters_but_the_first_are_searched_with_by_number(figures: Figures) -> None:
    ten = by_person(figures)
    # The left hand of p2's e10 has no finger in common with the right hand that is enrolled.
    assert {p: one["mated_searches"] for p, one in ten.items()} == {
        "p0": 2, "p1": 2, "p2": 1, "p3": 0, "p4": 1, "p5": 1,
    }  # fmt: skip
    assert {p: one["nonmated_searches"] for p, one in ten.items()} == {
        "p0": 2, "p1": 2, "p2": 2, "p3": 1, "p4": 1, "p5": 1,
    }  # fmt: skip
    assert figures["results"][0]["searches_without_common_finger"] == 1
    assert ten["p2"]["enrolled_fingers"] == 5
    assert (ten["p0"]["misses"], ten["p4"]["misses"], ten["p5"]["misses"]) == (0, 1, 1)


def test_figures_keep_the_keys_that_others_read(figures: Figures) -> None:
    for one in figures["results"]:
        assert (one["generator"], one["level"], one["subjects"]) == ("real", "image", 6)
        assert one["threshold_db"] == threshold_db(6, 1e-3)
        assert one["target_fpir"] == 1e-3
        assert one["fnir"] == one["misses"] / one["mated_searches"]
        assert one["fnir_low"] <= one["fnir"] <= one["fnir_high"]
        assert one["fpir_low"] <= one["fpir"] <= one["fpir_high"]
    people, taken = figures["people"], figures["prints"]
    assert (people["real"], people["synthetic"], people["with_one_encounter"]) == (6, 0, 1)
    assert taken["failed_by_reason"] == {"NO_FOREGROUND": 1}
    assert people["failures_to_enrol"] == 0


def test_a_failure_is_listed_with_its_prints(figures: Figures) -> None:
    ten = {one["person"]: one for one in figures["results"][0]["failures"]}
    assert {one["kind"] for one in ten.values()} == {"miss"}
    [pair] = ten["p4"]["pairs"]
    assert (ten["p4"]["encounter"], ten["p4"]["compared_with"]) == ("e1", "p4")
    assert (pair["finger"], pair["minutiae"][0]) == (2, WEAK_MINUTIAE)
    assert ten["p5"]["score_db"] is None, "the enrolled finger gave no template"
    assert ten["p5"]["pairs"] == []


def test_scores_are_kept_search_by_search(folder: Folder, figures: Figures) -> None:
    with np.load(folder.place / "out.npz") as kept:
        for name, one in zip(("ten", "right_slap", "one", "each"), figures["results"], strict=True):
            mated = kept[f"{name}/mated"]
            assert mated.sum() == one["mated_searches"]
            assert (~mated).sum() == one["nonmated_searches"]
            assert (kept[f"{name}/left_out_count"] == np.where(mated, 0, 1)).all()
            assert np.isneginf(kept[f"{name}/mate_db"][~mated]).all()
        bits = kept["each/fingers"]
        assert (np.bitwise_count(bits) == 1).all()


def test_synthetic_people_fill_the_gallery_up(folder: Folder) -> None:
    figures = measure(folder, "--fingers", "ten", "--subjects", "40", name="more")
    [ten] = figures["results"]
    assert (ten["subjects"], ten["references"], figures["people"]["synthetic"]) == (40, 40, 34)
    assert ten["threshold_db"] == threshold_db(40, 1e-3)
    assert (ten["mated_searches"], ten["nonmated_searches"]) == (7, 9)


def test_several_encounters_are_enrolled_but_one_is_left_to_search_with(folder: Folder) -> None:
    figures = measure(folder, "--fingers", "ten", "--encounters", "2", "--other", name="two")
    [ten] = figures["results"]
    # p0, p1 and p2 have three encounters; p3, p4 and p5 have one or two.
    assert (ten["subjects"], ten["references"]) == (6, 9)
    assert {p: one["mated_searches"] for p, one in by_person(figures).items()} == {
        "p0": 1, "p1": 1, "p2": 1, "p3": 0, "p4": 1, "p5": 1,
    }  # fmt: skip
    with np.load(folder.place / "two.npz") as kept:
        left_out = dict(zip(kept["ten/person"], kept["ten/left_out_count"], strict=True))
    assert [left_out[number] for number in range(6)] == [2, 2, 2, 1, 1, 1]


def test_fewer_searches_are_spread_over_the_people(folder: Folder) -> None:
    options = ("--fingers", "ten", "--mated", "4", "--nonmated", "3")
    [ten] = measure(folder, *options, name="few")["results"]
    assert (ten["mated_searches"], ten["nonmated_searches"]) == (4, 3)
    assert sum(one["nonmated_searches"] > 0 for one in ten["by_person"]) == 3


def test_a_finger_twice_in_an_encounter_counts_by_its_best_print(tmp_path: Path) -> None:
    made = fill(Folder(tmp_path), [0, 1], [0, 1])
    worse = replace(prints(1, 2)[INDEX], quality=0)
    made.add_print("p1", "e1", INDEX, worse)
    made.add_print("p1", "e1", INDEX, "QUALITY_TOO_LOW")
    figures = measure(made, "--fingers", "ten")
    assert figures["skipped"]["by_reason"] == {"BETTER_PRINT_KEPT": 2}
    assert {one["line"] for one in figures["skipped"]["first"]} == {42, 43}
    assert figures["prints"]["used"] == 40
    assert figures["prints"]["failed_to_extract"] == 0


def test_the_same_image_is_used_once(tmp_path: Path) -> None:
    made = fill(Folder(tmp_path), [0, 1], [0, 1])
    copy = tmp_path / "copy.png"
    copy.write_bytes((tmp_path / "0.png").read_bytes())
    made.rows.append(f"p9,e1,2,{copy.name}")
    figures = measure(made, "--fingers", "ten")
    [skipped] = figures["skipped"]["first"]
    assert (skipped["reason"], skipped["line"]) == ("SAME_IMAGE", 42)
    assert "line 2" in skipped["detail"]
    assert figures["people"]["real"] == 2


def test_failures_are_drawn_outside_repositories_only(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = tmp_path / "drawn"
    stale = drawn / "pictures_ten_failures_7.png"
    drawn.mkdir()
    stale.write_bytes(b"of an earlier run")
    measure(folder, "--fingers", "ten", "--failures", str(drawn), name="pictures")
    assert [path.name for path in drawn.iterdir()] == ["pictures_ten_failures_1.png"]
    picture = cv2.imread(str(drawn / "pictures_ten_failures_1.png"))
    assert picture is not None
    assert np.ptp(picture) > 100
    (tmp_path / ".git").mkdir()
    inside = tmp_path / "docs"
    arguments = ["--people", str(folder.table), "--json", str(tmp_path / "o.json")]
    assert command.main([*arguments, "--failures", str(inside)]) == 2
    assert "repository" in capsys.readouterr().err
    assert not inside.exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--other", "--subjects", "9"),
        ("--missing-probe", "1"),
        ("--missing-reference", "1"),
        ("--level", "image"),
    ],
)
def test_options_that_mean_nothing_beside_people_are_refused(
    options: Sequence[str], folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--people", str(folder.table), "--json", str(folder.place / "no.json")]
    assert command.main([*arguments, *options]) == 2
    assert options[0] in capsys.readouterr().err


def test_what_is_searched_and_skipped_is_said(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    measure(folder, "--fingers", "ten", name="said")
    told = capsys.readouterr().out
    assert "9 encounters are searched with: 8 of them with the person enrolled" in told
    assert "Without template: 1 × NO_FOREGROUND" in told


def test_a_print_that_failed_before_and_has_a_template_now_is_searched_with(tmp_path: Path) -> None:
    made = fill(Folder(tmp_path), [0], [0])
    made.add_print("p0", "e1", INDEX, "NO_FOREGROUND")
    [before] = measure(made, "--fingers", "ten")["results"]
    assert (before["misses"], before["failures_to_extract"]) == (1, 2)
    # The same image again, extracted this time.
    made.rows.pop()
    made.add_print("p0", "e1", INDEX, prints(0, 1)[INDEX])
    [after] = measure(made, "--fingers", "ten")["results"]
    assert (after["misses"], after["failures_to_extract"]) == (0, 0)


def test_nobody_with_two_encounters_is_still_a_run(tmp_path: Path) -> None:
    made = fill(Folder(tmp_path), [0, 1, 2], [0])
    [ten] = measure(made, "--fingers", "ten")["results"]
    assert (ten["mated_searches"], ten["nonmated_searches"]) == (0, 3)
    assert ten["fnir_high"] == 1.0
