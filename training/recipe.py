"""All that decides the weights: whose prints are learned from, how, and the network's sizes."""

import hashlib
from dataclasses import dataclass, field

from matcher.types import ImpressionType
from synthesis.capture import (
    CAPACITIVE,
    OPTICAL,
    OPTICAL_SMALL,
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
class Recipe:
    """One training; equal recipes give equal weights on machines of one kind."""

    name: str = "first-512"
    people: int = 4_000
    """The first of Purpose.TRAIN, ten fingers each."""
    held_out: range = range(900_000, 900_600)
    """Numbers of Purpose.TRAIN that only measure."""
    start_fingers: int = 1_500
    finish_fingers: int = 5_000
    """Whose vectors decide whitening and small code."""
    whitening_power: float = 0.25
    """Source: measured for DESIGN's vector; at least 1,500 fingers, one impression each."""
    median_difficulty: float = 1.15
    """Harder captures than the population's own."""
    difficulty_spread: float = 0.4
    shape: Shape = field(default_factory=Shape)
    course: Course = field(default_factory=Course)
    seed: int = 20_081_027

    @property
    def digest(self) -> str:
        """Name the recipe and the populations that it draws from."""
        versions = [view.population.version for view in self.views()]
        return hashlib.sha256(f"{self} {versions}".encode()).hexdigest()[:16]

    def views(self) -> list[View]:
        """Return what everyone is taken with, one sensor at a time."""
        plain = [SLAP_FINGER, OPTICAL, OPTICAL_SMALL, CAPACITIVE]
        views = [self._view(sensor) for sensor in (*plain, SLAP_FINGER, OPTICAL, OPTICAL_SMALL)]
        return [*views, View(views[0].population, ROLLED)]

    def held_out_views(self) -> list[View]:
        """Return what measures: a small sensor against a larger one."""
        return [self._view(OPTICAL_SMALL), self._view(OPTICAL)]

    def _view(self, sensor: Sensor) -> View:
        capture = CaptureParameters(
            median_difficulty=self.median_difficulty,
            difficulty_spread=self.difficulty_spread,
            plain_sensors=((sensor, 1.0),),
        )
        return View(FirstPopulation(parameters=capture))


QUICK = Recipe(
    name="quick",
    people=150,
    held_out=range(900_000, 900_100),
    start_fingers=600,
    finish_fingers=1_500,
    course=Course(steps=150, batch_fingers=192, warm_up_steps=20, regroup_steps=60),
)
"""Shows that everything works; its weights are not for use."""
