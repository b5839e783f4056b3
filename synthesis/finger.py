"""One synthetic finger: pattern class, singular points, orientation, ridge period, pad.

This is a description only; `synthesis.images.rendering` and `synthesis.minutiae` make prints from
it. Its statistics serve tests and demonstrations; they are not those of a real population.
"""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from matcher.types import FingerPosition
from synthesis.orientation import Floats, OrientationField


class PatternClass(IntEnum):
    """Henry classes as seen on the print; a loop has the name of the side on which it opens."""

    ARCH = 0
    TENTED_ARCH = 1
    LEFT_LOOP = 2
    RIGHT_LOOP = 3
    WHORL = 4


class Stream(IntEnum):
    """What a random stream of a finger is for; the streams are independent of each other."""

    DESCRIPTION = 0
    GROWTH = 1
    MINUTIAE = 2
    PLACEMENT = 3
    RENDERING = 4
    EXTRACTION = 5


@dataclass(frozen=True)
class Body:
    """What the ten fingers of a person share."""

    scale: float
    """Size of the fingers against the average."""
    period_px: float
    """Mean ridge period at 500 ppi."""
    moisture: float
    """Skin from dry (-1) to wet (1)."""


@dataclass(frozen=True)
class Pad:
    """The skin that a rolled print shows: an ellipse in the finger's frame."""

    centre_x_px: float
    centre_y_px: float
    half_width_px: float
    half_height_px: float


@dataclass(frozen=True, eq=False)
class Finger:
    """All that is needed to grow the ridges of a finger and to place its minutiae."""

    person_seed: int
    position: FingerPosition
    pattern: PatternClass
    field: OrientationField
    pad: Pad
    period_px: float
    """Mean ridge period at 500 ppi."""
    period_waves: Floats
    """(k, 4): relative deviation of the period: amplitude, wave vector (rad/px), phase."""
    moisture: float
    minutia_density: float
    """Minutiae per square millimetre, for prints made without an image."""

    def generator(self, stream: Stream, *key: int) -> np.random.Generator:
        """Return the PCG64 generator of one stream of this finger."""
        return generator(self.person_seed, int(self.position), int(stream), *key)

    def period_at(self, x_px: Floats, y_px: Floats) -> Floats:
        """Return the ridge period in pixels at points of the finger's frame."""
        deviation = 0.10 * np.tanh(y_px / 200.0)  # ridges are wider towards the crease
        for amplitude, wave_x, wave_y, phase in self.period_waves:
            deviation = deviation + amplitude * np.sin(wave_x * x_px + wave_y * y_px + phase)
        return np.asarray(self.period_px * np.exp(deviation))


