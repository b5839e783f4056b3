"""Who takes part in a run with real people, and by which number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.data import Skipped
from benchmarks.identification.assembly import ENROLLED_ENCOUNTERS
from benchmarks.identification.features import Fingers
from benchmarks.identification.gallery import Rows
from benchmarks.identification.people.encounters import Encounter, RealPerson
from benchmarks.identification.sources import MinutiaeSource


@dataclass(frozen=True, eq=False)
class Cast:
    """Real people from number 0, and synthetic people after them."""

    people: Sequence[RealPerson]
    skipped: Sequence[Skipped]
    most_enrolled: int
    """Encounters of a person."""
    synthetic: MinutiaeSource
    synthetic_count: int

    def enrolled(self, number: int) -> Sequence[Encounter]:
        """Return the encounters by which a real person is enrolled."""
        person = self.people[number]
        return person.encounters[: person.enrolled_count(self.most_enrolled)]

    def name(self, number: int) -> str:
        """Name a person; synthetic people have a number of their own."""
        real = len(self.people)
        return self.people[number].name if number < real else f"synthetic {number - real}"

    def synthetic_fingers(self, number: int) -> Fingers:
        """Make the enrolled prints of a synthetic person again."""
        [fingers] = self.synthetic.encounters(number - len(self.people), ENROLLED_ENCOUNTERS[:1])
        return fingers

    def probes(self) -> tuple[Rows, Rows]:
        """List the encounters to search with: (n,) people and (n,) numbers of encounters.

        All encounters that are not enrolled, and the only encounter of those who have one.
        """
        pairs = [
            (number, encounter)
            for number, person in enumerate(self.people)
            for encounter in range(len(person.encounters))
            if encounter >= len(self.enrolled(number)) or len(person.encounters) == 1
        ]
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]
