import hashlib
import json

import numpy as np

from matcher.vector import (
    CODE_DIMENSION,
    VECTOR_DIMENSION,
    WEIGHTS_PATH,
    WEIGHTS_SHA256,
    load_weights,
)
from tests.paths import ROOT

RUNS = ROOT / "training" / "runs"


def test_the_weights_are_those_of_a_recorded_run() -> None:
    digests = [
        json.loads(path.read_text())["weights_sha256"] for path in RUNS.glob("*/record.json")
    ]
    assert hashlib.sha256(WEIGHTS_PATH.read_bytes()).hexdigest() == WEIGHTS_SHA256
    assert digests.count(WEIGHTS_SHA256) == 1


def test_the_weights_are_sound() -> None:
    weights = load_weights()
    assert weights.code.shape == (VECTOR_DIMENSION, CODE_DIMENSION)
    assert weights.network.output.shape[1] == VECTOR_DIMENSION
    assert all(np.isfinite(array).all() for array in vars(weights.network).values())


def test_every_record_has_its_log_to_the_last_step() -> None:
    for path in RUNS.glob("*/record.json"):
        course = json.loads(path.read_text())["recipe"]["course"]
        last = path.with_name("log.jsonl").read_text().splitlines()[-1]
        assert json.loads(last)["step"] == course["steps"]
