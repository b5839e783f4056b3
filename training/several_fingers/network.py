"""The network of `matcher.layout` in PyTorch."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from matcher.layout import CHANNELS, STRIDES

WIDTHS = (8, 16, 16, 32, 32, 32, 32)
"""Outputs of each layer."""


class Network(nn.Module):
    """Log odds of layout maps."""

    def __init__(self) -> None:
        super().__init__()
        inputs = (CHANNELS, *WIDTHS[:-1])
        sides = (5, *[3] * (len(WIDTHS) - 1))
        self.layers = nn.ModuleList(
            nn.Conv2d(i, o, side, stride, side // 2)
            for i, o, side, stride in zip(inputs, WIDTHS, sides, STRIDES, strict=True)
        )
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
        self.last = nn.Linear(2 * WIDTHS[-1], 1)
        nn.init.zeros_(self.last.weight)

    def forward(self, maps: Tensor) -> Tensor:
        """Return the log odds of maps, (n, CHANNELS, rows, columns)."""
        x, mask = maps, maps[:, -1:]
        for layer, stride in zip(self.layers, STRIDES, strict=True):
            if stride > 1:
                mask = functional.max_pool2d(mask, 3, stride, 1)
            new = torch.relu(layer(x)) * mask
            x = x + new if new.shape == x.shape else new
        mean = x.sum((2, 3)) / (mask > 0).sum((2, 3)).clamp(min=1)
        odds: Tensor = self.last(torch.cat([x.amax((2, 3)), mean], 1))[:, 0]
        return odds


def write_weights(path: Path, network: Network) -> None:
    """Write weights as `matcher.layout` reads them, in half precision."""
    found: dict[str, Tensor] = {}
    for k, layer in enumerate(network.layers):
        found[f"layer_{k}"] = layer.weight.permute(2, 3, 1, 0).reshape(-1, WIDTHS[k])
        found[f"bias_{k}"] = layer.bias
    found |= {"last": network.last.weight[0], "last_bias": network.last.bias[0]}
    np.savez_compressed(
        path, **{k: v.detach().numpy().astype(np.float16) for k, v in found.items()}
    )
