"""The network of `matcher.vector_network` in torch, for whole batches of unequal prints."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from matcher.vector_cylinders import CYLINDER_LENGTH
from matcher.vector_network import PLACE_LENGTH, NetworkWeights

TRUST_AT_START = 2.0
"""Logit of the weight 0.88, with which minutiae begin."""


@dataclass(frozen=True, eq=False)
class Prints:
    """A batch of prints: their minutiae end to end."""

    cylinders: Tensor
    """(n, CYLINDER_LENGTH)"""
    place: Tensor
    """(n, PLACE_LENGTH)"""
    print_of: Tensor
    """(n,) the print of each minutia."""
    rank: Tensor
    """(n,) the rank of each minutia within the print."""
    count: int
    most: int
    """Minutiae in the fullest print."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    hidden: int = 320
    reduced: int = 56
    centroids: int = 80
    dimension: int = 512


class Network(nn.Module):
    """Learned VLAD over minutia cylinders."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.reduce = nn.Linear(CYLINDER_LENGTH, shape.reduced)
        self.hidden = nn.Linear(CYLINDER_LENGTH + PLACE_LENGTH, shape.hidden)
        self.correct = nn.Linear(shape.hidden, shape.reduced)
        self.trust = nn.Linear(shape.hidden, 1)
        self.assign = nn.Linear(shape.reduced, shape.centroids)
        self.centroids = nn.Parameter(torch.zeros(shape.centroids, shape.reduced))
        self.output = nn.Linear(shape.centroids * shape.reduced, shape.dimension)
        self.log_scale = nn.Parameter(torch.tensor(3.0))
        for layer in (self.correct, self.trust):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        nn.init.constant_(self.trust.bias, TRUST_AT_START)

    def aggregate(self, prints: Prints) -> Tensor:
        """Sum the residuals per centroid: (prints, k x d) of unit length."""
        known = torch.cat([prints.cylinders, prints.place.to(prints.cylinders.dtype)], 1)
        hidden = functional.relu(self.hidden(known))
        descriptor = self.reduce(prints.cylinders) + self.correct(hidden)
        weight = self.assign(descriptor).float().softmax(-1)
        weight = weight * torch.sigmoid(self.trust(hidden).float())
        weights = self._padded(weight.to(descriptor.dtype), prints)
        descriptors = self._padded(descriptor, prints)
        mass = weights.float().sum(1)[..., None]
        summed = torch.bmm(weights.transpose(1, 2), descriptors).float()
        residual = (summed - mass * self.centroids) * torch.rsqrt(mass + 0.3)
        residual = residual * torch.rsqrt(residual.abs() + 0.02)
        return functional.normalize(residual.flatten(1), dim=-1)

    def forward(self, prints: Prints) -> Tensor:
        """Describe each print: (prints, dimension) of unit length."""
        return functional.normalize(self.output(self.aggregate(prints)).float(), dim=-1)

    @staticmethod
    def _padded(values: Tensor, prints: Prints) -> Tensor:
        flat = values.new_zeros(prints.count * prints.most, values.shape[1])
        where = prints.print_of * prints.most + prints.rank
        return flat.index_copy(0, where, values).view(prints.count, prints.most, -1)


def to_weights(state: dict[str, Tensor]) -> NetworkWeights:
    """Turn a network's state into the matcher's weights."""
    arrays: dict[str, NDArray[np.float32]] = {}
    for name, value in state.items():
        layer, _, part = name.partition(".")
        if layer != "log_scale":
            key = f"{layer}_bias" if part == "bias" else layer
            array = value.detach().float().numpy()
            arrays[key] = np.ascontiguousarray(array.T if part == "weight" else array)
    return NetworkWeights(**arrays)
