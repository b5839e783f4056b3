"""Pruning: what is dropped, what makes up for it, and that the layers are those that run."""

import numpy as np
import pytest

from matcher.network import Network, find_weights, load_weights
from tests.images import print_pixels
from training.pruning import Moments, Print, Recipe, eliminate, layer_at


def moments(middle: np.ndarray, given: np.ndarray, target: np.ndarray) -> Moments:
    regressors = np.concatenate([middle, given, np.ones((len(given), 1))], 1)
    return Moments(regressors.T @ regressors, target.T @ regressors)


def test_channels_that_others_replace_go_first_and_cost_nothing() -> None:
    rng = np.random.default_rng(1)
    base, given = rng.standard_normal((500, 6)), rng.standard_normal((500, 3))
    copies = base[:, :4] @ rng.standard_normal((4, 4)) + 0.5 * given @ rng.standard_normal((3, 4))
    middle = np.concatenate([base, copies + 1e-3 * rng.standard_normal(copies.shape)], 1)
    target = middle @ rng.standard_normal((10, 2)) + given @ rng.standard_normal((3, 2)) + 7
    found = eliminate(moments(middle, given, target), 10, 6)
    assert {4, 5} <= set(found.kept.tolist())
    made = middle[:, found.kept] @ found.reduce.T + given @ found.direct.T + found.bias
    assert made == pytest.approx(target, abs=0.05)


def test_the_cheapest_goes_and_the_rest_is_the_best_fit_without_it() -> None:
    rng = np.random.default_rng(2)
    middle, given = rng.standard_normal((400, 5)), rng.standard_normal((400, 2))
    target = middle @ np.array([[3.0], [0.1], [2.0], [1.0], [-2.0]]) + given @ np.ones((2, 1))
    found = eliminate(moments(middle, given, target), 5, 4)
    assert found.kept.tolist() == [0, 2, 3, 4]
    left = np.concatenate([middle[:, found.kept], given, np.ones((400, 1))], 1)
    best = np.linalg.lstsq(left, target, rcond=None)[0]
    assert np.concatenate([found.reduce, found.direct], 1)[0] == pytest.approx(
        best[:-1, 0], abs=1e-4
    )


def test_a_layer_worked_out_anew_is_what_the_next_layer_gets() -> None:
    network = Network(load_weights(find_weights()))
    pixels = np.ascontiguousarray(print_pixels(3)[:288, :256])
    rng = np.random.default_rng(3)
    one = Print(pixels, rng.integers(0, 256, (200, 2)))
    network.find(pixels, np.ones(pixels.shape, np.bool_), 0.5)
    for name in Recipe().widths:
        given, middle, output = layer_at(network, name, one)
        w, _ = network.bottleneck(name)
        assert (given.shape[1], middle.shape[1], output.shape[1]) == (w.inputs, w.width, w.outputs)
    # The output of the last decoder, each pixel four times, is the first part of the head's input.
    fine = Print(pixels, np.repeat(2 * rng.integers(0, 60, (50, 2)), 2, 0) * 2)
    below = layer_at(network, "dec1_0", fine)[2]
    above = layer_at(network, "head_0_ibc", fine)[0]
    assert above[:, : below.shape[1]] == pytest.approx(below, abs=1e-3)
