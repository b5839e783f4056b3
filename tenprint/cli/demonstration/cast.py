"""The people of the three stories: the truth for the check of every step."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from interop.names import encounter_id as booking_encounter_id
from matcher.types import FingerPosition
from synthesis.images import PrintCache, Recipe
from synthesis.lives import Life, Outcome, Status, life
from tenprint.cli.demonstration.enrolment import samples_of
from tenprint.cli.demonstration.plan import IAFIS, IDENT, Plan, PlannedEnrolment
from tenprint.cli.lives import messages as life_messages
from tenprint.v1.sample_pb2 import Sample


@dataclass(frozen=True)
class Character:
    """A person with a life, who is arrested today."""

    tcn: str
    title: str
    seed: int
    """Seed of life and prints, chosen for its story before any print was rendered."""
    story: str
    """The story that the seed must give."""
    outcome: Outcome
    charge: str
    offense_code: str
    priority: int
    """The priority that the rules give this life; 0: none."""
    level: int
    has_papers: bool = True
    """False: a citizen since birth, of which no source knows anything."""
    arrest: int = 1
    """Which arrest of today this is."""
    before: str = ""
    """The TCN of the arrest before, of today."""

    def life(self, day: date) -> Life:
        """Make the life that ends on a day."""
        told = life(self.seed, day, self.outcome)
        if self.has_papers:
            return told
        born = ((told.date_of_birth, Status.US_CITIZEN),)
        return replace(told, statuses=born, has_papers=False)

    @property
    def shown(self) -> Status | None:
        """The status that the sources show; None: the true one."""
        return None if self.has_papers else Status.UNLAWFULLY_PRESENT

    @property
    def arrested_again(self) -> "Character":
        """The same person at the next arrest."""
        tcn = f"{self.tcn.rpartition('-')[0]}-{self.arrest + 1}"
        return replace(self, tcn=tcn, arrest=self.arrest + 1, before=self.tcn)

    @property
    def enrolments(self) -> list[PlannedEnrolment]:
        """The enrolments before the arrest."""
        told = self.life(date.today())
        held = [
            PlannedEnrolment(
                IDENT, life_messages.encounter_id(told, one), Recipe(self.seed, one.ordinal)
            )
            for one in told.encounters
        ]
        if told.events or told.wants:
            name = life_messages.criminal_encounter_id(told)
            held.append(PlannedEnrolment(IAFIS, name, Recipe(self.seed, 0)))
        return held

    @property
    def booked_recipe(self) -> Recipe:
        """Name the prints of the arrest: new impressions of the same fingers."""
        return Recipe(self.seed, self.arrest + len(self.life(date.today()).encounters))

    def samples(
        self, prints: PrintCache, session: int, positions: Sequence[FingerPosition]
    ) -> list[Sample]:
        """Make the samples of an encounter."""
        taken = prints.read(Recipe(self.seed, session))
        return samples_of({position: taken[position] for position in positions})


REMOVED = Character(
    tcn="STORY-REMOVED-1",
    title="removed once, came back, convicted since, and arrested today",
    seed=9022,
    story="convicted_after_removal",
    outcome=Outcome.CONVICTED,
    charge="PETTY LARCENY",
    offense_code="2399",
    priority=1,
    level=1,
)
CITIZEN = Character(
    tcn="STORY-CITIZEN-1",
    title="came with a visa, a citizen by now, and arrested today",
    seed=9007,
    story="naturalised",
    outcome=Outcome.CITIZEN,
    charge="DISORDERLY CONDUCT",
    offense_code="5311",
    priority=0,
    level=0,
)
UNDOCUMENTED_CITIZEN = Character(
    tcn="STORY-NO-PAPERS-1",
    title="a citizen since birth, without a paper, arrested twice today",
    seed=9010,
    story="overstayed",
    outcome=Outcome.CHARGED,
    charge="TRESPASSING",
    offense_code="5707",
    priority=0,
    level=0,
    has_papers=False,
)
HELD = Character(
    tcn="STORY-HELD-1",
    title="entered without inspection not long ago, and arrested today",
    seed=9036,
    story="caught_at_border",
    outcome=Outcome.OBSTRUCTED,
    charge="TRESPASSING",
    offense_code="5707",
    priority=2,
    level=0,
)
"""With this case nobody comes to an end: it is left to whoever sits down at a desk."""
CAST = (REMOVED, CITIZEN, UNDOCUMENTED_CITIZEN)
"""The people of the stories."""


def cast_enrolments() -> list[PlannedEnrolment]:
    """The enrolments of all characters."""
    return [enrolment for character in (*CAST, HELD) for enrolment in character.enrolments]


def known_people(plan: Plan) -> dict[str, dict[str, int]]:
    """Name the person of every encounter: by gallery, by the id of the encounter, the seed."""
    known: dict[str, dict[str, int]] = {IAFIS: {}, IDENT: {}}
    for one in (*plan.enrolments, *cast_enrolments()):
        known[one.gallery][one.encounter_id] = one.recipe.seed
    booked = [(one.tcn, one.person.seed) for one in plan.bookings]
    people = (*CAST, UNDOCUMENTED_CITIZEN.arrested_again, HELD)
    booked += [(one.tcn, one.seed) for one in people]
    # The criminal file keeps the prints of every arrest.
    known[IAFIS].update((booking_encounter_id(tcn), seed) for tcn, seed in booked)
    return known


def cast_digest() -> str:
    """Digest the enrolments of all characters."""
    return hashlib.sha256(repr(cast_enrolments()).encode()).hexdigest()[:8]
