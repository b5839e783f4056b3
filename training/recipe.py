"""Everything that determines the weights: people, course of learning, and network sizes."""

import hashlib
from dataclasses import dataclass, field, replace

from matcher.types import ImpressionType
from synthesis.capture import (
    CAPACITIVE,
    OPTICAL,
    OPTICAL_SMALL,
    ROLLED_BLOCK,
    SLAP_FINGER,
    CaptureParameters,
    Sensor,
)
from synthesis.first import FirstPopulation
from training.impressions import View
from training.learning import Course
from training.network import Shape

ROLLED = ImpressionType.LIVESCAN_ROLLED


@dataclass(frozen=True)
class Circumstances:
    """The circumstances of one impression of everybody."""

    sensor: Sensor
    median_difficulty: float
    """1 is an ordinary capture."""


LEARNED_FROM = (
    Circumstances(SLAP_FINGER, 1.0),
    Circumstances(OPTICAL, 1.2),
    Circumstances(OPTICAL_SMALL, 1.5),
    Circumstances(CAPACITIVE, 1.2),
    Circumstances(SLAP_FINGER, 1.5),
    Circumstances(OPTICAL, 1.8),
    Circumstances(OPTICAL_SMALL, 2.0),
    Circumstances(ROLLED_BLOCK, 1.15),
)
"""Harder than the population's own circumstances, so that there is something to learn; set by
hand."""
MEASURED_WITH = (Circumstances(OPTICAL_SMALL, 1.3), Circumstances(OPTICAL, 1.5))


@dataclass(frozen=True)
class Recipe:
    """A training; equal recipes give equal weights on machines of one kind."""

    name: str = "first-512"
    people: int = 5_000
    """How many people of Purpose.TRAIN are learned from, with ten fingers each."""
    held_out: range = range(900_000, 900_600)
    """Numbers of Purpose.TRAIN that only serve to measure."""
    start_fingers: int = 1_500
    finish_fingers: int = 5_000
    """Fingers whose vectors determine whitening and small code."""
    whitening_power: float = 0.2
    """Between 0.15 and 0.25, which were alike on held-out people and on real prints (both were
    looked at). Whitening needs at least 1,500 fingers, one impression each."""
    learned_from: tuple[Circumstances, ...] = LEARNED_FROM
    measured_with: tuple[Circumstances, ...] = MEASURED_WITH
    difficulty_spread: float = 0.4
    shape: Shape = field(default_factory=Shape)
    course: Course = field(default_factory=Course)
    seed: int = 20_081_027

    @property
    def learning_digest(self) -> str:
        """Digest everything that determines the learned network, before finishing."""
        versions = [view.population.version for view in self.views()]
        learned = replace(self, name="", finish_fingers=0, whitening_power=0.0)
        return hashlib.sha256(f"{learned} {versions}".encode()).hexdigest()[:16]

    def views(self) -> list[View]:
        """Return the circumstances of all views to learn from, one sensor at a time."""
        return [self._view(one) for one in self.learned_from]

    def held_out_views(self) -> list[View]:
        """Return the views that measure: probes, then references."""
        return [self._view(one) for one in self.measured_with]

    def _view(self, taken: Circumstances) -> View:
        capture = CaptureParameters(
            median_difficulty=taken.median_difficulty,
            difficulty_spread=self.difficulty_spread,
            plain_sensors=((taken.sensor, 1.0),),
        )
        population = FirstPopulation(parameters=capture)
        return View(population, ROLLED) if taken.sensor.rolled else View(population)


QUICK = Recipe(
    name="quick",
    people=150,
    held_out=range(900_000, 900_100),
    start_fingers=300,
    finish_fingers=1_500,
    shape=Shape(hidden=96, reduced=32, centroids=32),
    course=Course(
        steps=240, cooldown_steps=120, batch_fingers=192, warm_up_steps=20, hard_share=0.0
    ),
)
"""A recipe to show that everything works; its weights are not for use."""
