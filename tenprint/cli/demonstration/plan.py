"""Who is enrolled where, and who is booked: the truth that the demonstration is checked against."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.vector import VECTOR_VERSION
from matcher.version import MATCHER_VERSION
from synthesis.images import Recipe, generator_digest

IAFIS = "iafis"
IDENT = "ident"

_ENCOUNTERS = {IAFIS: 0, IDENT: 1}
"""Each enrolment is an impression of its own of the same fingers."""
_BOOKED_ENCOUNTER = 2
_FIRST_SEED = 1


class Group(StrEnum):
    """Which galleries know a person."""

    IAFIS_ONLY = "in IAFIS only"
    IDENT_ONLY = "in IDENT only"
    BOTH = "in both"
    NEITHER = "in neither"


_GALLERIES = {
    Group.IAFIS_ONLY: (IAFIS,),
    Group.IDENT_ONLY: (IDENT,),
    Group.BOTH: (IAFIS, IDENT),
    Group.NEITHER: (),
}


@dataclass(frozen=True)
class SyntheticPerson:
    """A person of the demonstration."""

    seed: int
    group: Group

    @property
    def name(self) -> str:
        """Name the person; it is the id of the person's enrolled encounters."""
        return f"person-{self.seed:03d}"

    def is_in(self, gallery: str) -> bool:
        """Tell whether the person is enrolled in a gallery."""
        return gallery in _GALLERIES[self.group]

    def enrolled_recipe(self, gallery: str) -> Recipe:
        """Name the prints that a gallery has."""
        return Recipe(self.seed, _ENCOUNTERS[gallery])

    @property
    def booked_recipe(self) -> Recipe:
        """Name the prints of the booking: new impressions of the same fingers."""
        return Recipe(self.seed, _BOOKED_ENCOUNTER)


@dataclass(frozen=True)
class PlannedEnrolment:
    """An encounter to be enrolled."""

    gallery: str
    encounter_id: str
    recipe: Recipe


@dataclass(frozen=True)
class PlannedBooking:
    """A booking to be submitted."""

    tcn: str
    person: SyntheticPerson


@dataclass(frozen=True)
class Plan:
    """The size of the demonstration."""

    people_per_gallery: int = 120
    people_in_both: int = 40
    bookings_per_group: int = 2

    @property
    def people(self) -> list[SyntheticPerson]:
        """Everyone, whether enrolled or only booked."""
        in_one = self.people_per_gallery - self.people_in_both
        counts = (in_one, in_one, self.people_in_both, self.bookings_per_group)
        groups = [group for group, n in zip(Group, counts, strict=True) for _ in range(n)]
        return [SyntheticPerson(_FIRST_SEED + i, group) for i, group in enumerate(groups)]

    @property
    def enrolments(self) -> list[PlannedEnrolment]:
        """What each gallery is to know before the first booking."""
        return [
            PlannedEnrolment(gallery, person.name, person.enrolled_recipe(gallery))
            for person in self.people
            for gallery in (IAFIS, IDENT)
            if person.is_in(gallery)
        ]

    @property
    def bookings(self) -> list[PlannedBooking]:
        """Bookings of people of every group."""
        return [
            PlannedBooking(f"DEMO-{group.name.removesuffix('_ONLY')}-{number}", person)
            for group in Group
            for number, person in enumerate(self._booked(group), 1)
        ]

    @property
    def digest(self) -> str:
        """Digest what decides the enrolled state: people, prints, and what extraction makes."""
        versions = (generator_digest(), MATCHER_VERSION, VECTOR_VERSION)
        text = repr((self.people_per_gallery, self.people_in_both, _FIRST_SEED, versions))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _booked(self, group: Group) -> Sequence[SyntheticPerson]:
        members = [person for person in self.people if person.group is group]
        return members[: self.bookings_per_group]
