"""What agencies recorded of an invented person, and what is true of the person on each day."""

from synthesis.lives.people import life
from synthesis.lives.records import (
    Life,
    LifeEncounter,
    LifeEvent,
    LifeFact,
    LifeWant,
    Outcome,
    Status,
)

__all__ = [
    "Life",
    "LifeEncounter",
    "LifeEvent",
    "LifeFact",
    "LifeWant",
    "Outcome",
    "Status",
    "life",
]
