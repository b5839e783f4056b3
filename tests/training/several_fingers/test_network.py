# ruff: noqa: E402 - what needs torch is imported only where torch is
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from matcher.layout import layout_map, load_weights, several_odds
from matcher.segmentation import analyse
from tests.images import print_pixels
from training.several_fingers.examples import SCALE, Example
from training.several_fingers.learning import Course, batched, odds_of, stacked
from training.several_fingers.network import Network, write_weights

SEEDS = range(40, 44)


def example(seed: int) -> Example:
    found = np.rint(SCALE * layout_map(analyse(print_pixels(seed))))
    return Example(np.clip(found, -127, 127).astype(np.int8), False, "made")


def test_torch_and_numpy_agree(tmp_path: Path) -> None:
    torch.manual_seed(5)
    network = Network()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    examples = [example(seed) for seed in SEEDS]
    write_weights(tmp_path / "weights.npz", network)
    weights = load_weights(tmp_path / "weights.npz")
    for one, expected in zip(examples, odds_of(network, examples), strict=True):
        found = several_odds((one.map / SCALE).astype(np.float32), weights)
        assert found == pytest.approx(expected, rel=0.01, abs=0.01)  # weights in half precision


def test_every_example_is_in_one_group_of_a_round() -> None:
    examples = [example(seed) for seed in SEEDS] * 5
    rng = np.random.default_rng(1)
    batches = list(batched(examples, Course(group_cells=30_000, batch_groups=2), rng))
    assert sorted(k for batch in batches for group in batch for k in group) == list(range(20))
    assert all(len(batch) <= 2 for batch in batches)


def test_a_mirrored_map_keeps_its_values() -> None:
    one = example(40)
    for seed in range(12):
        made = stacked([one], np.random.default_rng(seed))
        assert float(made.abs().sum()) == pytest.approx(np.abs(one.map / SCALE).sum(), rel=1e-5)
