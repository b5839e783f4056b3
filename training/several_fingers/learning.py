"""Learning: many rounds over the examples, those of one size together."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.several_fingers.examples import SCALE, Example
from training.several_fingers.network import Network

_TOLD_STEPS = 200
_SHIFT_CELLS = 4
"""Maps are shifted by less than this, so that seams lie anywhere between the squares of a layer."""


@dataclass(frozen=True)
class Course:
    """The parameters of learning."""

    rounds: int = 6
    most_cells: int = 40_000
    """Larger maps are left out: composites of rolled prints, which cost most."""
    group_cells: int = 100_000
    """A group has as many maps of one size as fit into so many squares."""
    batch_groups: int = 4
    """Groups in a batch. Composites are larger than single prints, so that a group alone is mostly
    of one kind."""
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    warm_up: float = 0.03
    """Share of the steps over which the learning rate rises; then it falls along a cosine."""
    averaged: float = 0.995
    """Decay of the weights' moving average; the average is the result."""
    seed: int = 3


def learn(
    examples: Sequence[Example],
    course: Course,
    told: Callable[[str], None],
    start: Network | None = None,
) -> Network:
    """Return a network that has learned to tell the examples; it may go on from another."""
    examples = [one for one in examples if one.map[..., 0].size <= course.most_cells]
    torch.manual_seed(course.seed)
    rng = np.random.default_rng(course.seed)
    network = Network().to(memory_format=torch.channels_last)  # a quarter faster
    if start is not None:
        network.load_state_dict(start.state_dict())
    averaged = Network()
    averaged.load_state_dict(network.state_dict())
    optimizer = torch.optim.AdamW(
        network.parameters(), course.learning_rate, weight_decay=course.weight_decay
    )
    batches = [one for _ in range(course.rounds) for one in batched(examples, course, rng)]
    losses: list[float] = []
    for step, batch in enumerate(batches):
        done = step / len(batches)
        rate = min(done / course.warm_up, 0.5 + 0.5 * math.cos(math.pi * done)) + 0.01
        optimizer.param_groups[0]["lr"] = course.learning_rate * rate
        optimizer.zero_grad()
        losses.append(_add_gradients(network, [[examples[k] for k in one] for one in batch], rng))
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        decay = min(course.averaged, (1 + step) / (10 + step))
        with torch.no_grad():
            for kept, new in zip(averaged.parameters(), network.parameters(), strict=True):
                kept.lerp_(new, 1 - decay)
        if (step + 1) % _TOLD_STEPS == 0 or step + 1 == len(batches):
            mean = float(np.mean(losses[-_TOLD_STEPS:]))
            told(f"step {step + 1} of {len(batches)}: loss {mean:.4f}")
    return averaged


def _add_gradients(
    network: Network, groups: Sequence[Sequence[Example]], rng: np.random.Generator
) -> float:
    """Add up the gradients of a batch. Return its mean loss."""
    count, total = sum(map(len, groups)), 0.0
    for group in groups:
        wanted = torch.tensor([float(one.several) for one in group])
        odds = network(stacked(group, rng))
        loss = functional.binary_cross_entropy_with_logits(odds, wanted, reduction="sum") / count
        loss.backward()
        total += loss.item()
    return total


def batched(
    examples: Sequence[Example], course: Course, rng: np.random.Generator
) -> Iterator[list[list[int]]]:
    """Divide the examples into batches of a few groups, each of about one size."""
    sides = np.array([one.map.shape[:2] for one in examples])
    # Narrow classes of sizes waste little on padding; noise mixes the classes anew each round.
    order = np.argsort(np.log(sides.max(1)) + rng.normal(0.0, 0.08, len(sides)))
    groups: list[list[int]] = []
    group: list[int] = []
    for k in order.tolist():
        most = sides[[*group, k]].max(0)
        if group and (len(group) + 1) * int(most.prod()) > course.group_cells:
            groups.append(group)
            group = []
        group.append(k)
    groups.append(group)
    mixed = rng.permutation(len(groups)).tolist()
    for start in range(0, len(mixed), course.batch_groups):
        yield [groups[k] for k in mixed[start : start + course.batch_groups]]


def stacked(examples: Sequence[Example], rng: np.random.Generator | None) -> Tensor:
    """Return maps as one tensor, mirrored and shifted at random if there is an rng."""
    maps = [mirrored(one.map, rng) if rng else one.map for one in examples]
    shift = rng.integers(0, _SHIFT_CELLS, 2) if rng else np.zeros(2, int)
    rows, columns = np.max([one.shape[:2] for one in maps], 0) + shift
    found = np.zeros((len(maps), rows, columns, maps[0].shape[2]), np.float32)
    for k, one in enumerate(maps):
        top, left = (int(rng.integers(0, s + 1)) if rng else 0 for s in shift)
        found[k, top : top + one.shape[0], left : left + one.shape[1]] = one
    found /= SCALE
    return torch.from_numpy(found).permute(0, 3, 1, 2)


def mirrored(layout: NDArray[np.int8], rng: np.random.Generator) -> NDArray[np.int8]:
    """Mirror a map about an upright, level or slanted axis, or turn it by quarters."""
    sign = np.ones(layout.shape[2], np.int8)
    if rng.integers(2):
        layout, sign[1] = layout[:, ::-1], -sign[1]
    if rng.integers(2):
        layout, sign[1] = layout[::-1], -sign[1]
    if rng.integers(2):
        layout, sign[0] = layout.transpose(1, 0, 2), -sign[0]
    return layout * sign


def odds_of(network: Network, examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return the log odds of each example."""
    network.eval()
    with torch.no_grad():
        return np.array([network(stacked([one], None)).item() for one in examples])
