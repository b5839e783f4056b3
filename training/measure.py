"""Measures a network on people that it has not learned from, without real prints."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.augmentation import Augmentation, augment
from training.batches import describe, describe_rows
from training.impressions import Impressions
from training.network import Network

Floats = NDArray[np.float32]

RANKS = (1, 10, 100)
_SEED = 7

ORDINARY = Augmentation(crop_share=0.0)
PARTIAL = Augmentation(crop_share=1.0, crop_half_px=(85.0, 130.0))


@dataclass(frozen=True)
class HitRates:
    """Share of probes whose mate is among the first 1, 10 and 100 references."""

    ordinary: tuple[float, ...]
    """Probes worsened as in training, but whole."""
    partial: tuple[float, ...]
    """Probes cropped to a small window."""


def hit_rates(network: Network, people: Impressions, most: int, probes: int = 3_000) -> HitRates:
    """Search first encounters among second encounters, one of each finger."""
    everyone = np.arange(people.fingers)
    references = describe(network, people, people.where(everyone, 1), most)
    first = people.where(everyone[:probes], 0)

    def rates(settings: Augmentation) -> tuple[float, ...]:
        worse = augment(people.rows, people.offsets, first, settings, most, _SEED)
        return shares_within(describe_rows(network, *worse), references)

    return HitRates(rates(ORDINARY), rates(PARTIAL))


def shares_within(probes: Floats, references: Floats) -> tuple[float, ...]:
    """Return, for each of RANKS, the share of probes whose reference (same row) is within it."""
    cosines = probes @ references.T
    mated = np.take_along_axis(cosines, np.arange(len(probes))[:, None], axis=1)
    ahead = (cosines > mated).sum(1)
    return tuple(round(float((ahead < rank).mean()), 4) for rank in RANKS)
