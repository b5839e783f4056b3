"""The population: encounters of synthetic people as templates."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.quality import assess
from matcher.types import FINGERS, FingerPosition, ImpressionType, Template
from synthesis.population import CaptureShares
from synthesis.second.anatomy import finger, person
from synthesis.second.conditions import FACTOR_COUNT, combine, conditions
from synthesis.second.reading import DIRECTION, ENDING, QUALITY, X, Y, read
from synthesis.second.streams import Stream, generator

VERSION = "2"
DIGEST = b"second-1"
"""Says in a template which population and version made it."""


@dataclass(frozen=True)
class SecondPopulation:
    """People of the second model; see the package."""

    shares: CaptureShares = field(default_factory=CaptureShares)

    @property
    def name(self) -> str:
        """How results name it."""
        return "second"

    @property
    def version(self) -> str:
        """Raised whenever the same arguments would give other templates."""
        return VERSION

    def encounter(
        self,
        person_seed: int,
        encounter: int,
        *,
        kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
        positions: Sequence[FingerPosition] = FINGERS,
    ) -> dict[FingerPosition, Template]:
        """Take one impression of each of a person's fingers, in one session.

        encounter: from 0; every number is another session of the same person.
        """
        rng = generator(Stream.SESSION, person_seed, encounter)
        session, sensor = rng.standard_normal(FACTOR_COUNT), float(rng.random())
        return {
            position: self._impression(person_seed, encounter, position, kind, session, sensor)
            for position in positions
        }

    def _impression(
        self,
        person_seed: int,
        encounter: int,
        position: FingerPosition,
        kind: ImpressionType,
        session: NDArray[np.float64],
        sensor: float,
    ) -> Template:
        rng = generator(Stream.IMPRESSION, person_seed, encounter, position, kind)
        own = rng.standard_normal(FACTOR_COUNT)
        factors = combine(self.shares, person(person_seed).factors, session, own)
        taken = conditions(factors, kind, sensor)
        one = finger(person_seed, position.finger, self.shares.person)
        found, outline = read(
            rng, one.flow, one.minutiae, one.ending, one.clarity, one.creases, taken
        )
        columns = found.astype(np.float32)
        # Rounding to 32 bits may lift a direction onto pi itself.
        direction = np.mod(found[:, DIRECTION] + np.pi, 2 * np.pi) - np.pi
        return Template(
            width_px=taken.width_px,
            height_px=taken.height_px,
            quality=assess(found[:, QUALITY]),
            outline_px=outline.astype(np.float32),
            x_px=np.maximum(columns[:, X], 0),
            y_px=np.maximum(columns[:, Y], 0),
            direction_rad=direction.astype(np.float32),
            type=found[:, ENDING].astype(np.uint8),
            minutia_quality=columns[:, QUALITY],
            extractor_digest=DIGEST,
        )
