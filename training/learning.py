"""Learning by contrast: pulls impressions of one finger together, and those of others apart."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.augmentation import Augmentation, augment
from training.batches import describe, to_prints
from training.impressions import Impressions
from training.network import Network

Integers = NDArray[np.int64]

_NEIGHBOURS = 16
"""Similar fingers stored for each finger; a group draws from them."""
_SEARCHED_TOGETHER = 4_000
"""Similar fingers are searched in random parts of about this size."""


@dataclass(frozen=True)
class Course:
    """The parameters of learning."""

    steps: int = 3_200
    horizon_steps: int = 4_800
    """Steps over which the learning rate falls along a cosine to a fiftieth."""
    cooldown_steps: int = 1_000
    """The last steps, over which the learning rate also falls to zero."""
    batch_fingers: int = 384
    """Fingers in a batch, with two impressions of each."""
    learning_rate: float = 1.5e-3
    warm_up_steps: int = 80
    weight_decay: float = 0.02
    averaged: float = 0.995
    """Decay of the weights' moving average; the average is the result."""
    hard_share: float = 0.5
    """Share of a batch that consists of groups of similar fingers."""
    group: int = 8
    """Fingers in a group."""
    regroup_steps: int = 600
    """Steps between two searches for similar fingers."""
    most_minutiae: int = 64
    largest_scale: float = 60.0
    augmentation: Augmentation = field(default_factory=Augmentation)


@dataclass(frozen=True)
class Source:
    """Impressions, and the share of batches taken from them."""

    impressions: Impressions
    share: float


@dataclass(frozen=True)
class Batch:
    """The result of a batch."""

    loss: float
    accuracy: float
    """Share of impressions whose mate is the nearest of the batch."""


class Learner:
    """A network that learns; learning can be stopped after any step and resumed."""

    def __init__(self, network: Network, sources: list[Source], course: Course, seed: int) -> None:
        self.network = network
        self.step = 0
        self._sources = sources
        self._course = course
        self._rng = np.random.default_rng(seed)
        self._optimizer = _optimizer(network, course)
        self._average = {k: v.detach().clone() for k, v in network.state_dict().items()}
        self._similar: list[Integers | None] = [None] * len(sources)

    def averaged(self) -> Network:
        """Return a network of the averaged weights."""
        network = Network(self.network.shape)
        network.load_state_dict(self._average)
        return network

    def state(self) -> dict[str, Any]:
        """Return the state for `resume`."""
        return {
            "step": self.step,
            "network": self.network.state_dict(),
            "average": self._average,
            "optimizer": self._optimizer.state_dict(),
            "random": self._rng.bit_generator.state,
            "similar": self._similar,
        }

    def resume(self, state: dict[str, Any]) -> None:
        """Continue from a state."""
        self.step = state["step"]
        self.network.load_state_dict(state["network"])
        self._average = state["average"]
        self._optimizer.load_state_dict(state["optimizer"])
        self._rng.bit_generator.state = state["random"]
        self._similar = state["similar"]

    def learn(self) -> Batch:
        """Take one step."""
        course = self._course
        if course.hard_share and self.step % course.regroup_steps == course.warm_up_steps:
            self._regroup()
        for group in self._optimizer.param_groups:
            group["lr"] = course.learning_rate * _schedule(self.step, course)
        shares = np.array([source.share for source in self._sources])
        batch = self._descend(int(self._rng.choice(len(shares), p=shares / shares.sum())))
        decay = min(course.averaged, 1 - 1 / (self.step / 10 + 1))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self._average[name].lerp_(value, 1 - decay)
        self.step += 1
        return batch

    def _descend(self, which: int) -> Batch:
        loss, accuracy = self._contrast(self._sources[which].impressions, self._similar[which])
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        return Batch(float(loss.detach()), accuracy)

    def _contrast(self, source: Impressions, similar: Integers | None) -> tuple[Tensor, float]:
        """Take the same two encounters of all fingers, so that circumstances tell none apart."""
        rng, course = self._rng, self._course
        fingers = choose_fingers(source.fingers, similar, course, rng)
        sides = rng.choice(source.encounters, 2, replace=False)
        chosen = np.concatenate([source.where(fingers, int(side)) for side in sides])
        rows, offsets = augment(
            source.rows,
            source.offsets,
            chosen,
            course.augmentation,
            course.most_minutiae,
            int(rng.integers(2**31)),
        )
        prints = to_prints(rows, offsets, torch.bfloat16)
        with torch.autocast("cpu", torch.bfloat16):
            one, other = self.network(prints).chunk(2)
        scale = self.network.log_scale.exp().clamp(max=course.largest_scale)
        cosines = scale * (one @ other.T)
        mates = torch.arange(len(one))
        loss = functional.cross_entropy(cosines, mates) + functional.cross_entropy(cosines.T, mates)
        accuracy = (cosines.detach().argmax(1) == mates).float().mean()
        return loss / 2, float(accuracy)

    def _regroup(self) -> None:
        network = self.averaged()
        for number, source in enumerate(self._sources):
            self._similar[number] = similar_fingers(
                network, source.impressions, self._course.most_minutiae, self._rng
            )


def choose_fingers(
    fingers: int, similar: Integers | None, course: Course, rng: np.random.Generator
) -> Integers:
    """Draw the distinct fingers of a batch: groups of similar fingers, the rest at random."""
    size = min(course.batch_fingers, fingers)
    rest = rng.choice(fingers, size, replace=False)
    if similar is None:
        return rest
    anchors = rest[: int(size * course.hard_share) // course.group]
    mates = rng.permuted(similar[anchors], axis=1)[:, : course.group - 1]
    hard = np.unique(np.concatenate([anchors[:, None], mates], axis=1))
    return np.concatenate([hard, rest[~np.isin(rest, hard)]])[:size]


def similar_fingers(
    network: Network, source: Impressions, most: int, rng: np.random.Generator
) -> Integers:
    """Find similar fingers of each finger, judged by one encounter: (fingers, up to 16)."""
    everyone = np.arange(source.fingers)
    vectors = describe(
        network, source, source.where(everyone, int(rng.integers(source.encounters))), most
    )
    count = min(_NEIGHBOURS, source.fingers // 2)
    found = np.zeros((source.fingers, count), np.int64)
    parts = max(1, source.fingers // _SEARCHED_TOGETHER)
    for part in np.array_split(rng.permutation(source.fingers), parts):
        cosines = vectors[part] @ vectors[part].T
        np.fill_diagonal(cosines, -1)
        found[part] = part[np.argpartition(-cosines, count, axis=1)[:, :count]]
    return found


def _schedule(step: int, course: Course) -> float:
    """Warm up, fall along a cosine, cool down."""
    fallen = 0.5 * (1 + math.cos(math.pi * min(step / course.horizon_steps, 1.0)))
    warmth = min(1.0, (step + 1) / course.warm_up_steps)
    coolness = min(1.0, (course.steps - step) / course.cooldown_steps)
    return warmth * coolness * (0.02 + 0.98 * fallen)


def _optimizer(network: Network, course: Course) -> torch.optim.Optimizer:
    groups = [
        {
            "params": [p for p in network.parameters() if p.ndim > 1],
            "weight_decay": course.weight_decay,
        },
        {"params": [p for p in network.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=course.learning_rate, betas=(0.9, 0.98))