def generator(seed: int, *key: int) -> np.random.Generator:
    """Return a PCG64 generator for a seed and a path below it.

    The code names PCG64 because numpy may change its default. SeedSequence makes the paths
    independent.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


# Sizes relative to an index finger: rough proportions of a hand.
_SIZE = {1: 1.14, 2: 1.0, 3: 1.02, 4: 0.99, 5: 0.86}
_PERIOD = {1: 1.06, 2: 1.0, 3: 1.0, 4: 0.98, 5: 0.95}


def describe(
    person_seed: int, position: FingerPosition, pattern: PatternClass, body: Body
) -> Finger:
    """Draw the description of one finger; the same arguments give the same finger."""
    rng = generator(person_seed, int(position), int(Stream.DESCRIPTION))
    digit = (int(position) - 1) % 5 + 1
    scale = body.scale * _SIZE[digit] * rng.lognormal(0.0, 0.03)
    pad = Pad(
        centre_x_px=rng.normal(0.0, 12.0),
        centre_y_px=rng.uniform(5.0, 70.0) * scale,
        half_width_px=245.0 * scale * rng.uniform(0.95, 1.05),
        half_height_px=265.0 * scale * rng.uniform(0.94, 1.06),
    )
    return Finger(
        person_seed=person_seed,
        position=position,
        pattern=pattern,
        field=_draw_field(rng, pattern, scale),
        pad=pad,
        period_px=body.period_px * _PERIOD[digit] * rng.lognormal(0.0, 0.04),
        period_waves=_draw_waves(rng, 3, 0.045, (160.0, 420.0)),
        moisture=float(np.clip(body.moisture + rng.normal(0.0, 0.2), -1.0, 1.0)),
        minutia_density=0.22 * rng.lognormal(0.0, 0.18),
    )


def _draw_field(rng: np.random.Generator, pattern: PatternClass, scale: float) -> OrientationField:
    cores, deltas = _draw_singular_points(rng, pattern)
    begin = rng.uniform(-50.0, 10.0) + deltas[:, 1].max(initial=0.0)
    arch = np.zeros(4)
    if pattern == PatternClass.ARCH:
        arch = np.array(
            [rng.uniform(0.7, 1.1), rng.uniform(-20.0, 50.0), rng.uniform(75.0, 120.0), 0.0]
        )
        arch[3] = rng.uniform(190.0, 280.0)
    return OrientationField(
        cores=_correct_cores(rng, cores * scale, deltas * scale),
        deltas=_correct_deltas(rng, deltas * scale),
        arch=arch * np.array([1.0, scale, scale, scale]),
        # Tip, base and waves are set so that 481 inked rolled prints of strangers rank evenly among
        # synthetic ones; docs/decisions/0006-synthetic-people.md has the ranks.
        tip=np.array([rng.uniform(0.25, 0.6), 80.0 * scale, 180.0 * scale, 320.0 * scale]),
        base=np.array(
            [rng.uniform(0.75, 1.0), begin * scale, 85.0 * scale, rng.uniform(0.1, 0.55)]
        ),
        waves=np.concatenate(
            [
                _draw_waves(rng, 3, 0.066, (190.0, 500.0)),
                _draw_waves(rng, 3, 0.036, (90.0, 190.0)),
            ]
        ),
        tilt_rad=rng.normal(0.0, 0.06),
    )


def _draw_singular_points(rng: np.random.Generator, pattern: PatternClass) -> tuple[Floats, Floats]:
    """Return cores and deltas, (n, 2) x and y in the finger's frame of an average finger."""
    u = rng.uniform
    if pattern == PatternClass.ARCH:
        return np.empty((0, 2)), np.empty((0, 2))
    if pattern == PatternClass.TENTED_ARCH:
        delta = [rng.normal(0.0, 10.0), u(75.0, 160.0)]
        return np.array([[rng.normal(0.0, 5.0), 0.0]]), np.array([delta])
    if pattern in (PatternClass.LEFT_LOOP, PatternClass.RIGHT_LOOP):
        side = 1.0 if pattern == PatternClass.LEFT_LOOP else -1.0
        return np.zeros((1, 2)), np.array([[side * u(45.0, 180.0), u(60.0, 155.0)]])
    distance = u(10.0, 75.0) if rng.random() < 0.75 else u(60.0, 115.0)
    lean = rng.normal(0.0, 0.35 if rng.random() < 0.75 else 0.9)
    below = np.array([math.sin(lean), math.cos(lean)]) * distance
    left = [-u(75.0, 165.0), u(50.0, 230.0) + 0.6 * distance]
    right = [u(75.0, 165.0), u(50.0, 230.0) + 0.6 * distance]
    return np.array([[0.0, 0.0], below]), np.array([left, right])


def _correct_cores(rng: np.random.Generator, cores: Floats, deltas: Floats) -> Floats:
    """Make the ridges inside each core's opening run in parallel, as on skin.

    The pure zero-pole field would fan out there.
    """
    openings = [_opening(cores, deltas, i) for i in range(len(cores))]
    strength = rng.uniform(0.45, 0.95, len(cores))
    phase = np.array(openings) + math.pi + rng.normal(0.0, 0.15, len(cores))
    return np.column_stack([cores, strength, -phase])


def _opening(cores: Floats, deltas: Floats, which: int) -> float:
    """Return the heading (y up) in which the loop round a core opens."""
    x, y = cores[which]
    from_cores = [math.atan2(v - y, x - u) for k, (u, v) in enumerate(cores) if k != which]
    from_deltas = [math.atan2(v - y, x - u) for u, v in deltas]
    return sum(from_cores) - sum(from_deltas)


def _correct_deltas(rng: np.random.Generator, deltas: Floats) -> Floats:
    size = np.abs(rng.normal(0.0, 0.16, len(deltas)))
    return np.column_stack([deltas, size, rng.uniform(-math.pi, math.pi, len(deltas))])


def _draw_waves(
    rng: np.random.Generator, count: int, amplitude: float, length_px: tuple[float, float]
) -> NDArray[np.float64]:
    """Return (count, 4): amplitude, wave vector x and y (rad/px) and phase of plane waves."""
    number = 2.0 * math.pi / rng.uniform(*length_px, count)
    heading = rng.uniform(-math.pi, math.pi, count)
    return np.column_stack(
        [
            rng.normal(0.0, amplitude, count),
            number * np.cos(heading),
            number * np.sin(heading),
            rng.uniform(-math.pi, math.pi, count),
        ]
    )
