# ruff: noqa: E402 - what needs torch is imported only where torch is
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from matcher.vector_cylinders import cylinders
from matcher.vector_network import aggregate_print, embed, minutia_rows
from tests.matcher.prints import best, finger
from training.batches import to_prints
from training.network import Network, Shape, to_weights


def test_torch_and_numpy_agree_on_a_batch_of_unequal_prints() -> None:
    torch.manual_seed(5)
    network = Network(Shape(hidden=24, reduced=12, centroids=9, dimension=32))
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    prints = [minutia_rows(best(finger(seed), 20 + 7 * seed), 64) for seed in range(5)]
    offsets = np.concatenate([[0], np.cumsum([len(rows) for rows in prints])])
    with torch.no_grad():
        batch = network(to_prints(np.concatenate(prints), offsets)).numpy()
    weights = to_weights(network.state_dict())
    for rows, expected in zip(prints, batch, strict=True):
        own = cylinders(rows, np.array([0, len(rows)]))
        aggregate = aggregate_print(rows, own, weights)
        assert embed(aggregate[None], weights)[0] == pytest.approx(expected, abs=1e-4)
