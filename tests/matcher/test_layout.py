import hashlib
import json

import numpy as np

from matcher.layout import CHANNELS, STRIDES, WEIGHTS_PATH, layout_map, load_weights, several_odds
from matcher.segmentation import analyse
from tests.images import print_pixels
from tests.paths import ROOT

RECORD = ROOT / "training" / "runs" / "several_fingers.json"


def test_the_weights_are_those_of_the_recorded_run() -> None:
    recorded = json.loads(RECORD.read_text())["weights_sha256"]
    assert hashlib.sha256(WEIGHTS_PATH.read_bytes()).hexdigest() == recorded


def test_the_weights_are_small_and_sound() -> None:
    weights = load_weights()
    assert WEIGHTS_PATH.stat().st_size < 200_000
    assert len(weights.layers) == len(STRIDES)
    assert all(np.isfinite(one).all() for one in (*weights.layers, *weights.biases, weights.last))


def test_a_map_of_a_mirrored_print_is_mirrored() -> None:
    pixels = np.pad(print_pixels(40), 40, mode="edge")
    first = layout_map(analyse(pixels))
    other = layout_map(analyse(np.ascontiguousarray(pixels.T)))
    rows, columns = np.minimum(first.shape[:2], other.shape[1::-1])
    turned = other.transpose(1, 0, 2)[:rows, :columns] * (-1, 1, 1, 1, 1)
    assert np.abs(turned - first[:rows, :columns]).mean() < 0.1


def test_outside_the_foreground_a_map_is_zero() -> None:
    found = layout_map(analyse(print_pixels(40)))
    assert found.shape[2] == CHANNELS
    assert (found[found[..., -1] == 0] == 0).all()
    assert found[..., -1].max() == 1


def test_a_print_without_a_square_inside_has_odds() -> None:
    empty = np.zeros((20, 20, CHANNELS), np.float32)
    assert np.isfinite(several_odds(empty, load_weights()))
