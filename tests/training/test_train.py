# ruff: noqa: E402 - what needs torch is imported only where torch is
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from matcher.vector import CODE_DIMENSION
from synthesis.seeds import Purpose
from training.impressions import make_impressions
from training.learning import Course, Learner, Source
from training.network import Network, Shape
from training.recipe import QUICK
from training.record import write_record, write_weights
from training.train import train

pytestmark = pytest.mark.slow

TINY = replace(
    QUICK,
    people=24,
    held_out=range(900_000, 900_020),
    start_fingers=60,
    finish_fingers=240,
    shape=Shape(hidden=48, reduced=24, centroids=16, dimension=64),
    course=Course(
        steps=150,
        cooldown_steps=60,
        batch_fingers=64,
        warm_up_steps=10,
        hard_share=0.0,
        most_minutiae=40,
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("training")


def test_training_improves_over_its_closed_form_start(folder: Path) -> None:
    done = train(TINY, folder)
    # Within the first ten: the first rank of 200 fingers moves by less than processors round.
    assert done.after.partial[1] > done.before.partial[1] + 0.05
    assert done.log[-1].step == TINY.course.steps
    assert done.finished.code.shape == (64, CODE_DIMENSION)
    write_weights(folder / "weights.npz", done.finished)
    write_record(folder, TINY, folder / "weights.npz", done)
    assert (folder / "record.json").is_file()
    assert len((folder / "log.jsonl").read_text().splitlines()) == len(done.log)


def test_a_run_taken_up_again_ends_where_one_without_a_break_does(folder: Path) -> None:
    people = make_impressions(TINY.views(), Purpose.TRAIN, range(TINY.people), folder)
    course = Course(steps=6, cooldown_steps=2, batch_fingers=16, warm_up_steps=2, regroup_steps=4)

    def begun() -> Learner:
        torch.manual_seed(3)
        network = Network(Shape(hidden=16, reduced=8, centroids=4, dimension=16))
        return Learner(network, [Source(people, 1.0)], course, seed=1)

    whole, first, second = begun(), begun(), begun()
    for _ in range(6):
        whole.learn()
    for _ in range(3):
        first.learn()
    second.resume(first.state())
    for _ in range(3):
        second.learn()
    expected, got = whole.averaged().state_dict(), second.averaged().state_dict()
    assert all(np.array_equal(expected[name], got[name]) for name in expected)
