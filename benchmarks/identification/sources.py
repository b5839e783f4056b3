"""Sources of the prints of numbered people, and digests that name prints and features."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from benchmarks.identification.features import Fingers, describe, to_bytes
from matcher.types import ImpressionType
from matcher.vector import VECTOR_VERSION
from matcher.version import MATCHER_VERSION
from synthesis.population import CaptureShares, Population
from synthesis.populations import population
from synthesis.seeds import Purpose


class Source(Protocol):
    """Prints of people by number; picklable, and equal calls give equal prints."""

    @property
    def block_people(self) -> int:
        """How many people are made at once, in a few seconds."""

    def __hash__(self) -> int:
        """Return equal hashes for sources of equal prints."""

    def name(self) -> str:
        """Name everything that the prints depend on."""

    def encounters(self, number: int, encounters: Sequence[int]) -> list[Fingers]:
        """Take the prints of a person's encounters."""

    def sentinel(self) -> Fingers:
        """Take some prints of a person who is used for nothing else, to notice changes."""


@dataclass(frozen=True)
class MinutiaeSource:
    """People whose prints are made as minutiae."""

    population: Population
    kind: ImpressionType
    block_people: int = 100

    def name(self) -> str:
        """Name everything that the prints depend on; kinds differ in more than the sentinel."""
        return f"{self.population.name}/{self.population.version}/{self.population!r}/{self.kind}"

    def encounters(self, number: int, encounters: Sequence[int]) -> list[Fingers]:
        """Take the prints of a person's encounters."""
        seed = Purpose.EVALUATE.seed(number)
        return [self.population.encounter(seed, one, kind=self.kind) for one in encounters]

    def sentinel(self) -> Fingers:
        """Take the ten prints of the first test person."""
        return self.population.encounter(Purpose.TEST.seed(0), 1, kind=self.kind)


@cache
def features_digest(source: Source) -> str:
    """Digest everything that the features of a source depend on.

    The digest covers the features of a sentinel, so that a change without a new version shows too.
    """
    stated = json.dumps([source.name(), VECTOR_VERSION, MATCHER_VERSION])
    made = to_bytes(describe([source.sentinel()]))
    return hashlib.blake2s(stated.encode() + made, digest_size=10).hexdigest()


def minutiae_source(generator: str, kind: ImpressionType, shares: CaptureShares) -> MinutiaeSource:
    """Make the source of a named population. Raises UnknownPopulationError."""
    return MinutiaeSource(population(generator, shares), kind)


def capture_shares(correlation: float | None) -> CaptureShares:
    """Return the shares of capture factors for a correlation between an encounter's prints."""
    default = CaptureShares()
    usual = default.person + default.session
    # The usual correlation means the default, whose people must not be made a second time.
    if correlation is None or math.isclose(correlation, usual):
        return default
    return CaptureShares.correlated(correlation)
