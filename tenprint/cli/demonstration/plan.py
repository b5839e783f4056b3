"""Who is enrolled where, and who is booked: the truth for all checks of the demonstration."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.vector import VECTOR_VERSION
from matcher.version import MATCHER_VERSION
from synthesis.images import Recipe, generator_digest

IAFIS = "iafis"
IDENT = "ident"
ORI = "TXDEMO000"
"""The jail of the demonstration, which books everybody. The door of the console has its desk."""

_ENCOUNTERS = {IAFIS: 0, IDENT: 1}
"""Each enrolment has its own impressions of the same fingers."""
_BOOKED_ENCOUNTER = 2
_FIRST_SEED = 1


class Group(StrEnum):
    """Which galleries know a person."""

    IAFIS_ONLY = "in IAFIS only"
    IDENT_ONLY = "in IDENT only"
    BOTH = "in both"
    NEITHER = "in neither"


_BY_FILE = (Group.BOTH, 1)
"""The booking that goes in as an EBTS file."""
_ARREST_DATE = date(2009, 6, 1)
_MEMBERS = {IAFIS: (Group.IAFIS_ONLY, Group.BOTH), IDENT: (Group.IDENT_ONLY, Group.BOTH)}


@dataclass(frozen=True)
class SyntheticPerson:
    """A person of the demonstration."""

    seed: int
    group: Group

    @property
    def name(self) -> str:
        """Name the person; the enrolled encounters have the same name."""
        return f"person-{self.seed:03d}"

    def is_in(self, gallery: str) -> bool:
        """Tell whether the person is enrolled in a gallery."""
        return self.group in _MEMBERS[gallery]

    def encounters_in(self, gallery: str) -> list[str]:
        """Name the person's encounters in a gallery."""
        return [self.name] if self.is_in(gallery) else []

    def enrolled_recipe(self, gallery: str) -> Recipe:
        """Name the prints that a gallery has."""
        return Recipe(self.seed, _ENCOUNTERS[gallery])

    @property
    def booked_recipe(self) -> Recipe:
        """Name the prints of the booking: new impressions of the same fingers."""
        return Recipe(self.seed, _BOOKED_ENCOUNTER)


@dataclass(frozen=True)
class PlannedEnrolment:
    """An encounter that the demonstration enrols."""

    gallery: str
    encounter_id: str
    recipe: Recipe


@dataclass(frozen=True)
class PlannedBooking:
    """A booking that the demonstration submits."""

    tcn: str
    person: SyntheticPerson
    by_file: bool = False
    """Whether it goes in as an EBTS file."""

    @property
    def arrest_date(self) -> date:
        """Tell the date of arrest. Any will do: all jurisdictions are activated at this point."""
        return _ARREST_DATE


@dataclass(frozen=True)
class Plan:
    """The size of the demonstration."""

    people_per_gallery: int = 120
    people_in_both: int = 40
    bookings_per_group: int = 2

    @property
    def people(self) -> list[SyntheticPerson]:
        """All people, whether enrolled or only booked."""
        in_one = self.people_per_gallery - self.people_in_both
        counts = (in_one, in_one, self.people_in_both, self.bookings_per_group)
        groups = [group for group, n in zip(Group, counts, strict=True) for _ in range(n)]
        return [SyntheticPerson(_FIRST_SEED + i, group) for i, group in enumerate(groups)]

    @property
    def enrolments(self) -> list[PlannedEnrolment]:
        """What each gallery must know before the first booking."""
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
            PlannedBooking(
                f"DEMO-{group.name.removesuffix('_ONLY')}-{number}",
                person,
                by_file=(group, number) == _BY_FILE,
            )
            for group in Group
            for number, person in enumerate(self._booked(group), 1)
        ]

    @property
    def digest(self) -> str:
        """Digest what decides the enrolled state: people, prints and the version of the matcher."""
        versions = (generator_digest(), MATCHER_VERSION, VECTOR_VERSION)
        text = repr((self.people_per_gallery, self.people_in_both, _FIRST_SEED, versions))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _booked(self, group: Group) -> Sequence[SyntheticPerson]:
        members = [person for person in self.people if person.group is group]
        return members[: self.bookings_per_group]
