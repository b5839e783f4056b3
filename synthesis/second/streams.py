"""Random streams. Every kind of draw has its own stream, so that a change shifts no other draw."""

from enum import IntEnum

import numpy as np

_POPULATION = 0x5EC0D
"""Keeps these streams apart from any other made of the same person's number."""


class Stream(IntEnum):
    """What a stream is for."""

    PERSON = 1
    FINGER = 2
    SESSION = 3
    IMPRESSION = 4


def generator(stream: Stream, *numbers: int) -> np.random.Generator:
    """Start a stream: equal numbers give equal draws."""
    seed = np.random.SeedSequence((_POPULATION, stream, *numbers))
    return np.random.Generator(np.random.PCG64(seed))
